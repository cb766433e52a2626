"""The business case of a partnership as one viewer may see it; or as it was decided, where a decision is named.

What was worked out is kept in memory for as long as nothing changed that the viewer may see, and after an edit only the
edited lines are worked out anew.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for, frozen_case
from concordat.application.queries.jobs import JobSeen, job_of, jobs_of
from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.chances import Simulation
from concordat.domain.business_case.checks import check_business_case
from concordat.domain.business_case.inputs import KIND, BusinessCase
from concordat.domain.business_case.kept_simulation import drawn_from, simulation_from_plain
from concordat.domain.business_case.ledgers import Ledgers
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.business_case.results import BusinessCaseResult
from concordat.domain.business_case.simulate import simulate
from concordat.domain.business_case.work_out import work_out
from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.findings import Finding, worst_first

AT_ONCE = 10_000_000  # figures that are drawn while somebody waits for a page; more are drawn as a job
_MOST_OPEN = 8  # a large case takes some 20 MB


@dataclass(frozen=True)
class Asked:
    """What somebody wants to look at; everything is optional."""

    option: str = ""
    vehicle: str = ""
    version: int | None = None
    decision: int | None = None


class Opened:
    """A case with everything a page may ask of it, each worked out once."""

    def __init__(self, case: Case, asked: Asked, like: "Opened | None") -> None:
        self.case = case
        self.held: BusinessCase = read_asked(case, asked, like=like.held if like else None)
        self._like = like.ledgers if like else None

    @cached_property
    def ledgers(self) -> Ledgers:
        found = open_ledgers(self.held, like=self._like)
        self._like = None  # or every state there ever was would be held by the next
        return found

    @cached_property
    def result(self) -> BusinessCaseResult:
        return work_out(self.held, ledgers=self.ledgers)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return worst_first(check_business_case(self.held))

    @property
    def has_ranges(self) -> bool:
        return any(line.has_range for line in self.ledgers.lines)

    @property
    def is_large(self) -> bool:
        """Whether drawing it takes longer than a page may."""
        ranged = sum(line.has_range for line in self.ledgers.lines)
        return ranged * self.held.assumptions.draws > AT_ONCE

    @cached_property
    def drawn_from(self) -> str:
        return drawn_from(self.ledgers)

    @cached_property
    def drawn(self) -> Simulation | None:
        return simulate(self.held, ledgers=self.ledgers) if self.has_ranges else None


_opened: OrderedDict[Hashable, Opened] = OrderedDict()
_lock = Lock()


def opened_for(by: Actor, asked: Asked) -> Opened:
    """The case as the viewer may see it now. Whoever sees the very same rows and documents shares what is worked out."""
    case = case_asked(by, asked)
    key = (by.partnership, asked, tuple(map(id, case.facts)), tuple(map(_said, case.documents)))
    with _lock:
        found = _opened.get(key)
        if found is not None:
            _opened.move_to_end(key)
            return found
        like = next((held for other, held in reversed(_opened.items()) if _is_like(other, key)), None)
    found = Opened(case, asked, like)  # holds the case, so no other row can take the place in memory of one of these
    with _lock:
        _opened[key] = found
        while len(_opened) > _MOST_OPEN:
            _opened.popitem(last=False)
    return found


def _said(document: Document) -> Hashable:
    return document.kind, document.name, document.version, document.organisation, document.text, document.entered_at


def _is_like(one: Hashable, other: Hashable) -> bool:
    return isinstance(one, tuple) and isinstance(other, tuple) and one[:2] == other[:2]


def case_asked(by: Actor, asked: Asked) -> Case:
    return frozen_case(by=by, freeze=asked.decision)[0] if asked.decision is not None else case_for(by)


def read_asked(
    case: Case, asked: Asked, *, vehicle: str | None = None, like: BusinessCase | None = None
) -> BusinessCase:
    """An earlier version is read from what was known when it was written."""
    known = case
    if asked.version is not None:
        written = next((d for d in case.documents if d.kind == KIND and d.version == asked.version), None)
        known = case.known_at(written.entered_at) if written and written.entered_at else case
    return read_business_case(
        known,
        reference=load_reference(),
        option=asked.option or None,
        vehicle=(asked.vehicle if vehicle is None else vehicle) or None,
        version=asked.version,
        like=like,
    )


@dataclass(frozen=True)
class KeptSimulation:
    """The last one that was drawn as a job. `stale`: something it rests on has changed since."""

    simulation: Simulation
    job: JobSeen
    stale: bool


def kept_simulation(by: Actor, opened: Opened) -> KeptSimulation | None:
    """Of the very lines the viewer sees; of lines that have changed since only for the person who asked for it, because
    a colleague may see other lines."""
    name = opened.drawn_from
    for seen in jobs_of(by):
        if seen.kind != "simulation" or seen.running or not seen.result:
            continue
        found = job_of(by, seen.number).result
        stale = found.get("drawn_from") != name
        if not stale or (seen.author == by.person and found.get("asked") == asked_as_plain(opened)):
            return KeptSimulation(simulation_from_plain(found["simulation"], opened.ledgers), seen, stale)
    return None


def asked_as_plain(opened: Opened) -> list[str]:
    assumptions = opened.held.assumptions
    return [assumptions.option, assumptions.vehicle, str(assumptions.version)]


def jobs_that_draw(by: Actor) -> tuple[JobSeen, ...]:
    """Under way or waiting."""
    return tuple(seen for seen in jobs_of(by) if seen.kind == "simulation" and seen.running)
