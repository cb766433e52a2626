"""What a simulation comes to: distributions of money and chances, each with its standard error."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from concordat.domain.business_case.certainty import Chance, Drawn
from concordat.domain.business_case.inputs import Line, Promise
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.provenance import Provenance

QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
ANNUAL, PRESENT_VALUE, FIRST_YEAR = 0, 1, 2


@dataclass(frozen=True)
class Distribution:
    """Of one sum of money. `quantiles` by share, each with its standard error."""

    mean: Drawn
    standard_deviation: float
    quantiles: Mapping[float, Drawn]

    @property
    def middle(self) -> Drawn:
        return self.quantiles[0.50]


@dataclass(frozen=True)
class PromiseChance:
    promise: Promise
    name: str  # to whom it was made
    chance: Chance


@dataclass(frozen=True)
class YearChance:
    """The net saving of one year, and the chance that it reaches the savings target of that year, where there is one."""

    year: FinancialYear
    net: Distribution
    target: int | None
    chance: Chance | None


@dataclass(frozen=True)
class PartnerRisk:
    partner: str | None
    name: str
    annual: Distribution
    net_present_value: Distribution
    years: tuple[YearChance, ...]
    worse_off: Chance  # over the whole case, in cash


@dataclass(frozen=True)
class Driver:
    """One line: what share of the variance of the net present value comes from it, and how far its range moves it."""

    line: Line
    share_of_variance: float
    from_low: int  # net present value at the line's low figure, less that at its likely one
    from_high: int


@dataclass(frozen=True)
class Simulation:
    draws: int
    seed: int
    joint: PartnerRisk
    partners: tuple[PartnerRisk, ...]
    promises: tuple[PromiseChance, ...]
    every_promise: Chance | None
    nobody_worse_off: Chance | None
    drivers: tuple[Driver, ...]
    assumptions: tuple[str, ...]
    told: Callable[[], Provenance] = field(repr=False, compare=False)

    @cached_property
    def provenance(self) -> Provenance:
        """Worked out where it is asked for, because naming thousands of lines by their hashes takes its time."""
        return self.told()


def distribution(drawn: npt.NDArray[np.float32]) -> Distribution:
    """Mean, deviation and quantiles of the draws, in the draws' own unit; mean and quantiles with their standard errors."""
    count = len(drawn)
    ordered = np.sort(drawn).astype(np.float64)
    deviation = float(ordered.std())
    return Distribution(
        Drawn(float(ordered.mean()), deviation / np.sqrt(count)),
        deviation,
        {share: _quantile(ordered, share) for share in QUANTILES},
    )


def _quantile(ordered: npt.NDArray[np.float64], share: float) -> Drawn:
    """Its standard error is half the distance between the order statistics one standard error of rank to each side."""
    count = len(ordered)
    error = np.sqrt(count * share * (1 - share))
    low = int(np.clip(share * count - error, 0, count - 1))
    high = int(np.clip(share * count + error, 0, count - 1))
    place = share * (count - 1)
    below = int(place)
    above = min(below + 1, count - 1)
    value = ordered[below] + (ordered[above] - ordered[below]) * (place - below)
    return Drawn(float(value), float(ordered[high] - ordered[low]) / 2)


def chance_of(held: npt.NDArray[np.bool_]) -> Chance:
    return Chance(float(np.mean(held)), len(held))
