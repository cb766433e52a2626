"""When a line takes effect: the share of its yearly amount that falls in each financial year, exactly.

A recurring line counts by whole months from the month it starts. One that grows to full effect over n months has
1/n of its effect in its first month, 2/n in the second and so on. A profile gives the shares by financial year instead.
A line that comes once falls wholly in the year of its start, or over the years of its profile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from concordat.domain.business_case.inputs import Timing
from concordat.domain.kernel.periods import FinancialYear


@dataclass(frozen=True, slots=True)
class Effect:
    """Which months a line holds, resolved: months counted from the first month of the case, `end` not included."""

    start: int
    end: int
    ramp: int
    profile: tuple[Fraction, ...]
    recurring: bool


def month_number(day: date, *, base: FinancialYear) -> int:
    """Months from the first April of the case; negative before it."""
    return (day.year - base.starting) * 12 + day.month - 4


def month_after(reached: date) -> date:
    """The first of the month in which a line that waits for a milestone takes effect."""
    months = reached.year * 12 + reached.month - 1 + (0 if reached.day == 1 else 1)
    return date(months // 12, months % 12 + 1, 1)


def resolve(timing: Timing, *, recurring: bool, base: FinancialYear, years: int, reached: Mapping[str, date]) -> Effect:
    """The start is the line's own; else the month after its milestone is reached; else the first month of the case."""
    start = 0
    if timing.start is not None:
        start = month_number(timing.start, base=base)
    elif timing.milestone in reached:
        start = month_number(month_after(reached[timing.milestone]), base=base)
    end = years * 12 if timing.end is None else month_number(timing.end, base=base) + 1
    profile = tuple(Fraction(share) for share in timing.profile)
    return Effect(start, min(end, years * 12), timing.ramp_up_months, profile, recurring)


NOTHING, ALL = Fraction(0), Fraction(1)


def shares_by_year(effect: Effect, *, years: int) -> tuple[Fraction, ...]:
    """One share for each year of the case; months before the case are lost, and `checks` says so."""
    if effect.profile:
        return _by_profile(effect, years)
    if not effect.recurring:
        at = effect.start // 12
        return tuple(ALL if year == at and effect.start < years * 12 else NOTHING for year in range(years))
    return tuple(_part_of_year(effect, year * 12) for year in range(years))


def _by_profile(effect: Effect, years: int) -> tuple[Fraction, ...]:
    first, last_year = effect.start // 12, (effect.end - 1) // 12
    shares = []
    for year in range(years):
        place = year - first
        if place < 0 or year > last_year:
            shares.append(NOTHING)
        elif place < len(effect.profile):
            shares.append(effect.profile[place])
        else:
            shares.append(effect.profile[-1] if effect.recurring else NOTHING)
    return tuple(shares)


def _part_of_year(effect: Effect, first: int) -> Fraction:
    """The twelve months from month `first`, each weighed by how far the line has grown."""
    start, stop = max(first, effect.start), min(first + 12, effect.end)
    if stop <= start:
        return NOTHING
    grown_from = effect.start + effect.ramp - 1  # from this month on it is full
    if effect.ramp <= 1 or start >= grown_from:
        return ALL if stop - start == 12 else Fraction(stop - start, 12)
    growing_stop = min(stop, grown_from)
    # (start - s + 1) + … + (stop - s), an even series, each over the months it takes to grow.
    steps = (start + growing_stop - 2 * effect.start + 1) * (growing_stop - start)
    full = max(0, stop - max(start, grown_from))
    return Fraction(steps + 2 * effect.ramp * full, 24 * effect.ramp)
