"""What a live proposal does: positions move, a proposed text becomes the next version, a partner joins or leaves.

Each council decided for itself, so the rows belong to each, and the system writes them: nobody acts for another council.
"""

from collections.abc import Iterator
from datetime import date

import tomlkit
from django.utils import timezone

from concordat.application.actions.documents import next_version
from concordat.application.actor import Actor
from concordat.application.errors import NotNow
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import partnership_row
from concordat.application.stored import document_from_row, fact_from_row, stored_values
from concordat.data.files import load_catalogue
from concordat.data.records import models
from concordat.data.records.models.audience import audience_fields
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.audience import Reach
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.organisations import Role
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.kernel.tables import Value
from concordat.domain.proposals import Change, Proposal, position_after
from concordat.domain.proposals.affected import MOVES_SERVICES
from concordat.domain.sharing.inputs import SharingCase, Stance, read_sharing


def carry_out(*, by: Actor, proposal: Proposal) -> list[str]:
    """Do what was agreed, dated from its day, inside the transaction of `take_effect`. What was done, in sentences."""
    case, day = case_for(by), proposal.takes_effect or timezone.localdate()
    done: list[str] = []
    if proposal.kind in MOVES_SERVICES or (proposal.kind == "give notice" and proposal.services):
        done += _move_positions(by, case, proposal, day)
    elif proposal.kind == "give notice":
        done += [_end_membership(by, case, proposal, council, day) for council in _whose(proposal)]
    elif proposal.kind == "admit a partner":
        done += [_begin_membership(by, case, proposal, council, day) for council in proposal.councils]
    if proposal.change is not None and proposal.change.version is not None:
        done += _next_version(by, proposal.change)
    return done


def _whose(proposal: Proposal) -> tuple[str, ...]:
    return proposal.councils or proposal.deciding


def _move_positions(by: Actor, case: Case, proposal: Proposal, day: date) -> Iterator[str]:
    sharing, after = read_sharing(case), position_after(proposal)
    for service in proposal.services:
        for council in _whose(proposal):
            held = sharing.position_on(council, service, day)
            if held is not None and held.stance.value == after:
                continue
            for later in _overtaken(sharing, council, service, day, after):
                _append(by, later, dict(later.values), withdrawn=True)
            row = Fact(
                "positions",
                f"{council}-{service}-{proposal.id}"[:200],
                _position(sharing, proposal, council, service, day),
                council,
                proposal.fact.audience,
                f"Proposal “{proposal.title}”, agreed by every body",
                proposal.fact.illustrative,
            )
            _append(by, row, dict(row.values))
            yield f"{proposal.name_of(council)}: {sharing.service_titles.get(service, service)} is {after} from {day_in_words(day)}"


def _overtaken(sharing: SharingCase, council: str, service: str, day: date, after: str) -> list[Fact]:
    """Later steps that a council had in mind for itself, and that what it has now agreed takes the place of."""
    if after != Stance.ALREADY_SHARED.value:
        return []
    return [
        one.fact
        for one in sharing.path(council, service)
        if one.from_date is not None and one.from_date >= day and one.stance is not Stance.ALREADY_SHARED
    ]


def _position(sharing: SharingCase, proposal: Proposal, council: str, service: str, day: date) -> dict[str, Value]:
    said: dict[str, Value] = {
        "service": service,
        "stance": position_after(proposal),
        "from_date": day,
        "reason": f"Decided: {proposal.title}",
    }
    if said["stance"] == Stance.ALREADY_SHARED.value:
        before = [
            one.council
            for one in sharing.positions
            if one.service == service and one.stance is Stance.ALREADY_SHARED and (one.from_date or day) <= day
        ]
        others = dict.fromkeys([*_whose(proposal), *before])
        said |= {"shared_with": tuple(one for one in others if one != council), "pace": "already agreed"}
    return said


def _append(by: Actor, row: Fact, values: dict[str, Value], *, withdrawn: bool = False) -> None:
    """A revision of a row of whichever organisation it is of, written by the system."""
    table, now = load_catalogue()[row.table], timezone.now()
    partnership = partnership_row(by.partnership)
    with as_the_system():
        held = models.Fact.objects.filter(
            partnership=partnership, table=row.table, row=row.id, organisation=row.organisation
        )
        latest = held.order_by("-revision").first()
        made = models.Fact(
            partnership=partnership,
            table=row.table,
            row=row.id,
            revision=latest.revision + 1 if latest else 1,
            values=stored_values(
                {column.name: values.get(column.name, column.default) for column in table.columns}, table
            ),
            organisation=row.organisation,
            author=by.person,
            source=row.source,
            illustrative=row.illustrative,
            withdrawn=withdrawn,
            entered_at=now,
            recorded_at=now,
            **audience_fields(row.audience),
        )
        made.hash = fact_from_row(made).hash
        made.save(force_insert=True)


def _next_version(by: Actor, change: Change) -> list[str]:
    """The proposed text as the next version of the real document, for the organisation that keeps it."""
    assert change.proposed is not None
    keeper = change.present.organisation if change.present is not None else change.proposed.organisation
    partnership, now = partnership_row(by.partnership), timezone.now()
    with as_the_system():
        held = models.DocumentVersion.objects.filter(
            partnership=partnership, kind=change.kind, name=change.name, organisation=keeper
        )
        latest = held.exclude(reach=Reach.MINE).order_by("-version").first()  # a draft of their own stops nobody
        if (latest.version if latest else None) != change.on_version:
            raise NotNow(
                "The document was changed meanwhile: the proposed version must be written again on what it says now."
            )
        made = models.DocumentVersion(
            partnership=partnership,
            kind=change.kind,
            name=change.name,
            text=_own_text(change.proposed.text),
            version=next_version(held),
            parent=latest.hash if latest else "",
            organisation=keeper,
            author=by.person,
            illustrative=change.proposed.illustrative,
            entered_at=now,
            recorded_at=now,
            **audience_fields(latest.audience if latest else change.proposed.audience),
        )
        made.hash = document_from_row(made).hash
        made.save(force_insert=True)
    return [f"The {change.called} “{change.title}” is in force as version {made.version}"]


def _own_text(text: str) -> str:
    """Without a file's note of who entered it."""
    written = tomlkit.parse(text)
    if "document" not in written:
        return text
    written.pop("document")
    return tomlkit.dumps(written)


def _begin_membership(by: Actor, case: Case, proposal: Proposal, council: str, day: date) -> str:
    if not models.Organisation.objects.filter(pk=council).exists():
        raise NotNow(f"{council} is not known here. Bring it in from the list of authorities first.")
    models.Membership.objects.update_or_create(
        partnership=partnership_row(by.partnership),
        organisation_id=council,
        defaults={"role": Role.FULL_PARTNER, "from_date": day, "to_date": None},
    )
    _say_who_belongs(by, case, proposal, council, {"role": Role.FULL_PARTNER.value, "from_date": day, "to_date": None})
    return f"{proposal.name_of(council)} is a full partner from {day_in_words(day)}"


def _end_membership(by: Actor, case: Case, proposal: Proposal, council: str, day: date) -> str:
    models.Membership.objects.filter(partnership=partnership_row(by.partnership), organisation_id=council).update(
        to_date=day
    )
    _say_who_belongs(by, case, proposal, council, {"to_date": day})
    return f"{proposal.name_of(council)} no longer belongs from {day_in_words(day)}"


def _say_who_belongs(by: Actor, case: Case, proposal: Proposal, council: str, said: dict[str, Value]) -> None:
    """In the case's own table too, where it keeps one."""
    rows = case.rows("memberships")
    if not rows:
        return
    held = next((row for row in rows if row.get("partner") == council), None)
    row = held or Fact(
        "memberships", council, {"partner": council}, council, rows[0].audience, illustrative=proposal.fact.illustrative
    )
    _append(by, row, {**row.values, **said})
