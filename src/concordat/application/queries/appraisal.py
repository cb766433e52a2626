"""The appraisal as one viewer may see it. Worked out once for each state of it."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.application.remembered import Remembered
from concordat.domain.appraisal import Appraisal, AppraisalRead, AppraisalResult, work_out
from concordat.domain.kernel.audience import Reach
from concordat.domain.kernel.case import Case
from concordat.presentation.appraisal import appraisal_of, net_present_values, what_values_rest_on


def appraisal_for(by: Actor) -> AppraisalRead:
    return read_with_values(case_for(by))


def result_for(by: Actor, *, with_shares: bool = True) -> AppraisalResult | None:
    """None where there is no appraisal. Without shares it answers at once; the shares may follow."""
    read = read_with_values(submitted(case_for(by)))
    if read.appraisal is None:
        return None
    return _with_shares(read.appraisal) if with_shares else _without_shares(read.appraisal)


def read_with_values(case: Case) -> AppraisalRead:
    """The business case behind a criterion that takes its net present value is worked out once for each state of it."""
    return appraisal_of(case, values_of=lambda whole: _values(what_values_rest_on(whole)))


def submitted(case: Case) -> Case:
    """Without what people still keep to themselves: a result shows the same scores to everybody who sees them."""
    kept = (
        fact
        for fact in case.facts
        if fact.table not in {"scores", "weight_statements"} or fact.audience.reach is not Reach.MINE
    )
    return replace(case, facts=tuple(kept))


# Kept by the appraisal itself: everybody who sees the same scores has the same result, and a comment on the draft changes
# nothing here.
_values = Remembered(net_present_values)
_with_shares: Remembered[Appraisal, AppraisalResult] = Remembered(
    lambda appraisal: work_out(appraisal, shares_for=("everybody",))
)
_without_shares: Remembered[Appraisal, AppraisalResult] = Remembered(
    lambda appraisal: work_out(appraisal, shares_for=())
)


def centre_moved(result: AppraisalResult, weights: list[float]) -> npt.NDArray[np.float64]:
    """Weights brought to add to 1; the ones held now where all are nought."""
    given = np.array(weights, dtype=np.float64)
    return given / given.sum() if given.sum() > 0 else result.joint.weights.centre
