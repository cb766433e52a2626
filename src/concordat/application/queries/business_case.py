"""The business case of a partnership as one viewer may see it; or as it was decided, where a decision is named."""

from dataclasses import dataclass

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for, frozen_case
from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.inputs import KIND, BusinessCase
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.kernel.case import Case


@dataclass(frozen=True)
class Asked:
    """What somebody wants to look at; everything is optional."""

    option: str = ""
    vehicle: str = ""
    version: int | None = None
    decision: int | None = None


def case_asked(by: Actor, asked: Asked) -> Case:
    return frozen_case(by=by, freeze=asked.decision)[0] if asked.decision is not None else case_for(by)


def business_case_for(by: Actor, asked: Asked) -> tuple[Case, BusinessCase]:
    case = case_asked(by, asked)
    return case, read_asked(case, asked)


def read_asked(case: Case, asked: Asked, *, vehicle: str | None = None) -> BusinessCase:
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
    )
