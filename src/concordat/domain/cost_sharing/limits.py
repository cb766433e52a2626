"""Caps, floors and collars on what each council pays, and "nobody pays more than alone".

What a limit takes off one council is paid by the others, in proportion to what they pay, as far as their own limits let
them. Amounts are exact `Fraction`s in pence; the parts always add up to the same total.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Limit = int | Fraction | None


class LimitsDoNotFit(ValueError):
    """The caps add up to less than the cost, or the floors to more: no split can keep them all."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most each may pay, in the partners' order; None where there is no limit."""

    least: tuple[Limit, ...]
    most: tuple[Limit, ...]

    def shortfall(self, total: Fraction | int) -> Fraction:
        """How much of the total the caps leave unpaid (above nought), or the floors ask beyond it (below nought)."""
        if all(cap is not None for cap in self.most):
            unpaid = Fraction(total) - sum((Fraction(cap) for cap in self.most if cap is not None), Fraction(0))
            if unpaid > 0:
                return unpaid
        asked = sum((Fraction(floor) for floor in self.least if floor is not None), Fraction(0))
        if all(floor is not None for floor in self.least) and asked > total:
            return Fraction(total) - asked
        return Fraction(0)


def keep_within(shares: Sequence[Fraction], *, limits: Limits) -> tuple[Fraction, ...]:
    """The shares with every limit kept. Raises `LimitsDoNotFit`.

    Those who meet a limit stay there; the rest is scaled in one proportion, and so on until nobody else meets one.
    A share of nought or less cannot be scaled, so where only such are left the rest is spread equally.
    """
    for place, (floor, cap) in enumerate(zip(limits.least, limits.most, strict=True)):
        if floor is not None and cap is not None and floor > cap:
            raise LimitsDoNotFit(f"Partner {place + 1} must pay at least {floor} and at most {cap}.")
    total = sum(shares, Fraction(0))
    held: dict[int, Fraction] = {}
    while True:
        free = [i for i in range(len(shares)) if i not in held]
        rest = total - sum(held.values(), Fraction(0))
        now = _spread(shares, free, rest)
        over = {i: Fraction(cap) for i in free if (cap := limits.most[i]) is not None and now[i] > cap}
        under = {i: Fraction(floor) for i in free if (floor := limits.least[i]) is not None and now[i] < floor}
        if not over and not under:
            if not free and rest != 0:
                raise LimitsDoNotFit("The limits leave part of the cost that nobody may pay.")
            return tuple(held[i] if i in held else now[i] for i in range(len(shares)))
        # Only the side that moves more is fixed now: fixing both could fix a partner that need not be.
        excess = sum((now[i] - cap for i, cap in over.items()), Fraction(0))
        lack = sum((floor - now[i] for i, floor in under.items()), Fraction(0))
        held |= over if excess >= lack else under


def _spread(shares: Sequence[Fraction], free: Sequence[int], rest: Fraction) -> dict[int, Fraction]:
    base = sum((shares[i] for i in free), Fraction(0))
    if any(shares[i] < 0 for i in free) or base <= 0:
        more = (rest - base) / len(free) if free else Fraction(0)
        return {i: shares[i] + more for i in free}
    return {i: shares[i] * rest / base for i in free}


def no_more_than(most: Sequence[int | Fraction]) -> Limits:
    """Nobody pays more than alone, or than today: `most` has the amount for each."""
    return Limits((None,) * len(most), tuple(most))


def collar(today: Sequence[int | Fraction], *, share: Decimal | Fraction) -> Limits:
    """Nobody moves by more than a share of what it pays today, up or down."""
    width = Fraction(share)
    return Limits(
        tuple(Fraction(paid) * (1 - width) for paid in today), tuple(Fraction(paid) * (1 + width) for paid in today)
    )
