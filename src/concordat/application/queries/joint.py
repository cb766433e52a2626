"""Joint calculations: a figure made from what several organisations keep to themselves.

Each has released its rows for the calculation by name. The calculation sees them; people see the joint figure and, of
other organisations' inputs, their hash alone. A joint figure exists only when every partner has released.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.application.sealing import unguessable
from concordat.application.stored import fact_from_row
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.audience import PARTNER_ROLES
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.provenance import InputUsed, Provenance


@dataclass(frozen=True, slots=True)
class Calculation:
    """`tells` says what others could work out from the joint figure about what one keeps to oneself."""

    name: str
    title: str
    tables: tuple[str, ...]
    tells: str


CALCULATIONS = {
    calculation.name: calculation
    for calculation in (
        Calculation(
            "groupings",
            "Which councils should share what",
            ("baseline", "positions"),
            "The gain of a group shows roughly what its members spend together on the service. Somebody who knows all "
            "the other members' figures can work out yours.",
        ),
        Calculation(
            "fair-split",
            "A fair split of a shared cost",
            ("baseline",),
            "A share set by cost shows your cost as a part of the whole to everybody who sees the whole.",
        ),
        Calculation(
            "business-case",
            "The partnership's business case",
            ("case_lines",),
            "The joint total less what the others show is the sum of your lines. Single lines cannot be told apart.",
        ),
    )
}


@dataclass(frozen=True)
class JointCase:
    """`case` is None until every partner has released; `waiting_for` names those who have not."""

    calculation: Calculation
    case: Case | None
    contributors: tuple[str, ...]
    waiting_for: tuple[str, ...]
    hidden: frozenset[str]  # hashes of rows that were used and that the viewer may not see

    @property
    def warning(self) -> str:
        if len(self.contributors) + len(self.waiting_for) == 2:
            return (
                "There are two partners: each can take its own figure from the joint one and is left with the other's."
            )
        return self.calculation.tells


def released_by(partnership: str) -> dict[str, dict[str, frozenset[str]]]:
    """Organisation → table → the calculations it is released for now."""
    latest: dict[tuple[str, str], models.Fact] = {}
    with as_the_system():
        rows = list(models.Fact.objects.filter(partnership__slug=partnership, table="releases").order_by("revision"))
    for row in rows:
        latest[row.organisation, row.row] = row
    found: dict[str, dict[str, frozenset[str]]] = {}
    for (organisation, _), row in latest.items():
        said = fact_from_row(row)
        if not row.withdrawn:
            found.setdefault(organisation, {})[str(said.get("table"))] = frozenset(said.get("calculations", ()))
    return found


def joint_case(*, by: Actor, calculation: str) -> JointCase:
    """What the calculation may see, where every partner has released for it every table it needs."""
    wanted = CALCULATIONS[calculation]
    partners = tuple(
        models.Membership.objects.filter(
            partnership__slug=by.partnership, role__in=[role.value for role in PARTNER_ROLES]
        )
        .order_by("organisation_id")
        .values_list("organisation_id", flat=True)
    )
    released = released_by(by.partnership)
    given = tuple(
        partner
        for partner in partners
        if all(calculation in released.get(partner, {}).get(table, frozenset()) for table in wanted.tables)
    )
    waiting = tuple(partner for partner in partners if partner not in given)
    if waiting:
        return JointCase(wanted, None, given, waiting, frozenset())
    seen = case_for(by)
    known = {(fact.table, fact.organisation, fact.id, fact.revision) for fact in seen.facts}
    added = [fact for fact in _rows(by.partnership, wanted.tables, partners) if _key(fact) not in known]
    become(by.viewer, by.partnership)
    return JointCase(
        wanted,
        replace(seen, facts=(*seen.facts, *added)),
        given,
        (),
        frozenset(fact.hash for fact in added),
    )


def _rows(partnership: str, tables: Iterable[str], organisations: Iterable[str]) -> list[Fact]:
    with as_the_system():
        rows = list(
            models.Fact.objects.filter(
                partnership__slug=partnership, table__in=list(tables), organisation__in=list(organisations)
            )
            .exclude(reach="mine")
            .order_by("pk")
        )
    return [fact_from_row(row) for row in rows]


def _key(fact: Fact) -> tuple[str, str, str, int]:
    return fact.table, fact.organisation, fact.id, fact.revision


def shown_provenance(provenance: Provenance, *, joint: JointCase) -> Provenance:
    """The provenance as the viewer may see it: of rows they may not see, whose they are and an `unguessable`
    hash alone."""
    return replace(
        provenance,
        inputs=tuple(_behind(item) if item.hash in joint.hidden else item for item in provenance.inputs),
    )


def _behind(item: InputUsed) -> InputUsed:
    table = item.name.split("/", 1)[0]
    return InputUsed(
        item.kind, table, unguessable(item.hash), "released for this calculation, not shown", item.organisation
    )
