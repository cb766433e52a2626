"""Comparing options when several people judge: criteria as a tree, scores with their range, and what matters to whom.

Levels are in each criterion's unit, values run from 0 (worst) to 100 (best), weights add to 1. Missing scores are
never nought. The method is weighted totals with swing weights (DCLG, Multi-criteria analysis: a manual, 2009), and
shares over every weight and score that fits what was said (Lahdelma and Salminen, SMAA-2, 2001). Scoring does not
replace the economic appraisal.
"""

from concordat.domain.appraisal.checks import check_appraisal
from concordat.domain.appraisal.inputs import Appraisal, Criterion, Figure
from concordat.domain.appraisal.reading import KIND, AppraisalRead, read_appraisal
from concordat.domain.appraisal.results import AppraisalResult, ViewResult
from concordat.domain.appraisal.work_out import view_result, work_out

__all__ = [
    "KIND",
    "Appraisal",
    "AppraisalRead",
    "AppraisalResult",
    "Criterion",
    "Figure",
    "ViewResult",
    "check_appraisal",
    "read_appraisal",
    "view_result",
    "work_out",
]
