"""What is put to which bodies, and what each resolved: frozen rows, in the order they were entered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.organisations import Membership
from concordat.domain.proposals.affected import Affected, affected_by, members_in, names_in
from concordat.domain.proposals.change import Change, problems_of, read_change
from concordat.domain.proposals.wordings import plain

# What a body decides on. Where one of these changed after it resolved, it resolved something else.
PUT = (
    "kind", "says", "takes_effect", "services", "councils", "position",
    "document_kind", "document_name", "changes_version", "proposed_version",
)  # fmt: skip


class Outcome(StrEnum):
    AGREED = "agreed"
    WITH_CONDITIONS = "agreed with conditions"
    REFUSED = "refused"
    DEFERRED = "deferred"

    @property
    def is_agreement(self) -> bool:
        return self in {Outcome.AGREED, Outcome.WITH_CONDITIONS}


# What only the body that set a condition can say of it. That the others accept it, each of them says for itself.
SETTLED = frozenset({"met", "withdrawn"})


@dataclass(frozen=True)
class Acceptance:
    """What one council says of another's condition or wording; `wording` is what it read when it said so."""

    council: str
    about: str
    accepts: bool
    wording: str
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Condition:
    """`waiting` are councils that have not accepted it as it reads now, `against` those that said they do not."""

    id: str
    says: str
    state: str
    reconciled_as: str
    fact: Fact = field(repr=False)
    waiting: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    others: int = 0

    @property
    def reads(self) -> str:
        """The wording to accept: as reconciled, or as it was set."""
        return self.reconciled_as or self.says

    @property
    def blocks(self) -> bool:
        if self.state in SETTLED:
            return False
        if self.state == "refused" or self.waiting or self.against:
            return True
        return not self.others and self.state != "accepted by all"


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
    call_in_until: date | None = None
    call_in_outcome: str = ""
    waiting: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    on_other_text: bool = False  # what was put has changed since

    @property
    def is_reconciled(self) -> bool:
        """Whether other words are said, and accepted by every other council, to have the same effect."""
        return self.same_effect and not self.waiting and not self.against


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
    exception: str = ""
    council_name: str = ""

    @property
    def called(self) -> str:
        return f"{self.name}, {self.council_name or self.council}"


@dataclass(frozen=True)
class Proposal:
    """`problems` are sentences about what it changes that keep anybody from voting on it."""

    id: str
    title: str
    kind: str
    says: str
    takes_effect: date | None
    services: tuple[str, ...]
    sent_out: date | None
    bodies: tuple[Body, ...]
    fact: Fact = field(repr=False)
    councils: tuple[str, ...] = ()
    position: str = ""
    change: Change | None = None
    affected: tuple[Affected, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    acceptances: tuple[Acceptance, ...] = ()
    problems: tuple[str, ...] = ()

    def name_of(self, organisation: str) -> str:
        return self.names.get(organisation, organisation)

    @property
    def deciding(self) -> tuple[str, ...]:
        """The councils whose bodies must agree."""
        return tuple(dict.fromkeys(body.council for body in self.bodies if body.must_agree))

    @property
    def not_asked(self) -> tuple[Affected, ...]:
        """Those it affects, who belong here, and of whom no body is asked to agree."""
        return tuple(one for one in self.affected if one.belongs and one.organisation not in self.deciding)


def read_proposals(case: Case, members: Iterable[Membership] = ()) -> tuple[Proposal, ...]:
    """Every proposal with its bodies; empty where the case has none. `members` belong besides those the case names."""
    held = members_in(case, members)
    names = {row.id: str(row.get("short_name") or row.get("name") or row.id) for row in case.rows("organisations")}
    return tuple(_proposal(case, fact, held, names) for fact in case.rows("proposals"))


def _proposal(case: Case, fact: Fact, members: tuple[Membership, ...], names: Mapping[str, str]) -> Proposal:
    rows = [row for row in case.rows("proposal_bodies") if row.get("proposal") == fact.id]
    deciding = tuple(
        dict.fromkeys(str(row.get("council", "")) for row in rows if row.get("must_agree", True) is not False)
    )
    acceptances = _acceptances(case, fact.id)
    change = read_change(case, fact)
    names = {**(names_in(change.present, change.proposed) if change is not None else {}), **names}
    return Proposal(
        id=fact.id,
        title=str(fact.get("title", fact.id)),
        kind=str(fact.get("kind", "")),
        says=str(fact.get("says", "")),
        takes_effect=fact.get("takes_effect"),
        services=tuple(fact.get("services", ())),
        sent_out=fact.get("sent_out"),
        bodies=tuple(_body(case, fact, row, deciding, acceptances, names) for row in rows),
        fact=fact,
        councils=tuple(fact.get("councils", ())),
        position=str(fact.get("position", "")),
        change=change,
        affected=affected_by(case, fact, change, members),
        names=names,
        acceptances=acceptances,
        problems=problems_of(change, audience=fact.audience) if change is not None else (),
    )


def _acceptances(case: Case, proposal: str) -> tuple[Acceptance, ...]:
    return tuple(
        Acceptance(
            row.organisation, str(row.get("about", "")), row.get("says") == "accepted", str(row.get("wording", "")), row
        )
        for row in case.rows("acceptances")
        if row.get("proposal") == proposal
    )


def _body(
    case: Case,
    proposal: Fact,
    row: Fact,
    deciding: tuple[str, ...],
    acceptances: tuple[Acceptance, ...],
    names: Mapping[str, str],
) -> Body:
    council = str(row.get("council", ""))
    others = tuple(one for one in deciding if one != council)

    def mine(table: str) -> list[Fact]:
        """Only what the council itself entered: nobody resolves for another body."""
        return [
            one
            for one in case.rows(table)
            if (one.get("proposal"), one.get("body")) == (proposal.id, row.id) and one.organisation in {"", council}
        ]

    resolved = mine("resolutions")
    return Body(
        id=row.id,
        council=council,
        name=str(row.get("body", row.id)),
        route=str(row.get("route", "")),
        power=str(row.get("power", "")),
        must_agree=row.get("must_agree", True) is not False,
        key_decision=bool(row.get("key_decision", False)),
        notice_published=row.get("notice_published"),
        decides_on=row.get("decides_on"),
        resolution=_resolution(case, proposal, resolved[-1], others, acceptances) if resolved else None,
        conditions=tuple(_condition(one, others, acceptances) for one in mine("resolution_conditions")),
        fact=row,
        exception=str(row.get("exception", "")),
        council_name=names.get(council, council),
    )


def _condition(row: Fact, others: tuple[str, ...], acceptances: tuple[Acceptance, ...]) -> Condition:
    says, reconciled = str(row.get("says", "")), str(row.get("reconciled_as", ""))
    waiting, against = _still_open(row.id, reconciled or says, others, acceptances)
    return Condition(row.id, says, str(row.get("state", "open")), reconciled, row, waiting, against, len(others))


def _resolution(
    case: Case, proposal: Fact, row: Fact, others: tuple[str, ...], acceptances: tuple[Acceptance, ...]
) -> Resolution:
    wording = str(row.get("wording", ""))
    waiting, against = _still_open(row.id, wording, others, acceptances)
    return Resolution(
        outcome=Outcome(str(row.get("outcome", Outcome.DEFERRED))),
        wording=wording,
        same_effect=bool(row.get("same_effect", False)),
        decided_on=row.get("decided_on"),
        votes=(row.get("votes_for"), row.get("votes_against"), row.get("abstained")),
        called_in=bool(row.get("called_in", False)),
        fact=row,
        call_in_until=row.get("call_in_until"),
        call_in_outcome=str(row.get("call_in_outcome", "")),
        waiting=waiting,
        against=against,
        on_other_text=_was_put_otherwise(case, proposal, row),
    )


def _still_open(
    about: str, reads: str, others: tuple[str, ...], acceptances: tuple[Acceptance, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who has not accepted it as it reads now, and who said no. What was accepted in other words must be accepted again."""
    said = {
        one.council: one.accepts
        for one in acceptances
        if one.about == about and (not one.wording or plain(one.wording) == plain(reads))
    }
    return tuple(one for one in others if one not in said), tuple(one for one in others if said.get(one) is False)


def _was_put_otherwise(case: Case, proposal: Fact, resolution: Fact) -> bool:
    """Whether what was put then says something else than now."""
    if resolution.entered_at is None:
        return False
    then = [
        fact
        for fact in case.history("proposals", proposal.id)
        if fact.organisation == proposal.organisation
        and fact.entered_at is not None
        and fact.entered_at <= resolution.entered_at
    ]
    return bool(then) and any(
        (then[-1].values.get(name) or None) != (proposal.values.get(name) or None) for name in PUT
    )
