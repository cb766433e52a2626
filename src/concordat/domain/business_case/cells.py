"""Pence by line and year, rounded half away from zero once, exactly and fast.

The products are worked out in floating point for all cells at once; a cell whose product lies so near a half penny that
floating point could round it the wrong way is worked out again with fractions. So every cell is the exact one.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from concordat.domain.kernel.money import round_to_pence

Pence = npt.NDArray[np.int64]
Factors = npt.NDArray[np.float64]

# A product of six factors is wrong by at most some units in the last place; these bounds are many times wider.
_RELATIVE_DOUBT, _ABSOLUTE_DOUBT = 4e-15, 1e-9
_MOST_EXACT = 2**52


def whole_pence(amounts: Pence, factors: Factors, exact: Callable[[int, int], Fraction]) -> Pence:
    """`amounts` (lines) times `factors` (lines × years) as whole pence; `exact(line, year)` gives a factor exactly."""
    product = amounts[:, None] * factors
    size = np.abs(product)
    below = np.floor(size)
    rest = size - below
    cells: Pence = (np.sign(product) * (below + (rest >= 0.5))).astype(np.int64)
    doubtful = np.abs(rest - 0.5) <= _ABSOLUTE_DOUBT + size * _RELATIVE_DOUBT
    # Just under or over a whole number is safe: both sides round to it. Beyond 2**52 a float holds no half.
    doubtful |= size > _MOST_EXACT
    for line, year in zip(*np.nonzero(doubtful), strict=True):
        cells[line, year] = round_to_pence(int(amounts[line]) * exact(int(line), int(year)))
    return cells
