"""What a measure came to: frozen types that payment, pages and files read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum

from concordat.domain.kernel.periods import Period
from concordat.domain.kernel.provenance import Provenance

# Pence squared over a hundred million records, times the square of their sum, have some eighty digits: with so many nothing
# is rounded before a root is taken, and nothing cancels.
EXACT = 120


class Rating(StrEnum):
    """`NOT_ASSESSABLE` where chance alone could explain the difference, or where there are too few to tell."""

    STRETCH = "stretch"  # as good as the stretch target, or better
    MET = "met"
    NEAR = "near"  # missed within the tolerance
    MISSED = "missed"  # beyond the tolerance, not below the minimum
    BELOW_MINIMUM = "below minimum"
    NOT_ASSESSABLE = "not assessable"
    NO_TARGET = "no target"
    NO_RECORDS = "no records"
    SUSPENDED = "suspended"

    @property
    def is_judged(self) -> bool:
        return self in {Rating.STRETCH, Rating.MET, Rating.NEAR, Rating.MISSED, Rating.BELOW_MINIMUM}


class RecordState(StrEnum):
    """How far the records behind a figure have settled."""

    PROVISIONAL = "provisional"  # the period has not closed, or its records may still come
    FINAL = "final"
    RESTATED = "restated"  # records that came after the period was final changed it


@dataclass(frozen=True, slots=True)
class Spread:
    """What tells how far records differ, beyond the two sums of a ratio Σy ÷ Σx, in the same units squared: how many records
    stand in either sum, Σy², Σxy and Σx²; and how many have a y below nought. Exact."""

    records: int
    top: Decimal
    cross: Decimal
    bottom: Decimal
    below: int = 0

    @staticmethod
    def over(found: Iterable["Spread"]) -> "Spread":
        """Of all the records together."""
        held = list(found)
        with localcontext(prec=EXACT):
            return Spread(
                sum(one.records for one in held),
                sum((one.top for one in held), Decimal(0)),
                sum((one.cross for one in held), Decimal(0)),
                sum((one.bottom for one in held), Decimal(0)),
                sum(one.below for one in held),
            )


@dataclass(frozen=True, slots=True)
class Cohort:
    """A numerator and a denominator: both counts, or both sums in the same unit. `spread` where the interval needs it."""

    numerator: Decimal
    denominator: Decimal
    spread: Spread | None = None


NOBODY = Cohort(Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the value could lie if the same process had run again, 95 times of 100; in the measure's unit."""

    low: Decimal
    high: Decimal
    method: str  # "Wilson", "Byar", "Cochran"

    def holds(self, value: Decimal) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Times:
    """How long the jobs finished in the period took, on the measure's clock: working days, or hours."""

    unit: str  # "hours" or "days"
    median: Decimal
    ninety_fifth: Decimal  # the 95th percentile


@dataclass(frozen=True)
class Attainment:
    """One measure in one period for one cut of the records. An empty `area`, `service` or `partner` means all of them.

    `value` is numerator ÷ denominator × the measure's scale, to six decimal places; None without records. The cohort the
    measure declares is in `numerator` and `denominator`; `due` and `completed` are both there wherever the measure has a
    clock. `overdue` counts what was due and not done by the end of `overdue_at`: the period's last day, or the last of which
    the records tell where that is earlier.
    """

    measure: str
    title: str
    unit: str
    polarity: str  # "higher", "lower" or "band"
    label: str  # "2026-04", "2026/27", "2026-04 year to date", "2026-04 rolling 12"
    period: Period
    area: str
    service: str
    partner: str
    value: Decimal | None
    numerator: Decimal
    denominator: Decimal
    due: Cohort | None
    completed: Cohort | None
    overdue: int | None
    interval: Interval | None
    target: Decimal | None
    minimum: Decimal | None
    stretch: Decimal | None
    tolerance: Decimal | None
    rating: Rating
    why: str  # the rating in one plain sentence
    provenance: Provenance
    priority: str = ""
    scale: Decimal = Decimal(1)  # 100 for per cent, 100000 for "per 100,000"
    unsuspended_value: Decimal | None = None  # as if nothing had been suspended; None where nothing was
    suspended: bool = False
    state: RecordState = RecordState.FINAL
    times: Times | None = None
    owner: str = ""
    overdue_at: date | None = None

    @property
    def overdue_before_end(self) -> date | None:
        """The day at which the overdue stock is counted, where that is not the period's last."""
        last = self.period.end.date() - timedelta(1)
        return self.overdue_at if self.overdue_at is not None and self.overdue_at < last else None

    @property
    def is_whole(self) -> bool:
        """True for the measure as a whole, not a cut by area, service, partner or priority."""
        return not (self.area or self.service or self.partner or self.priority)

    @property
    def illustrative(self) -> bool:
        return self.provenance.illustrative
