"""Our own Parquet read in sets gives what reading it row by row gives."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from concordat.data.events import EvidenceStore
from concordat.data.events.columns import arrow_table, evidence_table
from concordat.data.events.keeping import read_quarantine
from concordat.data.events.reading import numbers_beside, read_delivery
from tests.data.events.test_store import MAY, rows_of

JOBS = evidence_table("job_records")
APRIL = int(datetime(2026, 4, 1, 9, tzinfo=UTC).timestamp())


def a_row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "order_id": f"J{number}", "service": "highways", "status": "ordered", "ordered_at": APRIL + number,
        "withdrawn": False, "made_up": False, **more,
    }  # fmt: skip


MESS = [
    *(a_row(number) for number in range(1, 40)),
    a_row(40, service=None),
    a_row(41, completed_at=APRIL - 9_000, status="completed"),
    a_row(42, activity="Ring Mrs Jane Smith on 07700 900123"),
    a_row(43, status="nearly done"),
    a_row(3),  # word for word
    a_row(4, area="north"),  # with other words
    a_row(44, completed_at=int(datetime(2030, 1, 1, tzinfo=UTC).timestamp()), status="completed"),
    a_row(45),
]


def both_ways(folder: Path, rows: list[dict[str, Any]]) -> tuple[Any, Any]:
    file = folder / "ours.parquet"
    pq.write_table(arrow_table(rows, JOBS), file, row_group_size=7)
    slow = read_delivery(file, table="job_records", into=folder / "rows.parquet", now=MAY)
    (folder / "store").mkdir()
    store = EvidenceStore(folder / "store", create=True)
    with store.read(file, table="job_records", at=MAY) as arrived:
        by_row = dict(zip(_numbers(arrived.rows_file), pq.read_table(arrived.rows_file).to_pylist(), strict=True))
        told = [(one.code, one.message) for one in arrived.read.findings]
        fast = (arrived.read.rows, arrived.read.repeated, arrived.read.removed, by_row, arrived.read.quarantine, told)
        if arrived.read.quarantine:
            assert list(read_quarantine(arrived.quarantine_file)) == arrived.read.quarantine
    numbered = zip(_numbers(folder / "rows.parquet"), pq.read_table(folder / "rows.parquet").to_pylist(), strict=True)
    # A file that goes in byte for byte has no free text to leave out.
    found = [(one.code, one.message) for one in slow.findings if fast[5] or one.code != "personal.free_text"]
    return fast, (slow.rows, slow.repeated, slow.removed, dict(numbered), slow.quarantine, found)


def _numbers(rows_file: Path) -> list[int]:
    file = numbers_beside(rows_file)
    if file.is_file():
        return [int(row) for row in pq.read_table(file)["row"].to_pylist()]
    return list(range(2, pq.read_metadata(rows_file).num_rows + 2))


@pytest.mark.parametrize("rows", [MESS, MESS[:39], MESS[39:41], [a_row(1, description="long"), *MESS[1:]]])
def test_in_sets_it_comes_to_what_a_reading_row_by_row_comes_to(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    fast, slow = both_ways(tmp_path, rows)
    assert fast == slow


def test_the_good_rows_go_in_and_the_others_wait_by_their_places_in_the_file(tmp_path: Path) -> None:
    pq.write_table(arrow_table(MESS, JOBS), tmp_path / "ours.parquet")
    store = EvidenceStore(tmp_path / "evidence", create=True)
    made = store.deliver(
        tmp_path / "ours.parquet", table="job_records", by="p", organisation="county", at=MAY, take_good_rows=True
    )
    assert made.delivery is not None
    assert [row.row for row in made.quarantine] == [41, 42, 44, 46, 47]
    assert made.quarantine[3].reasons[0].fix == "Keep one: the other is in row 5."
    assert set(rows_of(store)) == {f"J{number}" for number in (*range(1, 40), 42, 45)}
    assert rows_of(store)["J42"]["activity"] == "Ring [name removed] on [telephone number removed]"
