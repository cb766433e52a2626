"""What follows from performance, as a mechanism says it: fee, rewards, savings, retention, term, limits over months, ratings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from concordat.domain.kernel.periods import ContractYear
from concordat.domain.payment.price_rules import Band

COUNTED = ("points", "deductions", "share of most points", "level", "months at a cap")


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
    """In any so many months together, more than this: points, pence or a share. `then` is the right that follows.

    Of a level the limit is the measure's own figure: of all the months together, or with `times` of so many single ones.
    """

    months: int
    limit: Decimal
    then: str
    below: bool = False  # of a level that is better high: the right follows under the limit
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """Limits over windows that roll from month to month, several at once."""

    id: str
    title: str
    counts: str  # one of `COUNTED`
    windows: tuple[Window, ...]
    measures: tuple[str, ...] = ()  # none: every measure of the contractor; of a level the one that is meant
    most: Decimal = Decimal(0)  # the most points a month can bring, where a share is counted
    deductions: tuple[str, ...] = ()  # whose caps are meant; none: those of every deduction


@dataclass(frozen=True, slots=True)
class RatingRule:
    """The least score of a measure for each word of the Procurement Act 2023; what is lower is Inadequate."""

    good: Decimal
    approaching: Decimal
    requires: Decimal
