from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from concordat.data.files import load_parameters
from concordat.domain.business_case.discounting import Schedule, UnknownSchedule, schedule_names, schedule_on
from concordat.domain.business_case.inputs import Convention
from tests.reference.business_case import discount_factor_the_slow_way


def schedule(name: str = "standard", on: date = date(2026, 4, 1)) -> Schedule:
    return schedule_on(name, on=on, parameters=load_parameters())


@pytest.mark.parametrize(
    ("year", "factor"),
    [
        (0, "1.0000"),
        (1, ".9662"),
        (5, ".8420"),
        (10, ".7089"),
        (20, ".5026"),
        (30, ".3563"),
        (31, ".3459"),
        (50, ".1973"),
        (75, ".0942"),
        (100, ".0508"),
        (125, ".0274"),
    ],
)
def test_factors_are_those_of_the_green_books_table(year: int, factor: str):
    """HM Treasury, The Green Book, discount factor table (standard rates)."""
    assert abs(schedule().factor(year) - Fraction(factor)) <= Fraction(1, 20_000)


def test_factors_compound_through_the_bands_exactly():
    """The R package greenbook (CRAN), tests of discounting: the kinks at years 31 and 76."""
    held = schedule()
    up_to_30 = 1 / Fraction("1.035") ** 30
    up_to_75 = up_to_30 / Fraction("1.03") ** 45
    assert held.factor(1) == 1 / Fraction("1.035")
    assert held.factor(31) == up_to_30 / Fraction("1.03")
    assert held.factor(75) == up_to_75
    assert held.factor(76) == up_to_75 / Fraction("1.025")


def test_a_year_before_year_0_is_refused():
    with pytest.raises(ValueError):
        schedule().factor(-1)


@pytest.mark.parametrize(
    ("name", "rates"),
    [
        ("standard", ["0.035", "0.03", "0.025", "0.02", "0.015", "0.01"]),
        ("health", ["0.015", "0.0129", "0.0107", "0.0086", "0.0064", "0.0043"]),
        ("sensitivity-2026", ["0.03", "0.0257", "0.0214", "0.0171", "0.0129", "0.0086"]),
    ],
)
def test_every_schedule_has_the_published_rates(name: str, rates: list[str]):
    """Department for Transport, TAG, Forthcoming change: Green Book updates, 16 April 2026."""
    held = schedule(name)
    assert [str(rate) for _, rate in held.bands] == [str(Decimal(rate)) for rate in rates]
    bands = list(zip((0, 31, 76, 126, 201, 301), rates, strict=True))
    for year in (0, 1, 30, 31, 75, 76, 125, 126, 200, 201, 300, 301, 320):
        assert abs(held.factor(year) - Fraction(discount_factor_the_slow_way(year, bands))) < Fraction(1, 10**20)


def test_the_sensitivity_test_did_not_exist_before_february_2026():
    with pytest.raises(UnknownSchedule):
        schedule("sensitivity-2026", on=date(2026, 2, 4))
    assert schedule("sensitivity-2026", on=date(2026, 2, 5)).rate(1) == Decimal("0.03")


def test_a_name_nobody_declared_is_refused():
    with pytest.raises(UnknownSchedule):
        schedule("private")
    assert schedule_names(load_parameters()) == ("standard", "health", "sensitivity-2026")


def test_half_way_through_the_year_lies_between_the_years_on_both_sides():
    whole, half = schedule().factors(5), schedule().factors(5, convention=Convention.MID_YEAR)
    assert abs(half[0] ** 2 - 1 / Fraction("1.035")) < Fraction(1, 10**45)
    assert all(later < middle < earlier for earlier, middle, later in zip(whole, half, whole[1:], strict=False))
