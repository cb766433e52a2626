"""What the bench came to is told alike wherever it is shown, and is the same when it was kept and read back."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.payment.bench import try_out
from concordat.domain.payment.bench_results import Trial, as_plain, from_plain, provenance_of, rests_on, tried
from concordat.domain.payment.bench_setting import at_level, recorded_until
from concordat.domain.payment.evidence_types import Entry, Evidence, Figure
from concordat.domain.payment.inputs import Award, ExtensionRule, MeasureRule
from concordat.domain.performance.periods import Month
from tests.domain.payment.test_month import mechanism

D = Decimal
SMALL = Trial(contracts=2, years=3, seed=7)
TERM = ExtensionRule(60, 60, 120, 24, awards=(Award(D("0.6"), 12), Award(None, -6)))


def test_each_kind_of_contractor_has_the_mean_of_its_years() -> None:
    rules = replace(mechanism(), extension=TERM)
    found, bench = tried(rules, SMALL), try_out(rules, runs=2, years=3, seed=7)
    assert [one.kind for one in found.contractors] == ["good", "average", "failing", "gaming"]
    for one in found.contractors:
        years = [year for year in bench.years if year.kind == one.kind]
        assert one.paid == int((D(sum(year.paid for year in years)) / 6).to_integral_value("ROUND_HALF_UP"))
        assert one.term == D(sum(year.term or 0 for year in years if year.year == 3)) / 2
        assert len(one.by_year) == 3
        assert one.least <= (D(one.paid) / one.most).quantize(D("0.00001")) + D("0.00001")
        assert one.greatest >= (D(one.paid) / one.most).quantize(D("0.00001")) - D("0.00001")
    assert found.initial == 60


def test_nobody_is_paid_more_than_one_that_never_misses_anything() -> None:
    for one in tried(mechanism(), SMALL).contractors:
        assert one.of_most is not None
        assert one.paid <= one.most
        assert max(one.by_year) <= 1


def test_the_one_that_games_is_paid_less_in_the_last_year_alone() -> None:
    gaming = tried(mechanism(), SMALL).contractors[-1]
    assert gaming.by_year[0] == gaming.by_year[1] > gaming.by_year[2]


def test_where_nothing_can_be_paid_there_is_no_share_of_it() -> None:
    free = replace(mechanism(), prices=(), profit=(), gain_share=())
    assert {one.of_most for one in tried(free, SMALL).contractors} == {None}


@pytest.mark.parametrize("more", [{}, {"extension": TERM}])
def test_what_is_kept_reads_back_the_same(more: dict[str, object]) -> None:
    found = tried(replace(mechanism(), **more), SMALL)  # type: ignore[arg-type]
    kept = json.loads(json.dumps(as_plain(found)))
    again = from_plain(kept, found.provenance)
    assert again == found
    assert again.hash == found.hash


def test_a_trial_rests_on_its_rules_its_records_and_what_was_asked() -> None:
    row = InputUsed("fact", "measure_values/one", "a" * 64)
    figure = Figure("one", Month(2026, 4), D(90), inputs=(row,))
    records = Evidence((figure,), (Entry("quantity", "x", Month(2026, 4), D(1), inputs=(row,)),))
    names = {
        rests_on(provenance_of(mechanism(), trial, recorded=recorded))
        for trial in (SMALL, replace(SMALL, seed=8), replace(SMALL, years=4), replace(SMALL, contracts=3))
        for recorded in (None, records)
    }
    assert len(names) == 8
    assert [one.name for one in provenance_of(mechanism(), SMALL, recorded=records).inputs].count(row.name) == 1


def test_progress_is_told_after_each_contract_and_can_end_the_trial() -> None:
    heard: list[tuple[int, int]] = []
    tried(mechanism(), SMALL, progress=lambda done, wanted: heard.append((done, wanted)))
    assert heard == [(number, 8) for number in range(1, 9)]

    def stop(done: int, wanted: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        tried(mechanism(), SMALL, progress=stop)


def test_recorded_months_after_the_last_one_wanted_are_left_out() -> None:
    months = [Month(2026, number) for number in (4, 5, 6)]
    records = Evidence(tuple(Figure("one", one, D(90)) for one in months), (Entry("quantity", "x", months[1], D(1)),))
    until = recorded_until(records, months[1])
    assert until is not None
    assert until.months == tuple(months[:2])
    assert recorded_until(records, None) == records
    assert recorded_until(records, Month(2026, 3)) is None


def test_better_than_the_target_is_better_where_lower_is() -> None:
    rule = MeasureRule("late", "Late jobs", polarity="lower", points=((D(5), D(0)), (None, D(10))))
    assert at_level(rule, D("1.15")) < 5 < at_level(rule, D("-0.5"))
