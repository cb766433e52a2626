"""What a month is worked out with: its lines, what each measure did, what the next month must remember."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.payment.caps import MonthTaken
from concordat.domain.payment.contract_years import month_of_year
from concordat.domain.payment.evidence_types import Entry, Evidence, Figure
from concordat.domain.payment.indexation import Factor
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.score import Score
from concordat.domain.performance.periods import Month

NOUGHT = Decimal(0)
PARTS = Decimal("0.0001")  # shares in sentences; the sums use all their places
PRICE, INDEX, AVAILABILITY, PERFORMANCE, BEHAVIOUR, REWARD, FEE, RETENTION, CORRECTION, VAT = GROUPS = (
    "Price",
    "Indexation",
    "Availability",
    "Performance",
    "Behaviour of the client",
    "Bonus and gain share",
    "Fee by score",
    "Retention and carry-over",
    "Corrections",
    "VAT",
)


@dataclass(frozen=True, slots=True)
class Made:
    """One line as worked out. `about` is the price line, measure or rule it comes from."""

    id: str
    title: str
    pence: int
    group: str
    rule: str
    workings: str
    about: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    base: int | None = None
    share: Decimal | None = None
    inputs: tuple[InputUsed, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureInMonth:
    """What a measure did for money: `points` after relief and ratchet. `figure` is None where there is none or it does not
    count in the month (bedding in, suspended)."""

    measure: str
    title: str
    service: str
    side: str
    unit: str
    value: Decimal | None
    target: Decimal | None
    minimum: Decimal | None
    points: Decimal
    ratchet: Decimal
    relieved: Decimal
    failed: bool
    says: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """From one month to the next. Sums of the contract year start again with each, those of the contract do not.

    `failed` and `met` have one mark for each month: whether the measure failed, and met its target; None where it did not
    count.
    """

    volumes: Mapping[str, Decimal] = field(default_factory=dict)
    refused: Mapping[str, Decimal] = field(default_factory=dict)
    substitutes: Mapping[str, Decimal] = field(default_factory=dict)
    income: Mapping[str, Decimal] = field(default_factory=dict)  # of substitutes, in pence
    paid: Mapping[str, int] = field(default_factory=dict)
    costs: Mapping[str, Decimal] = field(default_factory=dict)
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    savings: Mapping[str, int] = field(default_factory=dict)
    owed: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, tuple[bool | None, ...]] = field(default_factory=dict)
    met: Mapping[str, tuple[bool | None, ...]] = field(default_factory=dict)
    excess: Mapping[str, int] = field(default_factory=dict)
    deducted: tuple[tuple[str, str, Month, int], ...] = ()  # deduction, measure, month, pence that may be earned back
    scores: Mapping[str, Decimal] = field(default_factory=dict)
    months: tuple[MonthTaken, ...] = ()  # the last twelve, whatever contract year they fall in
    work: int = 0
    held: int = 0
    below: int = 0


@dataclass(frozen=True)
class MonthResult:
    month: Month
    lines: tuple[Made, ...]
    measures: tuple[MeasureInMonth, ...]
    score: Score
    carried: Carried
    findings: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(line.pence for line in self.lines)

    def total_of(self, group: str) -> int:
        return sum(line.pence for line in self.lines if line.group == group)


@dataclass
class Working:
    """The month while it is being worked out."""

    mechanism: Mechanism
    evidence: Evidence
    month: Month
    before: Carried
    factors: dict[str, Factor]
    lines: list[Made] = field(default_factory=list)
    charges: dict[str, int] = field(default_factory=dict)
    points: dict[str, Decimal] = field(default_factory=dict)
    unit_points: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    ratchets: dict[str, Decimal] = field(default_factory=dict)
    unavailable: dict[str, int] = field(default_factory=dict)

    @property
    def ends_year(self) -> bool:
        return self.of_year == 12

    @property
    def of_year(self) -> int:
        """The first month of the contract year is 1, its last 12."""
        return month_of_year(self.mechanism, self.month)

    @property
    def year_counts(self) -> int:
        """Twelfths of a yearly sum that count in this contract year."""
        return self.mechanism.counted_months(self.mechanism.contract_year(self.month))

    def of_the_year(self, amount: Decimal) -> Decimal:
        """A yearly sum as it counts in this contract year."""
        return amount if self.year_counts == 12 else amount * self.year_counts / 12

    @property
    def in_proportion(self) -> str:
        """What the workings say of a short first year that counts in proportion; empty in every other."""
        return "" if self.year_counts == 12 else f", {self.year_counts} twelfths in the short first year"

    def add(self, line: Made) -> int:
        if line.pence:
            self.lines.append(line)
        return line.pence

    def entries(self, kind: str, about: str) -> list[Entry]:
        return self.evidence.entries_of(kind, about, self.month)

    def sum(self, kind: str, about: str) -> Decimal:
        return sum((entry.quantity for entry in self.entries(kind, about)), NOUGHT)

    def used(self, kinds: Iterable[str], about: str) -> tuple[InputUsed, ...]:
        return tuple(item for kind in kinds for entry in self.entries(kind, about) for item in entry.inputs)

    def used_in_year(self, kinds: Sequence[str], about: str) -> tuple[InputUsed, ...]:
        """Of every month of the contract year so far."""
        months = [self.month.later(-back) for back in range(self.of_year - 1, -1, -1)]
        held = [one for month in months for kind in kinds for one in self.evidence.entries_of(kind, about, month)]
        return tuple(item for entry in held for item in entry.inputs)

    def of_lot(self, lot: str) -> tuple[str, ...]:
        """The price lines of the lot; none where the rule is of the whole contract."""
        return tuple(line.id for line in self.mechanism.prices if lot and line.lot == lot)

    def charged(self, ids: Sequence[str]) -> int:
        return sum(pence for id, pence in self.charges.items() if not ids or id in ids)
