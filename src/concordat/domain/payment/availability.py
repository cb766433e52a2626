"""Deduction for what could not be used: the price of the part lost for the time it was lost."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from concordat.domain.kernel.periods import LONDON
from concordat.domain.payment.evidence_types import Outage
from concordat.domain.payment.inputs import Availability
from concordat.domain.performance.periods import Month


def availability_deduction(
    year: int, *, weight: Decimal, weights: Decimal, lost: Decimal, sessions: Decimal, days: int = 365,
    used: Decimal = Decimal(0), used_counts: Decimal = Decimal("0.5"),
) -> Decimal:  # fmt: skip
    """Pence: a day's charge × the unit's weight share × (sessions lost ÷ sessions a day).

    `used` sessions were lost on paper but used all the same; each counts by `used_counts`.
    """
    return Decimal(year) / days * weight / weights * (lost + used * used_counts) / sessions


def unavailable_from(
    *, failed: datetime, notified: datetime, deadline: datetime, put_right: datetime | None, starts: str
) -> datetime | None:
    """When a failure begins to count: not at all where it was put right by the deadline, otherwise from the point the
    contract names: ``failure``, ``notification`` or ``end of rectification``."""
    if put_right is not None and put_right <= deadline:
        return None
    return {"failure": failed, "notification": notified, "end of rectification": deadline}[starts]


def counts_from(one: Outage, rule: Availability) -> datetime | None:
    """When the outage begins to count under the rule; None where it was put right in time."""
    # In universal time, so that hours are hours where the clocks change.
    notified, put_right = one.notified.astimezone(UTC), one.put_right and one.put_right.astimezone(UTC)
    return unavailable_from(
        failed=one.failed, notified=notified, deadline=notified + timedelta(hours=float(rule.hours)),
        put_right=put_right, starts=rule.starts,
    )  # fmt: skip


def sessions_lost(outages: Iterable[Outage], rule: Availability, *, month: Month) -> tuple[set[int], set[int]]:
    """(sessions lost, sessions lost though used) of one place in the month, each counted once whatever overlaps.

    A day falls into `rule.sessions` equal parts by the clock on the wall; a part in which the place could not be used for
    any time is lost. What is still not put right is lost to the end of the month.
    """
    lost, used = set[int](), set[int]()
    for one in outages:
        begins = counts_from(one, rule)
        if begins is not None:
            (used if one.used else lost).update(_sessions(begins, one.put_right, int(rule.sessions), month))
    return lost, used - lost


def _sessions(begins: datetime, ends: datetime | None, a_day: int, month: Month) -> range:
    """Numbers of the sessions touched, counted from the beginning of the month."""
    first = datetime.combine(month.first_day, time())
    length = timedelta(days=1) / a_day
    low = max(first, begins.astimezone(LONDON).replace(tzinfo=None))
    high = datetime.combine(month.later(1).first_day, time())
    high = high if ends is None else min(high, ends.astimezone(LONDON).replace(tzinfo=None))
    return range((low - first) // length, -((first - high) // length)) if high > low else range(0)
