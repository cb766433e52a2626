"""What holds by decision: which services a council shares, which documents bind the partners, and what may change them.

A service counts as shared, and an agreed document changes, only by a live proposal. What was agreed before the partnership
was entered here has a recorded decision with its source instead (table ``earlier_decisions``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, Where, error
from concordat.domain.kernel.organisations import Membership
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.proposals.affected import MOVES_SERVICES, parties_of
from concordat.domain.proposals.change import CALLED, GOVERNED
from concordat.domain.proposals.inputs import Proposal, read_proposals
from concordat.domain.proposals.standing import standing_of
from concordat.domain.sharing.inputs import Position, SharingCase, Stance, read_sharing

_ALWAYS = date.min


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a council stands on a service changes on a day, from or to shared."""

    council: str
    service: str
    day: date  # `date.min` for from the beginning
    becomes_shared: bool
    row: str = ""


def position_after(proposal: Proposal) -> str:
    """Where the services of a proposal stand afterwards."""
    if proposal.kind == "give notice":
        return proposal.position or Stance.RETAIN.value
    return proposal.position or Stance.ALREADY_SHARED.value


def moves_in(case: Case) -> tuple[Moved, ...]:
    """Every step on every council's path to or from a service that is shared already."""
    sharing = read_sharing(case)
    keys = dict.fromkeys((position.council, position.service) for position in sharing.positions)
    return tuple(moved for council, service in keys for moved in _on_path(sharing, council, service))


def _on_path(sharing: SharingCase, council: str, service: str) -> Iterator[Moved]:
    before: Position | None = None
    for position in sharing.path(council, service):
        was = before is not None and before.stance is Stance.ALREADY_SHARED
        now = position.stance is Stance.ALREADY_SHARED
        if was != now:
            yield Moved(council, service, position.from_date or _ALWAYS, now, position.fact.id)
        before = position


def decided(case: Case, moved: Moved, *, on: date, members: Iterable[Membership] = ()) -> str:
    """The title of what decided it: a proposal that is live `on` the day, or a decision taken before; empty for nothing."""
    if moved.becomes_shared:
        for row in earlier_decisions(case):
            same = row.organisation == moved.council and moved.service in row.get("services", ())
            if same and (moved.day == _ALWAYS or row.get("decided_on") <= moved.day):
                return str(row.get("title", row.id))
    for proposal in read_proposals(case, members):
        if _moves(proposal, moved) and standing_of(proposal, on=on).is_in_force:
            return proposal.title
    return ""


def _moves(proposal: Proposal, moved: Moved) -> bool:
    kinds = MOVES_SERVICES if moved.becomes_shared else MOVES_SERVICES | {"give notice"}
    return (
        proposal.kind in kinds
        and moved.service in proposal.services
        and moved.council in (proposal.councils or proposal.deciding)
        and moved.council in proposal.deciding
        and (position_after(proposal) == Stance.ALREADY_SHARED.value) == moved.becomes_shared
        and (proposal.takes_effect or _ALWAYS) <= moved.day
        and moved.day != _ALWAYS
    )


def earlier_decisions(case: Case) -> tuple[Fact, ...]:
    """Those with a source: a decision nobody can look up is none."""
    return tuple(row for row in case.rows("earlier_decisions") if row.source and row.get("decided_on") is not None)


def check_shared_positions(case: Case) -> list[Finding]:
    """Services said to be shared that nobody has decided to share."""
    return [
        undecided(moved, read_sharing(case))
        for moved in moves_in(case)
        if moved.becomes_shared and not decided(case, moved, on=_day_of(moved))
    ]


def _day_of(moved: Moved) -> date:
    return date.max if moved.day == _ALWAYS else moved.day


def undecided(moved: Moved, sharing: SharingCase) -> Finding:
    """The error that a service moved to or from shared without a proposal that is live."""
    council = sharing.partner_titles.get(moved.council, moved.council)
    service = sharing.service_titles.get(moved.service, moved.service)
    when = "" if moved.day == _ALWAYS else f" from {day_in_words(moved.day)}"
    where = Where(table="positions", item=moved.row, column="stance")
    if moved.becomes_shared:
        return error(
            where,
            f"{council} is said to share {service} already{when}, and no proposal that is live says so.",
            "Put it to the councils as a proposal. What was decided before goes into the table Decisions taken before, "
            "with its day and source.",
            code="position.no_decision",
        )
    return error(
        where,
        f"{service} of {council} is shared, and no proposal that is live takes it back{when}.",
        "Put a change of scope or a notice to those it affects; once that is live, the position moves.",
        code="position.no_decision_to_leave",
    )


def refused_moves(
    before: Case, after: Case, *, council: str, on: date, members: Iterable[Membership] = ()
) -> list[Finding]:
    """What a council may not enter for itself: a step to or from shared that is new in `after` and that nobody decided."""
    held = {(moved.service, moved.day, moved.becomes_shared) for moved in moves_in(before) if moved.council == council}
    return [
        undecided(moved, read_sharing(after))
        for moved in (*_new_steps(after, held, council), *_lost_steps(before, after, council))
        if not decided(after, moved, on=on, members=members)
    ]


def _new_steps(after: Case, held: set[tuple[str, date, bool]], council: str) -> Iterator[Moved]:
    for moved in moves_in(after):
        if moved.council == council and (moved.service, moved.day, moved.becomes_shared) not in held:
            yield moved


def _lost_steps(before: Case, after: Case, council: str) -> Iterator[Moved]:
    """A shared position that was decided, and that is no longer there at all: taken back without a word."""
    now = {(moved.service, moved.day) for moved in moves_in(after) if moved.council == council and moved.becomes_shared}
    for moved in moves_in(before):
        if moved.council != council or not moved.becomes_shared or (moved.service, moved.day) in now:
            continue
        if decided(before, moved, on=_day_of(moved)):
            yield Moved(council, moved.service, moved.day, becomes_shared=False, row=moved.row)


def binding(case: Case, kind: str, name: str, *, on: date, members: Iterable[Membership] = ()) -> str:
    """Why a document binds the partners, so that it changes only by a live proposal; empty while it is a draft."""
    document = case.document(kind, name)
    if kind not in GOVERNED or document is None:
        return ""
    for row in earlier_decisions(case):
        if (row.get("document_kind"), row.get("document_name")) == (kind, name):
            return f"It was agreed: {row.get('title', row.id)}."
    for proposal in read_proposals(case, members):
        change = proposal.change
        if (
            change is not None
            and (change.kind, change.name) == (kind, name)
            and standing_of(proposal, on=on).is_in_force
        ):
            return f"It was agreed: {proposal.title}."
    return _in_use(case, kind, name)


def _in_use(case: Case, kind: str, name: str) -> str:
    """Statements of money were issued by it: it binds, whoever agreed it."""
    document = case.document(kind, name)
    assert document is not None
    if kind == "mechanism":
        contract = str(document.content.get("contract", name))
        issued = any(doc.name.startswith(f"{contract}-") for doc in case.documents_of("statement"))
        return "Statements have been issued by it." if issued else ""
    if kind == "recharge_scheme":
        parties = {party for party, _ in parties_of(case, kind, name, document)}
        issued = any(
            row.get("says") == "issued" and any(str(row.get("statement", "")).endswith(f"-{one}") for one in parties)
            for row in case.rows("statement_answers")
        )
        return "Statements have been issued by it." if issued else ""
    if kind == "measure":
        for mechanism in case.documents_of("mechanism"):
            named = any(True for _ in parties_of(case, "measure", name, document))
            if named and binding(case, "mechanism", mechanism.name, on=date.max):
                return f"Payments under {mechanism.title} rest on it."
    return ""


def refused_version(
    case: Case, kind: str, name: str, *, on: date, members: Iterable[Membership] = ()
) -> Finding | None:
    """Why nobody may write the next version of an agreed document by themselves; None while it is a draft."""
    why = binding(case, kind, name, on=on, members=members)
    if not why:
        return None
    called = CALLED.get(kind, kind)
    return error(
        Where(item=f"{kind}/{name}"),
        f"This {called} binds more than one organisation. {why} It changes only by a proposal that is live.",
        "Write the proposed version instead, and put it to those it affects.",
        code="document.no_decision",
    )
