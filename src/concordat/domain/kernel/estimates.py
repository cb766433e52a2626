"""An estimate with its range: low, likely and high, with where it comes from and how sure we are.

A missing low is missing, not nought: `None` says that nobody gave the figure. Units are the caller's (pence for
money); values are integers or Decimals, never floats.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from concordat.domain.kernel.findings import Finding, Where, error, warning

Quantity = int | Decimal


class Confidence(StrEnum):
    """How far an estimate can be relied on. `NOT_GRADED` is an honest answer, and is shown."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NOT_GRADED = "not graded"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Low ≤ likely ≤ high in one unit. A fixed figure has all three equal."""

    low: Quantity | None
    likely: Quantity | None
    high: Quantity | None
    source: str = ""
    confidence: Confidence = Confidence.NOT_GRADED

    @classmethod
    def exactly(
        cls, value: Quantity, *, source: str = "", confidence: Confidence = Confidence.NOT_GRADED
    ) -> "Estimate":
        return cls(value, value, value, source, confidence)

    @property
    def is_quantified(self) -> bool:
        return any(value is not None for value in (self.low, self.likely, self.high))

    @property
    def is_range(self) -> bool:
        return self.low is not None and self.high is not None and self.low != self.high

    def checks(self, where: Where) -> list[Finding]:
        return [*_check_order(self, where), *_check_source(self, where)]


def _check_order(estimate: Estimate, where: Where) -> list[Finding]:
    named = [("low", estimate.low), ("likely", estimate.likely), ("high", estimate.high)]
    given = [(name, value) for name, value in named if value is not None]
    return [
        error(
            where,
            f"The {lower_name} figure ({lower}) is above the {upper_name} figure ({upper}).",
            "Put the smallest figure under low and the largest under high. For a cost entered as a negative, "
            "low is the most negative.",
            code="estimate.order",
        )
        for (lower_name, lower), (upper_name, upper) in zip(given, given[1:], strict=False)
        if lower > upper
    ]


def _check_source(estimate: Estimate, where: Where) -> list[Finding]:
    if estimate.source or not estimate.is_quantified:
        return []
    return [warning(where, "The estimate has no source.", "Say where the figure comes from.", code="estimate.source")]


@dataclass(frozen=True, slots=True)
class Range:
    """The sum of estimates: a corner is missing when nobody could give it, and says whose figures are missing."""

    low: Quantity | None
    high: Quantity | None
    missing_low: tuple[str, ...] = ()
    missing_high: tuple[str, ...] = ()


def add_up(named: Iterable[tuple[str, Estimate]]) -> Range:
    """Sum the lows and the highs of quantified estimates; a low that is missing makes the total's low missing."""
    quantified = [(name, estimate) for name, estimate in named if estimate.is_quantified]
    missing_low = tuple(name for name, estimate in quantified if estimate.low is None)
    missing_high = tuple(name for name, estimate in quantified if estimate.high is None)
    low = None if missing_low else sum((e.low for _, e in quantified if e.low is not None), start=0)
    high = None if missing_high else sum((e.high for _, e in quantified if e.high is not None), start=0)
    return Range(low if quantified else None, high if quantified else None, missing_low, missing_high)
