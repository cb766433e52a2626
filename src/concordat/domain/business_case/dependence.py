"""How lines move together: not at all, all by one common factor, or by correlations between named groups.

Each line has a normal score, positive where things go well: high savings, low costs. A line of group g has the score
``f_g + √(1 − ρ_gg) e``, with e its own and f the groups' factors, whose covariances are the correlations: two lines of g
correlate by ρ_gg, a line of g and one of h by ρ_gh. The score's chance picks the figure from the line's range (a Gaussian
copula), so every line keeps its own range and shape.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from concordat.domain.business_case.inputs import Assumptions, Dependence, Line

COMMON = "all lines"


@dataclass(frozen=True)
class Groups:
    """`of_line` is each line's place in `names`, −1 where it moves alone. `covariance` is that of the groups' factors."""

    names: tuple[str, ...]
    of_line: npt.NDArray[np.int64]
    covariance: npt.NDArray[np.float64]

    @property
    def root(self) -> npt.NDArray[np.float64]:
        """A with A Aᵀ = covariance; directions that the given correlations make impossible are left out."""
        if not self.names:
            return np.zeros((0, 0))
        values, vectors = np.linalg.eigh(self.covariance)
        # A fixed sign for each direction, so that the same seed draws the same figures on every machine.
        vectors = vectors * np.sign(vectors[np.argmax(np.abs(vectors), axis=0), np.arange(len(values))])
        return np.asarray(vectors * np.sqrt(np.clip(values, 0, None)), dtype=np.float64)

    @property
    def is_possible(self) -> bool:
        return not self.names or bool(np.linalg.eigvalsh(self.covariance).min() >= -1e-9)

    @property
    def within(self) -> npt.NDArray[np.float64]:
        """The variance of each group's factor as it is drawn: the correlation of its own lines."""
        return np.asarray(np.sum(self.root**2, axis=1), dtype=np.float64)


def groups_for(
    lines: Sequence[Line], assumptions: Assumptions, correlations: Mapping[tuple[str, str], Decimal]
) -> Groups:
    """Which lines move together, and how much: -1 for a line that moves by itself."""
    alone = np.full(len(lines), -1, dtype=np.int64)
    if assumptions.dependence is Dependence.COMMON_FACTOR:
        correlation = min(1.0, max(0.0, float(assumptions.correlation)))
        return Groups((COMMON,), np.zeros(len(lines), dtype=np.int64), np.array([[correlation]]))
    if assumptions.dependence is Dependence.NAMED_GROUPS:
        names = tuple(dict.fromkeys(line.group for line in lines if line.group))
        place = {name: number for number, name in enumerate(names)}
        of_line = np.array([place.get(line.group, -1) for line in lines], dtype=np.int64)
        return Groups(names, of_line, _covariance(names, correlations))
    return Groups((), alone, np.zeros((0, 0)))


def _covariance(names: Sequence[str], correlations: Mapping[tuple[str, str], Decimal]) -> npt.NDArray[np.float64]:
    matrix = np.zeros((len(names), len(names)))
    for (first, second), correlation in correlations.items():
        if first in names and second in names:
            value = float(correlation)
            matrix[names.index(first), names.index(second)] = value
            matrix[names.index(second), names.index(first)] = value
    return matrix
