"""The latest groupings that were worked out, and whether what they rest on has changed since."""

from dataclasses import dataclass
from typing import Any

from concordat.application.actor import Actor
from concordat.application.queries.jobs import JobSeen, job_of, jobs_of
from concordat.domain.kernel.case import Case
from concordat.domain.sharing.assumptions import AssumptionMistake, read_assumptions
from concordat.domain.sharing.groupings import inputs_of
from concordat.domain.sharing.inputs import read_sharing


@dataclass(frozen=True)
class KeptGroupings:
    """`stale` is True where positions, baselines or assumptions have changed since it was worked out."""

    result: dict[str, Any]
    job: JobSeen
    stale: bool


def kept_groupings(by: Actor, case: Case) -> KeptGroupings | None:
    """The last one that ended with a result and that the actor may see."""
    for seen in jobs_of(by):
        if seen.kind == "groupings" and not seen.running and seen.result:
            result = dict(job_of(by, seen.number).result)
            return KeptGroupings(result, seen, _inputs_now(case) != result.get("inputs"))
    return None


def _inputs_now(case: Case) -> str:
    try:
        assumptions = read_assumptions(case)
    except AssumptionMistake:
        return ""
    return inputs_of(read_sharing(case), assumptions, seed=1).inputs_hash if assumptions is not None else ""
