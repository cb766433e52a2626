"""The bench finds what is wrong with a mechanism, and says nothing where there is nothing."""

from dataclasses import replace
from decimal import Decimal

from concordat.domain.payment.bench import try_out
from concordat.domain.payment.bench_setting import Bench
from concordat.domain.payment.evidence_types import Evidence, Figure
from concordat.domain.payment.inputs import (
    Availability,
    Award,
    Band,
    Deduction,
    ExtensionRule,
    MeasureRule,
    Threshold,
    Window,
)
from concordat.domain.performance.periods import Month
from tests.domain.payment.test_month import mechanism
from tests.domain.payment.test_worked_mechanisms import worked

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


MISSED = MeasureRule("missed", "Missed collections", per_failure=D(2))
STEPS = Deduction("steps", "Steps", "steps", ("missed",), steps=((D(5000), 5_000_000),))


def with_failures(**more: object) -> Bench:
    held = mechanism()
    return tried(measures=(*held.measures, MISSED), deductions=(*held.deductions, STEPS), **more)


def test_the_one_failure_too_many_is_a_cliff() -> None:
    cliff = next(one for one in with_failures().cliffs if one.measure == "missed")
    assert (cliff.below, cliff.above) == (2500, 2499) or (cliff.below, cliff.above) == (2499, 2500)
    assert cliff.pence == 5_000_000


def test_the_edge_of_a_cliff_is_named_to_the_smallest_step() -> None:
    edges = {(one.below, one.above) for one in tried(profit=()).cliffs if one.measure == "one"}
    assert (D("84.94"), D("84.95")) in edges  # rounded to 85.0 before it is banded
    assert all(above - below == D("0.01") for below, above in edges)


def test_two_deductions_of_one_measure_are_double_jeopardy() -> None:
    held = mechanism()
    twice = Deduction("again", "Again", "bands", ("one",), D(100), (Band(D(0), None, D(1)),))
    found = [f for f in tried(profit=(), deductions=(*held.deductions, twice)).findings if f.code == "bench.double"]
    assert [finding.where.item for finding in found] == ["one"]


def test_a_failure_that_also_makes_a_place_unavailable_is_double_jeopardy() -> None:
    rooms = Availability("rooms", "Rooms", "core", (("hall", D(1)),), D(1))
    held = [f.where.item for f in with_failures(availability=(rooms,)).findings if f.code == "bench.double"]
    assert "missed" in held
    assert "missed" not in [f.where.item for f in with_failures().findings if f.code == "bench.double"]


def test_a_measure_that_chance_could_always_explain_is_one_nobody_can_fail() -> None:
    recorded = Evidence(tuple(Figure("one", Month(2024, 4).later(n), D(60), assessable=False) for n in range(12)))
    bench = try_out(mechanism(), runs=1, years=1, seed=1, recorded=recorded)
    said = [f.message for f in bench.findings if f.code == "bench.cannot_fail"]
    assert said == ["Nobody can fail one: in all 12 recorded months chance alone could explain the figure."]


def test_failing_everything_for_next_to_nothing_is_told() -> None:
    held = mechanism()
    cheap = tuple(replace(rule, value=D(1)) for rule in held.deductions)
    assert "bench.too_little" in codes(tried(profit=(), deductions=cheap))
    assert "bench.too_little" not in codes(tried())


def test_without_a_score_or_a_term_there_is_no_mean_of_them() -> None:
    bench = tried(measures=tuple(replace(rule, weight=D(0)) for rule in mechanism().measures), profit=())
    assert bench.mean_of("good", "score") is None
    assert bench.mean_of("good", "term") is None


def test_where_a_right_alone_follows_from_failing_the_right_is_named() -> None:
    """Street lights: less than 93% in light and the authority may end the contract; no money moves."""
    lights = try_out(worked("lights-in-light")[0], runs=1, years=1, seed=1)
    assert not codes(lights) & {"bench.service_free", "bench.measure_free"}
    (told,) = [one for one in lights.findings if one.code == "bench.right_alone"]
    assert told.message.startswith("Failing every measure of the contract moves no money; it leads to a right alone: ")
    for right in (
        "Lights in light below 93% in a month: The authority may end the contract.",
        "Lights in light below 96% in at least 3 of any 6 months together: The contractor owes an improvement plan.",
        "Lights that meet their design output below 50% in a month: The authority may end the contract.",
    ):
        assert right in told.message


def test_a_right_that_failing_cannot_reach_is_not_named() -> None:
    held, free = (
        mechanism(),
        MeasureRule("three", "Three", minimum=D(80), target=D(95), points=((D(95), D(0)), (None, D(5)))),
    )
    few, many = (
        replace(
            held, measures=(*held.measures, replace(free, service=held.measures[0].service)),
            thresholds=(Threshold("limit", "Limit", "points", (Window(6, limit, "It may end"),), ("three",)),),
        )
        for limit in (D(29), D(30))
    )  # fmt: skip
    told = {
        name: [one.message for one in try_out(rule, runs=1, years=1, seed=1).findings if one.where.item == "three"]
        for name, rule in (("few", few), ("many", many))
    }
    assert any("leads to a right: Points of Three of more than 29" in message for message in told["few"])
    assert "Failing Three alone costs nothing." in told["many"]
