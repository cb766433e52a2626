"""The bench finds what is wrong with a mechanism, and says nothing where there is nothing."""

from dataclasses import replace
from decimal import Decimal

from concordat.domain.payment.bench import try_out
from concordat.domain.payment.bench_setting import Bench
from concordat.domain.payment.evidence_types import Evidence, Figure
from concordat.domain.payment.inputs import Award, ExtensionRule, MeasureRule
from concordat.domain.performance.periods import Month
from tests.domain.payment.test_month import mechanism

D = Decimal


def tried(**more: object) -> Bench:
    return try_out(replace(mechanism(), **more), runs=2, years=2, seed=1)  # type: ignore[arg-type]


def codes(bench: Bench) -> set[str]:
    return {finding.code for finding in bench.findings}


def test_the_same_seed_gives_the_same_years() -> None:
    assert tried().years == tried().years
    assert len(tried().years) == 4 * 2 * 2


def test_a_better_contractor_is_paid_more() -> None:
    bench = tried()
    paid = [bench.mean(kind, "paid") for kind in ("good", "average", "failing")]
    assert paid == sorted(paid, reverse=True)
    assert "bench.gaming" not in codes(bench)


def test_a_measure_paid_for_twice_is_double_jeopardy() -> None:
    assert "bench.double" in codes(tried())
    assert "bench.double" not in codes(tried(profit=()))


def test_a_gate_is_a_cliff_and_a_straight_line_is_not() -> None:
    held = mechanism()
    straight = replace(
        held,
        deductions=(),
        measures=tuple(replace(rule, points=()) for rule in held.measures),
        profit=(replace(held.profit[0], from_score=D(0)),),
    )
    assert "bench.cliff" not in codes(try_out(straight, runs=1, years=1, seed=1))
    gated = replace(straight, measures=(replace(straight.measures[0], gate=True), straight.measures[1]))
    bench = try_out(gated, runs=1, years=1, seed=1)
    assert "bench.cliff" in codes(bench)
    assert bench.cliffs[0].below < 85 <= bench.cliffs[0].above


def test_a_service_whose_failure_costs_nothing_is_an_error_and_pays_the_one_who_games() -> None:
    held = mechanism()
    free = MeasureRule("three", "Three", service="grounds", minimum=D(80), target=D(95))
    bench = try_out(replace(held, measures=(*held.measures, free)), runs=1, years=1, seed=1)
    assert [f.where.item for f in bench.findings if f.code == "bench.service_free"] == ["grounds"]


def test_a_measure_met_in_every_recorded_month_is_one_nobody_can_fail() -> None:
    recorded = Evidence(tuple(Figure("one", Month(2024, 4).later(n), D(99)) for n in range(12)))
    bench = try_out(mechanism(), runs=1, years=1, seed=1, recorded=recorded)
    assert [f.where.item for f in bench.findings if f.code == "bench.cannot_fail"] == ["one"]


def test_months_never_taken_away_are_told() -> None:
    term = ExtensionRule(60, 60, 120, 12, (Award(D("0.8"), 12), Award(None, 0)))
    assert "bench.never_taken" in codes(tried(extension=term))
    assert "bench.no_term" in codes(tried())


def test_money_that_does_not_move_with_performance_is_an_error() -> None:
    assert "bench.no_effect" in codes(tried(deductions=(), profit=()))
