"""A mechanism as its document says it, and the evidence of its months, in frozen types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from concordat.domain.kernel.case import Document
from concordat.domain.kernel.periods import ContractYear
from concordat.domain.performance.periods import Month

KIND = "mechanism"
ENTRIES, INDICES, VALUES, ANOMALIES = "contract_entries", "index_values", "measure_values", "contract_anomalies"
OUTAGES = "contract_outages"
FIRST_YEARS = ("in full", "in proportion")
STARTS = ("failure", "notification", "end of rectification")
PRICE_KINDS = ("lump sum", "schedule of rates", "volume bands", "cost plus fee", "target cost", "orders")
ENTRY_KINDS = (
    "quantity",
    "refused quantity",
    "cost",
    "disallowed cost",
    "change of target",
    "orders",
    "sessions lost",
    "sessions lost though used",
    "failure",
    "failure not put right",
    "saving",
    "months given",
)


@dataclass(frozen=True, slots=True)
class Rate:
    item: str
    title: str
    pence: Decimal  # a unit
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """From above `above` up to and including `to` (None: no end). `value` is pence, a multiple or a share, by its user."""

    above: Decimal
    to: Decimal | None
    value: Decimal


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One way of paying for one service. `pence` is a year's (or month's) lump sum, or the year's target."""

    id: str
    title: str
    kind: str
    service: str = ""
    pence: int = 0
    per: str = "year"
    rates: tuple[Rate, ...] = ()
    bands: tuple[Band, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""  # of what volume bands count: "tonnes"
    avoidable: Decimal = Decimal(0)  # the share of the rate not spent where the guaranteed volume does not come
    fee: Decimal = Decimal(0)
    fee_on: str = "defined cost"  # or "allowed cost"
    assessed: str = "year end"  # when a share of target cost is settled: "year end" or "month"
    indexed_by: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class IndexPart:
    index: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Indexation:
    """`base` is the month of the base index; each `uplift_month` prices move to the index of `lag` months before."""

    id: str
    title: str
    parts: tuple[IndexPart, ...]
    base: Month
    uplift_month: int = 4
    lag: int = 0
    averaged: int = 1  # months whose mean is taken, ending with the one named
    share: Decimal = Decimal(1)  # the part of the price that moves
    method: str = "chained"  # a ratio a year, multiplied; or "from base": one ratio to the base
    cap: Decimal | None = None  # the most a year, as a fraction
    collar: Decimal | None = None  # the least a year
    carry_forward: bool = False
    places: int = 6


@dataclass(frozen=True, slots=True)
class Ratchet:
    """Points are multiplied where the measure failed again: so often in a row, or more than so often in a window."""

    kind: str  # "in a row" or "in a window"
    after: int
    multiplier: Decimal
    within: int = 0


@dataclass(frozen=True, slots=True)
class Suspended:
    first: date
    last: date
    reason: str
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """How a measure counts for money and term. The measure itself is defined in its own document.

    `points` are bands of attainment from the best down: (at least this value → points), the last for all that is below;
    for a lower-is-better measure "at most". `per_failure` gives points to each failure instead, `per_unit_short` to each
    unit (a percentage point, say) by which the figure falls short of the target.
    """

    id: str
    title: str
    service: str = ""
    unit: str = ""  # of its figures: "%", "days"; where it says none, that of the measure as it is defined
    side: str = "contractor"
    polarity: str = "higher"
    weight: Decimal = Decimal(0)
    minimum: Decimal | None = None
    target: Decimal | None = None
    gate: bool = False
    starts: date | None = None
    suspended: tuple[Suspended, ...] = ()
    points: tuple[tuple[Decimal | None, Decimal], ...] = ()
    per_failure: Decimal = Decimal(0)
    per_unit_short: Decimal = Decimal(0)
    if_not_put_right: Decimal = Decimal(0)
    not_put_right_by: str = ""  # the measure whose failures are those not put right in time
    places: int = 1
    rounding: str = "nearest"  # or "down" or "up", before banding
    ratchets: tuple[Ratchet, ...] = ()
    not_with: str = ""  # availability whose deduction is already the full consequence of the same failure
    bonus: int = 0
    bonus_from: Decimal | None = None
    relieves: tuple[str, ...] = ()  # client side: measures whose points are relieved where this one falls below minimum
    relief: Decimal = Decimal(0)
    pays: int = 0  # client side: pence to the contractor for a month below minimum

    def counts_on(self, day: date) -> bool:
        return (self.starts is None or day >= self.starts) and not any(s.first <= day <= s.last for s in self.suspended)

    @property
    def gives_points(self) -> bool:
        return bool(self.points or self.per_failure or self.per_unit_short)


@dataclass(frozen=True, slots=True)
class EarnBack:
    """A deduction comes back where the same measure meets its target in each of the next so many months."""

    months: int
    limit: Decimal = Decimal(1)
    not_from: Decimal | None = None  # never for so many points or more in the month, nor where a ratchet applied
    within_year: bool = False  # only until the contract year of the deduction has ended


@dataclass(frozen=True, slots=True)
class Deduction:
    """How points become money: marginal `bands` of a multiple at `value` pence a point; `steps` of a sum; or a share of
    the month's charges for each point."""

    id: str
    title: str
    kind: str  # "bands", "steps" or "share of charges"
    measures: tuple[str, ...]
    value: Decimal = Decimal(0)
    bands: tuple[Band, ...] = ()
    steps: tuple[tuple[Decimal, int], ...] = ()
    share: Decimal = Decimal(0)
    charges: tuple[str, ...] = ()
    cap: Decimal | None = None  # a share of the month's charges
    cap_pence: int | None = None
    carry_excess: bool = False
    lot: str = ""  # its charges are then those of the lot, and so is its cap
    each_unit: bool = False  # bands run for each unit (area, site) alone and are then added
    earn_back: EarnBack | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """`D = (year's charge ÷ days) × weight share × (sessions lost ÷ sessions a day)`, less where used all the same.

    What is put right within `hours` of being told counts as available throughout; otherwise a failure counts from `starts`.
    """

    id: str
    title: str
    charge: str  # the price line whose year's sum is at stake
    units: tuple[tuple[str, Decimal], ...]
    sessions: Decimal
    used: Decimal = Decimal("0.5")
    days: int = 365
    hours: Decimal = Decimal(0)
    starts: str = STARTS[0]


@dataclass(frozen=True, slots=True)
class Scoring:
    """`services` are agreed weights by which each service counts, whatever is spent on it."""

    services: tuple[tuple[str, Decimal], ...] = ()
    missing: str = "leave out"  # "leave out", "nought" or "as last month"


@dataclass(frozen=True, slots=True)
class ProfitAtRisk:
    id: str
    title: str
    fee: Decimal
    at_risk: Decimal
    from_score: Decimal
    full_score: Decimal
    stretch_score: Decimal | None = None
    stretch: Decimal = Decimal(1)
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reward:
    """So much of a stretch is paid pro rata once `threshold` of it is reached; settled at the year's end."""

    id: str
    title: str
    measure: str
    base: Decimal
    target: Decimal
    pence: int
    threshold: Decimal


@dataclass(frozen=True, slots=True)
class GainShare:
    """Verified savings of a guaranteed year against its guarantee; a share only of what lies above it.

    What is missing is paid at the year's end, or with `carry_forward` made good first out of the savings of later years and
    paid at the end of the last. Outside the guaranteed years nothing is shared.
    """

    id: str
    title: str
    guaranteed: tuple[tuple[ContractYear, int], ...]  # pence
    bands: tuple[Band, ...]  # of the excess in pence → the contractor's share
    carry_forward: bool = False


@dataclass(frozen=True, slots=True)
class Retention:
    rate: Decimal
    free: int = 0
    limit: int | None = None
    released_on: date | None = None
    halved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """A year's score of at least this → months (below nought: taken away)."""

    score: Decimal | None
    months: int


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    initial: int  # months
    minimum: int
    maximum: int
    lead: int
    awards: tuple[Award, ...] = ()
    every_measure: int | None = None  # months where every measure reached its minimum, otherwise nought
    decided: str = "entitlement"  # or "discretion": months come only with the client's decision
    step: int = 1  # only whole multiples are used; the rest is carried
    assessed_from: int = 1  # the first year of the contract that is assessed


@dataclass(frozen=True, slots=True)
class Window:
    """In any so many months together, more than this: points, pence or a share. `then` is the right that follows."""

    months: int
    limit: Decimal
    then: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """Limits over windows that roll from month to month, several at once."""

    id: str
    title: str
    counts: str  # "points", "deductions" or "share of most points"
    windows: tuple[Window, ...]
    measures: tuple[str, ...] = ()  # none: every measure of the contractor
    most: Decimal = Decimal(0)  # the most points a month can bring, where a share is counted


@dataclass(frozen=True, slots=True)
class Lot:
    """A part of the contract with its own way of paying; `record` is what job records call it."""

    id: str
    title: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class RatingRule:
    """The least score of a measure for each word of the Procurement Act 2023; what is lower is Inadequate."""

    good: Decimal
    approaching: Decimal
    requires: Decimal


@dataclass(frozen=True)
class Mechanism:
    name: str
    title: str
    contract: str
    client: str
    contractor: str
    starts: date
    prices: tuple[PriceLine, ...] = ()
    indexation: tuple[Indexation, ...] = ()
    availability: tuple[Availability, ...] = ()
    measures: tuple[MeasureRule, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    scoring: Scoring = Scoring()
    profit: tuple[ProfitAtRisk, ...] = ()
    rewards: tuple[Reward, ...] = ()
    gain_share: tuple[GainShare, ...] = ()
    retention: Retention | None = None
    extension: ExtensionRule | None = None
    thresholds: tuple[Threshold, ...] = ()
    lots: tuple[Lot, ...] = ()
    ratings: RatingRule | None = None
    cap: Decimal | None = None  # all deductions of a month together, as a share of its charges
    carry_below_nought: bool = False
    vat: Decimal = Decimal(0)
    answer_within: int = 14  # days
    disputed_deductions_stand: bool = True
    source: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    document: Document | None = None
    year_begins: int = 4  # the month, 1 to 12, with whose first day each contract year begins
    short_first_year: str = ""  # how yearly sums count in a first year of fewer months; "" where nothing is said
    applies_from: date | None = None  # the first day ruled by this version; None: every month of the contract
    earlier: tuple["Mechanism", ...] = ()  # versions before this one, the latest first

    def name_of(self, organisation: str) -> str:
        return self.names.get(organisation, organisation.replace("-", " ").capitalize())

    def measure(self, id: str) -> MeasureRule | None:
        return next((rule for rule in self.measures if rule.id == id), None)

    def in_force(self, month: Month) -> "Mechanism":
        """The version that rules the month: the latest of those that had come into force by its first day."""
        for one in (self, *self.earlier):
            if one.applies_from is None or one.applies_from <= month.first_day:
                return one
        return self.earlier[-1] if self.earlier else self

    def contract_year(self, month: Month) -> ContractYear:
        return ContractYear.containing(month.first_day, begins=self.year_begins)

    @property
    def first_year(self) -> ContractYear:
        return self.contract_year(self.first_month)

    def months_of(self, year: ContractYear) -> int:
        """Twelve, or fewer in the first year of a contract that started within it."""
        if year != self.first_year:
            return 12
        return 12 - (self.first_month.number - self.year_begins) % 12

    def counted_months(self, year: ContractYear) -> int:
        """Twelfths of its yearly sums that count in the year: all twelve, unless a short first year counts in proportion."""
        return self.months_of(year) if self.short_first_year == FIRST_YEARS[1] else 12

    @property
    def first_month(self) -> Month:
        return Month(self.starts.year, self.starts.month)
