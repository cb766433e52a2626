"""Deduction for what could not be used: the price of the part lost for the time it was lost."""

from datetime import datetime
from decimal import Decimal


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
