"""What is paid, as a mechanism says it: price lines, how prices move with indices, and what is not available."""

from dataclasses import dataclass
from decimal import Decimal

from concordat.domain.performance.periods import Month

STARTS = ("failure", "notification", "end of rectification")
PRICE_KINDS = ("lump sum", "schedule of rates", "volume bands", "cost plus fee", "target cost", "orders")


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
    surplus: Decimal | None = None  # the client's share of what substitutes bring above their price; None: none count
    fee: Decimal = Decimal(0)
    fee_on: str = "defined cost"  # or "allowed cost"
    assessed: str = "year end"  # when a share of target cost is settled: "year end" or "month"
    indexed_by: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Successor:
    """The series that takes an index's place from a month on, at its level: by a published `factor`, or by what both stood
    at in the month `linked`."""

    index: str
    starts: Month
    linked: Month | None = None
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class IndexPart:
    index: str
    weight: Decimal
    successors: tuple[Successor, ...] = ()  # in turn


@dataclass(frozen=True, slots=True)
class Indexation:
    """`base` is the month of the base index; each `uplift_month` prices move to the index of `lag` months before, or every
    so many months counted from it."""

    id: str
    title: str
    parts: tuple[IndexPart, ...]
    base: Month
    uplift_month: int = 4
    last: Month | None = None  # prices stay from here on as they then stand, as after the completion of works
    every: int = 12  # months: NEC4's yearly adjustment dates; 1 adjusts each month, as NEC3 does
    lag: int = 0
    latest: int = 0  # where an index has no value of its month, the latest of so many months before is taken
    averaged: int = 1  # months whose mean is taken, ending with the one named
    share: Decimal = Decimal(1)  # the part of the price that moves
    method: str = "chained"  # a ratio a year, multiplied; or "from base": one ratio to the base
    cap: Decimal | None = None  # the most a year, as a fraction
    collar: Decimal | None = None  # the least a year
    carry_forward: bool = False
    places: int = 6


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
