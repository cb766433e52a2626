"""A contract's rules on the test bench, as a viewer may see them with the records: small trials at once, large ones kept.

Whoever may see the rules may try them, those that somebody only put forward too. A trial done as a job is shown for as long
as it rests on the same rules and records; it is named by them, so nobody reads a trial of what they may not see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from concordat.application.actor import Actor
from concordat.application.queries.jobs import JobSeen, job_of, jobs_of
from concordat.application.queries.payments import ContractSeen, contract_for
from concordat.domain.kernel.provenance import Provenance
from concordat.domain.payment.bench_results import Trial, Tried, from_plain, provenance_of, rests_on, tried
from concordat.domain.payment.bench_setting import contractors_measures, recorded_until
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.performance.periods import Month, NotAPeriod

KIND = "test-bench"
AT_ONCE = 2_500  # months of contracts that are worked out while somebody waits, some half a second
_MONTHS_OF_A_MEASURE = 100  # that the search for its cliffs works out


@dataclass(frozen=True, slots=True)
class Asked:
    """A trial, and the last recorded month it uses; empty for every month."""

    trial: Trial
    until: str = ""

    @classmethod
    def from_plain(cls, given: Mapping[str, Any]) -> "Asked":
        return cls(
            Trial(int(given["contracts"]), int(given["years"]), int(given["seed"])), str(given.get("until") or "")
        )

    def as_plain(self) -> dict[str, Any]:
        trial = self.trial
        return {"contracts": trial.contracts, "years": trial.years, "seed": trial.seed, "until": self.until}


@dataclass(frozen=True)
class TrialSeen:
    """`found` is None where it is still to be done: `job` then does it, or `changed` is the one that did it for rules or
    records that have changed since."""

    asked: Asked
    at_once: bool
    found: Tried | None = None
    job: JobSeen | None = None
    changed: JobSeen | None = None


def rules_for(by: Actor, *, name: str = "") -> ContractSeen:
    """The contract whose rules can be tried. Raises `NotFound` where there is none of the name."""
    return contract_for(by, name=name, proposals=True)


def recorded_months(seen: ContractSeen) -> tuple[Month, ...]:
    """The months whose figures or volumes a trial can use, the first one first."""
    found = recorded_until(seen.evidence, None)
    return found.months if found is not None else ()


def recorded_for(seen: ContractSeen, asked: Asked) -> Evidence | None:
    try:
        last = Month.from_text(asked.until) if asked.until else None
    except NotAPeriod:
        last = None
    return recorded_until(seen.evidence, last)


def trial_for(by: Actor, seen: ContractSeen, asked: Asked) -> TrialSeen:
    """The very trial that was asked for: worked out now where that is quick, otherwise as it was kept."""
    assert seen.mechanism is not None
    if is_quick(seen.mechanism, asked.trial):
        found = tried(seen.mechanism, asked.trial, recorded=recorded_for(seen, asked))
        return TrialSeen(asked, at_once=True, found=found)
    done, waiting = _jobs(by, seen)
    same = [job for job in done if Asked.from_plain(job.arguments) == asked]
    for job in same:
        kept = _kept(by, seen, job)
        if kept is not None:
            return TrialSeen(asked, at_once=False, found=kept, job=job)
    under_way = next((job for job in waiting if Asked.from_plain(job.arguments) == asked), None)
    return TrialSeen(asked, at_once=False, job=under_way, changed=same[0] if same else None)


def latest_trial(by: Actor, seen: ContractSeen) -> TrialSeen | None:
    """The last one that was kept and still holds, for whoever comes without asking for one."""
    done, _ = _jobs(by, seen)
    for job in done:
        kept = _kept(by, seen, job)
        if kept is not None:
            return TrialSeen(Asked.from_plain(job.arguments), at_once=False, found=kept, job=job)
    return None


def is_quick(mechanism: Mechanism, trial: Trial) -> bool:
    """Whether it can be worked out while somebody waits."""
    return trial.contract_years * 12 + len(contractors_measures(mechanism)) * _MONTHS_OF_A_MEASURE <= AT_ONCE


def name_for_trial(seen: ContractSeen, asked: Asked) -> str:
    """The name of everything the trial rests on, for a viewer."""
    return rests_on(_provenance(seen, asked))


def _provenance(seen: ContractSeen, asked: Asked) -> Provenance:
    assert seen.mechanism is not None
    return provenance_of(seen.mechanism, asked.trial, recorded=recorded_for(seen, asked))


def _jobs(by: Actor, seen: ContractSeen) -> tuple[list[JobSeen], list[JobSeen]]:
    """Of this contract's rules, the latest first: those that came to a result, and those that wait or run."""
    name = seen.document.name if seen.document is not None else ""
    ours = [job for job in jobs_of(by) if job.kind == KIND and job.arguments.get("mechanism") == name]
    return [job for job in ours if job.result and not job.running], [job for job in ours if job.running]


def _kept(by: Actor, seen: ContractSeen, job: JobSeen) -> Tried | None:
    asked, result = Asked.from_plain(job.arguments), job_of(by, job.number).result
    provenance = _provenance(seen, asked)
    return from_plain(result["tried"], provenance) if result.get("rests_on") == rests_on(provenance) else None
