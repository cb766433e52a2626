"""Published sums, and sums that follow exactly from a published rule. Every band edge is held from both sides."""

from decimal import Decimal

import pytest

from concordat.domain.kernel.money import round_to_pence
from concordat.domain.payment import indexation, points, price, profit
from concordat.domain.payment.availability import availability_deduction
from concordat.domain.payment.inputs import (
    Band,
    Deduction,
    MeasureRule,
    ProfitAtRisk,
    Ratchet,
    RatingRule,
    Retention,
    Reward,
)
from concordat.domain.payment.score import composite, rating_of, score_of

D = Decimal


def bands(*edges: tuple[str, str | None, str]) -> tuple[Band, ...]:
    return tuple(Band(D(low), None if high is None else D(high), D(value)) for low, high, value in edges)


# HM Treasury accommodation payment mechanism (police and fire pack): 20 points free, then ×1.0, ×1.2, ×1.5 at £3 a point.
ACCOMMODATION = Deduction(
    "points", "Points", "bands", ("m",), D(300),
    bands(("0", "20", "0"), ("20", "100", "1"), ("100", "200", "1.2"), ("200", None, "1.5")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "pounds"),
    [(0, "0"), (20, "0"), (21, "3"), (100, "240"), (101, "243.60"), (200, "600"), (201, "604.50"), (250, "825")],
)
def test_points_are_banded_at_the_margin_and_the_first_twenty_are_free(given: int, pounds: str) -> None:
    assert round_to_pence(points.deduction_for(D(given), ACCOMMODATION)) == int(D(pounds) * 100)


# Bridgend County Borough Council, answers on waste contract points, January 2018: 2 points a missed collection; the first
# deduction band is 5,000 points in a month → £625.
BRIDGEND = Deduction("points", "Points", "steps", ("m",), steps=((D(5000), 62500),))


@pytest.mark.parametrize(("missed", "pence"), [(2499, 0), (2500, 62500), (2501, 62500)])
def test_the_first_step_of_a_waste_contract_begins_at_five_thousand_points(missed: int, pence: int) -> None:
    assert points.deduction_for(D(missed * 2), BRIDGEND) == pence


# Cabinet Office Model Services Contract, performance levels schedule: bands and the repeat of a KPI failure.
MSC = MeasureRule(
    "kpi", "KPI", places=1,
    points=((D(99), D(0)), (D(98), D(1)), (D(97), D(2)), (D(96), D(3)), (None, D(4))),
    ratchets=(Ratchet("in a row", 2, D(2)),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"),
    [("99.0", 0), ("98.9", 1), ("98.0", 1), ("97.9", 2), ("97.0", 2), ("96.9", 3), ("96.0", 3), ("95.9", 4), ("0", 4)],
)
def test_service_points_at_every_edge(value: str, expected: int) -> None:
    assert points.points_for(D(value), MSC) == expected


@pytest.mark.parametrize(("rounding", "expected"), [("nearest", 0), ("down", 1), ("up", 0)])
def test_the_contract_says_how_a_value_is_rounded_before_it_is_banded(rounding: str, expected: int) -> None:
    rule = MeasureRule("kpi", "KPI", points=MSC.points, rounding=rounding)
    assert points.points_for(D("98.95"), rule) == expected


def test_repeated_failures_count_double_as_published() -> None:
    def series(*values: str) -> list[Decimal]:
        failed: list[bool] = []
        found = []
        for value in values:
            plain = points.points_for(D(value), MSC)
            failed.append(plain > 0)
            found.append(plain * points.ratchet_of(failed, MSC.ratchets))
        return found

    assert series("98.5", "96.5") == [1, 6]
    assert series("96.5", "98.5", "96.5") == [3, 2, 6]
    assert series("98.5", "99.5", "96.5") == [1, 0, 3]


def test_service_credits_are_a_share_of_charges_up_to_a_cap() -> None:
    rule = Deduction("credits", "Credits", "share of charges", ("m",), share=D("0.005"), cap=D("0.1"))
    for total, pence in ((9, 450_000), (20, 1_000_000), (25, 1_000_000)):
        wanted = points.deduction_for(D(total), rule, charges=10_000_000)
        assert points.capped_deduction(wanted, rule, charges=10_000_000) == pence


def test_a_ratchet_counts_failures_in_a_window() -> None:
    rule = (Ratchet("in a window", 2, D("1.5"), within=4),)
    assert points.ratchet_of([True, False, True], rule) == 1
    assert points.ratchet_of([True, False, True, True], rule) == D("1.5")
    assert points.ratchet_of([True, True, False, False, True], rule) == 1
    assert points.ratchet_of([True, True, True, False], rule) == 1


def test_an_unavailable_part_costs_its_share_of_the_day() -> None:
    found = availability_deduction(200_000_000, weight=D(30), weights=D(1000), lost=D(2), sessions=D(3))
    assert round_to_pence(found) == 10959
    used = availability_deduction(200_000_000, weight=D(30), weights=D(1000), lost=D(0), used=D(2), sessions=D(3))
    assert round_to_pence(used) == 5479


# NEC guidance example of share ranges; the base is the total of the Prices.
SHARE = bands(("0", "0.8", "0.15"), ("0.8", "0.9", "0.3"), ("0.9", "1.1", "0.5"), ("1.1", None, "0.2"))


@pytest.mark.parametrize(
    ("cost", "share"),
    [("7.5", 875_000), ("8", 800_000), ("9", 500_000), ("10", 0), ("11", -500_000), ("11.5", -600_000)],
)
def test_the_contractors_share_at_every_range(cost: str, share: int) -> None:
    found = price.contractors_share(D(1_000_000_000), D(cost) * 100_000_000, ranges=SHARE)
    assert found == share * 100


# Integrated waste contract of 2003, prices of 2003/04, phase 1 year c: £36.55 to 300,000 tonnes, £28.91 above.
WASTE = bands(("0", "300000", "3655"), ("300000", "550000", "2891"))


@pytest.mark.parametrize(
    ("tonnes", "pounds"),
    [(300_000, "10965000"), (300_001, "10965028.91"), (360_000, "12699600"), (550_000, "18192500")],
)
def test_tonnes_are_paid_by_marginal_bands(tonnes: int, pounds: str) -> None:
    assert price.volume_payment(D(tonnes), bands=WASTE) == D(pounds) * 100


def test_below_the_minimum_the_minimum_is_paid_less_what_was_refused() -> None:
    flat = bands(("0", None, "1000"))
    assert price.shortfall(D(80), bands=flat, minimum=D(100), refused=D(5)) == 15_000
    assert price.shortfall(D(80), bands=flat, minimum=D(100), avoidable=D("0.4")) == 12_000
    assert price.shortfall(D(100), bands=flat, minimum=D(100)) == 0


def test_nothing_is_paid_above_the_maximum() -> None:
    flat = bands(("0", None, "1000"))
    assert price.volume_payment(D(160), bands=flat, maximum=D(150)) == 150_000


def test_twelve_parts_of_a_year_are_the_year() -> None:
    parts = [price.twelfth(1_000_001, month=month) for month in range(1, 13)]
    assert sum(parts) == 1_000_001
    assert max(parts) - min(parts) <= 1


def test_retention_is_held_above_the_free_part_and_halved_at_completion() -> None:
    rule = Retention(D("0.03"), free=10_000_000)
    assert profit.retained(50_000_000, rule) == 1_200_000
    assert profit.retained(50_000_000, rule, halved=True) == 600_000
    assert profit.retained(9_000_000, rule) == 0


@pytest.mark.parametrize(
    ("score", "pounds"),
    [("0.55", "320000"), ("0.60", "320000"), ("0.70", "426666.67"), ("0.85", "586666.67"), ("0.95", "640000")],
)
def test_half_the_fee_is_earned_by_score(score: str, pounds: str) -> None:
    rule = ProfitAtRisk("fee", "Fee", D("0.08"), D("0.5"), D("0.6"), D("0.9"))
    assert round_to_pence(profit.fee_earned(D(800_000_000), score=D(score), rule=rule)) == int(D(pounds) * 100)


# The government's own local public service agreements: pro rata from 60% of the stretch.
@pytest.mark.parametrize(
    ("actual", "pounds"), [("65.9", 0), ("66", 300_000), ("68", 400_000), ("70", 500_000), ("72", 500_000)]
)
def test_a_reward_begins_at_six_tenths_of_the_stretch(actual: str, pounds: int) -> None:
    rule = Reward("r", "Reward", "m", D(60), D(70), 50_000_000, D("0.6"))
    assert profit.reward_for(D(actual), rule) == pounds * 100


def test_the_guarantee_comes_before_any_share_of_the_gain() -> None:
    half = bands(("0", None, "0.5"))
    assert profit.gain_share(120, guaranteed=100, bands=half) == (10, 0, 0)
    assert profit.gain_share(80, guaranteed=100, bands=half) == (0, 20, 20)
    assert profit.gain_share(120, guaranteed=100, bands=half, owed=15) == (D("2.5"), 0, 0)
    assert profit.gain_share(110, guaranteed=100, bands=half, owed=15) == (0, 0, 5)


def test_a_deduction_comes_back_after_three_good_months_and_not_after_two() -> None:
    assert profit.earned_back(450_000, met=[True, True, True], months=3) == 450_000
    assert profit.earned_back(450_000, met=[True, True], months=3) == 0
    assert profit.earned_back(450_000, met=[True, False, True], months=3) == 0


def test_the_composite_of_five_measures() -> None:
    given = [
        (".30", "96", "90", "98", ".75"),
        (".25", "91", "85", "95", ".60"),
        (".20", "97.5", "95", "99", ".625"),
        (".15", "7.4", "6", "8", ".70"),
        (".10", "2.0", "6", "3", "1"),
    ]
    rules, values = [], {}
    for place, (weight, value, minimum, target, score) in enumerate(given):
        rule = MeasureRule(f"m{place}", "M", weight=D(weight), minimum=D(minimum), target=D(target),
                           polarity="higher" if D(minimum) < D(target) else "lower")  # fmt: skip
        rules.append(rule)
        values[rule.id] = D(value)
        assert score_of(D(value), minimum=D(minimum), target=D(target)) == D(score)
    assert composite(rules, values).value == D("0.705")


# Procurement Act 2023, section 71: the words are the regulations', the edges a contract's own choice.
@pytest.mark.parametrize(
    ("score", "word"),
    [
        ("1", "Good"), ("0.9999", "Approaching target"), ("0.6", "Approaching target"), ("0.5999", "Requires improvement"),
        ("0.2", "Requires improvement"), ("0.1999", "Inadequate"), ("0", "Inadequate"), (None, "Other"),
    ],
)  # fmt: skip
def test_each_rating_begins_at_its_edge(score: str | None, word: str) -> None:
    rule = RatingRule(D(1), D("0.6"), D("0.2"))
    assert rating_of(None if score is None else D(score), rule) == word


# Crown Commercial Service, service credits: 98% target less 75% actual is 23 points.
@pytest.mark.parametrize(("value", "expected"), [("75", "23"), ("97.9", "0.1"), ("98", "0"), ("99", "0")])
def test_points_for_each_unit_short_of_the_target(value: str, expected: str) -> None:
    rule = MeasureRule("level", "Level", target=D(98), per_unit_short=D(1))
    assert points.points_for(D(value), rule) == D(expected)


def test_a_measure_that_should_be_low_falls_short_above_its_target() -> None:
    rule = MeasureRule("late", "Late", polarity="lower", target=D(5), per_unit_short=D(2))
    assert [points.points_for(D(value), rule) for value in (4, 5, "7.5")] == [0, 0, 5]


# Indexation


def test_a_part_of_the_price_moves_with_the_index() -> None:
    """The private finance guidance's example: £2m at base, 30% of it moves; RPIX from 190.0 to 196.65."""
    moved = 1 + D("0.3") * indexation.price_adjustment([(D(1), D("190.0"), D("196.65"))])
    assert 200_000_000 * moved == 202_100_000


def test_a_basket_as_worked_in_nec_guidance() -> None:
    lines = [
        ((D(".20"), D("115.2"), D("115.8")), "0.1042"),
        ((D(".15"), D("105.4"), D("111.5")), "0.8681"),
        ((D(".20"), D("113.9"), D("114.2")), "0.0527"),
        ((D(".15"), D("113.1"), D("125.1")), "1.5915"),
    ]
    for line, printed in lines:
        assert round(indexation.price_adjustment([line]) * 100, 4) == D(printed)
    assert round(indexation.price_adjustment([line for line, _ in lines]) * 100, 4) == D("2.6165")
    real = indexation.price_adjustment(
        [(D(".57"), D(100), D("106.2")), (D(".35"), D(100), D(104)), (D(".08"), D(100), D(104))]
    )
    assert real == D("0.05254")


def test_the_target_rises_and_the_cost_does_not() -> None:
    assert indexation.rise_of_target(D(10_300_000), adjustment=D("0.03")) == 300_000
    assert indexation.to_base(D(10_300_000), adjustment=D("0.03")) == 10_000_000


CPI = [D("108.9"), D("114.5"), D("126.7"), D("131.7"), D("135.1")]  # ONS D7BT, November 2020 to 2024


@pytest.mark.parametrize(
    ("cap", "carry", "expected"),
    [
        (None, False, ["1.051423", "1.163453", "1.209366", "1.240588"]),
        (D("0.05"), False, ["1.050000", "1.102500", "1.146008", "1.175594"]),
        (D("0.05"), True, ["1.050000", "1.102500", "1.157625", "1.215506"]),
    ],
)
def test_a_cap_with_and_without_carry_forward(cap: Decimal | None, carry: bool, expected: list[str]) -> None:
    ratios = [after / before for before, after in zip(CPI, CPI[1:], strict=False)]
    for years, wanted in enumerate(expected, 1):
        found, free = indexation.capped(ratios[:years], cap=cap, collar=None, carry_forward=carry, places=6)
        assert found == D(wanted)
        assert free == D(["1.051423", "1.163453", "1.209366", "1.240588"][years - 1])


def test_a_collar_holds_prices_up_and_carries_the_rest() -> None:
    falling = [D("0.95"), D("0.98")]
    without, _ = indexation.capped(falling, cap=None, collar=D("-0.02"), carry_forward=False, places=4)
    carried, free = indexation.capped(falling, cap=None, collar=D("-0.02"), carry_forward=True, places=4)
    assert (without, carried, free) == (D("0.9604"), D("0.9604"), D("0.9310"))
    assert indexation.rounded(1 + D("0.8") * (CPI[1] / CPI[0] - 1), 6) == D("1.041139")
