from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyxirr import npv

from concordat.domain.business_case.inputs import RatioFormula
from concordat.domain.business_case.value import (
    equivalent_annual_value,
    payback,
    present_value,
    ratio,
    simple_payback,
    switching_value,
)

AT_3_5 = [1 / Fraction("1.035") ** year for year in range(61)]


def test_a_hundred_now_for_thirty_a_year():
    """The R package greenbook (CRAN), known value: 100 now, 30 in each of five years."""
    exact = -10_000 + sum(3_000 / 1.035**year for year in range(1, 6))
    found = present_value([-10_000, 3_000, 3_000, 3_000, 3_000, 3_000], AT_3_5[:6])
    assert abs(found - exact) <= 2.5  # each of five years is rounded to a penny before they are added


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60))
def test_present_value_agrees_with_another_library_within_a_halfpenny_a_year(stream: list[int]):
    assert abs(present_value(stream, AT_3_5[: len(stream)]) - npv(0.035, stream)) <= len(stream) / 2 + 1e-3


def test_set_up_of_400_thousand_for_120_thousand_a_year_is_paid_back_in_the_fourth_year():
    """Discounted at 3.5% the running total is −400, −284.06, −172.04, −63.80 and +40.77 thousand."""
    present = [
        round(amount * factor) for amount, factor in zip([-40_000_000, *[12_000_000] * 5], AT_3_5[:6], strict=True)
    ]
    totals = [sum(present[: place + 1]) for place in range(len(present))]
    assert [round(total / 100_000, 2) for total in totals[:5]] == [-400.0, -284.06, -172.04, -63.80, 40.77]
    assert round(totals[-1] / 100_000, 2) == 141.81
    years = payback(present).years
    assert years is not None
    assert 4 < years < 5


def test_2020_visions_headline_figures_pay_back_in_1_8_years():
    """£10.1m invested for £5.6m a year (Cotswold District Council, 2020 Vision programme)."""
    years = simple_payback(1_010_000_000, 560_000_000)
    assert years is not None
    assert round(float(years), 1) == 1.8


@pytest.mark.parametrize(
    ("net", "words"),
    [
        ([-100, 40, 80, 50], "2 years and 9 months"),
        ([-100, 40], "not within the years of the case"),
        ([10, 10], "at once: it never costs more than it has saved"),
        ([-100, 150, -100, 200], "3 years and 3 months"),
    ],
)
def test_payback_is_when_the_running_total_stays_above_nought(net: list[int], words: str):
    assert payback(net).words == words


def test_the_ratio_carries_its_formula_and_is_missing_without_a_cost():
    assert ratio(300, 200, RatioFormula.BENEFITS_TO_COSTS).value == Fraction(3, 2)
    assert ratio(300, 200, RatioFormula.NET_TO_COSTS).value == Fraction(1, 2)
    assert "÷ present value of costs" in ratio(300, 200, RatioFormula.NET_TO_COSTS).formula
    assert ratio(300, 0, RatioFormula.BENEFITS_TO_COSTS).value is None


def test_equivalent_annual_value_is_worth_the_same():
    """The R package greenbook (CRAN): net present value over the sum of the factors of years 1 to n."""
    value = equivalent_annual_value(5_000_000, AT_3_5[:11])
    assert value is not None
    assert abs(value * sum(AT_3_5[1:11]) - 5_000_000) < 10


@given(st.integers(1, 10**9), st.integers(-(10**9), 10**9))
def test_a_switching_value_makes_the_difference_nought(part: int, difference: int):
    change = switching_value(difference, part)
    assert change is not None
    assert difference + change * part == 0
