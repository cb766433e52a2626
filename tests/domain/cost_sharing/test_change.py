from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.cost_sharing.change import phased_in, whole_per_cents, within_tolerance


def test_a_change_over_three_years_goes_in_thirds():
    steps = [phased_in((90, 10), (60, 40), year=year, years=3) for year in (1, 2, 3, 4)]
    assert steps == [(80, 20), (70, 30), (60, 40), (60, 40)]


def test_a_year_nought_is_refused():
    with pytest.raises(ValueError):
        phased_in((1,), (1,), year=0, years=3)


def test_shares_stay_as_agreed_until_they_differ_by_more_than_the_points():
    agreed = (Fraction(60, 100), Fraction(40, 100))
    near, at, far = ((Fraction(x, 1000), Fraction(1000 - x, 1000)) for x in (629, 630, 631))
    assert within_tolerance(agreed, near, points=3) == agreed
    assert within_tolerance(agreed, at, points=3) == agreed, "3 points is not more than 3 points"
    assert within_tolerance(agreed, far, points=3) == far


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_whole_per_cents_add_up_to_a_hundred_and_are_within_one_of_the_exact_ones(counts: list[int]):
    exact = [Fraction(count, sum(counts)) for count in counts]
    found = whole_per_cents(exact)
    assert sum(found) == 1
    assert all((share * 100).denominator == 1 for share in found)
    assert all(abs(share - true) < Fraction(1, 100) for share, true in zip(found, exact, strict=True))
