"""A mechanism as its document says it, in frozen types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from concordat.domain.kernel.case import Document
from concordat.domain.kernel.periods import ContractYear
from concordat.domain.payment.measure_rules import (
    Deduction,
    EarnBack,
    MeasureRule,
    Ratchet,
    Scoring,
    Suspended,
    TrailingCap,
)
from concordat.domain.payment.price_rules import (
    PRICE_KINDS,
    STARTS,
    Availability,
    Band,
    Indexation,
    IndexPart,
    PriceLine,
    Rate,
    Successor,
)
from concordat.domain.payment.term_rules import (
    Award,
    ExtensionRule,
    GainShare,
    ProfitAtRisk,
    RatingRule,
    Retention,
    Reward,
    Threshold,
    Window,
)
from concordat.domain.performance.periods import Month

__all__ = [
    "ANOMALIES",
    "ENTRIES",
    "ENTRY_KINDS",
    "FIRST_YEARS",
    "INDICES",
    "KIND",
    "OUTAGES",
    "PRICE_KINDS",
    "STARTS",
    "VALUES",
    "Availability",
    "Award",
    "Band",
    "Deduction",
    "EarnBack",
    "ExtensionRule",
    "GainShare",
    "IndexPart",
    "Indexation",
    "Lot",
    "MeasureRule",
    "Mechanism",
    "PriceLine",
    "ProfitAtRisk",
    "Ratchet",
    "Rate",
    "RatingRule",
    "Retention",
    "Reward",
    "Scoring",
    "Successor",
    "Suspended",
    "Threshold",
    "TrailingCap",
    "Window",
]

KIND = "mechanism"
ENTRIES, INDICES, VALUES, ANOMALIES = "contract_entries", "index_values", "measure_values", "contract_anomalies"
OUTAGES = "contract_outages"
FIRST_YEARS = ("in full", "in proportion")
ENTRY_KINDS = (
    "quantity",
    "refused quantity",
    "substitute quantity",
    "substitute income",
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
class Lot:
    """A part of the contract with its own way of paying; `record` is what job records call it."""

    id: str
    title: str
    record: str = ""


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
    scoring: Scoring = field(default_factory=Scoring)
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
