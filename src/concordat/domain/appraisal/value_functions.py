"""From what was measured to how good that is: 0 is the worst level the criterion speaks of, 100 the best.

A value function is increasing or decreasing; figures outside its range count as its nearest end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


class Shape(StrEnum):
    LINEAR = "linear"  # straight from worst to best
    PIECEWISE = "piecewise"  # straight between the points given
    STEPPED = "stepped"  # the value of the last step reached


@dataclass(frozen=True)
class ValueFunction:
    """`levels` in the criterion's unit, ascending; `values` (0 to 100) beside them. A falling value prefers less."""

    shape: Shape = Shape.LINEAR
    levels: tuple[Decimal, ...] = (Decimal(0), Decimal(100))
    values: tuple[Decimal, ...] = (Decimal(0), Decimal(100))
    unit: str = ""
    categories: Mapping[str, Decimal] | None = None  # a word → its value, 0 to 100

    @property
    def more_is_better(self) -> bool:
        return self.values[-1] >= self.values[0]

    @property
    def worst(self) -> Decimal:
        return self.levels[0] if self.more_is_better else self.levels[-1]

    @property
    def best(self) -> Decimal:
        return self.levels[-1] if self.more_is_better else self.levels[0]

    def value(self, level: Decimal | float) -> float:
        return float(self.of(np.array([float(level)]))[0])

    def of(self, levels: Numbers) -> Numbers:
        """Levels in the criterion's unit → values, 0 to 100."""
        xs, ys = self._points
        if self.shape is Shape.STEPPED:
            at = np.clip(np.searchsorted(xs, levels, side="right") - 1, 0, len(xs) - 1)
            return np.asarray(ys[at], dtype=np.float64)
        return np.asarray(np.interp(levels, xs, ys), dtype=np.float64)

    @cached_property
    def _points(self) -> tuple[Numbers, Numbers]:
        levels, values = ([float(item) for item in side] for side in (self.levels, self.values))
        return np.array(levels), np.array(values)

    def level_of(self, value: float) -> float | None:
        """The level that has a value; None where no level has it, or where steps leave it open."""
        if self.shape is Shape.STEPPED or not self._is_one_way:
            return None
        xs = [float(level) for level in self.levels]
        ys = [float(item) for item in self.values]
        if not self.more_is_better:
            xs, ys = xs[::-1], ys[::-1]
        if not ys[0] - 1e-9 <= value <= ys[-1] + 1e-9:
            return None
        return float(np.interp(value, ys, xs))

    @property
    def _is_one_way(self) -> bool:
        steps = [after - before for before, after in zip(self.values, self.values[1:], strict=False)]
        return all(step > 0 for step in steps) or all(step < 0 for step in steps)

    def between(self, low: Decimal, high: Decimal) -> "ValueFunction":
        """The same direction, straight, over another range: for a scale set by the options themselves."""
        ends = (Decimal(0), Decimal(100)) if self.more_is_better else (Decimal(100), Decimal(0))
        return ValueFunction(Shape.LINEAR, (low, high), ends, self.unit, self.categories)
