"""One's own sign-in, page by page: the second step, the password, and where one is signed in."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
PASSWORD = "a long password of words"
HOME = "/"


@pytest.fixture
def required(settings: Any) -> Any:
    settings.SECOND_STEP_REQUIRED = True
    return settings


@pytest.fixture(autouse=True)
def passwords(table: Table) -> None:
    for person in models.Person.objects.filter(code__in=["p-east", "p-east_member", "p-west"]):
        person.set_password(PASSWORD)
        person.save()


def sign_in(email: str, client: Client | None = None, *, after: str = "", agent: str = "") -> tuple[Client, Any]:
    client = client or Client(HTTP_USER_AGENT=agent)
    return client, client.post("/sign-in/", {"email": email, "password": PASSWORD, "next": after})


def set_up(client: Client, *, after: str = "") -> tuple[str, list[str]]:
    """Through the pages, as a person does: the secret as text, and the recovery codes."""
    address = f"/security/second-step/{f'?next={after}' if after else ''}"
    client.post(address, {"start": "yes"})
    page = Page(client.get(address))
    secret = page.root.get_element_by_id("secret").text.replace(" ", "")
    done = Page(client.post(address, {"code": pyotp.TOTP(secret).now(), "next": after}))
    assert done.heading == "Keep these recovery codes"
    return secret, re.findall(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", done.text)


def test_somebody_who_decides_is_led_to_set_up_a_second_step_and_then_on(required: Any) -> None:
    client, answer = sign_in("east-member@test.example", after="/partnerships/roads-test/")
    assert answer.url == "/partnerships/roads-test/"
    for address in (HOME, "/partnerships/roads-test/", "/security/", "/security/password/", "/accounts/"):
        assert client.get(address).url.startswith("/security/second-step/?next="), address
        assert client.post(address).url.startswith("/security/second-step/?next="), address
    for address in ("/accessibility/", "/sign-in/", "/security/second-step/"):
        assert client.get(address).status_code == 200, address
    _, codes = set_up(client, after="/partnerships/roads-test/")
    assert len(codes) == 10
    assert client.get("/partnerships/roads-test/").status_code == 200
    assert client.get("/security/").status_code == 200


def test_somebody_who_only_advises_is_not_stopped(required: Any) -> None:
    with as_the_system():
        models.RoleHolding.objects.filter(person__code="p-east_member").update(role="auditor")
    client, _ = sign_in("east-member@test.example")
    assert client.get(HOME).status_code == 200
    with as_the_system():
        models.RoleHolding.objects.filter(person__code="p-east_member").update(role="section-151")
    assert client.get(HOME).status_code == 302, "a duty given while signed in counts at once"


def test_the_second_step_is_asked_for_at_the_next_sign_in(required: Any) -> None:
    client, _ = sign_in("east@test.example")
    secret, codes = set_up(client)
    later, answer = sign_in("east@test.example", after="/partnerships/roads-test/")
    assert answer.url.startswith("/sign-in/code/")
    assert later.get(HOME).url.startswith("/sign-in/"), "half way is not signed in"
    with time_machine.travel(timezone.now() + timedelta(seconds=60), tick=False):
        wrong = Page(later.post(answer.url, {"code": "000000", "next": "/partnerships/roads-test/"}))
        assert wrong.problems == {"That code is not right, or was used already": "#id_code"}
        code = pyotp.TOTP(secret).now()
        right = later.post(answer.url, {"code": code, "next": "/partnerships/roads-test/"})
        assert right.url == "/partnerships/roads-test/"
        assert later.get("/partnerships/roads-test/").status_code == 200
    lost, answer = sign_in("east@test.example")
    assert lost.post(answer.url, {"code": codes[0]}).url == HOME
    again, answer = sign_in("east@test.example")
    assert again.post(answer.url, {"code": codes[0]}).status_code == 200, "a recovery code is good once"


def test_half_way_does_not_last(required: Any) -> None:
    client, _ = sign_in("east@test.example")
    _, codes = set_up(client)
    later, answer = sign_in("east@test.example")
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert later.post(answer.url, {"code": codes[0]}).url == "/sign-in/"
    assert Client().get("/sign-in/code/").url == "/sign-in/"


def test_the_code_page_locks_after_five_wrong_codes_and_never_leads_elsewhere(required: Any) -> None:
    client, _ = sign_in("east@test.example")
    _, codes = set_up(client)
    later, answer = sign_in("east@test.example")
    for _ in range(5):
        later.post(answer.url, {"code": "000000"})
    assert "too many tries" in Page(later.post(answer.url, {"code": codes[0]})).text
    fresh, answer = sign_in("east@test.example", Client(REMOTE_ADDR="192.0.2.7"))
    assert fresh.post(answer.url, {"code": codes[0], "next": "https://elsewhere.example/"}).url == HOME


def test_a_session_from_before_the_second_step_was_set_up_must_show_it(required: Any) -> None:
    required.SECOND_STEP_REQUIRED = False
    early, _ = sign_in("east@test.example")
    other, _ = sign_in("east@test.example")
    _, codes = set_up(other)
    required.SECOND_STEP_REQUIRED = True
    assert other.get(HOME).status_code == 200
    asked = early.get("/partnerships/roads-test/")
    assert asked.url == "/sign-in/code/?next=%2Fpartnerships%2Froads-test%2F"
    assert early.post(asked.url, {"code": "000000"}).status_code == 200
    assert early.get(HOME).status_code == 302
    answer = early.post(asked.url, {"code": codes[0], "next": "/partnerships/roads-test/"})
    assert answer.url == "/partnerships/roads-test/"
    assert early.get("/partnerships/roads-test/").status_code == 200
    assert len(Page(early.get("/security/")).table(holding="Device")) == 2, "still the same two browsers"


def test_enrolment_shows_the_secret_as_picture_and_text_and_a_wrong_code_keeps_it(required: Any) -> None:
    client, _ = sign_in("east@test.example")
    start = Page(client.get("/security/second-step/"))
    assert "Start" in start.text
    assert not start.main.xpath("//svg[@class='segno']")
    client.post("/security/second-step/", {"start": "yes"})
    answer = client.get("/security/second-step/")
    page = Page(answer)
    assert page.main.xpath("//div[@role='img']/svg")
    secret = page.root.get_element_by_id("secret").text
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", secret)
    assert "no-store" in answer["Cache-Control"]
    wrong = Page(client.post("/security/second-step/", {"code": "000000"}))
    assert "#id_code" in wrong.problems.values()
    assert wrong.root.get_element_by_id("secret").text == secret


def test_the_codes_are_shown_once_and_new_ones_need_a_code(required: Any) -> None:
    client, _ = sign_in("east@test.example")
    _, codes = set_up(client)
    for address in ("/security/", "/security/second-step/", "/security/second-step/codes/"):
        assert not [code for code in codes if code in client.get(address).content.decode()]
    assert "You have 10 recovery codes left" in Page(client.get("/security/")).text
    assert "#id_code" in Page(client.post("/security/second-step/codes/", {"code": "000000"})).problems.values()
    new = Page(client.post("/security/second-step/codes/", {"code": codes[0]})).text
    assert codes[1] not in new
    assert len(re.findall(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", new)) == 10


def test_taking_it_away_leads_who_needs_one_to_set_up_another(required: Any) -> None:
    client, _ = sign_in("east@test.example")
    _, codes = set_up(client)
    assert client.post("/security/second-step/take-away/", {"code": codes[0]}).url == "/security/"
    assert client.get("/security/").url.startswith("/security/second-step/")
    assert [message.to for message in mail.outbox] == [["east@test.example"]] * 2
    set_up(client)


def test_who_needs_none_may_set_one_up_and_is_then_asked(required: Any) -> None:
    with as_the_system():
        models.RoleHolding.objects.filter(person__code="p-west").exclude(role="scorer").delete()
    client, _ = sign_in("west@test.example")
    assert client.get(HOME).status_code == 200
    assert "do not need one" in Page(client.get("/security/")).text
    set_up(client)
    assert sign_in("west@test.example")[1].url.startswith("/sign-in/code/")


def test_the_demonstration_says_plainly_that_it_is_off_and_stops_nobody(settings: Any) -> None:
    settings.DEMO = True
    client, _ = sign_in("east@test.example")
    page = Page(client.get("/security/"))
    assert "The second step is off here" in page.text
    assert "Set up a second step" not in page.links
    assert "off in the demonstration" in Page(client.get("/security/second-step/")).text
    client.post("/security/second-step/", {"start": "yes"})
    assert "new_second_step" not in client.session
    client.post("/security/password/", {"old": PASSWORD, "password": "another long password"})
    assert models.Person.objects.get(code="p-east").check_password(PASSWORD), "a visitor shuts nobody out"


def test_production_always_needs_it_and_no_setting_takes_it_away(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from concordat.config.settings import *; print(SECOND_STEP_REQUIRED, DEMO)"],
        env={
            "CONCORDAT_MODE": "production", "CONCORDAT_SECRET_KEY": "k" * 50, "CONCORDAT_SECOND_STEP_REQUIRED": "false",
            "PATH": "/usr/bin",
        },
        cwd=tmp_path,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.stdout.split() == ["True", "False"], said.stderr


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"
EDGE = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0"


def test_one_sees_where_one_is_signed_in_and_ends_it() -> None:
    here, _ = sign_in("east@test.example", agent=FIREFOX)
    there, _ = sign_in("east@test.example", agent=EDGE)
    rows = Page(here.get("/security/")).table(holding="Device")
    assert [(row["Device"], row["Address"]) for row in rows] == [
        ("Firefox on Windows", "127.0.0.1"),
        ("Edge on Mac", "127.0.0.1"),
    ]
    assert rows[0]["End it"] == "This one"
    code = re.search(r'name="code" value="([^"]+)"', here.get("/security/").content.decode())
    assert code
    assert there.get(HOME).status_code == 200
    assert here.post("/security/sessions/end/", {"code": code[1]}).url == "/security/"
    gone = there.get(HOME)
    assert gone.url.startswith("/sign-in/")
    assert "You were signed out" in Page(there.get(gone.url)).text
    assert "You were signed out" not in Page(there.get(gone.url)).text, "said once"
    assert here.get(HOME).status_code == 200


def test_another_persons_session_cannot_be_ended() -> None:
    mine, _ = sign_in("east@test.example")
    theirs, _ = sign_in("west@test.example")
    code = theirs.session["sign_in"]
    assert mine.post("/security/sessions/end/", {"code": code}).status_code == 404
    assert theirs.get(HOME).status_code == 200


def test_ending_all_others_keeps_this_one() -> None:
    here, _ = sign_in("east@test.example")
    others = [sign_in("east@test.example")[0] for _ in range(2)]
    here.post("/security/sessions/end-others/")
    assert [one.get(HOME).status_code for one in (here, *others)] == [200, 302, 302]


def test_idle_and_longest_time_sign_out_and_say_why() -> None:
    client, _ = sign_in("east@test.example")
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        answer = client.get("/partnerships/roads-test/")
        assert answer.url == "/sign-in/?next=%2Fpartnerships%2Froads-test%2F"
        assert "did nothing for a while" in Page(client.get(answer.url)).text


def test_signing_out_ends_the_session_for_whoever_copied_the_cookie() -> None:
    client, _ = sign_in("east@test.example")
    copied = Client()
    copied.cookies["sessionid"] = client.cookies["sessionid"].value
    assert copied.get(HOME).status_code == 200
    client.post("/sign-out/")
    assert copied.get(HOME).status_code == 302


def test_a_session_from_before_sessions_were_kept_signs_in_again() -> None:
    client, _ = sign_in("east@test.example")
    session = client.session
    del session["sign_in"]
    session.save()
    assert client.get(HOME).status_code == 302


def test_changing_the_password_signs_out_everywhere_else_and_tells_the_owner() -> None:
    here, _ = sign_in("east@test.example")
    there, _ = sign_in("east@test.example")
    new = "another long password"
    wrong = Page(here.post("/security/password/", {"old": "wrong", "password": new}))
    assert "#id_old" in wrong.problems.values()
    weak = Page(here.post("/security/password/", {"old": PASSWORD, "password": "short"}))
    assert "#id_password" in weak.problems.values()
    assert here.post("/security/password/", {"old": PASSWORD, "password": new}).url == "/security/"
    assert [one.get(HOME).status_code for one in (here, there)] == [200, 302]
    (letter,) = mail.outbox
    assert letter.to == ["east@test.example"]
    assert new not in letter.body


def test_who_signs_in_through_their_council_has_no_password_to_change() -> None:
    client, _ = sign_in("east@test.example")
    person = models.Person.objects.get(code="p-east")
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert "have no password here" in Page(client.get("/security/")).text
    assert "have no password here" in Page(client.get("/security/password/")).text


def test_the_sign_in_page_locks_in_the_same_words_for_everybody() -> None:
    said = []
    for email in ("east@test.example", "nobody@nowhere.example"):
        client = Client(REMOTE_ADDR="192.0.2.5")
        for _ in range(5):
            client.post("/sign-in/", {"email": email, "password": "wrong"})
        said.append(Page(client.post("/sign-in/", {"email": email, "password": PASSWORD})).text.replace(email, ""))
        assert client.get(HOME).status_code == 302
    assert said[0] == said[1]
    assert "too many tries" in said[0]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [(0, "198.51.100.1", "10.0.0.1"), (1, "203.0.113.66, 198.51.100.1", "198.51.100.1"), (1, "", "10.0.0.1")],
)
def test_a_visitors_own_word_for_their_address_counts_for_nothing(
    settings: Any, proxies: int, forwarded: str, counted: str
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"proxies": proxies})
    client = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    client.post("/sign-in/", {"email": "east@test.example", "password": PASSWORD})
    assert Page(client.get("/security/")).table(holding="Device")[0]["Address"] == counted
