"""When something may happen: what a council may not do by itself, whoever of its people tries. Who may is in `permissions`."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import partnership_row
from concordat.application.queries.proposals import EFFECT, frozen_on, members_known
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, Where, error
from concordat.domain.kernel.periods import LONDON
from concordat.domain.proposals import check_shared_positions
from concordat.domain.proposals.in_force import refused_moves, refused_version

_WATCHED = frozenset({"positions", "earlier_decisions"})
_OF_A_PROPOSAL = frozenset({"proposals", "proposal_bodies", "resolutions", "resolution_conditions", "acceptances"})


def require_decided_moves(*, by: Actor, rows: Sequence[Fact]) -> None:
    """A position moves to or from shared only by a proposal that is live. Raises `NotAccepted` and says what to do."""
    _require_not_done(by, rows)
    if not any(row.table in _WATCHED for row in rows):
        return
    found = [finding for row in rows if row.table == "earlier_decisions" for finding in _not_earlier(by, row)]
    if any(row.table == "positions" for row in rows):
        before = case_for(by)
        after = replace(before, facts=(*before.facts, *rows))
        members, today = members_known(by), timezone.localdate()
        found += refused_moves(before, after, council=by.organisation, on=today, members=members)
    if found:
        raise NotAccepted(found)


def _require_not_done(by: Actor, rows: Sequence[Fact]) -> None:
    """What every body agreed, and what took effect, is not rewritten afterwards."""
    about = {
        row.id if row.table == "proposals" else str(row.get("proposal")) for row in rows if row.table in _OF_A_PROPOSAL
    }
    done = frozen_on(by) if about else {}
    for proposal in sorted(about):
        number = done.get(f"{EFFECT}:{proposal}")
        if number is not None:
            raise NotAccepted(
                [
                    error(
                        Where(table="proposals", item=proposal),
                        f"It took effect already, as decision {number}.",
                        "To change what was agreed, put another proposal.",
                        code="proposal.done",
                    )
                ]
            )


def _not_earlier(by: Actor, row: Fact) -> list[Finding]:
    """A decision taken before is one with a source, from before the partnership was entered here."""
    if row.withdrawn:
        return []
    began = partnership_row(by.partnership).created_at.astimezone(LONDON).date()
    day, where = row.get("decided_on"), Where(table="Decisions taken before", item=row.id)
    found = []
    if not row.source.strip():
        found.append(
            error(
                where,
                "The earlier decision has no source.",
                "Enter the minute or paper in which others can look it up.",
                code="decision.no_source",
            )
        )
    if day is not None and day > began:
        found.append(
            error(
                where,
                "It was decided after the partnership was entered here.",
                "Put it to the bodies that must decide, as a proposal.",
                code="decision.not_before",
            )
        )
    return found


def require_decided_version(*, by: Actor, kind: str, name: str) -> None:
    """An agreed scheme, split, mechanism or measure changes only by a proposal that is live. Raises `NotAccepted`."""
    found = refused_version(case_for(by), kind, name, on=timezone.localdate(), members=members_known(by))
    if found is not None:
        raise NotAccepted([found])


def require_decided_case(case: Case) -> None:
    """A case that starts a partnership brings the decisions that its shared services rest on. Raises `NotAccepted`."""
    found = check_shared_positions(case)
    if found:
        raise NotAccepted(found)
