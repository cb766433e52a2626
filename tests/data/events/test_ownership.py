"""Two parties deliver into one store: neither replaces, mends or dismisses what the other delivered."""

import csv
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.data.events import EvidenceStore
from concordat.data.events.columns import arrow_table, evidence_table
from concordat.data.events.mapping import read_mapping
from tests.data.events.test_store import HEADINGS, MAY, deliver, good, rows_of, sheet

DAY = timedelta(days=1)
DAYS = ("", "2026-04-02 12:00", "2026-04-03 12:00")
WITHDRAWN = "withdrawn"


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    """The county delivered orders 1 to 3; 1 and 2 were completed in April."""
    store = EvidenceStore(tmp_path / "evidence", create=True)
    deliver(store, sheet(tmp_path, [good(1), good(2), good(3, "")]), organisation="county")
    return store


def theirs(store: EvidenceStore, file: Path, days: int = 1, **more: Any) -> Any:
    return deliver(store, file, at=MAY + days * DAY, organisation="contractor", take_good_rows=True, **more)


def test_a_row_that_another_organisation_delivered_is_not_replaced_but_waits(
    store: EvidenceStore, tmp_path: Path
) -> None:
    before = rows_of(store)
    made = theirs(store, sheet(tmp_path, [good(9), good(2, "2026-04-05 12:00"), ["", *good(4)[1:]]], "b.csv"))
    assert {key: row for key, row in rows_of(store).items() if key != "J9"} == before
    assert (made.delivery.rows, made.delivery.new, made.delivery.changed, made.delivery.waiting) == (1, 1, 0, 2)
    assert [row.row for row in made.quarantine] == [3, 4]
    (reason,) = made.quarantine[0].reasons
    assert reason.message == "Order J2 was delivered by county on 5 May 2026; only they correct it."
    assert "dispute" in reason.fix
    assert made.quarantine[0].given["completed_at"] == "2026-04-05 12:00:00+01:00"
    assert "row.of_others" in {finding.code for finding in made.findings}
    assert [number for number, _ in store.waiting(organisation="contractor")] == [2, 2]
    assert store.waiting(organisation="county") == ()
    assert store.broken() == ()


def test_nothing_goes_in_unasked_where_a_row_is_another_organisations(store: EvidenceStore, tmp_path: Path) -> None:
    file = sheet(tmp_path, [good(9), good(2, "2026-04-05 12:00")], "b.csv")
    made = deliver(store, file, at=MAY + DAY, organisation="contractor")
    assert made.delivery.is_held
    assert "1 row breaks a rule, so nothing was taken in; 1 row is good." in [one.message for one in made.findings]
    assert "J9" not in rows_of(store)
    assert theirs(store, file, 2).delivery.rows == 1
    assert len(store.waiting()) == 1  # once, although the file came twice


def test_what_says_the_same_is_known_already_and_stays_with_who_delivered_it(
    store: EvidenceStore, tmp_path: Path
) -> None:
    """Also where the file has fewer columns: what it does not have says nothing else."""
    made = theirs(store, sheet(tmp_path, [good(1), good(2)], "same.csv"))
    assert made.delivery is None
    assert made.repeats.number == 1
    assert len(made.quarantine) == 0
    fewer = sheet(tmp_path, [["J1", "highways"], ["J9", "highways"]], "fewer.csv", headings=HEADINGS[:2])
    made = theirs(store, fewer, 2)
    assert (made.delivery.rows, made.delivery.of_others, made.delivery.waiting) == (1, 1, 0)
    assert rows_of(store)["J1"]["completed_at"] is not None
    assert EvidenceStore(store.folder).deliveries()[1].of_others == 1


def test_an_empty_cell_a_fixed_text_and_a_withdrawal_say_something_else(store: EvidenceStore, tmp_path: Path) -> None:
    made = theirs(store, sheet(tmp_path, [["J1", "highways", ""]], "empty.csv", headings=HEADINGS[:3]))
    assert made.delivery.waiting == 1
    gone = sheet(tmp_path, [["J1", "highways", "yes"]], "gone.csv", headings=["order_id", "service", "withdrawn"])
    assert theirs(store, gone, 2).delivery.waiting == 1
    mapping = read_mapping({"table": "job_records", "constants": {"area": "north"}})
    assert theirs(store, sheet(tmp_path, [good(1)], "fixed.csv"), 3, mapping=mapping).delivery.waiting == 1
    assert set(rows_of(store)) == {"J1", "J2", "J3"}


def test_who_delivered_a_row_first_corrects_it_and_the_past_stays_as_it_was(
    store: EvidenceStore, tmp_path: Path
) -> None:
    """Also after it was corrected, and although the other party sent the earlier words again."""
    deliver(store, sheet(tmp_path, [good(2, "")], "c.csv"), at=MAY + DAY, organisation="county")
    assert theirs(store, sheet(tmp_path, [good(2)], "d.csv"), 2).delivery.waiting == 1
    assert set(rows_of(store)) == {"J1", "J2", "J3"}
    assert rows_of(store, known_at=MAY + 2 * DAY)["J2"]["completed_at"] is None
    assert set(rows_of(store, known_at=MAY)) == {"J1", "J2", "J3"}


def withdraw(store: EvidenceStore, folder: Path, number: int, days: int, *, organisation: str = "county") -> Any:
    gone = sheet(folder, [[*good(number, ""), "yes"]], f"gone{days}.csv", [*HEADINGS, "withdrawn"])
    return deliver(store, gone, at=MAY + days * DAY, organisation=organisation)


def test_a_row_that_its_holder_withdraws_is_given_up_and_the_one_that_waits_goes_in(
    store: EvidenceStore, tmp_path: Path
) -> None:
    """The county delivered order 3 by mistake: it is the contractor's."""
    refused = theirs(store, sheet(tmp_path, [good(3, "2026-04-09 12:00")], "mine.csv"))
    assert "give it up by delivering it again with “yes” under Withdrawn" in refused.quarantine[0].reasons[0].fix
    text = store.waiting_csv("job_records", organisation="contractor")
    given = withdraw(store, tmp_path, 3, 2)
    assert "1 row is withdrawn: it counts no longer, and whoever delivers it next holds it." in [
        one.message for one in given.findings
    ]
    assert set(rows_of(store)) == {"J1", "J2"}
    (tmp_path / "again.csv").write_text(text)
    made = theirs(store, tmp_path / "again.csv", 3)
    assert (made.delivery.new, made.delivery.changed, made.delivery.waiting) == (1, 0, 0)
    assert made.delivery.mended == ("2:2",)
    assert made.delivery.overlaps == ()
    assert rows_of(store)["J3"]["completed_at"] is not None
    assert store.waiting() == ()
    assert store.broken() == ()
    assert set(rows_of(store, known_at=MAY)) == {"J1", "J2", "J3"}
    assert rows_of(store, known_at=MAY + DAY)["J3"]["completed_at"] is None
    assert set(rows_of(store, known_at=MAY + 2 * DAY)) == {"J1", "J2"}


def test_whoever_takes_up_a_row_that_was_given_up_holds_it_until_they_give_it_up(
    store: EvidenceStore, tmp_path: Path
) -> None:
    withdraw(store, tmp_path, 3, 1)
    assert theirs(store, sheet(tmp_path, [good(3)], "mine.csv"), 2).delivery.new == 1
    back = deliver(store, sheet(tmp_path, [good(3, "")], "back.csv"), at=MAY + 3 * DAY, organisation="county", take_good_rows=True)  # fmt: skip
    assert back.delivery.waiting == 1
    assert "Order J3 was delivered by contractor on 7 May 2026" in back.quarantine[0].reasons[0].message
    mine = theirs(store, sheet(tmp_path, [good(3, "2026-04-20 12:00")], "mine2.csv"), 4)
    assert (mine.delivery.changed, [one.number for one in mine.delivery.overlaps]) == (1, [3])
    withdraw(store, tmp_path, 3, 5, organisation="contractor")
    taken = deliver(store, sheet(tmp_path, [good(3, "")], "mine3.csv"), at=MAY + 6 * DAY, organisation="county")
    assert taken.delivery.waiting == 0
    assert rows_of(store)["J3"]["completed_at"] is None
    assert store.broken() == ()


def test_a_file_that_once_went_in_waits_where_its_row_is_another_organisations_by_now(
    store: EvidenceStore, tmp_path: Path
) -> None:
    file = sheet(tmp_path, [good(8, "")], "first.csv")
    deliver(store, file, at=MAY + DAY, organisation="county")
    withdraw(store, tmp_path, 8, 2)
    theirs(store, sheet(tmp_path, [good(8)], "mine.csv"), 3)
    made = deliver(store, file, at=MAY + 4 * DAY, organisation="county", take_good_rows=True)
    assert made.delivery.waiting == 1
    assert [row.given["order_id"] for _, row in store.waiting(organisation="county")] == ["J8"]


def test_a_withdrawal_by_another_than_the_holder_gives_nothing_up(store: EvidenceStore, tmp_path: Path) -> None:
    gone = sheet(tmp_path, [[*good(3, ""), "yes"]], "gone.csv", [*HEADINGS, "withdrawn"])
    assert theirs(store, gone).delivery.waiting == 1
    assert theirs(store, sheet(tmp_path, [good(3)], "mine.csv"), 2).delivery.waiting == 1
    assert rows_of(store)["J3"]["completed_at"] is None


def test_who_gave_a_row_up_may_take_it_up_again_before_anybody_else(store: EvidenceStore, tmp_path: Path) -> None:
    withdraw(store, tmp_path, 3, 1)
    deliver(store, sheet(tmp_path, [good(3)], "back.csv"), at=MAY + 2 * DAY, organisation="county")
    assert rows_of(store)["J3"]["completed_at"] is not None
    made = theirs(store, sheet(tmp_path, [good(3, "")], "mine.csv"), 3)
    assert made.delivery.waiting == 1
    assert "delivered by county on 7 May 2026" in made.quarantine[0].reasons[0].message


def test_deliveries_that_name_no_organisation_are_one_owner(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path / "plain", create=True)
    deliver(store, sheet(tmp_path, [good(1)]), organisation="")
    made = deliver(store, sheet(tmp_path, [good(1, "")], "b.csv"), at=MAY + DAY, organisation="")
    assert (made.delivery.changed, made.delivery.waiting) == (1, 0)
    made = theirs(store, sheet(tmp_path, [good(1)], "c.csv"), 2)
    assert "somebody who named no organisation" in made.quarantine[0].reasons[0].message


def test_the_same_file_again_leaves_its_rows_waiting_once(store: EvidenceStore, tmp_path: Path) -> None:
    file = sheet(tmp_path, [good(9), good(2, "")], "b.csv")
    theirs(store, file)
    again = theirs(store, file, 2)
    assert again.delivery is None
    assert again.repeats.number == 2
    assert [row.row for row in again.quarantine] == [3]
    assert len(store.waiting()) == 1


def test_a_row_of_the_other_partys_quarantine_is_not_mended(store: EvidenceStore, tmp_path: Path) -> None:
    deliver(
        store, sheet(tmp_path, [good(5, "soon")], "c.csv"), at=MAY + DAY, organisation="county", take_good_rows=True
    )
    claim = sheet(tmp_path, [["2:2", *good(5)], ["", *good(6)]], "d.csv", headings=["quarantine_row", *HEADINGS])
    made = theirs(store, claim, 2)
    assert made.delivery.mended == ()
    assert (made.delivery.rows, made.delivery.waiting) == (1, 1)
    assert "The row it says to mend waits for county; only they mend it." in made.quarantine[0].reasons[0].message
    (told,) = [one for one in made.findings if one.code == "quarantine.of_others"]
    assert told.is_error
    assert "J5" not in rows_of(store)
    assert [number for number, _ in store.waiting(organisation="county")] == [2]
    mended = deliver(store, claim, at=MAY + 3 * DAY, organisation="county")
    assert (mended.delivery.mended, mended.delivery.waiting) == (("2:2",), 0)
    assert mended.delivery.of_others == 1  # order 6, which the contractor brought, in the same words
    assert set(rows_of(store)) == {"J1", "J2", "J3", "J5", "J6"}
    assert store.waiting(organisation="county") == ()
    assert store.broken() == ()


def test_our_own_parquet_is_sorted_out_by_the_column_and_keeps_its_order(store: EvidenceStore, tmp_path: Path) -> None:
    definition = evidence_table("job_records")
    rows = [
        {"order_id": f"J{n}", "service": "highways", "withdrawn": False, "made_up": False} for n in range(60_000, 0, -1)
    ]
    pq.write_table(arrow_table(rows, definition), tmp_path / "all.parquet")
    made = theirs(store, tmp_path / "all.parquet")
    assert (made.delivery.rows, made.delivery.waiting) == (59_997, 3)
    assert [row.row for row in made.quarantine] == [59_999, 60_000, 60_001]
    kept = pq.read_table(store.path_of(made.delivery))
    assert kept["order_id"].to_pylist() == [row["order_id"] for row in rows[:-3]]
    assert kept.schema.field("completed_at").metadata[b"unit"].startswith(b"seconds")


def test_reasons_use_the_name_of_an_organisation(store: EvidenceStore, tmp_path: Path) -> None:
    from concordat.data.events.arriving import About

    about = About("p-1", "contractor", named=lambda code: {"county": "Example County"}[code])
    with store.read(sheet(tmp_path, [good(1, "")], "b.csv"), table="job_records", at=MAY + DAY) as arrived:
        made = store.take_in(arrived, about, at=MAY + DAY, take_good_rows=True)
    assert "delivered by Example County on" in made.quarantine[0].reasons[0].message


def test_a_delivery_made_by_hand_that_replaces_the_other_partys_rows_is_found_out(
    store: EvidenceStore, tmp_path: Path
) -> None:
    deliver(store, sheet(tmp_path, [good(1, "")], "b.csv"), at=MAY + DAY, organisation="county")
    file = store.folder / "deliveries" / "000002.json"
    file.write_text(file.read_text().replace('"county"', '"contractor"'))
    assert "another organisation sent" in " ".join(EvidenceStore(store.folder).broken())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["county", "contractor"]),
            st.dictionaries(st.integers(1, 3), st.sampled_from((*DAYS, WITHDRAWN)), min_size=1),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_the_store_says_what_a_plain_reading_row_by_row_says(
    tmp_path_factory: pytest.TempPathFactory, sent: list[tuple[str, dict[int, str]]]
) -> None:
    """The slow, obvious twin: go through every row of every delivery, and remember who brought its key first, or first since
    its holder withdrew it."""
    folder = tmp_path_factory.mktemp("twin")
    store = EvidenceStore(folder / "evidence", create=True)
    owner: dict[str, str] = {}
    held: dict[str, str] = {}
    waiting: dict[str, set[tuple[int, str]]] = {"county": set(), "contractor": set()}
    for place, (organisation, rows) in enumerate(sent):
        for number, day in rows.items():
            key = f"J{number}"
            if owner.setdefault(key, organisation) != organisation:
                if held[key] != day:
                    waiting[organisation].add((number, day))
            elif day == WITHDRAWN:
                held.pop(key, None)
                del owner[key]
            else:
                held[key] = day
        said = [[*good(number, "" if day == WITHDRAWN else day), "yes" if day == WITHDRAWN else ""] for number, day in rows.items()]  # fmt: skip
        file = sheet(folder, said, f"{place}.csv", [*HEADINGS, "withdrawn"])
        deliver(store, file, at=MAY + place * DAY, organisation=organisation, take_good_rows=True)
        found = {key: _written(row["completed_at"]) for key, row in rows_of(store).items()}
        assert found == {key: bool(day) and day[:10] for key, day in held.items()}
    for organisation, rows_waiting in waiting.items():
        assert {row.given["order_id"] for _, row in store.waiting(organisation=organisation)} == {
            f"J{number}" for number, _ in rows_waiting
        }
    moments = [one.known_at for one in store.deliveries()]
    assert all(before < after for before, after in pairwise(moments))
    assert store.broken() == ()


def _written(seconds: int | None) -> Any:
    return seconds is not None and f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


def test_the_sheet_of_rows_to_mend_holds_those_of_one_organisation(store: EvidenceStore, tmp_path: Path) -> None:
    theirs(store, sheet(tmp_path, [good(2, "")], "b.csv"))
    text = store.waiting_csv("job_records", organisation="contractor")
    assert [row["order_id"] for row in csv.DictReader(text.splitlines())] == ["J2"]
    assert "J2" not in store.waiting_csv("job_records", organisation="county")
