"""What a proposal would change: a document, as it stands and as it would stand.

The proposed text is a document of its own kind (``proposed_recharge_scheme`` beside ``recharge_scheme``), so that nothing
counts with it until the proposal is live and its text becomes the next version of the real one.
"""

from dataclasses import dataclass, field

from concordat.domain.kernel.audience import Audience, Reach
from concordat.domain.kernel.case import Case, Document, Fact

GOVERNED = ("recharge_scheme", "cost_game", "mechanism", "measure")
CALLED = {
    "recharge_scheme": "recharge scheme",
    "cost_game": "split of a cost",
    "mechanism": "payment mechanism",
    "measure": "measure",
    "business-case": "business case",
}
_PREFIX = "proposed_"
_WIDTH = (Reach.MINE, Reach.ORGANISATION, Reach.NAMED, Reach.PARTNERS, Reach.PARTNERS_AND_CONTRACTOR, Reach.PUBLIC)


@dataclass(frozen=True)
class Change:
    """`present` is the version in force before it, `proposed` the text that is put; each None where it is not here.

    `is_done` once a later version says what was proposed: it has taken effect.
    """

    kind: str
    name: str
    on_version: int | None
    version: int | None
    present: Document | None = field(repr=False)
    proposed: Document | None = field(repr=False)
    is_done: bool = False

    @property
    def called(self) -> str:
        return CALLED.get(self.kind, self.kind.replace("_", " "))

    @property
    def title(self) -> str:
        held = self.proposed or self.present
        return held.title if held is not None else self.name


def proposed_kind(kind: str) -> str:
    return f"{_PREFIX}{kind}"


def real_kind(kind: str) -> str:
    """The kind a proposed text is for; empty for a document that is no proposed text."""
    return kind.removeprefix(_PREFIX) if kind.startswith(_PREFIX) else ""


def read_change(case: Case, fact: Fact) -> Change | None:
    """None where the proposal names no document."""
    kind, name = str(fact.get("document_kind", "")), str(fact.get("document_name", ""))
    if not kind or not name:
        return None
    before, proposed = fact.get("changes_version"), _proposed(case, fact, kind, name)
    versions = [doc for doc in case.documents if (doc.kind, doc.name) == (kind, name)]
    done = proposed is not None and any(
        doc.version > (before or 0) and doc.content == proposed.content for doc in versions
    )
    present = next((doc for doc in versions if doc.version == before), None) if done else case.document(kind, name)
    return Change(kind, name, before, fact.get("proposed_version"), present, proposed, done)


def _proposed(case: Case, fact: Fact, kind: str, name: str) -> Document | None:
    """The version that is named, its proposer's own before another's of the same name."""
    version = fact.get("proposed_version")
    found = [doc for doc in case.documents if (doc.kind, doc.name, doc.version) == (proposed_kind(kind), name, version)]
    return next((doc for doc in found if doc.organisation == fact.organisation), found[0] if found else None)


def problems_of(change: Change, *, audience: Audience) -> tuple[str, ...]:
    """Why the change cannot be voted on, in sentences; `audience` is that of the proposal."""
    if change.version is None:
        return ()
    if change.proposed is None:
        return (f"Version {change.version} of the proposed {change.called} “{change.name}” is not here.",)
    found = []
    if _WIDTH.index(change.proposed.audience.reach) < _WIDTH.index(audience.reach):
        found.append(f"The proposed {change.called} is not shown to everybody who is to decide on it.")
    now = change.present.version if change.present is not None else None
    if now != change.on_version and not change.is_done:
        was = f"version {change.on_version}" if change.on_version else "nothing"
        found.append(
            f"The proposed {change.called} was written on {was}, and "
            + (f"version {now} is in force now." if now else "there is none now.")
        )
    return tuple(found)
