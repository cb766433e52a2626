"""Limits over rolling windows: what has come together in the last so many months, and whether a right follows from it.

Every window ends with the month asked about and moves with it; none follows the calendar. A contract younger than a window
is counted from its first month, against the whole window's limit. *More than* is meant: a total that equals its limit has not passed it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from concordat.domain.payment.in_words import in_pounds, number, percent
from concordat.domain.payment.inputs import Mechanism, Threshold, Window
from concordat.domain.payment.working import AVAILABILITY, PERFORMANCE, MonthResult
from concordat.domain.performance.periods import Month


@dataclass(frozen=True, slots=True)
class Reached:
    """One window of one limit. `total` and `limit` are points, pence or a share, by the threshold's `counts`."""

    threshold: Threshold
    window: Window
    first: Month
    last: Month
    total: Decimal

    @property
    def passed(self) -> bool:
        return self.total > self.window.limit

    @property
    def used(self) -> Decimal:
        """How much of the limit is used, 1 being all of it."""
        return self.total / self.window.limit if self.window.limit else Decimal(0)


def reached(mechanism: Mechanism, results: Sequence[MonthResult]) -> tuple[Reached, ...]:
    """Every window of every limit as the last of the months leaves it. `results` are months in turn, without a gap."""
    if not results:
        return ()
    found = []
    for threshold in mechanism.thresholds:
        counted = [_counted(result, threshold, mechanism) for result in results]
        for window in threshold.windows:
            inside = counted[-window.months :]
            total = sum(inside, Decimal(0))
            if threshold.counts == "share of most points":
                total /= threshold.most * window.months
            found.append(Reached(threshold, window, results[-len(inside)].month, results[-1].month, total))
    return tuple(found)


def in_words(one: Reached) -> str:
    """``Points, 6 months to September 2017: 302,855 of 180,000: passed. The council may terminate.``"""
    shown = {"points": number, "share of most points": percent}.get(one.threshold.counts, in_pounds)
    span = f"{one.window.months} months to {one.last.in_words()}"
    state = f"passed. {one.window.then}." if one.passed else "not passed."
    return f"{one.threshold.title}, {span}: {shown(one.total)} of {shown(one.window.limit)}: {state}"


def _counted(result: MonthResult, threshold: Threshold, mechanism: Mechanism) -> Decimal:
    if threshold.counts == "deductions":
        lines = [line for line in result.lines if line.group in {PERFORMANCE, AVAILABILITY} and line.pence < 0]
        return Decimal(-sum(line.pence for line in lines if not threshold.measures or line.about in threshold.measures))
    names = threshold.measures or tuple(rule.id for rule in mechanism.measures if rule.side == "contractor")
    return sum((measure.points for measure in result.measures if measure.measure in names), Decimal(0))
