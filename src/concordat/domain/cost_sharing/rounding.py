"""Exact parts → whole pence that add up to the same whole."""

from collections.abc import Sequence
from fractions import Fraction


def whole_units(exact: Sequence[Fraction]) -> tuple[int, ...]:
    """Largest remainder, for parts of either sign. The total must be whole; ties go to the earlier part."""
    total = sum(exact, Fraction(0))
    if total.denominator != 1:
        raise ValueError(f"The parts add up to {total}, which is not a whole number of the smallest unit.")
    parts = [part.__floor__() for part in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: int(total) - sum(parts)]:
        parts[i] += 1
    return tuple(parts)
