import csv
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
import xlsxwriter

from concordat.data.events import EvidenceStore
from concordat.data.events.attain import months_held
from concordat.data.events.columns import arrow_table, evidence_table
from concordat.data.events.deliveries import StoreMisuse
from concordat.data.events.engine import duckdb_engine, run
from concordat.data.events.grids import headings_and_sample
from concordat.data.events.mapping import read_mapping, suggest
from concordat.data.files.definitions import definition_names, load_definition

MAY = datetime(2026, 5, 5, 9, tzinfo=UTC)
HEADINGS = ["order_id", "service", "priority", "ordered_at", "due_at", "completed_at", "status"]


def sheet(folder: Path, rows: list[list[str]], name: str = "april.csv", headings: list[str] = HEADINGS) -> Path:
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def good(number: int, done: str = "2026-04-02 12:00") -> list[str]:
    return [
        f"J{number}",
        "highways",
        "P3",
        "2026-04-01 08:00",
        "06/04/2026 08:00",
        done,
        "completed" if done else "ordered",
    ]


def deliver(store: EvidenceStore, path: Path, at: datetime = MAY, **more: Any) -> Any:
    return store.deliver(path, **{"table": "job_records", "by": "p-1", "organisation": "brindle", "at": at, **more})


def rows_of(store: EvidenceStore, known_at: datetime | None = None) -> dict[str, Any]:
    engine = duckdb_engine()
    return {row["order_id"]: row for row in run(engine, store.records("job_records", engine=engine, known_at=known_at))}


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence", create=True)


def test_a_correction_is_a_new_delivery_and_the_past_stays_as_it_was_known(
    store: EvidenceStore, tmp_path: Path
) -> None:
    deliver(store, sheet(tmp_path, [good(1), good(2, "")]))
    later = MAY + timedelta(days=30)
    made = deliver(store, sheet(tmp_path, [good(2, "2026-05-20 10:00"), good(3)], "may.csv"), at=later)
    assert made.delivery is not None
    assert (made.delivery.new, made.delivery.changed, made.delivery.same) == (1, 1, 0)
    assert [(o.number, o.rows) for o in made.delivery.overlaps] == [(1, 1)]
    assert any(finding.code == "delivery.overlap" for finding in made.findings)
    before, now = rows_of(store, known_at=later - timedelta(microseconds=1)), rows_of(store)
    assert set(before) == {"J1", "J2"}
    assert before["J2"]["completed_at"] is None
    assert set(now) == {"J1", "J2", "J3"}
    assert now["J2"]["completed_at"] is not None
    assert rows_of(store, known_at=later).keys() == now.keys()
    assert rows_of(store, known_at=MAY - timedelta(seconds=1)) == {}
    assert store.broken() == ()


@pytest.mark.parametrize("path", ["evidence", "./evidence", "beside/../evidence"])
def test_a_store_opened_by_a_path_from_here_holds_every_row(
    store: EvidenceStore, tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(store, sheet(tmp_path, [good(1), good(2, "")]))
    deliver(store, sheet(tmp_path, [good(2), good(3)], "may.csv"), at=MAY + timedelta(days=30))
    (tmp_path / "beside").mkdir()
    monkeypatch.chdir(tmp_path)
    assert set(rows_of(EvidenceStore(Path(path)))) == {"J1", "J2", "J3"}


def test_the_last_month_is_the_last_of_which_something_is_recorded(store: EvidenceStore, tmp_path: Path) -> None:
    """Job records of April that arrive in November leave no empty months behind them."""
    deliver(store, sheet(tmp_path, [good(1), good(2)]), at=datetime(2026, 11, 21, tzinfo=UTC))
    assert [str(month) for month in months_held(store, "job_records")] == ["2026-04"]
    unfinished = sheet(tmp_path, [[*good(3)[:4], "06/09/2026 08:00", "", "ordered"]], "due-later.csv")
    deliver(store, unfinished, at=datetime(2026, 11, 22, tzinfo=UTC))
    assert [str(month) for month in months_held(store, "job_records")] == ["2026-04"]


def test_a_month_that_had_not_ended_when_it_was_delivered_is_not_shown(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1)]), at=datetime(2026, 4, 20, tzinfo=UTC))
    assert months_held(store, "job_records") == ()


def test_a_row_corrected_twice_counts_once_at_every_moment(store: EvidenceStore, tmp_path: Path) -> None:
    days = ["2026-04-02 12:00", "2026-04-03 12:00", "2026-04-04 12:00"]
    for place, day in enumerate(days):
        deliver(store, sheet(tmp_path, [good(1, day)], f"{place}.csv"), at=MAY + timedelta(days=place))
    for place, day in enumerate(days):
        found = rows_of(store, known_at=MAY + timedelta(days=place))
        done = datetime.fromtimestamp(found["J1"]["completed_at"], UTC)
        assert f"{done:%Y-%m-%d}" == day[:10]


def test_a_withdrawn_row_no_longer_counts(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1), good(2)]))
    gone = sheet(tmp_path, [[*good(1), "yes"]], "gone.csv", [*HEADINGS, "withdrawn"])
    deliver(store, gone, at=MAY + timedelta(days=1))
    assert set(rows_of(store)) == {"J2"}


def test_the_same_file_again_is_recognised_and_adds_nothing(store: EvidenceStore, tmp_path: Path) -> None:
    path = sheet(tmp_path, [good(1), good(2)])
    deliver(store, path)
    again = deliver(store, path, at=MAY + timedelta(days=1))
    renamed = deliver(store, sheet(tmp_path, [good(2), good(1)], "renamed.csv"), at=MAY + timedelta(days=2))
    assert again.delivery is None
    assert again.repeats is not None
    assert renamed.delivery is None
    assert len(store.deliveries()) == 1


def test_csv_excel_json_and_parquet_of_the_same_rows_come_to_the_same(tmp_path: Path) -> None:
    rows = [good(1), good(2, "")]
    files = [sheet(tmp_path, rows)]
    with xlsxwriter.Workbook(str(tmp_path / "april.xlsx")) as book:
        page = book.add_worksheet()
        for place, row in enumerate([HEADINGS, *rows]):
            page.write_row(place, 0, row)
    files.append(tmp_path / "april.xlsx")
    (tmp_path / "april.json").write_text(json.dumps([dict(zip(HEADINGS, row, strict=True)) for row in rows]))
    files.append(tmp_path / "april.json")
    found = []
    for number, file in enumerate(files):
        store = EvidenceStore(tmp_path / str(number), create=True)
        assert deliver(store, file).delivery is not None
        found.append(rows_of(store))
    definition = evidence_table("job_records")
    pq.write_table(arrow_table(list(found[0].values()), definition), tmp_path / "april.parquet")
    store = EvidenceStore(tmp_path / "parquet", create=True)
    deliver(store, tmp_path / "april.parquet")
    found.append(rows_of(store))
    assert all(each == found[0] for each in found)
    name = store.deliveries()[0]
    assert store.path_of(name).read_bytes() == (tmp_path / "april.parquet").read_bytes()


BAD = [
    (["", "highways", "P3", "2026-04-01 08:00", "", "", "ordered"], "Order is missing"),
    (["J9", "", "P3", "2026-04-01 08:00", "", "", "ordered"], "Service is missing"),
    (["J9", "highways", "P3", "2026-03-29 01:30", "", "", "ordered"], "did not exist"),
    (["J9", "highways", "P3", "next week", "", "", "ordered"], "not a time"),
    (["J9", "highways", "P3", "2026-04-02 08:00", "", "2026-04-01 08:00", "completed"], "comes before"),
    (["J9", "highways", "P3", "2026-04-02 08:00", "2026-04-01 08:00", "", "ordered"], "comes before"),
    (["J9", "highways", "P3", "2026-04-02 08:00", "", "2027-04-01 08:00", "completed"], "in the future"),
    (["J9", "highways", "P3", "2026-04-02 08:00", "", "", "completed"], "no day says when"),
    (["J9", "highways", "P3", "2026-04-02 08:00", "", "", "nearly done"], "not one of the choices"),
    (["J1", "grounds", "P3", "2026-04-02 08:00", "", "", "ordered"], "twice and says different things"),
]


@pytest.mark.parametrize(("row", "said"), BAD, ids=[said for _, said in BAD])
def test_a_bad_row_waits_with_its_reason_and_nothing_goes_in_unasked(
    row: list[str], said: str, store: EvidenceStore, tmp_path: Path
) -> None:
    path = sheet(tmp_path, [good(1), row])
    held = deliver(store, path)
    assert held.delivery is not None
    assert held.delivery.is_held
    assert said in " ".join(reason.message for reason in held.quarantine[0].reasons)
    assert all(reason.fix for reason in held.quarantine[0].reasons)
    assert rows_of(store) == {}
    assert len(store.waiting()) == 1
    taken = deliver(store, path, at=MAY + timedelta(hours=1), take_good_rows=True)
    assert taken.delivery is not None
    assert taken.delivery.rows == 1
    assert set(rows_of(store)) == {"J1"}
    assert len(store.waiting()) == 1  # once, not twice, although the file came twice


def test_quarantine_is_downloaded_mended_and_delivered_again(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1), *[row for row, _ in BAD[3:5]]]), take_good_rows=True)
    text = store.waiting_csv("job_records")
    assert "next week" in text
    rows = list(csv.DictReader(text.splitlines()))
    mended = tmp_path / "mended.csv"
    rows[0] |= {"ordered_at": "2026-04-03 08:00", "order_id": "J7"}
    with mended.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerow(rows[0])
    made = deliver(store, mended, at=MAY + timedelta(days=1))
    assert made.delivery is not None
    assert made.delivery.mended == (rows[0]["quarantine_row"],)
    assert set(rows_of(store)) == {"J1", "J7"}
    assert [f"{number}:{row.row}" for number, row in store.waiting()] == [rows[1]["quarantine_row"]]


def test_a_made_up_row_stays_marked_when_it_is_mended(store: EvidenceStore, tmp_path: Path) -> None:
    marked = [*HEADINGS, "Made up"]
    deliver(store, sheet(tmp_path, [[*good(1, "soon"), "yes"]], headings=marked), take_good_rows=True)
    mend = tmp_path / "mend.csv"
    mend.write_text(store.waiting_csv("job_records").replace("soon", "2026-04-03 12:00"), encoding="utf-8")
    deliver(store, mend, at=MAY + timedelta(days=1))
    assert rows_of(store)["J1"]["made_up"]


def test_names_addresses_and_numbers_of_persons_do_not_come_in(store: EvidenceStore, tmp_path: Path) -> None:
    headings = [*HEADINGS, "activity", "notes", "Customer name", "usrn"]
    row = [
        *good(1),
        "Call Mrs Jane Smith on 07700 900123 or jane@example.org",
        "long story",
        "Jane Smith",
        "07700900123",
    ]
    made = deliver(store, sheet(tmp_path, [row], headings=headings))
    (held,) = rows_of(store).values()
    assert held["activity"] == "Call [name removed] on [telephone number removed] or [e-mail removed]"
    assert held["description"] is None
    assert held["usrn"] == "07700900123"
    assert {"personal.removed", "personal.free_text"} <= {finding.code for finding in made.findings}
    for file in store.folder.rglob("*"):
        if file.is_file():
            assert b"jane@example.org" not in file.read_bytes()
    kept = EvidenceStore(tmp_path / "kept", create=True)
    mapping = read_mapping({"table": "job_records", "columns": {"description": "notes"}, "keep_free_text": True})
    deliver(kept, sheet(tmp_path, [row], headings=headings), mapping=mapping)
    assert rows_of(kept)["J1"]["description"] == "long story"


def test_quarantined_rows_are_screened_too(store: EvidenceStore, tmp_path: Path) -> None:
    row = [*good(1), "ring jane@example.org"]
    row[3] = "whenever"
    deliver(store, sheet(tmp_path, [row], headings=[*HEADINGS, "activity"]))
    ((_, waiting),) = store.waiting()
    assert waiting.given["activity"] == "ring [e-mail removed]"


def test_a_file_without_what_is_needed_or_unreadable_is_told_and_changes_nothing(
    store: EvidenceStore, tmp_path: Path
) -> None:
    made = deliver(store, sheet(tmp_path, [["1"]], headings=["number"]))
    assert made.delivery is None
    assert "column.absent" in {finding.code for finding in made.findings}
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    assert "file.unreadable" in {finding.code for finding in deliver(store, broken).findings}
    assert store.deliveries() == ()
    with pytest.raises(StoreMisuse):
        deliver(store, tmp_path / "absent.csv")


def test_a_delivery_cannot_be_known_before_the_last(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1)]))
    with pytest.raises(StoreMisuse):
        deliver(store, sheet(tmp_path, [good(2)], "x.csv"), at=MAY - timedelta(days=1))
    made = deliver(store, sheet(tmp_path, [good(2)], "x.csv"), at=MAY)
    assert made.delivery is not None
    assert made.delivery.known_at > MAY


def test_a_changed_delivery_is_found_out(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1)]))
    deliver(store, sheet(tmp_path, [good(2)], "b.csv"), at=MAY + timedelta(days=1))
    file = store.folder / "deliveries" / "000001.json"
    file.write_text(file.read_text().replace("april.csv", "other.csv"))
    assert store.broken() == ("Delivery 2 does not follow the one before it.",)


POINTS = (
    *("started", "read", "rows written", "others set apart", "rows kept", "quarantine kept"),
    *("before the link", "after the link"),
)
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from concordat.data.events import EvidenceStore, store
def reached(point):
    if point == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)
store.reached = reached
EvidenceStore(Path(sys.argv[1])).deliver(Path(sys.argv[2]), table="job_records", by="p-1", organisation="brindle",
    at=datetime(2026, 6, 5, tzinfo=UTC), take_good_rows=True)
"""


@pytest.mark.parametrize("point", [POINTS[0], *POINTS[3:5], *POINTS[6:]])
def test_killed_at_a_point_the_store_is_as_it_was_or_as_it_will_be(
    point: str, store: EvidenceStore, tmp_path: Path
) -> None:
    _killed_at(point, store, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_every_point_the_store_is_as_it_was_or_as_it_will_be(
    point: str, store: EvidenceStore, tmp_path: Path
) -> None:
    _killed_at(point, store, tmp_path)


def _killed_at(point: str, store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1), good(2, "")]))
    before = rows_of(store)
    second = sheet(tmp_path, [good(2, "2026-05-20 10:00"), good(3), BAD[3][0]], "may.csv")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(store.folder), str(second), point], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    reopened = EvidenceStore(store.folder)
    assert reopened.broken() == ()
    if point == "after the link":
        assert set(rows_of(reopened)) == {"J1", "J2", "J3"}
        assert len(reopened.waiting()) == 1
    else:
        assert rows_of(reopened) == before
        assert reopened.waiting() == ()
        made = deliver(reopened, second, at=MAY + timedelta(days=40), take_good_rows=True)
        assert made.delivery is not None
        assert set(rows_of(reopened)) == {"J1", "J2", "J3"}
        assert reopened.broken() == ()


@pytest.mark.slow
def test_killed_at_thirty_random_moments_the_store_is_whole(store: EvidenceStore, tmp_path: Path) -> None:
    import random
    import time

    deliver(store, sheet(tmp_path, [good(number) for number in range(1, 2000)]))
    for attempt in range(30):
        file = sheet(tmp_path, [good(number) for number in range(attempt * 50, attempt * 50 + 3000)], f"{attempt}.csv")
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(store.folder), str(file), "never"], stderr=subprocess.DEVNULL
        )
        time.sleep(random.Random(attempt).uniform(0.2, 2.5))
        os.kill(child.pid, signal.SIGKILL) if child.poll() is None else None
        child.wait()
        reopened = EvidenceStore(store.folder)
        assert reopened.broken() == ()
        engine = duckdb_engine()
        rows = reopened.records("job_records", engine=engine)
        (sums,) = run(engine, rows.aggregate(rows=rows.count(), keys=rows.order_id.nunique()))
        assert sums["rows"] == sums["keys"] >= 1999


def test_two_writers_at_once_both_come_in(store: EvidenceStore, tmp_path: Path) -> None:
    files = [sheet(tmp_path, [good(number)], f"{number}.csv") for number in (1, 2)]
    children = [
        subprocess.Popen([sys.executable, "-c", KILLED, str(store.folder), str(file), "never"]) for file in files
    ]
    assert [child.wait() for child in children] == [0, 0]
    assert set(rows_of(store)) == {"J1", "J2"}
    assert [delivery.number for delivery in store.deliveries()] == [1, 2]
    assert store.broken() == ()


def test_every_mapping_that_ships_reads() -> None:
    for name in definition_names("mappings"):
        assert read_mapping(load_definition("mappings", name)).table


def test_an_open311_export_maps_as_it_comes(store: EvidenceStore, tmp_path: Path) -> None:
    requests = [
        {
            "service_request_id": "638344",
            "status": "closed",
            "service_name": "Pothole",
            "requested_datetime": "2026-04-14T06:37:38-08:00",
            "updated_datetime": "2026-04-15T06:37:38-08:00",
            "description": "Call me on 020 7946 0123",
        },
        {
            "service_request_id": "638345",
            "status": "open",
            "service_name": "Litter",
            "requested_datetime": "2026-04-16T09:00:00Z",
            "updated_datetime": "2026-04-17T09:00:00Z",
            "expected_datetime": "2026-04-20T09:00:00Z",
        },
    ]
    (tmp_path / "requests.json").write_text(json.dumps({"requests": requests}))
    mapping = read_mapping(load_definition("mappings", "open311"))
    made = deliver(store, tmp_path / "requests.json", table="enquiries", mapping=mapping)
    assert made.delivery is not None, made.findings
    engine = duckdb_engine()
    first, second = run(engine, store.records("enquiries", engine=engine).order_by("enquiry_id"))
    assert first["answered_at"] - first["received_at"] == 86400
    assert (first["status"], first["service"], first["description"]) == ("closed", "Pothole", None)
    assert (second["answered_at"], second["status"]) == (None, "open")
    assert second["promised_at"] == int(datetime(2026, 4, 20, 9, tzinfo=UTC).timestamp())


def test_a_confirm_export_maps_as_it_comes(store: EvidenceStore, tmp_path: Path) -> None:
    job = {
        "jobNumber": "14505",
        "jobType": {"code": "PH", "name": "Pothole repair"},
        "description": "Deep hole",
        "entryDate": "2026-04-01T08:10:00Z",
        "orderDate": "2026-04-01T09:00:00Z",
        "targetDate": "2026-04-02T09:00:00Z",
        "completionDate": "2026-04-01T15:00:00Z",
        "priority": {"code": "P2", "name": "24 hours"},
        "status": "Works Complete",
        "easting": 351000.5,
        "northing": 240000,
    }
    (tmp_path / "jobs.json").write_text(json.dumps({"data": [job]}))
    made = deliver(store, tmp_path / "jobs.json", mapping=read_mapping(load_definition("mappings", "confirm-jobs")))
    assert made.delivery is not None, (made.findings, made.quarantine)
    held = rows_of(store)["14505"]
    assert (held["activity"], held["priority"], held["status"]) == ("Pothole repair", "P2", "completed")
    assert held["completed_at"] - held["ordered_at"] == 6 * 3600
    assert str(held["easting"]) == "351000.500000"


def test_the_assistant_proposes_a_mapping_and_leaves_persons_out(tmp_path: Path) -> None:
    headings = ["Job No", "Service Area", "Prioritty", "Date Reported", "Order Date", "Completion Dte", "Officer name"]
    path = sheet(
        tmp_path, [["1", "highways", "P1", "01/04/2026", "01/04/2026", "02/04/2026", "Jane"]], headings=headings
    )
    found, left = suggest(*headings_and_sample(path), evidence_table("job_records"))
    proposed = {item.column: (item.heading, item.sure) for item in found}
    assert proposed["order_id"] == ("Job No", True)
    assert proposed["service"] == ("Service Area", True)
    assert proposed["priority"] == ("Prioritty", False)
    assert proposed["completed_at"] == ("Completion Dte", False)
    assert "Officer name" in left


@pytest.mark.realdata
def test_the_los_angeles_file_loads_with_its_published_counts(store: EvidenceStore, real_data: Path) -> None:
    """City of Los Angeles open data, 10,000 requests of January 2020: 9,951 closed, 2,504 on a later day than promised."""
    mapping = read_mapping(load_definition("mappings", "los-angeles-311"))
    made = deliver(
        store,
        real_data / "service_requests_los_angeles_2020.csv",
        table="enquiries",
        mapping=mapping,
        take_good_rows=True,
    )
    assert made.delivery is not None
    assert made.delivery.rows + made.delivery.waiting == 10_000
    assert made.delivery.waiting == 0, made.quarantine[:3]
    engine = duckdb_engine()
    rows = store.records("enquiries", engine=engine)
    closed = rows.filter(rows.answered_at.notnull())
    hours = (closed.answered_at - closed.received_at) / 3600
    (found,) = run(engine, closed.aggregate(n=closed.count(), median=hours.quantile(0.5), high=hours.quantile(0.9)))
    assert found["n"] == 9_951
    assert found["median"] == pytest.approx(46.65, abs=0.005)
    assert found["high"] == pytest.approx(147.95, abs=0.005)
    city = ZoneInfo("America/Los_Angeles")
    days = [
        tuple(datetime.fromtimestamp(row[name], city).date() for name in ("answered_at", "promised_at"))
        for row in run(engine, closed.filter(closed.promised_at.notnull()))
    ]
    assert sum(answered > promised for answered, promised in days) == 2_504


def test_a_mapped_row_waits_in_our_words_so_that_it_is_mended_without_the_mapping(
    store: EvidenceStore, tmp_path: Path
) -> None:
    """American dates, their word for a state and a service the file does not name."""
    mapping = read_mapping(
        {
            "table": "job_records", "time_zone": "America/Los_Angeles", "dates": ["%m/%d/%Y %H:%M"],
            "columns": {"order_id": "No", "reported_at": "In", "completed_at": "Out", "status": "State"},
            "values": {"status": {"Closed": "completed"}}, "constants": {"service": "highways"},
        }
    )  # fmt: skip
    theirs = tmp_path / "theirs.csv"
    theirs.write_text("No,In,Out,State\nZ1,03/04/2026 08:00,soon,Closed\n", encoding="utf-8")
    deliver(store, theirs, mapping=mapping)
    ((_, row),) = store.waiting()
    assert row.given == {
        "order_id": "Z1", "service": "highways", "reported_at": "2026-03-04T16:00:00+00:00", "completed_at": "soon",
        "status": "completed",
    }  # fmt: skip
    mended = tmp_path / "mended.csv"
    mended.write_text(store.waiting_csv("job_records").replace("soon", "2026-03-05 09:00"), encoding="utf-8")
    made = deliver(store, mended, at=MAY + timedelta(days=41))
    assert made.delivery is not None
    assert store.waiting() == ()


def test_the_first_of_many_rows_that_wait_are_read_and_all_are_counted(store: EvidenceStore, tmp_path: Path) -> None:
    bad = [["J" + str(number), "highways", "P3", "soon", "", "", "ordered"] for number in range(40)]
    deliver(store, sheet(tmp_path, [good(99), *bad]), take_good_rows=True)
    deliver(store, sheet(tmp_path, bad[:5], "others.csv"), organisation="others", at=MAY + timedelta(hours=1))
    rows = list(csv.DictReader(store.waiting_csv("job_records").splitlines()))
    mended = [["1:999", "X1", "highways"], [rows[0]["quarantine_row"], "X2", "highways"]]
    file = sheet(tmp_path, mended, "mended.csv", headings=["quarantine_row", "order_id", "service"])
    made = deliver(store, file, at=MAY + timedelta(days=1))
    assert "quarantine.unknown" in {finding.code for finding in made.findings}
    count, first = store.first_waiting(table="job_records", organisation="brindle", most=3)
    every = [pair for pair in store.waiting() if pair[0] == 1]
    assert count == len(every) == 39
    assert list(first) == every[:3]


def test_quarantine_of_an_earlier_form_is_read(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [BAD[3][0]]))
    (file,) = (store.folder / "quarantine").glob("*.json")
    before = store.waiting()
    file.write_text(json.dumps(json.loads(file.read_text()), indent=1))
    assert store.waiting() == before


def test_nobody_waits_while_a_file_is_read(store: EvidenceStore, tmp_path: Path) -> None:
    """While one is read others look, and deliver; it counts from the moment it is taken in."""
    deliver(store, sheet(tmp_path, [good(1)]))
    slow, quick = sheet(tmp_path, [good(number) for number in range(2, 6_000)], "slow.csv"), tmp_path / "quick.csv"
    sheet(tmp_path, [good(1, "2026-04-30 10:00")], "quick.csv")
    seen: list[int] = []

    def meanwhile(share: float, words: str) -> None:
        other = EvidenceStore(store.folder)
        other.deliver(quick, table="job_records", by="p", organisation="brindle")
        seen.append(len(other.deliveries()))

    made = store.deliver(slow, table="job_records", by="p", organisation="brindle", told=meanwhile)
    assert seen == [2]
    assert made.delivery is not None
    assert made.delivery.number == 3
    assert made.delivery.known_at > store.deliveries()[1].known_at
    assert store.broken() == ()


def test_a_correction_that_leaves_columns_out_says_what_is_empty_now(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1), good(2)]))
    file = sheet(tmp_path, [["J1", "highways"]], "short.csv", headings=["order_id", "service"])
    made = deliver(store, file, at=MAY + timedelta(days=1))
    (told,) = [finding for finding in made.findings if finding.code == "delivery.lost"]
    assert "Completed (1)" in told.message


def mended_wrongly(store: EvidenceStore, folder: Path, name: str, was: str, now: str) -> Path:
    path = folder / name
    path.write_text(store.waiting_csv("job_records").replace(was, now), encoding="utf-8")
    return path


@pytest.mark.parametrize("take_good_rows", [True, False])
def test_a_row_mended_wrongly_waits_once(take_good_rows: bool, store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1), good(2, "soon"), good(3, "never")]), take_good_rows=True)
    wrong = mended_wrongly(store, tmp_path, "wrong.csv", "soon", "some day")
    made = deliver(store, wrong, at=MAY + timedelta(days=1), take_good_rows=take_good_rows)
    assert made.delivery is not None
    assert made.delivery.mended == ()
    assert made.delivery.again == ("1:3", "1:4")
    waiting = store.waiting()
    assert [(number, row.given["completed_at"]) for number, row in waiting] == [(2, "some day"), (2, "never")]
    assert store.first_waiting(organisation="brindle", most=9) == (2, waiting)
    before = store.waiting(known_at=MAY + timedelta(hours=1))
    assert [(number, row.row) for number, row in before] == [(1, 3), (1, 4)]
    assert store.first_waiting(organisation="brindle", most=9, number=1) == (0, ())
    assert store.waiting_csv("job_records").count("some day") == 2  # in its cell and in its reason
    assert store.broken() == ()
    again = deliver(store, wrong, at=MAY + timedelta(days=2), take_good_rows=take_good_rows)
    assert again.delivery is None
    right = mended_wrongly(store, tmp_path, "right.csv", "some day", "2026-04-03 12:00")
    made = deliver(store, right, at=MAY + timedelta(days=3), take_good_rows=True)
    assert made.delivery is not None
    assert (made.delivery.mended, made.delivery.again) == (("2:2",), ("2:3",))
    assert set(rows_of(store)) == {"J1", "J2"}
    assert [(number, row.row) for number, row in store.waiting()] == [(3, 3)]
    assert store.first_waiting(organisation="brindle", most=9)[0] == 1


def test_a_row_that_fails_takes_no_place_of_another_organisations_row(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1), good(2, "soon")]), take_good_rows=True)
    theirs = mended_wrongly(store, tmp_path, "theirs.csv", "soon", "some day")
    made = deliver(store, theirs, at=MAY + timedelta(days=1), organisation="contra", take_good_rows=True)
    assert made.delivery is not None
    assert made.delivery.again == ()
    assert [number for number, _ in store.waiting(organisation="brindle")] == [1]
    assert [number for number, _ in store.waiting(organisation="contra")] == [2]


def test_a_row_that_fails_and_names_no_waiting_row_is_told(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1), good(2, "soon")]), take_good_rows=True)
    stray = mended_wrongly(store, tmp_path, "stray.csv", "1:3", "1:33")
    made = deliver(store, stray, at=MAY + timedelta(days=1), take_good_rows=True)
    assert made.delivery is not None
    assert made.delivery.again == ()
    assert "quarantine.unknown" in {finding.code for finding in made.findings}
    assert len(store.waiting()) == 2


def test_rows_that_say_the_same_are_nothing_to_warn_about(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1), good(2)]), at=datetime(2026, 4, 5, 9, tzinfo=UTC))
    made = deliver(store, sheet(tmp_path, [good(1), good(3)], "b.csv"), at=MAY)
    assert "delivery.overlap" not in {finding.code for finding in made.findings}
    again = deliver(store, sheet(tmp_path, [good(1)], "c.csv"), at=MAY + timedelta(days=1))
    assert "(b.csv, 5 May 2026)" in again.findings[-1].message
    made = deliver(store, sheet(tmp_path, [good(1, ""), good(4)], "d.csv"), at=MAY + timedelta(days=2))
    (told,) = [finding for finding in made.findings if finding.code == "delivery.overlap"]
    assert told.message == "1 row has the key of a row in delivery 1, 2: 1 row says something else and corrects it."


def test_the_download_says_a_column_once(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(store, sheet(tmp_path, [good(1)]), at=datetime(2026, 4, 5, 9, tzinfo=UTC))
    theirs = sheet(tmp_path, [good(1, "")], "theirs.csv")
    deliver(store, theirs, organisation="contra", take_good_rows=True)
    (row,) = csv.DictReader(store.waiting_csv("job_records").splitlines())
    assert row["what_is_wrong"] == "Order J1 was delivered by brindle on 5 April 2026; only they correct it."
