"""A row nobody will mend is dismissed with a reason: it waits no longer, and stays readable."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from concordat.data.events import EvidenceStore
from concordat.data.events.deliveries import StoreMisuse
from tests.data.events.test_store import HEADINGS, MAY, deliver, good, sheet

DAY = timedelta(days=1)
TOTAL = ["TOTAL", "", "", "", "", "", ""]


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    """Brindle's first delivery left rows 3 to 5 waiting; the second is another organisation's."""
    store = EvidenceStore(tmp_path / "evidence", create=True)
    bad = [good(2, "soon"), good(3, "later"), TOTAL]
    deliver(store, sheet(tmp_path, [good(1), *bad]), take_good_rows=True)
    other = sheet(tmp_path, [good(7, "soon")], "b.csv")
    deliver(store, other, at=MAY + DAY, organisation="others", take_good_rows=True)
    return store


def dismiss(store: EvidenceStore, *rows: str, why: str = "The line of totals", days: int = 2, **more: str) -> object:
    said = {"why": why, "by": "p-1", "organisation": "brindle", **more}
    return store.dismiss(rows, at=MAY + days * DAY, **said)


def waits(store: EvidenceStore, **more: object) -> list[str]:
    return [f"{number}:{row.row}" for number, row in store.waiting(**more)]  # type: ignore[arg-type]


def test_a_dismissed_row_waits_no_longer_and_stays_readable_with_who_when_and_why(store: EvidenceStore) -> None:
    files = {file: file.read_bytes() for file in store.folder.rglob("*.json")}
    dismiss(store, "1:5")
    assert waits(store) == ["1:3", "1:4", "2:2"]
    assert store.first_waiting(organisation="brindle", most=1)[0] == 2
    (first, _) = store.deliveries()
    (told,) = EvidenceStore(store.folder).dismissed(first)
    assert (told.rows, told.why, told.by, told.organisation) == (("1:5",), "The line of totals", "p-1", "brindle")
    assert told.known_at == MAY + 2 * DAY
    assert [row.given["order_id"] for row in store.quarantined(first)] == ["J2", "J3", "TOTAL"]
    assert all(file.read_bytes() == content for file, content in files.items()), "nothing is changed or deleted"
    assert store.broken() == ()


def test_what_waited_at_an_earlier_moment_is_told_as_it_was_known(store: EvidenceStore) -> None:
    dismiss(store, "1")
    assert waits(store) == ["2:2"]
    assert waits(store, known_at=MAY + 2 * DAY) == ["2:2"]
    assert waits(store, known_at=MAY + 2 * DAY - timedelta(microseconds=1)) == ["1:3", "1:4", "1:5", "2:2"]
    assert waits(store, known_at=MAY) == ["1:3", "1:4", "1:5"]
    assert store.dismissals(known_at=MAY) == ()


def test_several_rows_are_named_at_once(store: EvidenceStore) -> None:
    assert dismiss(store, "1:4-900", "1:3").rows == ("1:3", "1:4", "1:5")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("2:2",), "came from others: only they say"),
        (("1:2",), "Row 1:2 does not wait"),
        (("1:900-901",), "Any row of 1:900-901 does not wait"),
        (("9:1",), "There is no delivery 9"),
        (("1:5", "1:2"), "Row 1:2 does not wait"),
        (("all",), "names no row"),
        ((), "No row was chosen"),
    ],
)
def test_what_cannot_be_dismissed_is_told_and_nothing_is(
    rows: tuple[str, ...], told: str, store: EvidenceStore
) -> None:
    with pytest.raises(StoreMisuse, match=told):
        dismiss(store, *rows)
    assert store.dismissals() == ()


def test_a_reason_is_needed_and_names_no_person(store: EvidenceStore) -> None:
    with pytest.raises(StoreMisuse, match="Say why"):
        dismiss(store, "1:5", why="  ")
    dismiss(store, "1:5", why="Mrs Jane Smith says it is a test")
    assert store.dismissals()[0].why == "[name removed] says it is a test"


def test_a_row_is_dismissed_once_and_one_mended_is_not(store: EvidenceStore, tmp_path: Path) -> None:
    dismiss(store, "1:5")
    with pytest.raises(StoreMisuse, match="dismissed before"):
        dismiss(store, "1:5", days=3)
    mended = sheet(tmp_path, [["1:3", *good(2)]], "m.csv", headings=["quarantine_row", *HEADINGS])
    deliver(store, mended, at=MAY + 3 * DAY)
    with pytest.raises(StoreMisuse, match="mended"):
        dismiss(store, "1:3", days=4)
    assert waits(store, organisation="brindle") == ["1:4"]


def test_a_dismissed_row_may_be_delivered_after_all(store: EvidenceStore, tmp_path: Path) -> None:
    dismiss(store, "1:3")
    mended = sheet(tmp_path, [["1:3", *good(2)]], "m.csv", headings=["quarantine_row", *HEADINGS])
    assert deliver(store, mended, at=MAY + 3 * DAY).delivery.rows == 1
    assert store.first_waiting(organisation="brindle", most=5)[0] == 2


def test_a_delivery_has_a_moment_after_the_last_dismissal(store: EvidenceStore, tmp_path: Path) -> None:
    dismiss(store, "1:5", days=4)
    with pytest.raises(StoreMisuse, match="What came last became known"):
        deliver(store, sheet(tmp_path, [good(8)], "c.csv"), at=MAY + 3 * DAY)
    assert deliver(store, sheet(tmp_path, [good(8)], "c.csv"), at=MAY + 4 * DAY).delivery.known_at > MAY + 4 * DAY


def test_a_dismissal_changed_or_taken_out_or_of_the_other_party_is_found_out(store: EvidenceStore) -> None:
    dismiss(store, "1:5")
    dismiss(store, "1:4", days=3)
    first, second = sorted((store.folder / "dismissals").iterdir())
    whole = first.read_text()
    first.write_text(whole.replace("totals", "sums"))
    assert EvidenceStore(store.folder).broken() == ("Dismissal 2 does not follow the one before it.",)
    first.write_text(whole)
    second.write_text(second.read_text().replace('"brindle"', '"others"'))
    assert EvidenceStore(store.folder).broken() == ("Dismissal 2 is not about delivery 1 as it stands.",)
    assert "1:4" in waits(EvidenceStore(store.folder)), "and it takes nothing from the waiting list of another"


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from concordat.data.events import EvidenceStore, store
def reached(point):
    if point == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
store.reached = reached
EvidenceStore(Path(sys.argv[1])).dismiss(["1:5"], why="Totals", by="p-1", organisation="brindle")
"""


@pytest.mark.parametrize("point", ["before the link", "after the link"])
def test_killed_while_dismissing_the_row_waits_or_is_dismissed(point: str, store: EvidenceStore) -> None:
    command = [sys.executable, "-c", KILLED, str(store.folder), point]
    done = subprocess.run(command, capture_output=True, check=False, env={**os.environ})
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    reopened = EvidenceStore(store.folder)
    assert reopened.broken() == ()
    assert ("1:5" in waits(reopened)) == (point == "before the link")
    if point == "before the link":
        reopened.dismiss(["1:5"], why="Totals", by="p-1", organisation="brindle")
        assert "1:5" not in waits(reopened)
