"""What is put to which bodies, and what each resolved: frozen rows, in the order they were entered."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from concordat.domain.kernel.case import Case, Fact


class Outcome(StrEnum):
    AGREED = "agreed"
    WITH_CONDITIONS = "agreed with conditions"
    REFUSED = "refused"
    DEFERRED = "deferred"

    @property
    def is_agreement(self) -> bool:
        return self in {Outcome.AGREED, Outcome.WITH_CONDITIONS}


RECONCILED = frozenset({"accepted by all", "met", "withdrawn"})


@dataclass(frozen=True)
class Condition:
    id: str
    says: str
    state: str
    reconciled_as: str
    fact: Fact = field(repr=False)

    @property
    def blocks(self) -> bool:
        return self.state not in RECONCILED


@dataclass(frozen=True)
class Resolution:
    """`wording` is empty where the body took the wording as put; votes are None where nobody recorded them."""

    outcome: Outcome
    wording: str
    same_effect: bool
    decided_on: date | None
    votes: tuple[int | None, int | None, int | None]
    called_in: bool
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Body:
    """One body of one council. `resolution` is None until it has decided."""

    id: str
    council: str
    name: str
    route: str
    power: str
    must_agree: bool
    key_decision: bool
    notice_published: date | None
    decides_on: date | None
    resolution: Resolution | None
    conditions: tuple[Condition, ...]
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Proposal:
    id: str
    title: str
    kind: str
    says: str
    takes_effect: date | None
    services: tuple[str, ...]
    sent_out: date | None
    bodies: tuple[Body, ...]
    fact: Fact = field(repr=False)


def read_proposals(case: Case) -> tuple[Proposal, ...]:
    """Every proposal with its bodies; empty where the case has none."""
    return tuple(_proposal(case, fact) for fact in case.rows("proposals"))


def _proposal(case: Case, fact: Fact) -> Proposal:
    bodies = [row for row in case.rows("proposal_bodies") if row.get("proposal") == fact.id]
    return Proposal(
        id=fact.id,
        title=str(fact.get("title", fact.id)),
        kind=str(fact.get("kind", "")),
        says=str(fact.get("says", "")),
        takes_effect=fact.get("takes_effect"),
        services=tuple(fact.get("services", ())),
        sent_out=fact.get("sent_out"),
        bodies=tuple(_body(case, fact.id, row) for row in bodies),
        fact=fact,
    )


def _body(case: Case, proposal: str, row: Fact) -> Body:
    def mine(table: str) -> list[Fact]:
        """Only what the council itself entered: nobody resolves for another body."""
        return [
            one
            for one in case.rows(table)
            if (one.get("proposal"), one.get("body")) == (proposal, row.id)
            and one.organisation in {"", str(row.get("council", ""))}
        ]

    resolved = mine("resolutions")
    return Body(
        id=row.id,
        council=str(row.get("council", "")),
        name=str(row.get("body", row.id)),
        route=str(row.get("route", "")),
        power=str(row.get("power", "")),
        must_agree=row.get("must_agree", True) is not False,
        key_decision=bool(row.get("key_decision", False)),
        notice_published=row.get("notice_published"),
        decides_on=row.get("decides_on"),
        resolution=_resolution(resolved[-1]) if resolved else None,
        conditions=tuple(
            Condition(
                one.id,
                str(one.get("says", "")),
                str(one.get("state", "open")),
                str(one.get("reconciled_as", "")),
                one,
            )
            for one in mine("resolution_conditions")
        ),
        fact=row,
    )


def _resolution(row: Fact) -> Resolution:
    return Resolution(
        outcome=Outcome(str(row.get("outcome", Outcome.DEFERRED))),
        wording=str(row.get("wording", "")),
        same_effect=bool(row.get("same_effect", False)),
        decided_on=row.get("decided_on"),
        votes=(row.get("votes_for"), row.get("votes_against"), row.get("abstained")),
        called_in=bool(row.get("called_in", False)),
        fact=row,
    )
