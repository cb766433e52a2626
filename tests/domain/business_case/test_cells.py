from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.business_case.cells import whole_pence
from tests.reference.business_case import round_half_away


@given(st.integers(-(10**12), 10**12), st.fractions(min_value=-3, max_value=3, max_denominator=10**6))
def test_every_cell_is_the_exact_one(amount: int, factor: Fraction):
    found = whole_pence(
        np.array([amount]), np.array([[float(factor)]]), lambda line, year: (factor.numerator, factor.denominator)
    )
    assert found[0, 0] == round_half_away(amount * factor)


def test_a_half_penny_that_a_float_would_lose_goes_away_from_zero():
    """1/10 of 5 pence is half a penny; as a float the product may lie on either side."""
    factors = np.array([[0.1 + 1e-17, 0.3 / 3, 1 - 0.9]])
    found = whole_pence(np.array([5]), factors, lambda line, year: (1, 10))
    assert found.tolist() == [[1, 1, 1]]
    assert whole_pence(np.array([-5]), factors, lambda line, year: (1, 10)).tolist() == [[-1, -1, -1]]
