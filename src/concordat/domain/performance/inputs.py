"""A measure as its document says it, in frozen types. `read_measure` is the only way from plain values to a `Measure`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from concordat.domain.kernel.case import Document
from concordat.domain.kernel.periods import FinancialYear

HOURS_CALENDARS = ("all hours", "working hours")
DAYS_CALENDARS = ("calendar days", "working days")
CALENDARS = HOURS_CALENDARS + DAYS_CALENDARS
NATIONS = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}
POLARITIES = ("higher", "lower", "band")
SIDES = ("contractor", "client", "both")
INTERVALS = ("share", "count", "rate", "ratio", "none")
# How often a measure is taken, in months counted from April: National Indicator 195 had three tranches a year.
FREQUENCIES = {"month": 1, "quarter": 3, "four months": 4, "half-year": 6, "year": 12}
CUTS = ("service", "area", "partner", "priority")
TESTS = ("is", "is_not", "empty", "filled", "at_most", "at_least", "same_as", "follow_up", "clock")


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of a row. `values` are texts for `is` and `is_not`; one column's name for a test against a column."""

    test: str
    column: str = ""
    values: tuple[str, ...] = ()
    within_days: int = 0  # of `follow_up`: a later row naming this one, reported so soon after it was done


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is counted: rows, or a sum of a column (less another), or rows weighted by what a column says."""

    of: str = "rows"
    less: str = ""
    weights: tuple[tuple[str, Decimal], ...] = ()
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """From `starts` to `stops` on a calendar. Due when the contract's own column `due` says, or `allowed` after the start.

    `allowed` is whole seconds on an hours' calendar and whole days on a days' calendar, by priority; the empty priority is
    for all others. A days' clock does not count the day it starts on and is due at the end of its last day.
    """

    starts: str
    stops: str
    calendar: str
    due: str = ""
    allowed: tuple[tuple[str, int], ...] = ()
    extended: str = ""
    opens: str = "08:00"
    closes: str = "17:00"
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    nation: str = "England"

    @property
    def counts_days(self) -> bool:
        return self.calendar in DAYS_CALENDARS


@dataclass(frozen=True, slots=True)
class Suspension:
    """From a moment (in) to a moment (out) in which the clock stands still, in some areas or in all."""

    start: datetime
    end: datetime
    reason: str
    approved_by: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """What was agreed for one financial year, in the measure's unit. `profile` is April to March, where months differ."""

    year: str
    target: Decimal | None = None
    minimum: Decimal | None = None
    stretch: Decimal | None = None
    tolerance: Decimal = Decimal(0)  # in points of the unit
    band: tuple[Decimal, Decimal] | None = None
    profile: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """From this month (``2026-04``) the figures cannot be compared with earlier ones."""

    month: str
    reason: str


@dataclass(frozen=True, slots=True)
class Baseline:
    value: Decimal
    period: str
    method: str = ""


@dataclass(frozen=True)
class Measure:
    id: str
    title: str
    serves: str
    records: str  # the evidence table
    unit: str
    scale: Decimal
    polarity: str
    cohort: str  # "due", "completed", or the name of a time column
    numerator: Quantity
    denominator: Quantity | None  # None: the numerator is the figure
    only: tuple[Condition, ...] = ()
    clock: Clock | None = None
    targets: tuple[Target, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    breaks: tuple[Break, ...] = ()
    baseline: Baseline | None = None
    fewest: int = 0
    matures_after_days: int = 0
    final_after_days: int = 10
    late_rows: str = "restate"  # or "freeze": what came after the period was final changes nothing
    owner: str = ""
    source: str = ""
    side: str = "contractor"  # whose behaviour it shows: "contractor" or "client"
    tier: str = "operational"
    frequency: str = "month"
    interval: str = ""  # one of INTERVALS where the quantities alone do not tell it
    verifier: str = ""  # who checks the figures, beside the owner
    reviewed_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    definition: str = ""  # the definition in one paragraph, for people
    content: Mapping[str, Any] = field(default_factory=dict)
    document: Document | None = None

    @property
    def is_part(self) -> bool:
        """True where what stands above the line is part of what stands below: a share, of rows or of what they are worth."""
        top, bottom = self.numerator, self.denominator
        return (
            bottom is not None
            and (top.of, top.less, top.weights) == (bottom.of, "", ())
            and bottom.less == ""
            and not bottom.weights
            and set(bottom.where) <= set(top.where)
        )

    @property
    def is_share(self) -> bool:
        """True where numerator and denominator are counts of the same rows, so that a Wilson interval holds."""
        return self.is_part and self.numerator.of == "rows"

    @property
    def is_count(self) -> bool:
        return self.denominator is None and self.numerator.of == "rows" and not self.numerator.weights

    @property
    def interval_method(self) -> str:
        """``share``, ``count``, ``rate``, ``ratio`` or ``none``: as the document says, otherwise as the quantities tell.

        Rows that weigh at most one each are a share whose true spread is less than Wilson's: the interval errs on the wide
        side. Averages and ratios of sums over the same records are a ratio, which needs sums of squares. Where numerator and
        denominator stand in different records, and for a plain sum, nothing tells how far single records differ.
        """
        if self.interval:
            return self.interval
        weighed = bool(self.numerator.weights) and all(0 <= weight <= 1 for _, weight in self.numerator.weights)
        if self.is_share or (weighed and self.denominator == Quantity()):
            return "share"
        if self.denominator is not None and set(self.denominator.where) <= set(self.numerator.where):
            return "ratio"
        return "count" if self.is_count else "none"

    @property
    def needs_spread(self) -> bool:
        """Whether its interval needs sums of squares beside the sums."""
        return self.interval_method == "ratio"

    @property
    def has_stock(self) -> bool:
        """Whether what is due and not done is counted beside it."""
        return self.clock is not None and self.cohort == "due"

    def target_for(self, day: date) -> Target | None:
        """What was agreed for the financial year that holds the day."""
        year = str(FinancialYear.containing(day))
        return next((target for target in self.targets if target.year == year), None)

    def holds_on(self, day: date) -> bool:
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )
