"""Rows that somebody pasted: kept once they have seen how they were read, and said so."""

from collections.abc import Sequence

from django.http import HttpRequest

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.queries.cases import case_for
from concordat.domain.kernel.findings import Finding, Where, error, has_errors


def keep_if_asked(
    request: HttpRequest, actor: Actor, *, table: str, rows: Sequence[RowGiven], problems: Sequence[Finding]
) -> tuple[bool, tuple[Finding, ...]]:
    """Whether the rows went in, and what was found against them by whoever keeps them; none where nobody asked.

    They go in by the button called “keep”, and only where no problem of the reading is an error.
    """
    if not rows or "keep" not in request.POST or has_errors(problems):
        return False, ()
    held = {row.id for row in case_for(actor).rows(table) if row.organisation == actor.organisation}
    there = tuple(_there_already(row.id) for row in rows if row.id in held)
    if there:
        return False, there
    try:
        actions.append_facts(by=actor, table=table, rows=rows)
    except NotAccepted as problem:
        return False, problem.findings
    return True, ()


def _there_already(id: str) -> Finding:
    """What is pasted is added. A row that is there is changed on its own page, where one sees what it says."""
    return error(
        Where(item=id),
        f"There is already a row called “{id}”.",
        "Give it another identifier, or change that row itself.",
        code="pasted.there",
    )
