"""How finely a simulated figure may be printed: never to a digit that its standard error does not carry.

The last digit printed is worth at least two standard errors.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from concordat.domain.kernel.hashing import decimal_text
from concordat.domain.kernel.money import format_pounds

_STEPS_OF_CHANCE = tuple(Decimal(step) for step in ("0.01", "0.1", "1", "5", "10"))


@dataclass(frozen=True, slots=True)
class Chance:
    """A share of draws, with its standard error."""

    value: float
    draws: int

    @property
    def standard_error(self) -> float:
        return sqrt(self.value * (1 - self.value) / self.draws)

    @property
    def words(self) -> str:
        """``about 38%``; ``less than 1 in 6,000`` where it was never drawn (three divided by the draws)."""
        if self.value in {0.0, 1.0}:
            rare = _two_digits(self.draws / 3)
            return f"less than 1 in {rare:,}" if self.value == 0 else f"more than {rare - 1:,} in {rare:,}"
        return f"about {decimal_text(self._per_cent)}%"

    @property
    def error_words(self) -> str:
        """The standard error in percentage points, to one significant digit: ``0.2 points``."""
        points = 100 * self.standard_error
        return f"{float(f'{points:.1g}'):g} points" if points else "none seen"

    @property
    def _per_cent(self) -> Decimal:
        step = next((s for s in _STEPS_OF_CHANCE if s >= Decimal(200 * self.standard_error)), _STEPS_OF_CHANCE[-1])
        return (Decimal(100 * self.value) / step).quantize(Decimal(1)) * step


@dataclass(frozen=True, slots=True)
class Drawn:
    """A simulated sum of money in pence, with its standard error."""

    pence: float
    standard_error: float

    @property
    def step(self) -> int:
        """The sum of pence that the last printed digit is worth: 1, 2 or 5 times a power of ten."""
        if self.standard_error <= 0:
            return 1
        step = 1
        while step < 2 * self.standard_error:
            step = _next_step(step)
        return step

    @property
    def rounded(self) -> int:
        return int((Decimal(self.pence) / self.step).quantize(Decimal(1)) * self.step)

    @property
    def words(self) -> str:
        return format_pounds(self.rounded) if self.step == 1 else f"about {format_pounds(self.rounded)}"


def _next_step(step: int) -> int:
    first = int(str(step)[0])
    return step * 5 // 2 if first == 2 else step * 2


def _two_digits(value: float) -> int:
    size = 10 ** max(0, len(str(int(value))) - 2)
    return int(value // size * size)
