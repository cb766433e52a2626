"""A name nobody knows goes in, and is told: how many rows say it, the first of them, and what was probably meant."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from concordat.data.events import EvidenceStore
from concordat.data.events.arriving import About
from concordat.domain.kernel.findings import Finding, Severity
from tests.data.events.test_store import MAY, deliver, rows_of, sheet

HEADINGS = ["order_id", "service", "priority", "area", "partner", "reported_at", "certified_value"]


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence", create=True)


def row(
    number: int, service: str = "street cleansing", priority: str = "P1", area: str = "North", **more: str
) -> list[str]:
    order, value = more.get("order", f"J{number}"), more.get("value", "12")
    return [order, service, priority, area, more.get("partner", "brindle"), "2026-04-01 08:00", value]


def told(made: Any) -> list[Finding]:
    return [finding for finding in made.findings if finding.code in {"name.unknown", "value.below_nought"}]


def delivered(store: EvidenceStore, folder: Path, *rows: list[str], **more: Any) -> list[Finding]:
    place = len(store.deliveries())
    file = sheet(folder, list(rows), f"{place}.csv", HEADINGS)
    made = deliver(store, file, at=MAY + timedelta(days=place), take_good_rows=True, **more)
    assert made.delivery is not None
    return told(made)


def test_a_first_delivery_knows_of_no_other_names(store: EvidenceStore, tmp_path: Path) -> None:
    assert delivered(store, tmp_path, row(1, "street cleaning"), row(2, "streets")) == []


def test_a_name_no_earlier_delivery_says_goes_in_and_is_told_with_what_was_meant(
    store: EvidenceStore, tmp_path: Path
) -> None:
    delivered(store, tmp_path, row(1), row(2, "Highways", "P2"))
    found = delivered(
        store,
        tmp_path,
        row(3),
        row(4, "street cleaning", "P9", "narnia", partner="nowhere-council"),
        row(5, "street cleaning"),
        row(6, "highways"),
    )
    assert len(rows_of(store)) == 6
    assert {finding.severity for finding in found} == {Severity.WARNING}
    by_place = {(one.where.column, one.where.row): one for one in found}
    assert set(by_place) == {("Service", 3), ("Service", 5), ("Priority", 3), ("Area", 3), ("Partner", 3)}
    cleaning = by_place["Service", 3]
    assert (
        "“street cleaning” is a name that no earlier delivery knows (2 rows, the first of them row 3)"
        in cleaning.message
    )
    assert "“street cleansing” was probably meant" in cleaning.fix
    assert "“Highways” was probably meant" in by_place["Service", 5].fix
    assert "Known are P1, P2." in by_place["Priority", 3].fix
    assert "Known are North." in by_place["Area", 3].fix


def test_a_slip_that_went_in_once_is_told_again(store: EvidenceStore, tmp_path: Path) -> None:
    delivered(store, tmp_path, *(row(n) for n in range(1, 31)))
    delivered(store, tmp_path, *(row(n, "street cleaning") for n in range(31, 91)))
    (found,) = delivered(store, tmp_path, row(91, "street cleaning"), row(92, "grounds"), row(93))[:1]
    assert (
        "“street cleaning” is a name that only 60 earlier rows say, too few to count as known (1 row)" in found.message
    )
    assert "“street cleansing” was probably meant" in found.fix


def test_a_name_that_ten_rows_of_three_deliveries_say_is_known(store: EvidenceStore, tmp_path: Path) -> None:
    delivered(store, tmp_path, *(row(n) for n in range(1, 31)))
    told_each = [
        len(delivered(store, tmp_path, *(row(n, "grounds") for n in range(place * 50, place * 50 + 4))))
        for place in range(1, 5)
    ]
    assert told_each == [1, 1, 1, 0]
    often = [len(delivered(store, tmp_path, row(place * 50, "trees"))) for place in range(11, 15)]
    assert often == [1, 1, 1, 1], "four rows in four deliveries are too few"


def test_of_the_first_delivery_what_few_rows_say_is_not_known(store: EvidenceStore, tmp_path: Path) -> None:
    """Nobody could tell it anything: ten rows, or a tenth of a smaller file, are what the sender means."""
    first = [*(row(n) for n in range(1, 101)), *(row(n, "grounds") for n in range(101, 111))]
    delivered(store, tmp_path, *first, row(111, "street cleaning"))
    (found,) = delivered(store, tmp_path, row(112, "street cleaning"), row(113, "grounds"))
    assert "“street cleaning” is a name that only 1 earlier row says" in found.message


def test_a_slip_that_was_put_right_counts_no_longer(store: EvidenceStore, tmp_path: Path) -> None:
    delivered(store, tmp_path, *(row(n, "street cleaning" if n > 80 else "street cleansing") for n in range(1, 101)))
    assert delivered(store, tmp_path, row(101, "street cleaning")) == [], "20 of the first 100 rows say it"
    delivered(store, tmp_path, *(row(n) for n in [*range(81, 102)]))
    (found,) = delivered(store, tmp_path, row(102, "street cleaning"))
    assert "no earlier delivery knows" in found.message


def test_a_slip_is_told_as_one_that_nothing_agreed_knows_either(store: EvidenceStore, tmp_path: Path) -> None:
    delivered(store, tmp_path, row(1), row(2, "street cleaning"), *(row(n) for n in range(3, 30)))
    file = sheet(tmp_path, [row(31, "street cleaning")], "again.csv", HEADINGS)
    with store.read(file, table="job_records", at=MAY + timedelta(days=9)) as arrived:
        about = About("p-1", "brindle", known={"service": {"street cleansing"}})
        (found,) = told(store.take_in(arrived, about, at=MAY + timedelta(days=9)))
    assert "only 1 earlier row says and no contract, measure or partner knows (1 row)" in found.message


def taken(store: EvidenceStore, file: Path, known: Mapping[str, Collection[str]]) -> list[Finding]:
    with store.read(file, table="job_records", at=MAY) as arrived:
        about = About("p-1", "brindle", known=known)
        return told(store.take_in(arrived, about, at=MAY, take_good_rows=True))


def test_what_the_contract_knows_counts_from_the_first_delivery(store: EvidenceStore, tmp_path: Path) -> None:
    file = sheet(tmp_path, [row(1), row(2, "street cleaning")], headings=HEADINGS)
    (found,) = taken(store, file, {"service": {"street cleansing", "grounds"}})
    assert (found.where.column, found.where.row) == ("Service", 3)
    assert "“street cleansing” was probably meant" in found.fix


def test_what_waits_for_another_organisation_is_never_suggested(store: EvidenceStore, tmp_path: Path) -> None:
    delivered(store, tmp_path, row(1))
    bad = row(2, "secret cleaning")
    bad[5] = "whenever"
    delivered(store, tmp_path, bad, row(3), organisation="contra")
    (found,) = delivered(store, tmp_path, row(4, "secret cleanin"))
    assert "secret cleaning" not in found.message + found.fix


def test_a_row_keeps_its_number_where_others_are_set_apart(store: EvidenceStore, tmp_path: Path) -> None:
    delivered(store, tmp_path, row(1), row(2))
    (found,) = delivered(store, tmp_path, row(1), row(2, value="99"), row(3, "street cleaning"), organisation="contra")
    assert found.where.row == 4


def test_many_names_are_each_told_by_name(store: EvidenceStore, tmp_path: Path) -> None:
    delivered(store, tmp_path, row(1))
    found = delivered(store, tmp_path, *(row(n, area=f"Ward {n}") for n in range(2, 15)))
    assert len(found) == 11
    assert "Ward 12, Ward 13, Ward 14 (3 rows)" in found[-1].message


def test_a_sum_certified_below_nought_is_told(store: EvidenceStore, tmp_path: Path) -> None:
    (found,) = delivered(store, tmp_path, row(1), row(2, value="-£40"), row(3, value="-1"))
    assert found.code == "value.below_nought"
    assert "2 rows are certified below nought, the first of them row 3" in found.message
    assert len(rows_of(store)) == 3


def test_whoever_sends_the_whole_history_each_month_knows_its_names(store: EvidenceStore, tmp_path: Path) -> None:
    """Every delivery takes the place of the one before: what stands is in the last alone, and was said in each."""
    for last in (21, 31, 41):
        delivered(store, tmp_path, *(row(n, "grounds" if n % 2 else "street cleansing") for n in range(1, last)))
    assert delivered(store, tmp_path, row(50, "grounds"), row(51)) == []
    assert len(delivered(store, tmp_path, row(52, "grunds"))) == 1
