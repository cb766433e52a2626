"""What stands in the store has its entry in the trail, whenever the database fails or the process is killed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from concordat.application import evidence_trail
from concordat.application.actions.evidence import deliver_evidence, dismiss_rows
from concordat.application.audit import first_that_does_not_fit
from concordat.application.queries.evidence import evidence_folder, store_for
from concordat.application.queries.trail import EntrySeen, trail_for
from concordat.data.events import Delivery, EvidenceStore
from tests.people import Table, sit_at_a_table

ROWS = "order_id,service,reported_at,status\nJ1,highways,2026-04-01 08:00,ordered\nJ2,highways,soon,ordered\n"


Delivering = Callable[..., Any]
Opening = Callable[[], EvidenceStore]
SLUG = "trail-test"


@pytest.fixture
def seated(db: None) -> Iterator[Table]:
    yield sit_at_a_table(SLUG)
    shutil.rmtree(evidence_folder() / SLUG, ignore_errors=True)


@pytest.fixture
def deliver(seated: Table, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> Delivering:
    def deliver(rows: str = ROWS) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return deliver_evidence(
                by=seated.contractor,
                path=given(tmp_path, rows),
                name="april.csv",
                table="job_records",
                take_good_rows=True,
            )

    return deliver


@pytest.fixture
def opened(seated: Table, django_capture_on_commit_callbacks: Any) -> Callable[[], EvidenceStore]:
    """By the other party: whoever opens the store next."""

    def opened() -> EvidenceStore:
        with django_capture_on_commit_callbacks(execute=True):
            store = store_for(seated.north)
        assert store is not None
        return store

    return opened


def given(folder: Path, rows: str = ROWS) -> Path:
    file = folder / "april.csv"
    file.write_text(rows)
    return file


def entries(table: Table, words: str = "delivered evidence:") -> list[EntrySeen]:
    return [one for one in trail_for(table.contractor) if one.words == words]


def marks(table: Table) -> list[Path]:
    return list((evidence_folder() / table.slug / "entering").iterdir())


def fail_to_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next commit fails, as where the disk of the database is full. Inside a test it is that of a savepoint."""

    def fails(*_: object) -> None:
        monkeypatch.undo()
        raise OperationalError("disk full")

    def from_now_on(point: str) -> None:
        if point == "entered":
            monkeypatch.setattr(connection, "savepoint_commit", fails)

    monkeypatch.setattr(evidence_trail, "reached", from_now_on)


def test_a_delivery_that_goes_well_has_one_entry_and_leaves_no_mark(
    seated: Table, deliver: Delivering, opened: Opening
) -> None:
    deliver()
    opened()
    assert [one.about for one in entries(seated)] == ["april.csv (delivery 1)"]
    assert marks(seated) == []


def test_a_commit_that_fails_leaves_a_delivery_that_is_entered_when_the_store_is_opened_next(
    seated: Table, deliver: Delivering, opened: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_to_commit(monkeypatch)
    with pytest.raises(OperationalError):
        deliver()
    assert entries(seated) == []
    store = opened()
    assert [one.number for one in store.deliveries()] == [1]
    (entry,) = entries(seated)
    assert entry.about == "april.csv (delivery 1), entered in the trail later than it was done"
    assert (entry.actor, entry.organisation) == (seated.contractor.person, seated.contractor.organisation)
    assert marks(seated) == []
    opened()
    assert len(entries(seated)) == 1, "once, however often it is opened"
    assert first_that_does_not_fit() == (None, "")
    again = deliver()
    assert again.delivery is None, "sent again it is known already"


def test_a_dismissal_whose_commit_fails_is_entered_too(
    seated: Table, deliver: Delivering, opened: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver()
    fail_to_commit(monkeypatch)
    with pytest.raises(OperationalError):
        dismiss_rows(by=seated.contractor, rows=["1:3"], why="The line of totals")
    assert opened().waiting() == ()
    (entry,) = entries(seated, "dismissed from quarantine:")
    assert entry.about == "1 row of delivery 1, entered in the trail later than it was done"
    assert len(entries(seated)) == 1, "the delivery had its entry"


def test_what_fails_before_it_stands_in_the_store_is_not_entered(
    seated: Table, deliver: Delivering, opened: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "link", no_link)
    with pytest.raises(OSError, match="no space"):
        deliver()
    monkeypatch.undo()
    assert opened().deliveries() == ()
    assert entries(seated) == []
    assert marks(seated) == []


def test_while_somebody_is_delivering_nothing_is_entered_for_them(
    seated: Table, deliver: Delivering, opened: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else opens the store between the file and the commit: the delivery is not entered twice."""
    seen: list[Delivery] = []

    def look(point: str) -> None:
        if point == "entered":
            seen.extend(opened().deliveries())

    monkeypatch.setattr(evidence_trail, "reached", look)
    deliver()
    assert len(seen) == 1
    opened()
    assert [one.about for one in entries(seated)] == ["april.csv (delivery 1)"]


def test_a_delivery_of_somebody_else_is_not_taken_for_what_was_left_behind(
    seated: Table, deliver: Delivering, opened: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came with an example never had an entry, and gets none."""
    store = EvidenceStore(evidence_folder() / seated.slug, create=True)
    store.deliver(given(tmp_path, ROWS), table="job_records", by="generator", organisation="", take_good_rows=True)
    fail_to_commit(monkeypatch)
    with pytest.raises(OperationalError):
        deliver(ROWS.replace("J", "K"))
    opened()
    assert [one.about for one in entries(seated)] == [
        "april.csv (delivery 2), entered in the trail later than it was done"
    ]


KILLED = """
import os, signal, sys
from pathlib import Path
import django
from django.core.management import call_command
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
call_command("migrate", verbosity=0)
from django.db import connections
from concordat.application import evidence_trail
from concordat.application.actions.evidence import deliver_evidence
from concordat.application.audit import first_that_does_not_fit
from concordat.application.queries.evidence import store_for
from concordat.application.queries.trail import trail_for
from concordat.data.events import store as events
from tests.people import sit_at_a_table

table = sit_at_a_table()
for number, point in enumerate(sys.argv[1:], 1):
    file = Path(os.environ["CONCORDAT_FOLDER"]) / f"{number}.csv"
    file.write_text(f"order_id,service,reported_at,status\\nK{number},highways,2026-04-01 08:00,ordered\\n")
    connections.close_all()
    child = os.fork()
    if not child:
        def reached(at):
            if at == point:
                os.kill(os.getpid(), signal.SIGKILL)
        events.reached = evidence_trail.reached = reached
        deliver_evidence(by=table.contractor, path=file, name=file.name, table="job_records")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, point
    store = store_for(table.north)
    assert store is not None and store.broken() == ()
    held = [one.file for one in store.deliveries()]
    told = [one.about.partition(" (")[0] for one in trail_for(table.north) if one.words == "delivered evidence:"]
    assert (file.name in held) is (point not in {"rows kept", "before the link"}), point
    assert sorted(told) == sorted(held), point
    assert not list((store.folder / "entering").glob("*.json")), point
assert first_that_does_not_fit() == (None, "")
print("whole")
"""


@pytest.mark.slow
def test_killed_at_any_point_what_stands_in_the_store_has_one_entry(tmp_path: Path) -> None:
    points = ("rows kept", "before the link", "after the link", "entered", "committed")
    environment = {**os.environ, "CONCORDAT_FOLDER": str(tmp_path), "CONCORDAT_MODE": "test"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *points],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "whole", done.stderr
