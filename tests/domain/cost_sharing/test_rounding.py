from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.cost_sharing.rounding import whole_units


@given(st.lists(st.fractions(-1000, 1000, max_denominator=97), min_size=1, max_size=9))
def test_whole_pence_add_up_and_each_is_within_a_penny(parts: list[Fraction]):
    parts.append(-sum(parts, Fraction(0)).__floor__() - sum(parts, Fraction(0)) + 5)
    found = whole_units(parts)
    assert sum(found) == sum(parts)
    assert all(abs(whole - exact) < 1 for whole, exact in zip(found, parts, strict=True))


def test_a_total_with_part_of_a_penny_is_refused():
    with pytest.raises(ValueError):
        whole_units([Fraction(1, 3)])
