"""Which piece of evidence would be worth getting most: what knowing one score for sure would add to the choice.

For one cell: the expected total of the best option if that score were known before choosing, less that of the option
that leads now. Exact for the weights given, over the 256 slices of the cell. In points of total, out of 100.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class WorthKnowing:
    """`worth` in points of total; `changes`: how likely it is that knowing it would put another option in front."""

    option: int
    leaf: int
    worth: float
    changes: float


def worth_knowing(quantiles: Numbers, weights: Numbers, open_to: npt.NDArray[np.bool_]) -> tuple[WorthKnowing, ...]:
    """Cells whose knowledge could change the choice, the most valuable first."""
    means = quantiles.mean(axis=2)
    totals = np.where(open_to, means @ weights, -np.inf)
    if open_to.sum() < 2:
        return ()
    leader = int(np.argmax(totals))
    found = []
    for i in np.flatnonzero(open_to):
        others = np.delete(totals, i).max()
        for k in np.flatnonzero(np.ptp(quantiles[i], axis=1) > 0):
            known = totals[i] + weights[k] * (quantiles[i, k] - means[i, k])
            worth = float(np.maximum(known, others).mean() - totals[leader])
            changed = known < others if i == leader else known > others
            if worth > 1e-12:
                found.append(WorthKnowing(int(i), int(k), worth, float(changed.mean())))
    return tuple(sorted(found, key=lambda item: -item.worth))
