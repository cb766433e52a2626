"""What people write, are called, ask for or upload is in no line of the log, whatever kind of request it comes in and however it fails."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client

from concordat.application import jobs
from concordat.application.actions.jobs import ask_for
from concordat.application.queries.partnerships import actor_for
from concordat.config.logs import FIELDS, JsonLines
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
PRIVATE = "Zyzzogeton"  # a word that stands nowhere else
HOME = "/partnerships/herefordshire-2008/"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the service's own handler writes, with every request told as in production."""
    handler = next(one for one in logging.getLogger().handlers if isinstance(one.formatter, JsonLines))
    assert isinstance(handler, logging.StreamHandler)
    caught = io.StringIO()
    before = handler.setStream(caught)
    logging.getLogger("concordat").setLevel(logging.INFO)
    yield caught
    handler.setStream(before)
    logging.getLogger("concordat").setLevel(logging.WARNING)


def told(lines: io.StringIO) -> list[dict[str, object]]:
    text = lines.getvalue()
    assert PRIVATE.lower() not in text.lower()
    found = [json.loads(line) for line in text.splitlines()]
    assert all(set(line) <= set(FIELDS) for line in found), found
    return found


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    client = sign_in()
    client.raise_request_exception = False
    return client


KINDS = {
    "a page with a query": lambda c: c.get(f"{HOME}?note={PRIVATE}"),
    "a row by its name": lambda c: c.get(f"{HOME}tables/objectives/rows/{PRIVATE}/"),
    "a partnership that is not there": lambda c: c.get(f"/partnerships/{PRIVATE.lower()}/"),
    "an address that is not there": lambda c: c.get(f"/{PRIVATE}/{PRIVATE}"),
    "a style that is not there": lambda c: c.get(f"/static/{PRIVATE}.css"),
    "a form that is accepted": lambda c: c.post(
        f"{HOME}tables/objectives/add/", {"v-title": PRIVATE, "audience": "mine", "source": PRIVATE}
    ),
    "a form that is not": lambda c: c.post(f"{HOME}tables/objectives/add/", {"v-target": PRIVATE, "id": PRIVATE}),
    "a sign-in": lambda c: c.post("/sign-in/", {"email": f"{PRIVATE}@example.com", "password": PRIVATE}),
    "another host": lambda c: c.get("/", headers={"host": f"{PRIVATE.lower()}.example"}),
    "a number of the visitor's own": lambda c: c.get("/", headers={"x-request-id": PRIVATE, "user-agent": PRIVATE}),
    "a method nobody knows": lambda c: c.generic(PRIVATE.upper(), "/"),
    "an upload that is no case": lambda c: c.post(
        "/partnerships/new-from-file/", {"file": SimpleUploadedFile(f"{PRIVATE}.xlsx", PRIVATE.encode())}
    ),
    "a body that cannot be read": lambda c: c.post(
        f"{HOME}tables/objectives/add/", PRIVATE, content_type="multipart/form-data; boundary="
    ),
    "a form without its token": lambda c: _without_token(c, {"v-title": PRIVATE}),
}


def _without_token(client: Client, given: dict[str, str]) -> object:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies = client.cookies
    return strict.post(f"{HOME}tables/objectives/add/?{PRIVATE}", given)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_request_brings_private_words_into_a_line(kind: str, client: Client, lines: io.StringIO) -> None:
    answer = KINDS[kind](client)
    said = [line for line in told(lines) if line.get("event") == "request"]
    assert len(said) == 1, lines.getvalue()
    (line,) = said
    assert (line["status"], line["request"]) == (answer.status_code, answer["X-Request-ID"])
    assert re.fullmatch(r"[0-9a-f]{16}", str(line["request"]))
    assert isinstance(line["milliseconds"], int)


PROBLEMS = {
    "a mistake in a page": ValueError(PRIVATE),
    "a database that refuses a row": IntegrityError(f'DETAIL: Key (row)=("{PRIVATE}") already exists.'),
    "a file": FileNotFoundError(2, "No such file", f"/var/{PRIVATE}"),
    "a problem with a cause": RuntimeError(f"{PRIVATE} again"),
}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_page_that_falls_says_what_and_where_and_nothing_it_held(
    problem: str, client: Client, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def falls(*_: object) -> None:
        private = PRIVATE  # a local variable: some loggers print those
        raise PROBLEMS[problem] from KeyError(private)

    monkeypatch.setattr("concordat.web.pages.partnership.overview.case_for", falls)
    answer = client.get(f"{HOME}?note={PRIVATE}")
    assert answer.status_code == 500
    (line,) = [line for line in told(lines) if line.get("event") == "request"]
    assert (line["level"], line["route"], line["status"]) == ("error", "partnership-stage", 500)
    assert line["problem"] == type(PROBLEMS[problem]).__name__
    assert "overview" in str(line["place"])


def test_a_line_names_the_route_and_the_organisation_as_a_hash(client: Client, lines: io.StringIO) -> None:
    client.get(HOME)
    Client().get("/privacy/")
    inside, outside = [line for line in told(lines) if line.get("event") == "request"]
    assert (inside["route"], inside["method"], inside["level"]) == ("partnership-stage", "GET", "info")
    assert re.fullmatch(r"[0-9a-f]{12}", str(inside["organisation"]))
    assert "herefordshire" not in lines.getvalue()
    assert (outside["route"], outside["organisation"]) == ("privacy", "none")


def test_the_pages_own_style_is_not_told(client: Client, lines: io.StringIO) -> None:
    logging.getLogger("concordat.request").info("request", extra={"fields": {"route": "only this"}})
    assert client.get("/static/built/concordat.css").status_code in {200, 404}
    assert [line.get("route") for line in told(lines) if line.get("status") != 404] == ["only this"]


def test_a_job_that_falls_says_what_and_where(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    kind = jobs.JobKind("falls", PRIVATE, "case.export", "tests.web.test_request_log:falls")
    monkeypatch.setitem(jobs.KINDS, "falls", kind)
    monkeypatch.setattr(jobs, "_heartbeat", lambda number: __import__("contextlib").nullcontext())
    by = actor_for(
        person="herefordshire.programme-manager", organisation="herefordshire", partnership="herefordshire-2008"
    )
    number = ask_for(by=by, kind="falls", title=PRIVATE, arguments={"note": PRIVATE})
    assert jobs.work(forever=False) == 1
    (line,) = told(lines)
    assert (line["event"], line["job"], line["kind"], line["problem"]) == ("job.failed", number, "falls", "ValueError")


def falls(actor, arguments, progress):  # type: ignore[no-untyped-def]
    raise ValueError(arguments["note"])


def test_a_database_that_tells_what_it_was_asked_tells_nobody(client: Client, lines: io.StringIO) -> None:
    """Django's own loggers, at the level an operator might choose while looking for a problem."""
    loud = logging.getLogger("django.db.backends")
    loud.setLevel(logging.DEBUG)
    connection.force_debug_cursor = True
    try:
        client.get(f"{HOME}tables/objectives/rows/{PRIVATE}/?note={PRIVATE}")
    finally:
        connection.force_debug_cursor = False
        loud.setLevel(logging.NOTSET)
    assert len(told(lines)) > 1
