"""How likely the figures between low and high are: quantile tables that a draw looks up.

A range is cut into 4,096 cells of equal chance, and each cell holds the mean of the figures in it. So a table has exactly
the mean of its shape, its variance to a few parts in a million, and no figure is more likely than it should be. What is
lost is detail inside the outermost 1 in 4,096 of a single line's range.

Shapes between 0 and 1 with the likely figure at m: PERT (a beta with mean (1 + 4m) / 6), triangular, uniform (m plays no
part), and normal, whose 5% and 95% points are the low and the high, so that it goes beyond them (m plays no part).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from concordat.domain.business_case.inputs import Shape

Array = npt.NDArray[np.float64]

CELLS = 4096
NODES = 128  # tables are held for m = 0, 1/128, … and mixed between; the mean is linear in m, so mixing keeps it exact
Z_LIMIT = 4.5
_GRID = 8192
_NORMAL_5_PERCENT = 1.6448536269514722


@cache
def partial_means(shape: Shape) -> Array:
    """(nodes + 1) × (cells + 1): the integral of the quantile function from 0 to k / cells, for each likely place."""
    if shape is Shape.UNIFORM:
        row = np.linspace(0, 1, CELLS + 1) ** 2 / 2
        return np.repeat(row[None, :], NODES + 1, axis=0)
    if shape is Shape.NORMAL:
        edges = ndtri(np.linspace(0, 1, CELLS + 1))
        density = np.exp(-(np.where(np.isfinite(edges), edges, 0) ** 2) / 2) / np.sqrt(2 * np.pi)
        density = np.where(np.isfinite(edges), density, 0)
        sd = 1 / (2 * _NORMAL_5_PERCENT)
        row = np.linspace(0, 1, CELLS + 1) / 2 - sd * density
        return np.repeat(row[None, :], NODES + 1, axis=0)
    return np.stack([_from_density(shape, node / NODES) for node in range(NODES + 1)])


def _from_density(shape: Shape, likely: float) -> Array:
    """Integrate a density on [0, 1] numerically: the partial mean as a function of the chance below."""
    middle = (np.arange(_GRID) + 0.5) / _GRID
    density = _pert(middle, likely) if shape is Shape.PERT else _triangular(middle, likely)
    chance = np.concatenate([[0.0], np.cumsum(density)])
    mean = np.concatenate([[0.0], np.cumsum(density * middle)])
    exact_mean = (1 + 4 * likely) / 6 if shape is Shape.PERT else (1 + likely) / 3
    scaled = mean / mean[-1] * exact_mean
    return np.asarray(np.interp(np.linspace(0, 1, CELLS + 1), chance / chance[-1], scaled), dtype=np.float64)


def _pert(at: Array, likely: float) -> Array:
    return np.asarray(at ** (4 * likely) * (1 - at) ** (4 * (1 - likely)), dtype=np.float64)


def _triangular(at: Array, likely: float) -> Array:
    rising = at / likely if likely > 0 else np.ones_like(at)
    falling = (1 - at) / (1 - likely) if likely < 1 else np.ones_like(at)
    return np.where(at < likely, rising, falling)


@dataclass(frozen=True)
class Ranges:
    """Many ranges as arrays, one place a line: pence from `least` to `most`, the likely place, the chance it happens."""

    least: Array
    most: Array
    likely: Array
    chance: Array
    shapes: tuple[Shape, ...]

    def __len__(self) -> int:
        return len(self.least)

    def part(self, places: npt.NDArray[np.int64]) -> "Ranges":
        chosen = tuple(self.shapes[place] for place in places)
        return Ranges(self.least[places], self.most[places], self.likely[places], self.chance[places], chosen)

    def integrals(self) -> Array:
        """Lines × (cells + 1): the integral of each line's quantile function, in pence."""
        position = np.clip(self.likely, 0, 1) * NODES
        below = np.minimum(position.astype(np.int64), NODES - 1)
        weight = (position - below)[:, None]
        unit = np.empty((len(self), CELLS + 1))
        names = np.array([shape.value for shape in self.shapes])
        for shape in set(self.shapes):
            of_shape = np.nonzero(names == shape.value)[0]
            bank = partial_means(shape)
            lower, upper = bank[below[of_shape]], bank[below[of_shape] + 1]
            unit[of_shape] = lower + (upper - lower) * weight[of_shape]
        steps = np.linspace(0, 1, CELLS + 1)
        pence = self.least[:, None] * steps + (self.most - self.least)[:, None] * unit
        for place in np.nonzero(self.chance < 1)[0]:
            pence[place] = _with_chance(pence[place], float(self.chance[place]))
        return pence

    def means(self) -> Array:
        """Exactly, from each shape's formula: the mean of the tables is the same."""
        place = np.clip(self.likely, 0, 1)
        unit = np.full(len(self), 0.5)
        names = np.array([shape.value for shape in self.shapes])
        unit = np.where(names == Shape.PERT.value, (1 + 4 * place) / 6, unit)
        unit = np.where(names == Shape.TRIANGULAR.value, (1 + place) / 3, unit)
        return np.asarray(self.chance * (self.least + (self.most - self.least) * unit), dtype=np.float64)


def _with_chance(integral: Array, chance: float) -> Array:
    """Nothing happens below 1 − chance; above it the range is drawn."""
    steps = np.linspace(0, 1, CELLS + 1)
    if chance <= 0:
        return np.zeros_like(integral)
    above = np.clip((steps - (1 - chance)) / chance, 0, 1)
    return np.asarray(chance * np.interp(above, steps, integral), dtype=np.float64)


def tables_by_chance(integrals: Array) -> Array:
    """Lines × cells: the mean figure in each of the cells of equal chance."""
    return np.diff(integrals, axis=1) * CELLS


@cache
def z_edges() -> Array:
    return np.linspace(-Z_LIMIT, Z_LIMIT, CELLS + 1)


@cache
def _chance_at_z_edges() -> Array:
    edges = ndtr(z_edges())
    edges[0], edges[-1] = 0.0, 1.0
    return np.asarray(edges, dtype=np.float64)


def tables_by_z(integrals: Array) -> Array:
    """Lines × cells: the mean figure while a standard normal score lies in each of equal steps from −4.5 to 4.5."""
    edges = _chance_at_z_edges()
    place = edges * CELLS
    below = np.minimum(place.astype(np.int64), CELLS - 1)
    weight = place - below
    at = integrals[:, below] * (1 - weight) + integrals[:, below + 1] * weight
    return np.asarray(np.diff(at, axis=1) / np.diff(edges), dtype=np.float64)


def z_weights() -> Array:
    """The chance of each step of `tables_by_z`."""
    return np.diff(_chance_at_z_edges())


@cache
def normal_scores() -> npt.NDArray[np.float32]:
    """65,536 normal scores of equal chance, with mean 0 and variance 1: a 16-bit random number picks one."""
    edges = ndtri(np.linspace(0, 1, 65_537))
    density = np.where(np.isfinite(edges), np.exp(-(np.where(np.isfinite(edges), edges, 0) ** 2) / 2), 0)
    means = (density[:-1] - density[1:]) / np.sqrt(2 * np.pi) * 65_536
    return np.asarray(means / means.std(), dtype=np.float32)
