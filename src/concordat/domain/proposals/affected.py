"""Who a proposal affects: found from the documents it changes and from who belongs, never from who was asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.organisations import Membership, Role
from concordat.domain.proposals.change import Change
from concordat.domain.sharing.inputs import Stance

DECIDE_TOGETHER = frozenset({Role.LEAD, Role.FULL_PARTNER})
MOVES_SERVICES = frozenset({"transfer a service", "change the scope"})
CHANGES_A_DOCUMENT = frozenset({"change a recharge key", "vary the contract", "change a measure"})


@dataclass(frozen=True, slots=True)
class Affected:
    """`belongs` is False for a party that a document names and that is not at the table, so it cannot decide here."""

    organisation: str
    why: str
    belongs: bool = True


def members_in(case: Case, also: Iterable[Membership] = ()) -> tuple[Membership, ...]:
    """Who belongs by the case's own table, and who else is known to belong."""
    held = {
        str(row.get("partner")): Membership(
            str(row.get("partner")), Role(str(row.get("role"))), row.get("from_date"), row.get("to_date")
        )
        for row in case.rows("memberships")
        if str(row.get("role")) in set(Role)
    }
    return tuple({**held, **{one.organisation: one for one in also}}.values())


def affected_by(case: Case, fact: Fact, change: Change | None, members: Iterable[Membership]) -> tuple[Affected, ...]:
    """Each organisation once, with the first reason found."""
    day: date | None = fact.get("sent_out")
    here = {one.organisation: one for one in members if (one.holds_on(day) if day else one.to_date is None)}
    found: dict[str, str] = {}
    for organisation, why in _reasons(case, fact, change, here):
        found.setdefault(organisation, why)
    return tuple(
        Affected(organisation, why, not here or organisation in here)
        for organisation, why in found.items()
        if organisation
    )


def _reasons(
    case: Case, fact: Fact, change: Change | None, here: Mapping[str, Membership]
) -> Iterator[tuple[str, str]]:
    kind, named = str(fact.get("kind", "")), tuple(fact.get("councils", ()))
    partners = [one.organisation for one in here.values() if one.role in DECIDE_TOGETHER]
    if kind in MOVES_SERVICES:
        for council in named or partners:
            yield council, "its service moves"
        yield from _sharing_already(case, fact)
    elif kind == "give notice":
        for council in named or (fact.organisation,):
            yield council, "it gives notice"
        return  # a council leaves by its own decision; the others are told, and see what it does to their shares
    elif kind == "admit a partner":
        yield from ((one, "it decides with whom it works") for one in partners)
        yield from ((one, "it joins") for one in named if one in here and here[one].role is not Role.OBSERVER)
    elif kind == "agree the business case":
        yield from ((one, "it is a partner") for one in partners)
    elif named:
        yield from ((one, "the proposal names it") for one in named)
    if change is not None:
        for document in (change.present, change.proposed):
            yield from parties_of(case, change.kind, change.name, document)


def _sharing_already(case: Case, fact: Fact) -> Iterator[tuple[str, str]]:
    services = set(fact.get("services", ()))
    for row in case.rows("positions"):
        if row.get("service") in services and row.get("stance") == Stance.ALREADY_SHARED.value:
            yield row.organisation, "it shares the service already"


def parties_of(case: Case, kind: str, name: str, document: Document | None) -> Iterator[tuple[str, str]]:
    """Whom the document binds, with why."""
    if document is None:
        return
    content = document.content
    if kind == "recharge_scheme":
        yield from ((one, "it shares the cost by this scheme") for one in _ids(content, "partner"))
        yield from ((one, "it buys by this scheme") for one in _ids(content, "client"))
    elif kind == "cost_game":
        yield from ((one, "it pays a part of this cost") for one in _ids(content, "council"))
    elif kind == "mechanism":
        yield str(content.get("client", "")), "it pays under this contract"
        yield str(content.get("contractor", "")), "it is paid under this contract"
    elif kind == "measure":
        for mechanism in case.documents_of("mechanism"):
            if _names(mechanism.content, name):
                yield from parties_of(case, "mechanism", mechanism.name, mechanism)


def names_in(*documents: Document | None) -> dict[str, str]:
    """What the documents call the organisations they name."""
    found: dict[str, str] = {}
    for document in documents:
        for part in ("partner", "client", "council"):
            held = document.content.get(part, ()) if document is not None else ()
            if isinstance(held, list | tuple):
                found |= {
                    str(one["id"]): str(one["name"])
                    for one in held
                    if isinstance(one, Mapping) and {"id", "name"} <= set(one)
                }
    return found


def _ids(content: Mapping[str, Any], part: str) -> Iterator[str]:
    return (str(one.get("id", "")) for one in content.get(part, ()) if isinstance(one, Mapping))


def _names(content: Any, name: str) -> bool:
    """Whether the name stands anywhere in what a document says."""
    if isinstance(content, Mapping):
        return any(_names(value, name) for value in content.values())
    if isinstance(content, list | tuple):
        return any(_names(value, name) for value in content)
    return bool(content == name)
