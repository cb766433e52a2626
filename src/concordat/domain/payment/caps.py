"""A cap on what a deduction takes by what was charged in the twelve months before: a sum first, then a share of them.

The first twelve months of a contract have no twelve months before them, so a fixed sum limits what they take together (or
each of them). What was charged and taken is as worked out today, so a revision of an earlier month moves the limit too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concordat.domain.kernel.money import format_pounds, round_to_pence
from concordat.domain.payment.in_words import percent
from concordat.domain.payment.measure_rules import TrailingCap

MONTHS = 12


@dataclass(frozen=True, slots=True)
class MonthTaken:
    """What a month was charged, by price line, and what each deduction took of it, in pence; those that reached a cap."""

    charged: Mapping[str, int]
    taken: Mapping[str, int]
    at_cap: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Room:
    """The most, in pence, that a deduction may take in the month, and why."""

    pence: int
    says: str


def room_under(cap: TrailingCap, *, charged: Sequence[int], taken: Sequence[int]) -> Room:
    """What the cap leaves. `charged` and `taken` are those of the months before, the latest last, twelve at most."""
    if len(charged) < MONTHS:
        limit, of = cap.first, "the sum of the first twelve months"
    else:
        base = max(0, sum(charged[-MONTHS:]))
        limit = round_to_pence(cap.share * base)
        of = f"{percent(cap.share)} of {_pounds(base)} charged in the twelve months before"
    if cap.each_month:
        return Room(limit, f"at most {_pounds(limit)}, {of}")
    gone = sum(taken[-(MONTHS - 1) :])
    return Room(
        max(0, limit - gone), f"{_pounds(gone)} of {_pounds(limit)}, {of}, was taken in the eleven months before"
    )


def _pounds(pence: int) -> str:
    return format_pounds(pence, show_pence=True)
