"""An erased person is nowhere by name; what they did is everywhere it was, and the trail fits."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.actions.accounts import close_account, open_account_again
from concordat.application.actions.erasure import erase_person
from concordat.application.actions.sign_in import start_session
from concordat.application.actor import Actor
from concordat.application.audit import chain_lengths, first_that_does_not_fit
from concordat.application.errors import NotAllowed, NotFound, NotNow
from concordat.application.queries.cases import case_for
from concordat.application.queries.erasure import person_to_erase
from concordat.application.queries.trail import trail_for
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Jo Zyzzogeton", "jo.zyzzogeton@eastvale.example"


@pytest.fixture
def jo(table: Table) -> Actor:
    """A person of east's who has done everything that leaves a mark."""
    person = models.Person.objects.create(email=EMAIL, name=NAME, home_id=table.east.organisation, code="p-jo-test")
    person.set_password("made up for this test")
    person.last_login = timezone.now()
    person.save()
    held = models.RoleHolding.objects.create(
        person=person, organisation_id=table.east.organisation, partnership_id=_partnership(table), role="scorer"
    )
    jo = Actor(person.code, table.east.organisation, table.slug, table.east.role, frozenset({held.role}))
    actions.append_facts(by=jo, table="objectives", rows=[RowGiven("quiet", {"title": "Quieter roads"})])
    start_session(
        by=Actor(person.code, table.east.organisation), device="Firefox", address="192.0.2.1", second_step=True
    )
    with as_the_system():
        now = timezone.now()
        models.Invitation.objects.create(
            organisation_id=table.east.organisation, email=EMAIL.upper(), name=NAME, invited_by="p-east", sent_at=now,
            expires_at=now, accepted_at=now,
        )  # fmt: skip
        models.RoleOffer.objects.create(
            partnership_id=_partnership(table), organisation_id=table.east.organisation, email=EMAIL, duty="auditor",
            by_organisation_id=table.north.organisation, offered_by="p-north", offered_at=now, expires_at=now,
        )  # fmt: skip
        models.SecondStep.objects.create(person=person, secret="sealed", set_up_at=now)
        models.RecoveryCode.objects.create(person=person, hash="x" * 64)
        models.OutsideIdentity.objects.create(person=person, issuer="https://id.example", subject=EMAIL, since=now)
    browser = SessionStore()
    browser["_auth_user_id"] = str(person.pk)
    browser.create()
    return jo


def _partnership(table: Table) -> int:
    return models.Partnership.objects.get(slug=table.slug).pk


def everything_in_the_database() -> str:
    """Every cell of every table, as text."""
    words = []
    with as_the_system(), connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            words += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join(words).lower()


def test_nothing_in_the_database_holds_the_name_or_the_address(table: Table, jo: Actor) -> None:
    assert "zyzzogeton" in everything_in_the_database()
    close_account(by=table.east, person=jo.person)
    erase_person(by=table.east, person=jo.person)
    assert "zyzzogeton" not in everything_in_the_database()
    assert Session.objects.count() == 0
    with as_the_system():
        for gone in (models.SignInSession, models.SecondStep, models.RecoveryCode, models.OutsideIdentity):
            assert not gone.objects.filter(person_id=jo.person).exists()


def test_the_trail_fits_and_still_says_what_they_did_by_their_code(table: Table, jo: Actor) -> None:
    before = chain_lengths()
    close_account(by=table.east, person=jo.person)
    erase_person(by=table.east, person=jo.person)
    assert first_that_does_not_fit() == (None, "")
    chain = f"organisation:{table.east.organisation}"
    assert chain_lengths()[chain] == before[chain] + 2  # closed and erased
    with as_the_system():
        last = models.AuditEntry.objects.filter(chain=chain).latest("number")
    assert (last.act, last.about, last.actor) == ("person.erased", jo.person, table.east.person)
    assert jo.person in {entry.actor for entry in trail_for(table.east)}
    assert case_for(table.east).row("objectives", "quiet").author == jo.person  # type: ignore[union-attr]


def test_nobody_signs_in_or_acts_with_it_any_more(table: Table, jo: Actor) -> None:
    close_account(by=table.east, person=jo.person)
    erase_person(by=table.east, person=jo.person)
    assert authenticate(username=EMAIL, password="made up for this test") is None
    row = models.Person.objects.get(code=jo.person)
    assert not row.has_usable_password()
    assert set(row.roles.values_list("to_date", flat=True)) == {timezone.localdate()}
    with pytest.raises(NotNow, match="erased"):
        open_account_again(by=table.east, person=jo.person)
    with pytest.raises(NotNow, match="erased already"):
        erase_person(by=table.east, person=jo.person)


def test_an_open_account_is_not_erased(table: Table, jo: Actor) -> None:
    with pytest.raises(NotNow, match="Close it first"):
        erase_person(by=table.east, person=jo.person)
    assert models.Person.objects.get(code=jo.person).name == NAME


@pytest.mark.parametrize(("who", "problem"), [("east_member", NotAllowed), ("north", NotFound), ("west", NotAllowed)])
def test_only_an_administrator_of_their_own_organisation_may(table: Table, jo: Actor, who: str, problem: Any) -> None:
    close_account(by=table.east, person=jo.person)
    for act in (lambda: erase_person(by=getattr(table, who), person=jo.person), lambda: person_to_erase(getattr(table, who), jo.person)):  # fmt: skip
        with pytest.raises(problem):
            act()
    assert models.Person.objects.get(code=jo.person).name == NAME


def test_where_the_name_was_typed_is_told_for_their_own_organisation_alone(table: Table, jo: Actor) -> None:
    rows = [RowGiven(f"note-{n}", {"title": f"Ask {word}"}) for n, word in enumerate((NAME, EMAIL.upper(), "Jo"))]
    actions.append_facts(by=table.east, table="objectives", rows=rows)
    actions.append_facts(by=table.north, table="objectives", rows=[RowGiven("theirs", {"title": NAME})])
    found = person_to_erase(table.east, jo.person)
    (mention,) = found.mentions
    assert (mention.what, mention.count) == ("Objectives", 2)


def test_letters_to_them_that_were_kept_as_files_go_too(
    table: Table, jo: Actor, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path
    (tmp_path / "theirs.log").write_text(f"Subject: Your account\nTo: {EMAIL}\n\nA link")
    (tmp_path / "another.log").write_text("Subject: Your account\nTo: another@eastvale.example\n\nA link")
    close_account(by=table.east, person=jo.person)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(by=table.east, person=jo.person)
    assert [file.name for file in tmp_path.iterdir()] == ["another.log"]
