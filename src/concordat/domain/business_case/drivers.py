"""Which lines drive the result: each one's share of the variance of the net present value, exactly, without drawing."""

import numpy as np
import numpy.typing as npt

from concordat.domain.business_case.chances import PRESENT_VALUE, Driver
from concordat.domain.business_case.dependence import Groups
from concordat.domain.business_case.draws import BLOCK, Work
from concordat.domain.business_case.ledgers import Ledgers
from concordat.domain.business_case.shapes import tables_by_chance, tables_by_z, z_edges, z_weights


def spreads(work: Work) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Exactly: the variance of each drawn line, and its covariance with the net present value of all, both in worth.

    Without dependence the covariance is the variance. With it, lines i and j of correlation ρ covary by Σ c_ik c_jk ρ^k, c
    the Hermite coefficients of the figure as a function of its score; three terms carry all but a few parts in a thousand.
    """
    worth = work.worth[:, PRESENT_VALUE]
    variance, terms = np.zeros(len(worth)), np.zeros((len(worth), 3))
    for first in range(0, len(worth), BLOCK):
        places = np.arange(first, min(first + BLOCK, len(worth)))
        integrals = work.ranges.part(places).integrals()
        tables = tables_by_chance(integrals)
        variance[places] = tables.var(axis=1) * worth[places] ** 2
        if work.groups.names:
            oriented = tables_by_z(integrals)
            oriented = np.where(work.goes_up[places][:, None], oriented, oriented[:, ::-1])
            terms[places] = (oriented @ _hermite()) * worth[places][:, None]
    return variance, variance + _shared(work.groups, terms)


def _hermite() -> npt.NDArray[np.float64]:
    middle = (z_edges()[1:] + z_edges()[:-1]) / 2
    polynomials = np.stack([middle, (middle**2 - 1) / np.sqrt(2), (middle**3 - 3 * middle) / np.sqrt(6)], axis=1)
    return np.asarray(polynomials * z_weights()[:, None], dtype=np.float64)


def _shared(groups: Groups, terms: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What each line covaries with all others."""
    found = np.zeros(len(terms))
    if not groups.names:
        return found
    correlation = groups.root @ groups.root.T
    member = groups.of_line >= 0
    for power in (1, 2, 3):
        term = terms[:, power - 1]
        sums = np.zeros(len(groups.names))
        np.add.at(sums, groups.of_line[member], term[member])
        with_groups = (correlation**power) @ sums
        own = np.diag(correlation**power)[groups.of_line[member]]
        found[member] += term[member] * (with_groups[groups.of_line[member]] - own * term[member])
    return found


def drivers_of(ledgers: Ledgers, work: Work, places: npt.NDArray[np.int64]) -> tuple[Driver, ...]:
    """Most important first. `places` are those of the drawn lines among all lines."""
    _, with_all = spreads(work)
    whole = with_all.sum()
    worth = work.worth[:, PRESENT_VALUE]
    rows = []
    for number, place in enumerate(places):
        line = ledgers.lines[place]
        middle = line.central * float(line.probability)
        rows.append(
            Driver(
                line,
                float(with_all[number] / whole) if whole > 0 else 0.0,
                round(worth[number] * ((line.least if line.probability == 1 else 0) - middle)),
                round(worth[number] * (line.most - middle)),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-abs(row.share_of_variance), row.line.id)))
