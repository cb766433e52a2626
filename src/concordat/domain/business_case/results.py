"""What a business case comes to. Money is whole pence, positive where it is good for the partner."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from concordat.domain.business_case.inputs import Assumptions, Budget, Line
from concordat.domain.business_case.optimism_bias import BiasLeft
from concordat.domain.business_case.plan import Plan
from concordat.domain.business_case.value import Payback, Ratio
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.provenance import Provenance, result_hash


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure at the worst corner of the ranges, at the likely figures, and at the best corner."""

    worst: int
    likely: int
    best: int


@dataclass(frozen=True)
class Economic:
    """The economic ledger: real, resources only, discounted. By year, and what it is worth."""

    benefits: tuple[int, ...]
    costs: tuple[int, ...]
    net: tuple[int, ...]
    net_present_value: Spread
    present_benefits: int
    present_costs: int
    ratio: Ratio
    discounted_payback: Payback
    equivalent_annual_value: int | None


@dataclass(frozen=True)
class Financial:
    """The financial ledger: cash of the day. `net` is what a budget feels, by year."""

    savings: tuple[int, ...]
    costs: tuple[int, ...]
    net: tuple[int, ...]
    worst: tuple[int, ...]
    best: tuple[int, ...]
    running: tuple[int, ...]
    total: Spread
    payback: Payback
    most_owed: int  # the deepest the running total goes: what has to be found before it comes back


@dataclass(frozen=True, slots=True)
class AgainstTarget:
    year: FinancialYear
    net: int
    target: int | None
    net_budget: int | None

    @property
    def short(self) -> int | None:
        """What is missing to the target; nought or less where it is met."""
        return None if self.target is None else self.target - self.net


@dataclass(frozen=True)
class Position:
    """One council's own case, or everybody's together where `partner` is None. The empty name is what nobody bears."""

    partner: str | None
    name: str
    annual_saving: Spread
    economic: Economic
    financial: Financial
    against_target: tuple[AgainstTarget, ...]
    worse_off: bool


@dataclass(frozen=True, slots=True)
class ReconciledLine:
    """One line through the steps from the economic to the financial ledger. The differences add up to the penny."""

    line: Line
    economic: int
    discounting: int
    transfers: int
    not_cash: int
    price_change: int
    vat: int
    financial: int


@dataclass(frozen=True, slots=True)
class SwitchingValue:
    """How far a line, or all of one kind, must change before the net present value is nought."""

    title: str
    present_value: int
    change: Fraction | None
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing that may go otherwise: the net present value and the cash it leaves, and how far they change."""

    title: str
    why: str
    net_present_value: int
    change: int
    cash: int
    cash_change: int


@dataclass(frozen=True)
class BusinessCaseResult:
    assumptions: Assumptions
    years: tuple[FinancialYear, ...]
    discount_factors: tuple[Fraction, ...]
    lines: tuple[Line, ...]
    unquantified: tuple[Line, ...]
    joint: Position
    partners: tuple[Position, ...]
    unshared: Position | None
    biases: Mapping[str, BiasLeft]
    plan: Plan
    budgets: tuple[Budget, ...]
    told: Callable[[], Provenance] = field(repr=False, compare=False)

    @cached_property
    def provenance(self) -> Provenance:
        """Worked out where it is asked for: naming 5,000 lines by their hashes takes longer than adding them up."""
        return self.told()

    @cached_property
    def hash(self) -> str:
        figures = {
            "net_present_value": self.joint.economic.net_present_value,
            "economic": self.joint.economic.net,
            "financial": self.joint.financial.net,
            "partners": {position.partner: position.financial.net for position in self.partners},
        }
        return result_hash(figures, self.provenance)

    @cached_property
    def illustrative(self) -> bool:
        """True where a line or the assumptions are made up."""
        document = self.assumptions.document
        return (document is not None and document.illustrative) or any(
            line.fact is not None and line.fact.illustrative for line in self.lines
        )

    def position_of(self, partner: str) -> Position:
        return next(position for position in self.partners if position.partner == partner)
