"""Rows that came after a period was final: by the measure's own rule, for the whole, for every part, and for the jobs behind."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from concordat.data.events import EvidenceStore
from concordat.data.events.attain import attain, jobs_behind
from concordat.data.events.payment_evidence import evidence_from_store
from concordat.data.events.payment_evidence import jobs_behind as jobs_paid_by
from concordat.data.files.measures import catalogue_measures
from concordat.domain.payment.inputs import Band, Deduction, MeasureRule, Mechanism
from concordat.domain.performance.inputs import Measure, Suspension
from concordat.domain.performance.periods import Month, month_span
from concordat.domain.performance.results import Attainment, RecordState

APRIL = Month(2025, 4)
HEADINGS = "order_id,service,area,ordered_at,due_at,completed_at,status"
LATER = datetime(2025, 9, 1, tzinfo=UTC)


def job(number: int, area: str, done: str) -> str:
    ends = f"2025-04-{done} 09:00" if done else ""
    return f"J{number},highways,{area},2025-04-01 08:00,2025-04-10 10:00,{ends},{'completed' if done else 'ordered'}"


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    """Ten jobs due on 10 April: 6 done in time when April was final on 11 May, in three areas; a seventh is made known in
    June, and the only job of “west” turns out to be in “east”."""
    made = EvidenceStore(tmp_path / "store", create=True)
    first = [job(n, "north" if n % 2 else "south", "05" if n < 6 else "") for n in range(9)] + [job(9, "west", "")]
    later = [job(6, "south", "05"), job(9, "east", "")]
    for rows, at in ((first, datetime(2025, 5, 5, tzinfo=UTC)), (later, datetime(2025, 6, 5, tzinfo=UTC))):
        file = tmp_path / f"{at:%m}.csv"
        file.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
        given = made.deliver(file, table="job_records", by="m", organisation="county", at=at)
        assert not given.quarantine, given.findings
    return made


def measure(rule: str) -> Measure:
    found = next(one for one in catalogue_measures() if one.id == "highways.defects_on_time")
    return replace(found, late_rows=rule, fewest=0)


def by_area(store: EvidenceStore, one: Measure) -> tuple[Attainment, dict[str, Attainment]]:
    whole, *parts = attain(store, [one], spans=[month_span(APRIL)], by=("area",), known_at=LATER, restatements=True)
    return whole, {part.area: part for part in parts}


def test_a_frozen_measure_is_frozen_in_every_area_too_and_its_areas_add_up_to_it(store: EvidenceStore) -> None:
    whole, areas = by_area(store, measure("freeze"))
    assert (whole.numerator, whole.denominator) == (6, 10)
    assert {name: (one.numerator, one.denominator) for name, one in areas.items()} == {
        "north": (3, 4), "south": (3, 5), "west": (0, 1), "east": (0, 0),
    }  # fmt: skip
    assert areas["south"].why.endswith("Rows that came later are left out: with them it would be 80%.")


def test_restated_areas_say_so(store: EvidenceStore) -> None:
    whole, areas = by_area(store, measure("restate"))
    assert (whole.numerator, whole.denominator) == (7, 10)
    assert {name: one.state for name, one in areas.items()} == {
        "north": RecordState.FINAL, "south": RecordState.RESTATED, "west": RecordState.RESTATED,
        "east": RecordState.RESTATED,
    }  # fmt: skip
    assert areas["south"].why.endswith("When the period was final it was 60%.")


@pytest.mark.parametrize(("rule", "failed"), [("freeze", 4), ("restate", 3)])
def test_the_jobs_behind_a_figure_and_the_points_for_them_go_by_the_same_rule(
    store: EvidenceStore, rule: str, failed: int
) -> None:
    one = measure(rule)
    assert len(jobs_behind(store, one, month_span(APRIL), known_at=LATER)) == failed
    assert len(jobs_paid_by(store, one, month=APRIL, known_at=LATER)) == failed
    points = Deduction(
        "points", "Points", "bands", (one.id,), Decimal(1), (Band(Decimal(0), None, Decimal(1)),), each_unit=True
    )
    paid_by = Mechanism(
        name="m", title="M", contract="m", client="county", contractor="works", starts=APRIL.first_day,
        measures=(MeasureRule(one.id, "On time", per_failure=Decimal(3)),), deductions=(points,),
    )  # fmt: skip
    held = evidence_from_store(store, paid_by, {one.id: one}, until=APRIL, known_at=LATER)
    assert sum(entry.quantity for entry in held.entries if entry.kind == "failure") == failed


def test_a_frozen_figure_keeps_what_stands_beside_it_without_the_suspension(store: EvidenceStore) -> None:
    window = Suspension(datetime(2025, 4, 9, tzinfo=UTC), datetime(2025, 4, 12, tzinfo=UTC), "Storm", "Board")
    one = replace(measure("freeze"), suspensions=(window,))
    whole = attain(store, [one], spans=[month_span(APRIL)], known_at=LATER)[0]
    assert whole.suspended
    assert whole.unsuspended_value == 60


def test_the_same_share_of_more_jobs_is_frozen_with_its_sums(store: EvidenceStore, tmp_path: Path) -> None:
    """Six of ten became twelve of twenty: a year to date adds up the sums, so they must stand as well."""
    more = [job(n, "north", "05" if n < 26 else "") for n in range(20, 30)] + [job(6, "south", "")]
    file = tmp_path / "more.csv"
    file.write_text("\n".join([HEADINGS, *more]) + "\n", encoding="utf-8")
    store.deliver(file, table="job_records", by="m", organisation="county", at=datetime(2025, 7, 5, tzinfo=UTC))
    now = attain(store, [measure("restate")], spans=[month_span(APRIL)], known_at=LATER)[0]
    frozen = attain(store, [measure("freeze")], spans=[month_span(APRIL)], known_at=LATER)[0]
    assert (now.numerator, now.denominator) == (12, 20)
    assert (frozen.numerator, frozen.denominator) == (6, 10)
