"""Who may see a document, a fact, a file or a comment.

Every one of them has an audience. `can_see` is the rule itself; the database's `visible_to` and its row-level
security are the same rule in other words, and a test holds them to this one.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from concordat.domain.kernel.organisations import Role


class Reach(StrEnum):
    MINE = "mine"
    ORGANISATION = "organisation"
    NAMED = "named"
    PARTNERS = "partners"
    PARTNERS_AND_CONTRACTOR = "partners-and-contractor"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Audience:
    """A reach and, for `NAMED`, the organisations besides the owner's. Written ``named:east-herts;stevenage``."""

    reach: Reach
    organisations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.reach is Reach.NAMED) != bool(self.organisations):
            raise ValueError("An audience of named organisations names them, and no other audience does.")

    @classmethod
    def from_text(cls, text: str) -> Self:
        reach, _, names = text.strip().partition(":")
        try:
            kind = Reach(reach.strip())
        except ValueError as problem:
            allowed = ", ".join(Reach)
            raise ValueError(f"“{text}” is not an audience. Use one of: {allowed} (named:first;second).") from problem
        return cls(kind, tuple(sorted({name.strip() for name in names.split(";") if name.strip()})))

    def __str__(self) -> str:
        return f"{self.reach.value}:{';'.join(self.organisations)}" if self.organisations else self.reach.value

    def in_words(self, *, owner: str, others: tuple[str, ...] = ()) -> str:
        """The sentence shown beside what it governs. `others` are the names of the named; without, their identifiers."""
        return {
            Reach.MINE: "Only the person who entered it",
            Reach.ORGANISATION: f"Only people acting for {owner}",
            Reach.NAMED: f"People acting for {owner} and for {', '.join(others or self.organisations)}",
            Reach.PARTNERS: "Every partner; not the contractor, not observers",
            Reach.PARTNERS_AND_CONTRACTOR: "Every partner and the contractor",
            Reach.PUBLIC: "Everybody",
        }[self.reach]


MINE = Audience(Reach.MINE)
ORGANISATION = Audience(Reach.ORGANISATION)
PARTNERS = Audience(Reach.PARTNERS)
PARTNERS_AND_CONTRACTOR = Audience(Reach.PARTNERS_AND_CONTRACTOR)
PUBLIC = Audience(Reach.PUBLIC)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody acting for one organisation in one partnership. `role` is None for a member of the public."""

    person: str = ""
    organisation: str = ""
    role: Role | None = None

    def __post_init__(self) -> None:
        if self.role is not None and not self.organisation:
            raise ValueError(
                "A role in a partnership is an organisation's: say for which organisation the viewer acts."
            )


ANYBODY = Viewer()


def can_see(viewer: Viewer, *, audience: Audience, organisation: str, author: str) -> bool:
    """True where the viewer may see a thing that `author` entered for `organisation`."""
    own = bool(organisation) and viewer.organisation == organisation
    match audience.reach:
        case Reach.PUBLIC:
            return True
        case Reach.MINE:
            return own and bool(author) and viewer.person == author
        case Reach.ORGANISATION:
            return own
        case Reach.NAMED:
            return own or (viewer.role is not None and viewer.organisation in audience.organisations)
        case Reach.PARTNERS:
            return own or viewer.role in PARTNER_ROLES
        case Reach.PARTNERS_AND_CONTRACTOR:
            return own or viewer.role in PARTNER_ROLES or viewer.role is Role.CONTRACTOR


PARTNER_ROLES = frozenset({Role.LEAD, Role.FULL_PARTNER, Role.CLIENT_COUNCIL})

# What one party would settle for. No audience, export, hash or joint calculation takes these rows beyond their owner.
CLOSED_TABLES = frozenset({"mandates"})


# What a contract is paid by: both of its parties see it, or no statement can rest on it.
PAID_BY = frozenset({"measure_values", "contract_entries", "contract_outages", "index_values"})


def may_have(table: str, audience: Audience) -> bool:
    """False where the audience would show a closed table's row beyond its own organisation."""
    return table not in CLOSED_TABLES or audience.reach in {Reach.MINE, Reach.ORGANISATION}


def usual_audience(table: str, otherwise: Audience = PARTNERS) -> Audience:
    """Who sees a row that does not say: its own organisation for a closed table, both parties for what a contract is paid
    by, `otherwise` for any other."""
    if table in PAID_BY and otherwise == PARTNERS:
        return PARTNERS_AND_CONTRACTOR
    return otherwise if may_have(table, otherwise) else ORGANISATION
