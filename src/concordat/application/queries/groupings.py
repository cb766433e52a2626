"""The latest groupings that were worked out, and whether what they rest on has changed since."""

from dataclasses import dataclass
from typing import Any

from concordat.application.actor import Actor
from concordat.application.queries.jobs import JobSeen, job_of, jobs_of
from concordat.application.queries.joint import JointCase, joint_case
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


@dataclass(frozen=True)
class ToGroup:
    """What groupings are worked out from: everything released for them once all have, otherwise what the actor sees."""

    case: Case
    joint: JointCase

    @property
    def is_joint(self) -> bool:
        return self.joint.case is not None


def to_group(by: Actor, own: Case) -> ToGroup:
    joint = joint_case(by=by, calculation="groupings")
    return ToGroup(own if joint.case is None else joint.case, joint)


def without_what_is_hidden(result: dict[str, Any], held: ToGroup) -> dict[str, Any]:
    """The result for people: a limit that rests on a position kept private is told without what it says."""
    hidden = {
        (position.council, position.service)
        for position in read_sharing(held.case).positions
        if position.fact.hash in held.joint.hidden
    }
    if not hidden or result["limits"] is None:
        return result
    titles = result["councils"]
    limits = [
        {
            **limit,
            "says": f"A limit that {titles[limit['council']]} keeps to itself",
            "service": None,
            "kind": "private",
        }
        if (limit["council"], limit["service"]) in hidden
        else limit
        for limit in result["limits"]
    ]
    return {**result, "limits": limits}


def kept_groupings(by: Actor, case: Case) -> KeptGroupings | None:
    """The last one that ended with a result and that the actor may see."""
    for seen in jobs_of(by):
        if seen.kind == "groupings" and not seen.running and seen.result:
            result = dict(job_of(by, seen.number).result)
            return KeptGroupings(result, seen, _inputs_now(to_group(by, case).case) != result.get("inputs"))
    return None


def _inputs_now(case: Case) -> str:
    try:
        assumptions = read_assumptions(case)
    except AssumptionMistake:
        return ""
    return inputs_of(read_sharing(case), assumptions, seed=1).inputs_hash if assumptions is not None else ""
