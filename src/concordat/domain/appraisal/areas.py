"""A different option for each service area, and what the combination gains or costs beside one option everywhere."""

from itertools import combinations

import numpy as np
import numpy.typing as npt

from concordat.domain.appraisal.inputs import Appraisal
from concordat.domain.appraisal.performance import Who, perform
from concordat.domain.appraisal.results import AreaChoice, Combination

Numbers = npt.NDArray[np.float64]
_TRY_ALL_UP_TO = 12


def combine(appraisal: Appraisal, weights: Numbers, *, who: Who = None) -> Combination | None:
    """The best option for each area. None without areas.

    Each option beyond the first costs the points the appraisal says. Up to twelve options every set of them is tried;
    beyond that, options are taken out one by one while that helps, and `how` says so.
    """
    if not appraisal.areas or not appraisal.options:
        return None
    by_area = [perform(appraisal, who=who, service_area=area.id) for area in appraisal.areas]
    totals = np.array([one.means @ weights for one in by_area])  # area × option
    totals[[[cell_out(row) for row in one.cells] for one in by_area]] = -np.inf
    given = np.array([float(area.share) for area in appraisal.areas])
    shares = given / given.sum()
    charge = float(appraisal.each_further_option_costs)
    kept, how = _best_set(totals, shares, charge)
    chosen = [kept[int(np.argmax(row[kept]))] for row in totals]
    each = np.array([float(shares @ column) if np.isfinite(column).all() else -np.inf for column in totals.T])
    single = int(np.argmax(each))
    return Combination(
        tuple(AreaChoice(area.id, best, row) for area, best, row in zip(appraisal.areas, chosen, totals, strict=True)),
        float(sum(share * row[best] for share, row, best in zip(shares, totals, chosen, strict=True))),
        charge * (len(set(chosen)) - 1),
        single,
        float(each[single]),
        how,
    )


def cell_out(row: tuple[object, ...]) -> bool:
    return any(getattr(cell, "knocked_out", False) for cell in row)


def _best_set(totals: Numbers, shares: Numbers, charge: float) -> tuple[list[int], str]:
    options = totals.shape[1]

    def worth(kept: list[int]) -> float:
        return float(shares @ totals[:, kept].max(axis=1)) - charge * (len(kept) - 1)

    if options <= _TRY_ALL_UP_TO:
        sets = [list(item) for size in range(1, options + 1) for item in combinations(range(options), size)]
        return max(sets, key=worth), "Every set of options was tried."
    kept = sorted({int(np.argmax(row)) for row in totals})
    while len(kept) > 1:
        fewer = max(([item for item in kept if item != out] for out in kept), key=worth)
        if worth(fewer) <= worth(kept):
            break
        kept = fewer
    return kept, "From the best of each area, options were taken out one by one while that helped."
