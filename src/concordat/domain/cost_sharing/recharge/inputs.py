"""A recharge scheme as agreed, and the yearly costs and counts it works on. Frozen; shares are fractions of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.periods import FinancialYear

Shares = Mapping[str, Fraction]  # by partner

COSTS_TABLE = "recharge_costs"
DRIVERS_TABLE = "recharge_drivers"


class Basis(StrEnum):
    DRIVER = "driver"
    FIXED = "fixed"
    EQUAL = "equal"


@dataclass(frozen=True)
class Key:
    """`drivers` are the counts it is made of, with their weights; one driver of weight 1 is the plain case."""

    id: str
    title: str
    basis: Basis
    drivers: Mapping[str, Fraction] = field(default_factory=dict)
    shares: Shares = field(default_factory=dict)
    unit: str = ""


@dataclass(frozen=True)
class Pool:
    """A cost shared by one key among `partners`; a fixed part goes by `fixed_key`. A retained cost has one council."""

    id: str
    title: str
    key: str
    partners: tuple[str, ...]
    service: str = ""
    retained_by: str = ""
    fixed_part: Fraction = Fraction(0)
    fixed_key: str = ""

    @property
    def is_retained(self) -> bool:
        return bool(self.retained_by)


@dataclass(frozen=True)
class StatedShares:
    """Shares that somebody stated for a pool and year: an estimate, or an override with its reason.

    `inferred` marks what the source does not print and was worked out from what it does.
    """

    pool: str
    year: FinancialYear
    shares: Shares
    inferred: bool = False
    reason: str = ""
    decided_by: str = ""
    source: str = ""


@dataclass(frozen=True)
class KeyChange:
    """From the day on, the pool goes by the key it names now; until then by `shares_before`."""

    pool: str
    from_date: date
    shares_before: Shares
    reason: str = ""
    source: str = ""


@dataclass(frozen=True)
class ClientPrice:
    """What a client council pays for work from a pool: pence a unit of `driver`, or its part of the full cost.

    `overhead` and `margin` are added to full cost. Income lowers the pool's cost unless it is ring-fenced.
    """

    council: str
    pool: str
    driver: str
    unit_price: int | None = None
    overhead: Fraction = Fraction(0)
    margin: Fraction = Fraction(0)
    ring_fenced: bool = False
    title: str = ""


@dataclass(frozen=True)
class ReserveRule:
    """A surplus is kept until the reserve holds `cap` of the year's budget, the rest goes back; a deficit draws first."""

    opening: int = 0
    cap: Fraction = Fraction(0)


@dataclass(frozen=True)
class Dampening:
    """The most each partner's charges may come to: what it would pay alone, or last year's plus a rise."""

    most: Mapping[str, int] = field(default_factory=dict)
    last_year: Mapping[str, int] = field(default_factory=dict)
    rise: Fraction | None = None
    least_fall: Fraction | None = None


@dataclass(frozen=True)
class ExitItem:
    """A cost that leaving causes. `taper` is the part the leaver bears in each year after it has gone."""

    title: str
    pence: int
    whole: bool = False  # all of it, not the leaver's share of it
    taper: tuple[Fraction, ...] = (Fraction(1),)


@dataclass(frozen=True)
class Notice:
    """Notice given by a partner: of leaving (no pool), or of using less of a pool."""

    partner: str
    given: date
    effective: date
    pool: str = ""


@dataclass(frozen=True)
class Scheme:
    """`tolerance` is in percentage points; `share_parts` is 100 for whole per cents, None for exact shares."""

    name: str
    title: str
    lead: str
    partners: tuple[str, ...]
    names: Mapping[str, str]
    keys: Mapping[str, Key]
    pools: tuple[Pool, ...]
    estimates: tuple[StatedShares, ...] = ()
    overrides: tuple[StatedShares, ...] = ()
    changes: tuple[KeyChange, ...] = ()
    prices: tuple[ClientPrice, ...] = ()
    notices: tuple[Notice, ...] = ()
    exit_items: tuple[ExitItem, ...] = ()
    tolerance: Fraction | None = None
    share_parts: int | None = None
    instalments: int = 1
    notice_months: int | None = None
    use_may_fall: Fraction | None = None  # from one year to the next without notice, as a share of the count
    reserve: ReserveRule | None = None
    dampening: Dampening | None = None
    source: str = ""
    document: Document | None = field(default=None, repr=False)

    def name_of(self, organisation: str) -> str:
        return self.names.get(organisation, organisation)

    def pool(self, id: str) -> Pool | None:
        return next((pool for pool in self.pools if pool.id == id), None)

    def stated(self, kind: str, pool: str, year: FinancialYear) -> StatedShares | None:
        """The last estimate or override for a pool and year; `kind` is ``estimates`` or ``overrides``."""
        found = [item for item in getattr(self, kind) if (item.pool, item.year) == (pool, year)]
        return found[-1] if found else None


@dataclass(frozen=True)
class CostRow:
    """Pence for a pool and year. A correction is added to the actual cost, or puts right an earlier year's."""

    pool: str
    year: FinancialYear
    kind: str  # budget, actual or correction
    pence: int
    corrects_year: FinancialYear | None
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class DriverRow:
    driver: str
    partner: str
    year: FinancialYear
    is_estimate: bool
    quantity: Fraction
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Books:
    """What the partners entered: costs and counts, every year of them."""

    costs: tuple[CostRow, ...]
    drivers: tuple[DriverRow, ...]

    @classmethod
    def of(cls, case: Case) -> "Books":
        return cls.from_facts(case.rows(COSTS_TABLE), case.rows(DRIVERS_TABLE))

    @classmethod
    def from_facts(cls, costs: tuple[Fact, ...], drivers: tuple[Fact, ...]) -> "Books":
        return cls(tuple(_cost(fact) for fact in costs), tuple(_driver(fact) for fact in drivers))

    def cost_rows(self, pool: str, year: FinancialYear, *kinds: str) -> tuple[CostRow, ...]:
        """Rows of the year itself; corrections of an earlier year are not among them."""
        return tuple(
            row
            for row in self.costs
            if (row.pool, row.year) == (pool, year) and row.kind in kinds and row.corrects_year in {None, year}
        )

    def corrections_of_earlier_years(self, year: FinancialYear) -> tuple[CostRow, ...]:
        return tuple(row for row in self.costs if row.year == year and row.corrects_year not in {None, year})

    def counts(self, driver: str, year: FinancialYear, *, estimate: bool) -> tuple[DriverRow, ...]:
        return tuple(r for r in self.drivers if (r.driver, r.year, r.is_estimate) == (driver, year, estimate))


def _cost(fact: Fact) -> CostRow:
    corrects = fact.get("corrects_year")
    return CostRow(
        str(fact.get("pool", "")),
        FinancialYear.from_text(str(fact.get("financial_year"))),
        str(fact.get("kind", "actual")),
        int(fact.get("amount", 0)),
        FinancialYear.from_text(str(corrects)) if corrects else None,
        fact,
    )


def _driver(fact: Fact) -> DriverRow:
    return DriverRow(
        str(fact.get("driver", "")),
        str(fact.get("partner") or fact.organisation),
        FinancialYear.from_text(str(fact.get("financial_year"))),
        str(fact.get("status", "actual")) == "estimate",
        Fraction(fact.get("quantity", 0)),
        fact,
    )
