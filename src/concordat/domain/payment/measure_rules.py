"""What is measured, as a mechanism says it: how a measure counts, and how its points become money."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from concordat.domain.payment.price_rules import Band


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
class TrailingCap:
    """So much of what was charged in the twelve months before; in the contract's first twelve months a sum of `first` pence.

    It limits what twelve months together take, or with `each_month` every month alone.
    """

    share: Decimal
    first: int
    each_month: bool = False


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
    trailing_cap: TrailingCap | None = None
    carry_excess: bool = False
    lot: str = ""  # its charges are then those of the lot, and so is its cap
    each_unit: bool = False  # bands run for each unit (area, site) alone and are then added
    earn_back: EarnBack | None = None


@dataclass(frozen=True, slots=True)
class Scoring:
    """`services` are agreed weights by which each service counts, whatever is spent on it."""

    services: tuple[tuple[str, Decimal], ...] = ()
    missing: str = "leave out"  # "leave out", "nought" or "as last month"
