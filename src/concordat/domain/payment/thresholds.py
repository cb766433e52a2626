"""Limits over rolling windows: what has come together in the last so many months, and whether a right follows from it.

Every window ends with the month asked about and moves with it; none follows the calendar. A contract younger than a window
is counted from its first month, against the whole window's limit. *More than* is meant, and of a level *less than* or *more
than*: a total that equals its limit has not passed it.

A level is the measure's own figure: of all the months together as the ratio of their sums (the mean where a month has
none), or of so many single months. A month in which the measure did not count (no figure, bedding in, suspended) is left
out, and no right follows from months of which chance could explain every one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from concordat.domain.payment.evidence_types import together
from concordat.domain.payment.in_words import in_pounds, number, percent
from concordat.domain.payment.inputs import Mechanism, Threshold, Window
from concordat.domain.payment.told import months
from concordat.domain.payment.units import agreed, measured_against, points_said, unit_of
from concordat.domain.payment.working import AVAILABILITY, PERFORMANCE, MeasureInMonth, MonthResult
from concordat.domain.performance.periods import Month

NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """What one month of a window brought; `amount` is None where it did not count."""

    month: Month
    amount: Decimal | None
    says: str


@dataclass(frozen=True, slots=True)
class Reached:
    """One window of one limit. `total` and the window's limit are points, pence, a share or a level, by the threshold's
    `counts`; `total` is None where no month has a level. `times` are the single months of a level that lay beyond it."""

    threshold: Threshold
    window: Window
    first: Month
    last: Month
    total: Decimal | None
    passed: bool
    parts: tuple[Part, ...]
    times: int | None = None
    unit: str = ""


def reached(mechanism: Mechanism, results: Sequence[MonthResult]) -> tuple[Reached, ...]:
    """Every window of every limit as the last of the months leaves it. `results` are months in turn, without a gap."""
    if not results:
        return ()
    return tuple(
        (_of_level if threshold.counts == "level" else _of_sum)(threshold, window, results[-window.months :], mechanism)
        for threshold in mechanism.thresholds
        for window in threshold.windows
    )


def in_words(one: Reached) -> str:
    """``Points, 6 months to September 2017: 302,855 of 180,000: passed. The council may terminate.``"""
    return ": ".join(told(one))


def told(one: Reached) -> tuple[str, str]:
    """(which limit over which months, how it stands)."""
    span = one.last.in_words() if one.window.months == 1 else f"{one.window.months} months to {one.last.in_words()}"
    state = f"passed. {one.window.then}." if one.passed else "not passed."
    stands = _level_said(one) if one.threshold.counts == "level" else _sum_said(one)
    return f"{one.threshold.title}, {span}", f"{stands}: {state}"


def _sum_said(one: Reached) -> str:
    if one.threshold.counts == "months at a cap":
        return f"{months(int(one.total or 0))} at the cap against more than {number(one.window.limit)}"
    shown = {"points": number, "share of most points": percent}.get(one.threshold.counts, in_pounds)
    return f"{shown(one.total or NOUGHT)} of {shown(one.window.limit)}"


def _level_said(one: Reached) -> str:
    limit = f"{'less' if one.window.below else 'more'} than {agreed(one.window.limit, one.unit)}"
    if one.times is not None:
        return f"{limit} in {months(one.times)} against {one.window.times}"
    if one.total is None:
        return f"no figure that counts, against {limit}"
    doubt = "" if one.passed or not _beyond(one.total, one.window) else ", which chance could explain,"
    return f"{measured_against(one.total, one.window.limit, one.unit)}{doubt} against {limit}"


# Points, money and shares


def _of_sum(threshold: Threshold, window: Window, inside: Sequence[MonthResult], mechanism: Mechanism) -> Reached:
    counted = [_counted(result, threshold, mechanism) for result in inside]
    total = sum(counted, NOUGHT)
    if threshold.counts == "months at a cap":
        parts = tuple(
            Part(result.month, one, "at the cap" if one else "below it")
            for result, one in zip(inside, counted, strict=True)
        )
        return Reached(threshold, window, inside[0].month, inside[-1].month, total, total > window.limit, parts)
    if threshold.counts == "share of most points":
        total /= threshold.most * window.months
    said = in_pounds if threshold.counts == "deductions" else points_said
    parts = tuple(Part(result.month, one, said(one)) for result, one in zip(inside, counted, strict=True))
    return Reached(threshold, window, inside[0].month, inside[-1].month, total, total > window.limit, parts)


def _counted(result: MonthResult, threshold: Threshold, mechanism: Mechanism) -> Decimal:
    if threshold.counts == "months at a cap":
        at_cap = result.carried.months[-1].at_cap
        return Decimal(bool(at_cap & set(threshold.deductions) if threshold.deductions else at_cap))
    if threshold.counts == "deductions":
        lines = [line for line in result.lines if line.group in {PERFORMANCE, AVAILABILITY} and line.pence < 0]
        return Decimal(-sum(line.pence for line in lines if not threshold.measures or line.about in threshold.measures))
    names = threshold.measures or tuple(rule.id for rule in mechanism.measures if rule.side == "contractor")
    return sum((measure.points for measure in result.measures if measure.measure in names), NOUGHT)


# Levels


def _of_level(threshold: Threshold, window: Window, inside: Sequence[MonthResult], mechanism: Mechanism) -> Reached:
    did = [(result.month, _measure(result, threshold.measures[0])) for result in inside]
    figures = [one.figure for _, one in did if one is not None and one.figure is not None]
    known = [figure for figure in figures if figure.value is not None]
    rule = mechanism.measure(threshold.measures[0])
    unit = unit_of(rule, known[-1] if known else None) if rule is not None else ""
    total, times = together(known), None
    passed = total is not None and _beyond(total, window) and any(figure.assessable for figure in known)
    if window.times is not None:
        times = sum(figure.assessable and _beyond(figure.value or NOUGHT, window) for figure in known)
        passed = times >= window.times
    parts = tuple(_part(month, one, unit, window.limit) for month, one in did)
    return Reached(threshold, window, inside[0].month, inside[-1].month, total, passed, parts, times, unit)


def _measure(result: MonthResult, name: str) -> MeasureInMonth | None:
    return next((one for one in result.measures if one.measure == name), None)


def _beyond(level: Decimal, window: Window) -> bool:
    return level < window.limit if window.below else level > window.limit


def _part(month: Month, one: MeasureInMonth | None, unit: str, limit: Decimal) -> Part:
    if one is None or one.figure is None or one.figure.value is None:
        return Part(month, None, one.says if one is not None else "Not measured")
    figure = one.figure
    counts = f" ({number(figure.numerator)} of {number(figure.denominator)})" if figure.denominator else ""
    doubt = "" if figure.assessable else "; chance could explain it"
    return Part(month, figure.value, f"{measured_against(figure.value or NOUGHT, limit, unit)}{counts}{doubt}")
