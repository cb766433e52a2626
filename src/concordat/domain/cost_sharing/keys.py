"""Splits by a key: a fixed share, a count, several counts with weights, or a fixed part and a part that is used.

Every function takes a total in whole pence (or any smallest unit) and gives exact `Fraction`s that add up to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = int | Decimal | Fraction


class NothingToShareBy(ValueError):
    """Every weight is nought, or one is below nought."""


def shares_by(weights: Sequence[Number]) -> tuple[Fraction, ...]:
    """Weights → fractions of one. Raises `NothingToShareBy`."""
    exact = [Fraction(weight) for weight in weights]
    if any(weight < 0 for weight in exact) or sum(exact) == 0:
        raise NothingToShareBy("Counts to share by must be nought or more, and not all of them nought.")
    return tuple(weight / sum(exact) for weight in exact)


def split_by(total: Number, weights: Sequence[Number]) -> tuple[Fraction, ...]:
    return tuple(Fraction(total) * share for share in shares_by(weights))


def equally(total: Number, *, size: int) -> tuple[Fraction, ...]:
    return split_by(total, [1] * size)


def weighted_counts(counts: Sequence[Mapping[str, Number]], *, weights: Mapping[str, Number]) -> tuple[Fraction, ...]:
    """One driver out of several: for each partner Σ weight × count, over the drivers that have a weight.

    Equivalent cameras are such a driver: an active camera may weigh 1 and a re-active one 0.4.
    """
    return tuple(
        sum((Fraction(weight) * Fraction(held.get(driver, 0)) for driver, weight in weights.items()), Fraction(0))
        for held in counts
    )


def two_part(
    *, fixed: Number, variable: Number, fixed_shares: Sequence[Number], usage: Sequence[Number]
) -> tuple[Fraction, ...]:
    """A part that must be paid whatever is used, on shares that do not move, and a part that follows use."""
    return tuple(a + b for a, b in zip(split_by(fixed, fixed_shares), split_by(variable, usage), strict=True))


@dataclass(frozen=True, slots=True)
class Pool:
    """A cost with its own weights: one service, or one part of a service's cost."""

    name: str
    total: Number
    weights: tuple[Number, ...]


def staged(pools: Sequence[Pool]) -> tuple[Fraction, ...]:
    """Each pool by its own key, then added up for each partner."""
    parts = [split_by(pool.total, pool.weights) for pool in pools]
    return tuple(sum(column, Fraction(0)) for column in zip(*parts, strict=True))


def at_service_levels(levels: Sequence[Number]) -> tuple[Fraction, ...]:
    """Each partner wants the service up to its own cost level; each step up is shared by those who go at least so far.

    S. C. Littlechild and G. Owen, 1973 (aircraft fees): day cover against round-the-clock cover, for instance.
    """
    exact = [Fraction(level) for level in levels]
    order = sorted(range(len(exact)), key=lambda i: exact[i])
    shares = [Fraction(0)] * len(exact)
    below, due = Fraction(0), Fraction(0)
    for place, i in enumerate(order):
        due += (exact[i] - below) / (len(exact) - place)
        shares[i], below = due, exact[i]
    return tuple(shares)
