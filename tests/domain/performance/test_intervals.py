"""Wilson intervals recomputed from Public Health England's published formula; ratios and averages as published worked out."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.performance.intervals import byar, ratio_interval, student, wilson
from concordat.domain.performance.results import EXACT, Cohort, Interval, Spread
from tests.reference import measures as twin


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (47, 50, "83.78", "97.94"),
        (470, 500, "91.56", "95.77"),
        (4, 5, "37.55", "96.38"),
        (12, 12, "75.75", "100"),
        (0, 12, "0", "24.25"),
        (8, 291, "1.40", "5.33"),
        (5, 291, "0.74", "3.96"),
    ],
)
def test_wilson_holds_the_published_values(numerator: int, denominator: int, low: str, high: str) -> None:
    found = wilson(Decimal(numerator), Decimal(denominator))
    assert found is not None
    assert (round(found.low, 2), round(found.high, 2)) == (Decimal(low), Decimal(high))


def test_a_rise_that_is_noise_stays_inside_the_interval() -> None:
    """Northumberland, April 2024: detritus 2.75% (8 of 291) against 2.49% and litter 1.72% (5 of 291) against 1.49%."""
    for count, before in ((8, "2.49"), (5, "1.49")):
        found = wilson(Decimal(count), Decimal(291))
        assert found is not None
        assert found.holds(Decimal(before))


def test_no_interval_without_a_share() -> None:
    assert wilson(Decimal(1), Decimal(0)) is None
    assert wilson(Decimal(3), Decimal(2)) is None


@given(st.integers(1, 10_000), st.data())
def test_the_interval_holds_the_share(denominator: int, data: st.DataObject) -> None:
    numerator = data.draw(st.integers(0, denominator))
    found = wilson(Decimal(numerator), Decimal(denominator))
    assert found is not None
    share = Decimal(numerator * 100) / denominator
    assert 0 <= found.low <= round(share, 6) <= found.high <= 100


@given(st.integers(0, 100_000))
def test_byar_holds_the_count_and_is_never_below_nought(count: int) -> None:
    found = byar(Decimal(count))
    assert 0 <= found.low <= count <= found.high


def cohort(top: Sequence[Any], bottom: Sequence[Any]) -> Cohort:
    """The sums of records with these numerators and denominators."""
    pairs = [(Decimal(str(y)), Decimal(str(x))) for y, x in zip(top, bottom, strict=True)]
    spread = Spread.over(Spread(1, y * y, y * x, x * x, int(y < 0)) for y, x in pairs)
    return Cohort(sum((y for y, _ in pairs), Decimal(0)), sum((x for _, x in pairs), Decimal(0)), spread)


def of_records(top: Sequence[Any], bottom: Sequence[Any] = (), *, scale: int = 1) -> Interval | None:
    return ratio_interval(cohort(top, bottom or [1] * len(top)), scale=Decimal(scale))


def sure(found: Interval | None) -> Interval:
    assert found is not None
    return found


# Additional hours of sleep of ten patients by the second drug less the first.
SLEEP = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
# Miles per gallon of twelve cars without and with an additive.
FUEL = [20, 23, 21, 25, 18, 17, 18, 24, 20, 24, 23, 19]
TREATED = [24, 25, 21, 22, 23, 18, 17, 28, 24, 27, 21, 23]
# Persons, weekly income and weekly food cost of 33 families.
PERSONS = [2, 3, 3, 5, 4, 7, 2, 4, 2, 5, 3, 6, 4, 4, 2, 5, 3, 4, 2, 4, 2, 5, 3, 4, 7, 3, 3, 6, 2, 2, 6, 4, 2]
INCOME = [62, 62, 87, 65, 58, 92, 88, 79, 83, 62, 63, 62, 60, 75, 90, 75, 69, 83, 85, 73, 66, 58, 77, 69, 65, 77, 69,
          95, 77, 69, 69, 67, 63]  # fmt: skip
FOOD = [14.3, 20.8, 22.7, 30.5, 41.2, 28.2, 24.2, 30.0, 24.2, 44.4, 13.4, 19.8, 29.4, 27.1, 22.2, 37.7, 22.6, 36.0,
        20.6, 27.7, 25.9, 23.5, 39.8, 16.8, 37.8, 34.8, 28.7, 63.0, 19.5, 21.6, 18.2, 20.1, 20.7]  # fmt: skip


def test_an_average_has_students_own_interval() -> None:
    """Student, The probable error of a mean (Biometrika 1908): as R's documentation of `sleep` works it out."""
    found = sure(of_records(SLEEP))
    assert (found.method, round(found.low, 6), round(found.high, 6)) == (
        "Cochran",
        Decimal("0.700114"),
        Decimal("2.459886"),
    )


def test_a_ratio_has_the_interval_that_statas_manual_prints() -> None:
    """Stata Base Reference Manual, ratio, example 1: 0.9230769, standard error 0.032493, 0.8515603 to 0.9945936."""
    found = sure(of_records(FUEL, TREATED))
    assert (found.low, found.high) == (Decimal("0.851560"), Decimal("0.994594"))
    assert round((found.high - found.low) / 2 / student(11), 6) == Decimal("0.032493")


@pytest.mark.parametrize(
    ("over", "scale", "ratio", "error"), [(PERSONS, 1, "7.38", "0.534"), (INCOME, 100, "37.9", "2.38")]
)
def test_the_standard_error_is_cochrans(over: list[int], scale: int, ratio: str, error: str) -> None:
    """Cochran, Sampling Techniques (1977), section 2.11: dollars of food a person, and its share of income in per cent."""
    found = sure(of_records(FOOD, over, scale=scale))
    middle, half = (found.low + found.high) / 2, (found.high - found.low) / 2
    assert middle.quantize(Decimal(ratio)) == Decimal(ratio)
    assert (half / student(32)).quantize(Decimal(error)) == Decimal(error)


@pytest.mark.parametrize(
    ("degrees", "t"),
    [(1, "12.706"), (2, "4.303"), (5, "2.571"), (10, "2.228"), (30, "2.042"), (120, "1.980"), (10**8, "1.960")],
)
def test_students_t_is_that_of_the_tables(degrees: int, t: str) -> None:
    """As in Fisher and Yates, Statistical Tables; the twin adds up the finite series instead."""
    assert round(student(degrees), 3) == Decimal(t)
    if degrees <= 120:
        assert abs(float(student(degrees)) - twin.student(degrees)) < 1e-8


@pytest.mark.parametrize(
    ("top", "bottom"),
    [
        ([], []),
        ([7], [1]),  # one record says nothing of how records differ
        ([5, 3], [0, 0]),
        ([5, 3], [-4, 2]),  # credits beyond what was ordered: a share of less than nothing
        ([9, 1], [100, 1]),  # two orders, one a hundred times the other
        ([5, 6, 7], [10, -10, 1]),
        ([9] * 29, [1] * 29),  # none differs, and they are too few to say that none ever will
    ],
)
def test_records_that_put_no_bound_to_a_ratio_give_no_interval(top: list[int], bottom: list[int]) -> None:
    assert of_records(top, bottom) is None
    assert twin.ratio_bounds([(Decimal(y), Decimal(x)) for y, x in zip(top, bottom, strict=True)]) is None


def test_sums_alone_give_no_interval_of_a_ratio() -> None:
    assert ratio_interval(Cohort(Decimal(12), Decimal(4))) is None


@pytest.mark.parametrize("each", [(5, 1), (0, 1), (-300, 40_000)])
def test_records_that_are_all_alike_give_an_interval_without_width(each: tuple[int, int]) -> None:
    found = sure(of_records([each[0]] * 40, [each[1]] * 40))
    assert found.low == found.high == round(Decimal(each[0]) / each[1], 6)


def test_records_in_the_same_proportion_leave_a_ratio_no_doubt_whatever_their_size() -> None:
    orders = [120, 340, 90, 75, 210, 180, 95, 400, 260, 150] * 3
    found = sure(of_records([3 * size for size in orders], orders))
    assert found.low == found.high == 3


def test_a_time_is_never_below_nought_and_a_part_never_above_the_whole() -> None:
    assert sure(of_records([1, 4])).low == 0
    assert sure(of_records([-1, 4])).low < 0
    invoices, right = [100, 120, 90, 110], [100, 120, 90, 0]
    assert sure(ratio_interval(cohort(right, invoices))).high > 1
    assert sure(ratio_interval(cohort(right, invoices), is_part=True)).high == 1


def test_what_is_below_nought_may_be_in_the_numerator() -> None:
    """Orders that came cheaper than estimated: −5% in all, and the interval reaches on both sides of it."""
    found = sure(of_records([-10, -4, 2, -8], [100, 100, 100, 100], scale=100))
    assert found.low < -5 < found.high
    assert round((found.low + found.high) / 2, 5) == -5


def test_a_hundred_million_orders_of_a_million_pounds_lose_no_digit() -> None:
    """Two kinds of order a penny apart, half of each: the spread is half a penny in a hundred million pence."""
    n, pence = 10**8, Decimal(10**8)
    half = Decimal(n // 2)
    spread = Spread(n, half * pence**2 + half * (pence + 1) ** 2, half * (2 * pence + 1), Decimal(n))
    found = sure(ratio_interval(Cohort(half * (2 * pence + 1), Decimal(n), spread)))
    assert (found.low, found.high) == (Decimal("100000000.499902"), Decimal("100000000.500098"))


MONEY = st.integers(-(10**12), 10**12)


@given(st.lists(st.tuples(MONEY, st.integers(-50, 10**12)), max_size=12))
def test_the_sums_of_squares_come_to_what_the_twin_finds_record_by_record(records: list[tuple[int, int]]) -> None:
    expected = twin.ratio_bounds([(Decimal(y), Decimal(x)) for y, x in records])
    found = of_records([y for y, _ in records], [x for _, x in records])
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        for ours, theirs in ((found.low, expected[0]), (found.high, expected[1])):
            assert abs(Fraction(ours) - Fraction(theirs)) <= Fraction(1, 10**6) + abs(Fraction(theirs)) / 10**8


@given(st.lists(st.tuples(st.integers(-1000, 1000), st.integers(50, 100)), min_size=2, max_size=30))
def test_the_interval_holds_the_ratio_and_money_may_be_counted_in_pounds_or_pence(
    records: list[tuple[int, int]],
) -> None:
    top, bottom = [y for y, _ in records], [x for _, x in records]
    found = of_records(top, bottom)
    if found is None:
        return
    assert found.low <= round(Decimal(sum(top)) / sum(bottom), 6) <= found.high
    assert of_records([100 * y for y in top], [100 * x for x in bottom]) == found


def test_spreads_add_up_without_rounding() -> None:
    number = Decimal(10**38 + 1)
    large = Spread(1, number, number, number)
    assert Spread.over([large] * 3).top == 3 * 10**38 + 3
    assert EXACT >= 100
