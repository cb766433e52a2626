"""Slow and obvious twins: an appraisal one draw and one cell at a time, and flip points by halving."""

import random
from collections.abc import Callable, Sequence


def simplex_point(leaves: int, chance: random.Random) -> list[float]:
    """Exponentials brought to add to 1 are uniform on the simplex."""
    drawn = [chance.expovariate(1) for _ in range(leaves)]
    return [one / sum(drawn) for one in drawn]


def shares_by_hand(
    cells: Sequence[Sequence[Callable[[random.Random], float]]],
    draws: int,
    seed: int,
    fits: Callable[[list[float]], bool] = lambda _: True,
) -> list[list[float]]:
    """Share of draws in which option i takes place r; each cell draws its own value, each weighting is tried out."""
    chance = random.Random(seed)
    options, leaves = len(cells), len(cells[0])
    places = [[0] * options for _ in range(options)]
    kept = 0
    while kept < draws:
        weights = simplex_point(leaves, chance)
        if not fits(weights):
            continue
        kept += 1
        totals = [sum(w * cell(chance) for w, cell in zip(weights, row, strict=True)) for row in cells]
        for place, option in enumerate(sorted(range(options), key=lambda i: -totals[i])):
            places[option][place] += 1
    return [[count / draws for count in row] for row in places]


def pert(low: float, likely: float, high: float) -> Callable[[random.Random], float]:
    if low == high:
        return lambda _: low
    a = 1 + 4 * (likely - low) / (high - low)
    b = 1 + 4 * (high - likely) / (high - low)
    return lambda chance: low + (high - low) * chance.betavariate(a, b)


def total(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True))


def weights_with(weights: Sequence[float], moved: int, share: float) -> list[float]:
    """One weight set by hand; the others keep their proportions."""
    rest = sum(weight for number, weight in enumerate(weights) if number != moved)
    return [share if number == moved else weight * (1 - share) / rest for number, weight in enumerate(weights)]


def leader(values: Sequence[Sequence[float]], weights: Sequence[float]) -> int:
    totals = [total(row, weights) for row in values]
    return totals.index(max(totals))


def flip_by_halving(
    values: Sequence[Sequence[float]], weights: Sequence[float], moved: int, *, up: bool
) -> float | None:
    """The share of one weight at which the leader first changes. Totals are straight lines, so a leader that is passed
    stays passed: it is enough to look at the end and to halve."""
    first = leader(values, weights)
    low, high = weights[moved], 1.0 if up else 0.0
    if leader(values, weights_with(weights, moved, high)) == first:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        if leader(values, weights_with(weights, moved, middle)) == first:
            low = middle
        else:
            high = middle
    return high
