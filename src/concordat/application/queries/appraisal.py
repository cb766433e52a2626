"""The appraisal as one viewer may see it. Worked out once for each state of what they see."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.domain.appraisal import AppraisalRead, AppraisalResult, work_out
from concordat.domain.kernel.audience import Reach
from concordat.domain.kernel.case import Case
from concordat.presentation.appraisal import appraisal_of

# A page's shares are then within 0.4 of 100 (one standard error); the command line draws four times as many.
PAGE_DRAWS = 16_384


def appraisal_for(by: Actor) -> AppraisalRead:
    return appraisal_of(case_for(by))


def result_for(by: Actor, *, with_shares: bool = True) -> AppraisalResult | None:
    """None where there is no appraisal. Without shares it answers at once; the shares may follow."""
    return _worked(_Held(submitted(case_for(by))), with_shares)


def submitted(case: Case) -> Case:
    """Without what people still keep to themselves: a result shows the same scores to everybody who sees them."""
    kept = (
        fact
        for fact in case.facts
        if fact.table not in {"scores", "weight_statements"} or fact.audience.reach is not Reach.MINE
    )
    return replace(case, facts=tuple(kept))


class _Held:
    """A case that is the same as another where everything that counts in it is the same, made-up marks included."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._key = case.hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=32)
def _worked(held: _Held, with_shares: bool) -> AppraisalResult | None:
    read = appraisal_of(held.case)
    if read.appraisal is None:
        return None
    return work_out(read.appraisal, draws=PAGE_DRAWS, shares_for=("everybody",) if with_shares else ())


def centre_moved(result: AppraisalResult, weights: list[float]) -> npt.NDArray[np.float64]:
    """Weights brought to add to 1; the ones held now where all are nought."""
    given = np.array(weights, dtype=np.float64)
    return given / given.sum() if given.sum() > 0 else result.joint.weights.centre
