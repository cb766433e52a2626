"""Is a partner's area served worse than the lead's, allowing for the mix of work?

The Mantel–Haenszel difference of two shares over strata (service and priority), with Sato's variance, which holds both
for few large and for many small strata. (Greenland and Robins, Biometrics 1985; Sato, Biometrics 1989.)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.organisations import Role
from concordat.domain.kernel.provenance import InputUsed, Provenance
from concordat.domain.performance.inputs import Measure

Z = 1.96
FEWEST = 30
NOT_SAID = "not said"  # the partner of records that name none: nobody's area


@dataclass(frozen=True, slots=True)
class Stratum:
    """One kind of work: how many of how many were on time, for the partner compared and for the lead."""

    name: str
    passed: int
    jobs: int
    lead_passed: int
    lead_jobs: int


@dataclass(frozen=True)
class Fairness:
    """`difference`, `low` and `high` are in points: below nought the partner is served worse. None: not assessable."""

    partner: str
    lead: str
    jobs: int
    lead_jobs: int
    plain_share: float | None
    lead_share: float | None
    difference: float | None
    low: float | None
    high: float | None
    sentence: str
    provenance: Provenance
    name: str = ""  # what people call the partner

    @property
    def is_beyond_chance(self) -> bool:
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def mantel_haenszel(strata: Sequence[Stratum]) -> tuple[float, float] | None:
    """The common difference of the two shares and its standard error; None where no kind of work is done for both."""
    weight = above = p_sum = q_sum = 0.0
    for one in strata:
        n1, n0 = one.jobs, one.lead_jobs
        if not n1 or not n0:
            continue
        total, a, b = n1 + n0, one.passed, one.lead_passed
        weight += n1 * n0 / total
        above += (a * n0 - b * n1) / total
        p_sum += (n1 * n1 * b - n0 * n0 * a + n1 * n0 * (n0 - n1) / 2) / (total * total)
        q_sum += (a * (n0 - b) + b * (n1 - a)) / (2 * total)
    if not weight:
        return None
    difference = above / weight
    return difference, sqrt(max(0.0, difference * p_sum + q_sum)) / weight


def lead_of(case: Case) -> str:
    """The organisation that leads the partnership, or nothing where none is said to."""
    leads = [
        str(row.values["partner"]) for row in case.rows("memberships") if row.values.get("role") == Role.LEAD.value
    ]
    return leads[0] if leads else ""


def organisation_names(case: Case) -> dict[str, str]:
    return {row.id: str(row.get("name") or row.id) for row in case.rows("organisations")}


def work_compared(measures: Sequence[Measure]) -> Measure | None:
    """Work on time over every service, so that all the work is compared, like with like: the contract's own due time, which
    every order has, or where no measure goes by it the first that is a share of what was due. None without any."""
    fit = [one for one in measures if one.records == "job_records" and one.cohort == "due" and one.is_share]
    by_contract = [one for one in fit if one.clock is not None and one.clock.due]
    chosen = next(iter(by_contract or fit), None)
    if chosen is None or not by_contract:
        return chosen
    only = tuple(test for test in chosen.only if test.column == "status")
    return replace(chosen, title="Work finished by its due time, all services", only=only)


def compare(
    strata: Sequence[Stratum],
    *,
    partner: str,
    lead: str,
    inputs: Iterable[InputUsed] = (),
    names: Mapping[str, str] | None = None,
) -> Fairness:
    """One partner against the lead, in one plain sentence with its interval."""
    names = names or {}
    said, said_lead = names.get(partner, partner), names.get(lead, lead)
    jobs, lead_jobs = sum(s.jobs for s in strata), sum(s.lead_jobs for s in strata)
    shared = [s for s in strata if s.jobs and s.lead_jobs]
    found = mantel_haenszel(shared)
    why = f"On time in {said} and {said_lead} over {len(shared)} kinds of work that both have (service and priority)."
    provenance = Provenance.of("performance.fairness", why, inputs)
    share = sum(s.passed for s in strata) / jobs if jobs else None
    lead_share = sum(s.lead_passed for s in strata) / lead_jobs if lead_jobs else None
    if found is None or min(sum(s.jobs for s in shared), sum(s.lead_jobs for s in shared)) < FEWEST:
        sentence = f"Too little of the same work is done for {said} and {said_lead} to compare them."
        return Fairness(partner, lead, jobs, lead_jobs, share, lead_share, None, None, None, sentence, provenance, said)
    difference, error = found[0] * 100, found[1] * 100
    low, high = difference - Z * error, difference + Z * error
    sentence = _sentence(said, said_lead, difference, low, high)
    return Fairness(
        partner, lead, jobs, lead_jobs, share, lead_share, difference, low, high, sentence, provenance, said
    )


def _sentence(partner: str, lead: str, difference: float, low: float, high: float) -> str:
    interval = f"95% interval {signed(low)} to {signed(high)} points"
    if low <= 0 <= high:
        return f"Allowing for the mix of work, {partner} is served neither better nor worse than {lead} beyond chance ({interval})."
    way = "worse" if difference < 0 else "better"
    often = "less" if difference < 0 else "more"
    return (
        f"Allowing for the mix of work, {partner} is served {way} than {lead}: its work is on time "
        f"{abs(difference):.1f} points {often} often ({interval})."
    )


def signed(points: float) -> str:
    """``+1.2``, ``−0.4``, with a real minus."""
    return f"{points:+.1f}".replace("-", "−")
