"""Sign-in through a council's own identity provider, against one that really speaks OpenID Connect."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlparse

import pytest
import requests
from django.test import Client
from django.utils import timezone
from joserfc.jwk import OctKey

from concordat.application.actions.accounts import close_account, invite
from concordat.application.actor import Actor
from concordat.application.readiness import problems
from concordat.clients.identity_provider import IdentityProvider
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.identity_provider import CLIENT, SECRET, TENANT, Provider, a_key, running
from tests.people import Table
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
NORTH = {"sub": "subject-of-north", "preferred_username": "North@Test.Example", "name": "Not read"}


@dataclass
class Council:
    provider: Provider
    settings: Any

    def trust(self, **changes: Any) -> None:
        said = {
            "title": "Northmoor", "organisation": "northmoor-test", "issuer": self.provider.issuer, "client_id": CLIENT,
            "client_secret": SECRET, "domains": "test.example", "tenant": TENANT,
        }  # fmt: skip
        configured = IdentityProvider(**(said | changes))
        self.settings.ENVIRONMENT = self.settings.ENVIRONMENT.model_copy(update={"identity": {"northmoor": configured}})

    def sign_in(self, client: Client, who: dict[str, Any], *, after: str = "", **instead: Any) -> Any:
        """The whole way round: our link, the provider's page, and back. The last answer of ours."""
        self.provider.who, self.provider.instead = who, instead
        there = client.get("/sign-in/with/northmoor/", {"next": after} if after else {})
        assert there.status_code == 302, there.content
        back = requests.get(there["Location"], allow_redirects=False, timeout=5)
        return client.get(back.headers["Location"].removeprefix("http://testserver"))


@pytest.fixture
def council(settings: Any, table: Table) -> Iterator[Council]:
    with running() as provider:
        council = Council(provider, settings)
        council.trust()
        yield council


def signed_in_as(client: Client) -> str:
    number = client.session.get("_auth_user_id")
    return models.Person.objects.get(pk=number).code if number else ""


def test_a_person_of_the_council_signs_in_with_pkce_state_and_nonce(council: Council, client: Client) -> None:
    answer = council.sign_in(client, NORTH, after="/partnerships/roads-test/")
    assert answer.url == "/partnerships/roads-test/"
    assert signed_in_as(client) == "p-north"
    (asked,) = council.provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) >= 16
    assert len(asked["state"]) >= 16
    assert asked["scope"].split()[0] == "openid"
    assert council.provider.refused == []


def test_the_link_is_on_the_sign_in_page_and_the_next_page_is_never_another_site(
    council: Council, client: Client
) -> None:
    page = Page(client.get("/sign-in/"))
    assert page.links["Sign in with Northmoor"] == "/sign-in/with/northmoor/"
    assert council.sign_in(client, NORTH, after="https://elsewhere.example/").url == "/"


def test_afterwards_it_is_the_subject_that_counts_and_not_the_address(council: Council, client: Client) -> None:
    council.sign_in(client, NORTH)
    changed = Client()
    council.sign_in(changed, {**NORTH, "preferred_username": "renamed@test.example"})
    assert signed_in_as(changed) == "p-north"
    other = Client()  # a new employee who got the old one's address does not get the old one's account
    assert council.sign_in(other, {**NORTH, "sub": "somebody else"}).status_code == 403
    assert signed_in_as(other) == ""


@pytest.mark.parametrize(
    "instead",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": "another-client", "azp": CLIENT},  # made for another, authorised by us
        {"aud": None},
        {"iss": "https://login.example/other/v2.0"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"sub": None},
        {"tid": "99999999-2222-3333-4444-555555555555"},
        {"tid": None},
    ],
    ids=str,
)
def test_a_token_that_does_not_fit_signs_nobody_in(council: Council, client: Client, instead: dict[str, Any]) -> None:
    answer = council.sign_in(client, NORTH, **instead)
    assert answer.status_code == 403
    assert "did not lead to an account" in Page(answer).text
    assert signed_in_as(client) == ""


def test_the_log_says_which_reason_it_was_and_nothing_about_the_person(
    council: Council, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    council.sign_in(client, NORTH, nonce="another")
    council.sign_in(client, {"sub": "stranger", "preferred_username": "stranger@test.example"})
    said = [record.fields for record in caplog.records if record.msg == "identity.refused"]  # type: ignore[attr-defined]
    assert said == [
        {"kind": "northmoor", "problem": "InvalidClaimError nonce"},
        {"kind": "northmoor", "problem": "Nobody with that address is invited."},
    ]


@pytest.mark.parametrize("key", ["another key", "the client's secret", "none"])
def test_a_token_signed_otherwise_signs_nobody_in(council: Council, client: Client, key: str) -> None:
    keys = {"another key": a_key(), "the client's secret": OctKey.import_key(SECRET), "none": "none"}
    council.provider.sign_with = keys[key]
    assert council.sign_in(client, NORTH).status_code == 403
    assert signed_in_as(client) == ""


def test_an_answer_without_a_token_signs_nobody_in(council: Council, client: Client) -> None:
    council.provider.without_token = True
    assert council.sign_in(client, NORTH).status_code == 403


def test_a_new_key_of_the_provider_is_asked_for(council: Council, client: Client) -> None:
    council.sign_in(client, NORTH)
    council.provider.key = type(council.provider.key).generate_key(2048, parameters={"kid": "k2"}, private=True)
    later = Client()
    council.sign_in(later, NORTH)
    assert signed_in_as(later) == "p-north"


def test_an_answer_nobody_asked_for_and_one_used_twice_are_refused(council: Council, client: Client) -> None:
    assert client.get("/sign-in/with/northmoor/back/?code=code-1&state=made-up").status_code == 403
    council.provider.who = NORTH
    there = client.get("/sign-in/with/northmoor/")
    back = requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"]
    path = back.removeprefix("http://testserver")
    assert Client().get(path).status_code == 403, "the answer belongs to the browser that asked"
    assert client.get(path).status_code == 302
    assert client.get(path).status_code == 403


def test_what_the_provider_refuses_is_told_in_the_same_words(council: Council, client: Client) -> None:
    client.get("/sign-in/with/northmoor/")
    answer = client.get("/sign-in/with/northmoor/back/?error=access_denied&error_description=zebra")
    assert answer.status_code == 403
    assert "zebra" not in answer.content.decode()


def test_nobody_gets_in_who_was_not_invited(council: Council, client: Client) -> None:
    before = models.Person.objects.count()
    answer = council.sign_in(client, {"sub": "stranger", "preferred_username": "stranger@test.example"})
    assert answer.status_code == 403
    assert models.Person.objects.count() == before


def test_a_provider_never_reaches_an_account_of_another_organisation(council: Council, client: Client) -> None:
    """East's person, east's open invitation, and one bound already: Northmoor's tenant vouches for all, in vain."""
    east = Actor("p-east", "eastvale-test")
    invite(by=east, email="new@test.example", name="New (made up)")
    for subject, address in (("s-1", "east@test.example"), ("s-2", "new@test.example")):
        assert council.sign_in(client, {"sub": subject, "preferred_username": address}).status_code == 403
    council.sign_in(client, NORTH)
    models.Person.objects.filter(code="p-north").update(home_id="eastvale-test")  # moved to another council
    moved = Client()
    assert council.sign_in(moved, NORTH).status_code == 403
    assert signed_in_as(moved) == ""


def test_an_open_invitation_of_the_organisation_is_accepted_by_signing_in(council: Council, client: Client) -> None:
    invite(by=Actor("p-north", "northmoor-test"), email="jo@test.example", name="Jo (made up)")
    assert council.sign_in(client, {"sub": "jo", "preferred_username": "jo@test.example"}).status_code == 302
    person = models.Person.objects.get(email="jo@test.example")
    assert (person.home_id, person.administrator, person.has_usable_password()) == ("northmoor-test", False, False)
    with as_the_system():
        acts = list(
            models.AuditEntry.objects.filter(chain="organisation:northmoor-test", actor=person.code)
            .order_by("number")
            .values_list("act", flat=True)
        )
    assert acts == ["invitation.accepted", "identity.bound", "session.started"]


def test_an_invitation_that_ran_out_is_not_accepted(council: Council, client: Client) -> None:
    invite(by=Actor("p-north", "northmoor-test"), email="jo@test.example", name="Jo (made up)")
    with as_the_system():
        models.Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert council.sign_in(client, {"sub": "jo", "preferred_username": "jo@test.example"}).status_code == 403


@pytest.mark.parametrize(
    ("who", "tenant", "gets_in"),
    [
        ({"email": "north@test.example"}, TENANT, False),  # Entra ID's e-mail may be anything
        ({"email": "north@test.example", "email_verified": True}, "", True),
        ({"email": "north@test.example", "email_verified": "true"}, "", False),  # a word is not a promise
        ({"email": "north@test.example", "xms_edov": True}, TENANT, True),
        ({"preferred_username": "north@test.example"}, "", False),  # without a tenant a user name is anybody's
        ({"preferred_username": "north@elsewhere.example"}, TENANT, False),
        ({"preferred_username": "north@test.example.elsewhere.example"}, TENANT, False),
        ({"preferred_username": "north@test.example@elsewhere.example"}, TENANT, False),
    ],
)
def test_only_an_address_counts_that_the_provider_answers_for(
    council: Council, client: Client, who: dict[str, Any], tenant: str, gets_in: bool
) -> None:
    council.trust(tenant=tenant)
    council.sign_in(client, {"sub": "subject-of-north", **who})
    assert signed_in_as(client) == ("p-north" if gets_in else "")


def test_a_closed_account_stays_closed(council: Council, client: Client) -> None:
    council.sign_in(client, NORTH)
    models.Person.objects.create(code="p-2", email="second@test.example", home_id="northmoor-test", administrator=True)
    close_account(by=Actor("p-2", "northmoor-test"), person="p-north")
    assert client.get("/").status_code == 302, "the session is ended"
    assert council.sign_in(Client(), NORTH).status_code == 403


def test_a_provider_that_asked_for_a_second_step_saves_ours(council: Council, client: Client) -> None:
    council.settings.SECOND_STEP_REQUIRED = True
    council.sign_in(client, NORTH)
    assert client.get("/").url.startswith("/security/second-step/"), "section 151 has none yet"
    with_it = Client()
    council.sign_in(with_it, NORTH, amr=["pwd", "mfa"])
    assert with_it.get("/").status_code == 200
    council.trust(second_step=True)
    always = Client()
    council.sign_in(always, NORTH)
    assert always.get("/").status_code == 200


def test_a_provider_that_is_not_there_or_calls_itself_otherwise_is_refused_in_words(
    council: Council, client: Client
) -> None:
    council.trust(issuer="http://127.0.0.1:9")
    assert client.get("/sign-in/with/northmoor/").status_code == 403
    council.provider.called = "https://login.example/other"
    council.trust(client_id="asks anew")
    assert client.get("/sign-in/with/northmoor/").status_code == 403
    assert client.get("/sign-in/with/nobody/").status_code == 404


def test_the_operators_check_asks_the_provider_and_tells_the_mend(council: Council) -> None:
    def said() -> str:
        return " ".join(f"{one.what} {one.fix}" for one in problems(ask_outside=True) if "northmoor" in one.what)

    assert said() == ""
    council.trust(organisation="nowhere")
    assert "CONCORDAT_IDENTITY__NORTHMOOR__ORGANISATION" in said()
    council.provider.called = "https://login.example/other"
    council.trust()
    assert "it calls itself https://login.example/other" in said()
    council.trust(issuer="http://127.0.0.1:9")
    assert "CONCORDAT_IDENTITY__NORTHMOOR__ISSUER" in said()
    council.trust(issuer="https://login.microsoftonline.com/11111111/v2.0", tenant="")
    assert "TENANT" in " ".join(one.fix for one in problems())


def test_the_address_back_is_the_configured_one(council: Council, client: Client) -> None:
    council.settings.ENVIRONMENT = council.settings.ENVIRONMENT.model_copy(
        update={"address": "https://concordat.example.gov.uk"}
    )
    there = client.get("/sign-in/with/northmoor/")
    assert (
        "redirect_uri=https%3A%2F%2Fconcordat.example.gov.uk%2Fsign-in%2Fwith%2Fnorthmoor%2Fback%2F"
        in there["Location"]
    )
    assert urlparse(there["Location"]).netloc == urlparse(council.provider.address).netloc
