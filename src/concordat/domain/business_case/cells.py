"""Pence by line and year, rounded half away from zero once, exactly and fast.

The products are worked out in floating point for all cells at once; a cell whose product lies so near a half penny that
floating point could round it the wrong way is worked out again with fractions. So every cell is the exact one.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Pence = npt.NDArray[np.int64]
Factors = npt.NDArray[np.float64]

# A product of six factors is wrong by at most some units in the last place; these bounds are many times wider.
_RELATIVE_DOUBT, _ABSOLUTE_DOUBT = 4e-15, 1e-9
_MOST_EXACT = 2**52


# Numerator and denominator, the denominator above nought; not in lowest terms, because finding those takes longest.
Exact = tuple[int, int]


def whole_pence(amounts: Pence, factors: Factors, exact: Callable[[int, int], Exact]) -> Pence:
    """`amounts` (lines) times `factors` (lines × years) as whole pence; `exact(line, year)` gives a factor exactly."""
    product = amounts[:, None] * factors
    size = np.abs(product)
    below = np.floor(size)
    rest = size - below
    cells: Pence = (np.sign(product) * (below + (rest >= 0.5))).astype(np.int64)
    doubtful = np.abs(rest - 0.5) <= _ABSOLUTE_DOUBT + size * _RELATIVE_DOUBT
    # Just under or over a whole number is safe: both sides round to it. Beyond 2**52 a float holds no half.
    doubtful |= size > _MOST_EXACT
    for line, year in zip(*(places.tolist() for places in np.nonzero(doubtful)), strict=True):
        cells[line, year] = _rounded(int(amounts[line]), exact(line, year))
    return cells


def _rounded(amount: int, factor: Exact) -> int:
    """Half away from zero."""
    top, bottom = amount * factor[0], factor[1]
    whole = (2 * abs(top) + bottom) // (2 * bottom)
    return whole if top >= 0 else -whole
