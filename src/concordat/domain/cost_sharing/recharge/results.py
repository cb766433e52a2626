"""What a year of recharge comes to: shares with how they were decided, charges, the true-up and the statements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from concordat.domain.cost_sharing.recharge.inputs import ClientPrice, Key, Pool, Scheme, Shares, StatedShares
from concordat.domain.cost_sharing.recharge.splitting import split_cost
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.provenance import InputUsed, Provenance
from concordat.domain.kernel.statement import Statement


class Decided(StrEnum):
    """How a share came about."""

    COUNTED = "counted"
    KEPT = "kept"  # the estimate, because the count did not differ by more than the tolerance
    CHANGED = "changed"  # the count, because it did
    AGREED = "agreed"  # fixed per cents
    EQUAL = "equal"
    OVERRIDDEN = "overridden"
    RETAINED = "retained"
    BEFORE = "before the change of key"


@dataclass(frozen=True)
class PoolShares:
    """One pool's shares for a year or part of one. `counts` and `exact` are empty where nothing was counted."""

    pool: Pool
    key: Key | None
    part: int  # 0 for the first or only part of the year
    from_date: date
    to_date: date  # the last day, included
    estimate: StatedShares | None
    counts: Mapping[str, Fraction]
    exact: Shares
    budget: Shares
    shares: Shares
    decided: Decided
    override: StatedShares | None
    says: str
    inputs: tuple[InputUsed, ...] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        return f"{self.pool.id}/{self.part + 1}" if self.part else self.pool.id

    @property
    def days(self) -> int:
        return (self.to_date - self.from_date).days + 1


@dataclass(frozen=True)
class PoolCharge:
    """Pence of one pool (or part of its year): cost, and what each partner is charged on budget and owes on actual."""

    shares: PoolShares
    budget: int
    actual: int | None  # None until the year's cost is known
    charged: Mapping[str, int]
    due: Mapping[str, int] | None
    inputs: tuple[InputUsed, ...] = field(default=(), repr=False)

    def price(self, partner: str) -> int:
        """The part of the true-up that comes from the cost: budget shares of (actual − budget)."""
        return self._price()[partner]

    def volume(self, partner: str) -> int:
        """The part that comes from the share of use; over all partners it comes to nothing."""
        assert self.due is not None
        return self.due[partner] - self.charged[partner] - self._price()[partner]

    def _price(self) -> dict[str, int]:
        assert self.actual is not None
        assert self.due is not None
        if self.shares.budget == self.shares.shares:  # all of it, so that no odd penny looks like a change of use
            return {partner: self.due[partner] - self.charged[partner] for partner in self.due}
        return split_cost(self.actual - self.budget, self.shares.budget)


@dataclass(frozen=True)
class ClientCharge:
    """A client council's bill: units × pence a unit."""

    price: ClientPrice
    unit_pence: Fraction
    budget_units: Fraction
    actual_units: Fraction | None
    charged: int
    due: int | None
    full_cost: Fraction  # pence a unit, before overhead and margin
    inputs: tuple[InputUsed, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Extra:
    """A sum beside the pools, for each partner: dampening, reserve, a correction of an earlier year."""

    id: str
    title: str
    amounts: Mapping[str, int]
    says: str
    at_budget: bool = False
    corrects: str = ""
    inputs: tuple[InputUsed, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class ReserveMove:
    opening: int
    kept: int
    drawn: int

    @property
    def closing(self) -> int:
        return self.opening + self.kept - self.drawn


@dataclass(frozen=True)
class TrueUp:
    """One partner's year: what it was charged, what was due, and why they differ. All sums exact."""

    partner: str
    charged: int
    due: int
    price: int
    volume: int
    extras: int

    @property
    def settlement(self) -> int:
        """Above nought the partner pays; below nought it is paid back."""
        return self.price + self.volume + self.extras


@dataclass(frozen=True)
class YearOfRecharge:
    scheme: Scheme
    year: FinancialYear
    charges: tuple[PoolCharge, ...]
    clients: tuple[ClientCharge, ...]
    extras: tuple[Extra, ...]
    reserve: ReserveMove | None
    true_ups: tuple[TrueUp, ...]  # empty until every actual cost is known
    statements: tuple[Statement, ...]
    provenance: Provenance = field(repr=False)
    hash: str = ""

    @property
    def budget(self) -> int:
        return sum(charge.budget for charge in self.charges)

    @property
    def actual(self) -> int | None:
        known = [charge.actual for charge in self.charges if charge.actual is not None]
        return sum(known) if len(known) == len(self.charges) else None

    @property
    def is_trued_up(self) -> bool:
        return bool(self.true_ups)

    def charged(self, partner: str) -> int:
        """On budget, with what is charged beside the pools."""
        pools = sum(charge.charged.get(partner, 0) for charge in self.charges)
        return pools + sum(extra.amounts.get(partner, 0) for extra in self.extras if extra.at_budget)

    def statement(self, id: str) -> Statement | None:
        return next((statement for statement in self.statements if statement.id == id), None)
