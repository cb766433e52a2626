"""How a split changes from one year to the next: slowly, only where it matters, and in whole per cents."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from concordat.domain.kernel.money import split_by_largest_remainder

Number = int | Decimal | Fraction


def phased_in(today: Sequence[Number], target: Sequence[Number], *, year: int, years: int) -> tuple[Fraction, ...]:
    """Year 1 of 3 is a third of the way from today's split to the new one; year 3 and later is the new one."""
    if years < 1 or year < 1:
        raise ValueError("A change is brought in over one year or more, counted from year 1.")
    part = Fraction(min(year, years), years)
    return tuple(Fraction(a) + (Fraction(b) - Fraction(a)) * part for a, b in zip(today, target, strict=True))


def moves_enough(agreed: Sequence[Number], actual: Sequence[Number], *, points: Number) -> bool:
    """True where any partner's share is more than so many percentage points from the agreed one. Shares of one."""
    limit = Fraction(points) / 100
    return any(abs(Fraction(a) - Fraction(b)) > limit for a, b in zip(agreed, actual, strict=True))


def within_tolerance(agreed: Sequence[Number], actual: Sequence[Number], *, points: Number) -> tuple[Fraction, ...]:
    """The agreed shares, unless the actual ones differ by more than the points (South Hams and West Devon: 3)."""
    kept = agreed if not moves_enough(agreed, actual, points=points) else actual
    return tuple(Fraction(share) for share in kept)


def whole_per_cents(shares: Sequence[Number]) -> tuple[Fraction, ...]:
    """Shares of one → whole per cents that add up to 100 (largest remainder)."""
    return rounded_shares(shares, parts=100)


def rounded_shares(shares: Sequence[Number], *, parts: int) -> tuple[Fraction, ...]:
    """Shares in whole parts of one: 100 for per cents, 1,000 for tenths of a per cent."""
    return tuple(Fraction(part, parts) for part in split_by_largest_remainder(parts, list(shares)))
