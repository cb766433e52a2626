"""What a payment takes from job records: certified orders by line and lot, and a failure for each job that failed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from concordat.data.events import EvidenceStore
from concordat.data.events.payment_evidence import (
    evidence_from_store,
    jobs_behind,
    orders_paid,
    records_held,
    unpaid_orders,
)
from concordat.data.files.measures import catalogue_measures
from concordat.domain.payment.check_records import NO_RECORDS
from concordat.domain.payment.inputs import Band, Deduction, Lot, MeasureRule, Mechanism, PriceLine
from concordat.domain.payment.month import work_out_month
from concordat.domain.payment.orders import UNPAID
from concordat.domain.payment.statement import check_month
from concordat.domain.performance.periods import Month

APRIL = Month(2026, 4)
HEADINGS = "order_id,service,area,lot,priority,reported_at,ordered_at,due_at,completed_at,status,certified_value"
JOBS = [
    "J1,highways,north,A,P2,2026-04-01 08:00,2026-04-01 09:00,2026-04-02 09:00,2026-04-02 08:59,completed,100.00",
    "J2,highways,north,A,P2,2026-04-01 08:00,2026-04-01 09:00,2026-04-02 09:00,2026-04-02 09:01,completed,200.00",
    "J3,highways,south,E,P2,2026-04-03 08:00,2026-04-03 09:00,2026-04-04 09:00,2026-04-09 09:00,completed,400.00",
    "J4,highways,south,E,P2,2026-04-03 08:00,2026-04-03 09:00,2026-04-24 09:00,,ordered,",
    "J5,highways,south,E,P2,2026-04-03 08:00,2026-04-03 09:00,2026-05-24 09:00,2026-04-10 09:00,completed,800.00",
]


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    file = tmp_path / "april.csv"
    file.write_text("\n".join([HEADINGS, *JOBS]) + "\n", encoding="utf-8")
    made = EvidenceStore(tmp_path / "store", create=True)
    given = made.deliver(
        file,
        table="job_records",
        by="m",
        organisation="brindle",
        at=datetime(2026, 5, 5, tzinfo=UTC) + timedelta(hours=1),
    )
    assert not given.quarantine, given.findings
    return made


def mechanism(**more: object) -> Mechanism:
    found = Mechanism(
        name="m", title="M", contract="m", client="ashdale", contractor="brindle", starts=APRIL.first_day,
        lots=(Lot("planned", "Planned", "A"), Lot("reactive", "Reactive", "E")),
        prices=(
            PriceLine("planned-works", "Planned", "orders", "highways", lot="planned"),
            PriceLine("reactive-works", "Reactive", "orders", "highways", lot="reactive"),
        ),
        measures=(MeasureRule("highways.defects_on_time", "On time", per_failure=Decimal(3)),),
        deductions=(
            Deduction("points", "Points", "bands", ("highways.defects_on_time",), Decimal(1000),
                      (Band(Decimal(0), None, Decimal(1)),)),
        ),
    )  # fmt: skip
    return replace(found, **more)  # type: ignore[arg-type]


MEASURES = {one.id: one for one in catalogue_measures()}


def test_every_point_opens_to_the_job_that_brought_it(store: EvidenceStore) -> None:
    rule = mechanism()
    evidence = evidence_from_store(store, rule, MEASURES, until=APRIL)
    (failures,) = evidence.entries_of("failure", "highways.defects_on_time", APRIL)
    behind = jobs_behind(store, MEASURES["highways.defects_on_time"], month=APRIL)
    assert [job.order for job in behind] == ["J2", "J3", "J4"]  # late, late, not done at all
    assert failures.quantity == len(behind)
    result = work_out_month(rule, evidence, month=APRIL)
    assert result.measures[0].points == 3 * len(behind)
    (line,) = [line for line in result.lines if line.id.startswith("performance/")]
    assert line.pence == -9000
    assert any(used.kind == "delivery" for used in line.inputs)


def test_a_job_behind_a_deduction_shows_when_the_measure_had_it_due(store: EvidenceStore, tmp_path: Path) -> None:
    """Five working days after the report, whatever later day the order names: Easter's bank holidays do not count."""
    file = tmp_path / "fly-tip.csv"
    order = (
        "F1,street cleansing,north,A,P3,2026-04-01 08:00,2026-04-02 09:00,2026-05-24 09:00,2026-04-20 09:00,completed,"
    )
    file.write_text(
        HEADINGS.replace("lot,", "lot,activity,") + "\n" + order.replace(",A,", ",A,Fly-tip,") + "\n", encoding="utf-8"
    )
    store.deliver(file, table="job_records", by="m", organisation="brindle", at=datetime(2026, 5, 6, tzinfo=UTC))
    (job,) = jobs_behind(store, MEASURES["street_cleansing.fly_tips"], month=APRIL)
    assert job.due_at is not None
    assert (job.due_at.month, job.due_at.day) == (4, 10)
    assert job.reported_at == datetime(2026, 4, 1, 7, tzinfo=UTC)


def test_places_that_count_alone_get_their_own_failures(store: EvidenceStore) -> None:
    each = (replace(mechanism().deductions[0], each_unit=True),)
    evidence = evidence_from_store(store, mechanism(deductions=each), MEASURES, until=APRIL)
    found = {one.unit: one.quantity for one in evidence.entries_of("failure", "highways.defects_on_time", APRIL)}
    assert found == {"north": 1, "south": 2}


def test_what_was_certified_goes_to_the_line_of_its_lot(store: EvidenceStore) -> None:
    evidence = evidence_from_store(store, mechanism(), MEASURES, until=APRIL)
    paid = {
        name: [(int(one.quantity), one.note) for one in evidence.entries_of("orders", name, APRIL)]
        for name in ("planned-works", "reactive-works")
    }
    assert paid == {"planned-works": [(30_000, "2 orders")], "reactive-works": [(120_000, "2 orders")]}


def test_certified_orders_that_no_contract_pays_for_are_named(store: EvidenceStore, tmp_path: Path) -> None:
    file = tmp_path / "trees.csv"
    trees = ["T1,trees,north,A", "T2,trees,north,A", "T3,trees,south,E", "H9,highways,south,X"]
    rest = ",P2,2026-04-01 08:00,2026-04-01 09:00,2026-04-02 09:00,2026-04-02 08:59,completed,12.50"
    file.write_text("\n".join([HEADINGS, *(f"{one}{rest}" for one in trees)]) + "\n", encoding="utf-8")
    given = store.deliver(
        file, table="job_records", by="m", organisation="brindle", at=datetime(2026, 5, 6, tzinfo=UTC)
    )
    assert not given.quarantine

    def said(rule: Mechanism, *others: Mechanism) -> list[str]:
        evidence = evidence_from_store(store, rule, MEASURES, until=APRIL, others=others)
        again = unpaid_orders(store, (rule, *others))
        assert evidence.records is not None
        assert evidence.records.unpaid == again
        return [one.message for one in check_month(rule, evidence, month=APRIL) if one.code == UNPAID]

    words = "paid by no price line of any contract here: service"
    highways = f"1 certified order is {words} “highways”, lot “X”, £12.50, finished in April 2026."
    assert said(mechanism()) == [
        highways,
        f"2 certified orders are {words} “trees”, lot “A”, £25.00, finished in April 2026.",
        f"1 certified order is {words} “trees”, lot “E”, £12.50, finished in April 2026.",
    ]
    trees_too = mechanism(name="t", contract="t", prices=(PriceLine("trees", "Trees", "orders", "trees"),))
    assert said(mechanism(), trees_too) == [highways]
    in_a_lump = replace(trees_too, prices=(PriceLine("trees", "Trees", "lump sum", "trees", pence=100),))
    assert said(mechanism(), in_a_lump) == [highways]
    assert said(in_a_lump) == []  # nothing is paid by the order
    paid = evidence_from_store(store, mechanism(), MEASURES, until=APRIL)
    assert [int(one.quantity) for one in paid.entries if one.kind == "orders"] == [30_000, 120_000]


def test_how_far_the_records_reach_is_known_with_who_delivered_them(store: EvidenceStore) -> None:
    held = evidence_from_store(store, mechanism(), MEASURES, until=APRIL).records
    assert held is not None
    assert held.until == datetime(2026, 4, 10, 8, tzinfo=UTC)  # J5 was done; when J4 and J5 are due tells nothing
    assert held.by == ("brindle",)
    assert "highways.defects_on_time" in held.measures
    assert "client.decisions_in_time" not in held.measures
    before = datetime(2026, 5, 1, tzinfo=UTC)
    assert records_held(store, MEASURES.values(), known_at=before) is None


def test_a_month_that_the_records_do_not_reach_is_doubted(store: EvidenceStore) -> None:
    rule, may = mechanism(), APRIL.later(1)
    evidence = evidence_from_store(store, rule, MEASURES, until=may)
    assert [one.code for one in check_month(rule, evidence, month=APRIL) if one.code == NO_RECORDS] == [NO_RECORDS]
    (found,) = [one for one in check_month(rule, evidence, month=may) if one.code == NO_RECORDS]
    assert found.message.startswith(
        "No job records of May 2026 have been delivered by Brindle; the last are of 10 April"
    )


def test_the_orders_behind_a_line_add_up_to_what_it_pays_in_its_lot(store: EvidenceStore) -> None:
    held = evidence_from_store(store, mechanism(), MEASURES, until=APRIL)
    for line, names in zip(mechanism().prices, (["J1", "J2"], ["J3", "J5"]), strict=True):
        paid = orders_paid(store, mechanism(), line, month=APRIL)
        assert [one.order for one in paid.orders] == names
        assert paid.count == len(names)
        assert paid.pence == sum(one.certified for one in paid.orders)
        assert paid.pence == sum(one.quantity for one in held.entries_of("orders", line.id, APRIL))
    first = orders_paid(store, mechanism(), mechanism().prices[0], month=APRIL, limit=1)
    assert (len(first.orders), first.count, first.pence) == (1, 2, 300_00)
    assert orders_paid(store, mechanism(), mechanism().prices[0], month=APRIL.later(1)).count == 0
    before = datetime(2026, 5, 1, tzinfo=UTC)
    assert orders_paid(store, mechanism(), mechanism().prices[0], month=APRIL, known_at=before).orders == ()
