"""The appraisal as one viewer may see it. Worked out once for each state of what they see."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for, visible_documents, visible_facts
from concordat.domain.appraisal import AppraisalRead, AppraisalResult, work_out
from concordat.domain.kernel.audience import Reach
from concordat.domain.kernel.case import Case
from concordat.presentation.appraisal import appraisal_of


def appraisal_for(by: Actor) -> AppraisalRead:
    return appraisal_of(case_for(by))


def result_for(by: Actor, *, with_shares: bool = True) -> AppraisalResult | None:
    """None where there is no appraisal. Without shares it answers at once; the shares may follow.

    Rows and versions are only ever added, so the last one a viewer may see names the whole of what they see.
    """
    last = tuple(
        seen.order_by("-pk").values_list("pk", "hash").first() for seen in (visible_facts(by), visible_documents(by))
    )
    return _worked(by, last, with_shares)


def submitted(case: Case) -> Case:
    """Without what people still keep to themselves: a result shows the same scores to everybody who sees them."""
    kept = (
        fact
        for fact in case.facts
        if fact.table not in {"scores", "weight_statements"} or fact.audience.reach is not Reach.MINE
    )
    return replace(case, facts=tuple(kept))


@lru_cache(maxsize=64)
def _worked(by: Actor, last: tuple[tuple[int, str] | None, ...], with_shares: bool) -> AppraisalResult | None:
    read = appraisal_of(submitted(case_for(by)))
    if read.appraisal is None:
        return None
    return work_out(read.appraisal, shares_for=("everybody",) if with_shares else ())


def centre_moved(result: AppraisalResult, weights: list[float]) -> npt.NDArray[np.float64]:
    """Weights brought to add to 1; the ones held now where all are nought."""
    given = np.array(weights, dtype=np.float64)
    return given / given.sum() if given.sum() > 0 else result.joint.weights.centre
