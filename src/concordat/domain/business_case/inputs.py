"""What a business case is worked out from: its assumptions, its lines, prices, budgets, promises and plan.

Money is whole pence, always positive as entered; a line's kind says which way it counts. Shares and rates are Decimal
fractions. `read_business_case` turns a `Case` and the dated reference data into one frozen value and raises nothing:
what cannot be read is left out, and `checks` says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from concordat.domain.business_case.annual_savings import LineKind
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.parameters import Parameter
from concordat.domain.kernel.periods import FinancialYear

KIND = "business-case"  # the kind of document that holds the assumptions
MOST_YEARS = 200


class Nature(StrEnum):
    RUNNING = "running"
    SET_UP = "set-up"
    REDUNDANCY = "redundancy"
    PENSION_STRAIN = "pension strain"
    GRANT = "grant"
    MEASURED_RISK = "measured risk"
    EARLY_TERMINATION = "early termination"
    RESIDUAL_VALUE = "residual value"
    TAX = "tax"


class Shape(StrEnum):
    PERT = "pert"
    TRIANGULAR = "triangular"
    UNIFORM = "uniform"
    NORMAL = "normal"


class Dependence(StrEnum):
    NONE = "none"
    COMMON_FACTOR = "common factor"
    NAMED_GROUPS = "named groups"


class Convention(StrEnum):
    """When in its year money is taken to move: at the year's end with year 0 undiscounted, or half-way through it."""

    YEAR_END = "year-end"
    MID_YEAR = "mid-year"


class BiasInSimulation(StrEnum):
    """Whether a drawn line also carries its correction and optimism bias."""

    WHERE_NO_RANGE = "where no range"
    ALWAYS = "always"
    NEVER = "never"


class RatioFormula(StrEnum):
    BENEFITS_TO_COSTS = "benefits / costs"
    NET_TO_COSTS = "net / costs"


# Redundancy pay, strain, grants and taxes move money from one body to another and use nothing up.
TRANSFERS = frozenset({Nature.REDUNDANCY, Nature.PENSION_STRAIN, Nature.GRANT, Nature.TAX})


@dataclass(frozen=True, slots=True)
class Timing:
    """When a line takes effect. `profile` holds shares by financial year and stands in place of months and ramp."""

    start: date | None = None
    end: date | None = None
    milestone: str = ""
    ramp_up_months: int = 0
    profile: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Line:
    """One saving, income or cost. `low` ≤ `likely` ≤ `high` in pence, None where nobody said."""

    id: str
    title: str
    kind: LineKind
    low: int | None
    likely: int | None
    high: int | None
    recurring: bool = True
    partner: str = ""
    service: str = ""
    layer: str = ""
    source_of_saving: str = ""
    nature: Nature = Nature.RUNNING
    timing: Timing = Timing()
    price_base: FinancialYear | None = None
    price_index: str = ""
    cashable: str = "not stated"
    transfer: bool = False
    vat: str = "none"
    evidence_grade: str = ""
    correction: Decimal | None = None
    bias_type: str = ""
    probability: Decimal = Decimal(1)
    risk_area: str = ""
    shape: Shape | None = None
    group: str = ""
    confidence: str = ""
    basis: str = ""
    budget_line: str = ""
    made_by: str = ""  # "vehicle" where the line follows from the delivery vehicle; nothing where somebody entered it
    fact: Fact | None = field(default=None, repr=False)

    @property
    def is_quantified(self) -> bool:
        return any(amount is not None for amount in (self.low, self.likely, self.high))

    @property
    def sign(self) -> int:
        """+1 where more of it is better for the partner, -1 for a cost."""
        return -1 if self.kind is LineKind.COST else 1

    @property
    def is_transfer(self) -> bool:
        return self.transfer or self.nature in TRANSFERS

    @property
    def least(self) -> int:
        """Pence; “up to” without a low starts from nought, which `checks` says."""
        given = [amount for amount in (self.low, self.likely) if amount is not None]
        if given:
            return given[0]
        return 0

    @property
    def most(self) -> int:
        given = [amount for amount in (self.high, self.likely, self.low) if amount is not None]
        return given[0] if given else 0

    @property
    def central(self) -> int:
        """The likely amount, or the middle of the range where no likely one was given (half a penny goes up)."""
        return self.likely if self.likely is not None else (self.least + self.most + 1) // 2

    @property
    def has_range(self) -> bool:
        return self.least != self.most or self.probability != 1


@dataclass(frozen=True, slots=True)
class Promise:
    id: str
    title: str
    measure: str
    amount: int
    partner: str = ""
    year: FinancialYear | None = None
    said_on: date | None = None
    fact: Fact | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Mitigation:
    id: str
    bias_type: str
    risk_area: str
    contribution: Decimal | None
    managed: Decimal
    cost: int
    relies_on: tuple[str, ...]
    fact: Fact = field(repr=False)


@dataclass(frozen=True, slots=True)
class Milestone:
    id: str
    title: str
    starts: date | None
    days: int
    due: date | None
    waits_for: tuple[str, ...]
    owner: str
    partner: str
    benefit: str
    reached: date | None
    fact: Fact = field(repr=False)


@dataclass(frozen=True, slots=True)
class Guarantee:
    id: str
    title: str
    guarantor: str
    partner: str
    amount: int
    from_year: FinancialYear
    years: int
    lines: tuple[str, ...]
    fact: Fact = field(repr=False)


@dataclass(frozen=True, slots=True)
class Budget:
    partner: str
    year: FinancialYear
    net_budget: int | None
    savings_target: int | None
    fact: Fact = field(repr=False)


@dataclass(frozen=True, slots=True)
class Actual:
    line: str
    year: FinancialYear
    amount: int
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Assumptions:
    """What the case assumes, from its document; `said` is False for the stand-in where there is none."""

    title: str
    base_year: FinancialYear
    years: int = 10
    stage: str = "strategic outline case"
    on: date | None = None
    option: str = ""
    vehicle: str = ""
    discounting: str = "standard"
    convention: Convention = Convention.YEAR_END
    price_index: str = "gdp"
    ratio: RatioFormula = RatioFormula.BENEFITS_TO_COSTS
    shape: Shape = Shape.PERT
    dependence: Dependence = Dependence.NONE
    correlation: Decimal = Decimal("0.3")
    bias_in_simulation: BiasInSimulation = BiasInSimulation.WHERE_NO_RANGE
    draws: int = 20_000
    seed: int = 1
    joint_shares: Mapping[str, Decimal] = field(default_factory=dict)
    set_up_recovered_first: bool = False
    narrative: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1
    document: Document | None = field(default=None, repr=False)
    said: bool = True

    @cached_property
    def all_years(self) -> tuple[FinancialYear, ...]:
        return tuple(self.base_year.later(place) for place in range(self.years))

    @property
    def first_day(self) -> date:
        return self.base_year.first_day

    @property
    def last_day(self) -> date:
        return self.base_year.later(self.years - 1).last_day


@dataclass(frozen=True)
class ReferenceData:
    """What ships with Concordat and is dated: rates by identifier, what vehicles cost, what past arrangements achieved."""

    parameters: Mapping[str, Parameter]
    vehicles: Mapping[str, Any] = field(default_factory=dict)
    arrangements: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BusinessCase:
    """Everything a business case is worked out from. `lines` are those that count; `set_aside` hold for other options."""

    case: Case = field(repr=False)
    assumptions: Assumptions
    lines: tuple[Line, ...]
    set_aside: tuple[Line, ...]
    partners: tuple[str, ...]
    partner_names: Mapping[str, str]
    own_indices: Mapping[str, Mapping[FinancialYear, Decimal]]
    promises: tuple[Promise, ...]
    mitigations: tuple[Mitigation, ...]
    milestones: tuple[Milestone, ...]
    guarantees: tuple[Guarantee, ...]
    budgets: tuple[Budget, ...]
    actuals: tuple[Actual, ...]
    correlations: Mapping[tuple[str, str], Decimal]
    reference: ReferenceData = field(repr=False)

    def name_of(self, partner: str) -> str:
        return self.partner_names.get(partner, partner) if partner else "Joint, not shared out"

    @cached_property
    def options_mixed(self) -> tuple[str, ...]:
        """The options whose lines would be added together because nobody chose one; none where that is no question."""
        if self.assumptions.option:
            return ()
        named = [frozenset(_options_of(line)) for line in self.lines if _options_of(line)]
        return tuple(sorted(frozenset().union(*named))) if len(set(named)) > 1 else ()


def _options_of(line: Line) -> tuple[str, ...]:
    said = line.fact.values.get("option") if line.fact else None
    if isinstance(said, str):
        return (said,)
    return said if isinstance(said, tuple) else ()
