"""The Shapley value: what each council adds to the cost, averaged over every order in which the group could form.

L. S. Shapley, “A value for n-person games”, 1953. Exact (as Fractions) up to 20 partners by one fold over the vector of
group costs; above that sampled, with the standard error of every share.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import comb, lcm

import numpy as np
from numpy.typing import NDArray

from concordat.domain.cost_sharing.game import CostGame, group_sizes
from concordat.domain.kernel.seeds import generator

_SAFE = 1 << 59  # the sums of the fold are under eight times the largest product
_LOW_BITS = 24


def shapley_value(game: CostGame) -> tuple[Fraction, ...]:
    """Exact shares in the game's unit; raises `TooManyPartners` above 20."""
    table = game.need_table()
    denominator = lcm(*range(1, game.size + 1))
    weights = np.array(
        [0] + [denominator // (game.size * comb(game.size - 1, s - 1)) for s in range(1, game.size + 1)], dtype=np.int64
    )
    # The weight of a group with i, by its size; without i a group of size s counts as one of size s + 1 would.
    largest = int(np.abs(table).max(initial=0))
    if largest * denominator < _SAFE:
        sums = _fold(table, weights, game.size)
    else:  # two halves, each of which fits into 64 bits, joined again as Python's whole numbers
        low = table & ((1 << _LOW_BITS) - 1)
        highs, lows = _fold(table >> _LOW_BITS, weights, game.size), _fold(low, weights, game.size)
        sums = [(high << _LOW_BITS) + rest for high, rest in zip(highs, lows, strict=True)]
    return tuple(Fraction(found, denominator) for found in sums)


def _fold(table: NDArray[np.int64], weights: NDArray[np.int64], size: int) -> list[int]:
    """For each partner: Σ over groups with it of weight × (cost with it − cost without it).

    A group of size s counts weight(s) for each member and −weight(s + 1) for everybody else, so for partner i the sum
    is Σ_{S∋i} (w(s) + w(s+1))·c(S) − Σ_S w(s+1)·c(S). Halving the vector at each bit gives every first sum in 2·2ⁿ steps.
    """
    sizes = group_sizes(size)
    without = np.append(weights[1:], 0)
    both = table * (weights + without)[sizes]
    rest = int((table * without[sizes]).sum())
    found = [0] * size
    for i in reversed(range(size)):
        half = 1 << i
        found[i] = int(both[half:].sum()) - rest
        both = both[:half] + both[half:]
    return found


@dataclass(frozen=True)
class SampledShares:
    """Shares with their standard errors, both in the game's unit; `orders` is the number of orders drawn."""

    shares: tuple[Fraction, ...]
    standard_errors: tuple[float, ...]
    orders: int


def sampled_shapley(game: CostGame, *, pairs: int = 2_000, seed: int = 1) -> SampledShares:
    """The mean over `pairs` random orders, each with its reverse, which takes out much of the noise.

    Every order's additions sum to the whole cost, so the shares add up exactly.
    """
    draw = generator(seed, "cost_sharing.shapley")
    means = np.empty((pairs, game.size), dtype=np.int64)
    for pair in range(pairs):
        order = draw.permutation(game.size)
        means[pair] = _additions(game, order) + _additions(game, order[::-1])
    sums = means.sum(axis=0)
    errors = means.std(axis=0, ddof=1) / 2 / np.sqrt(pairs)
    return SampledShares(
        tuple(Fraction(int(found), 2 * pairs) for found in sums), tuple(float(error) for error in errors), 2 * pairs
    )


def _additions(game: CostGame, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """What each partner adds when they join in this order; by partner, not by place."""
    rank = np.empty(game.size, dtype=np.int64)
    rank[order] = np.arange(game.size)
    members = rank[None, :] < np.arange(game.size + 1)[:, None]
    return np.diff(game.costs_of(members))[rank]
