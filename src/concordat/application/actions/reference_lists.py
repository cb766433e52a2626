"""A reference list into a partnership: only rows that are new or say something else, in one act."""

from django.db import transaction

from concordat.application.actions.facts import RowGiven, append_facts
from concordat.application.actor import Actor
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.data.files import load_catalogue
from concordat.data.files.reference_lists import ListRead
from concordat.domain.kernel.audience import PARTNERS


@transaction.atomic
def import_reference_list(*, by: Actor, read: ListRead) -> int:
    """Append what is new or changed for the actor's organisation; a row another organisation keeps is left to it.

    Returns how many rows went in. The one audit entry is that of the rows.
    """
    require(by, "facts.append")
    rows = new_rows(by=by, read=read)
    if rows:
        append_facts(by=by, table=read.table, rows=rows)
    return len(rows)


def new_rows(*, by: Actor, read: ListRead) -> list[RowGiven]:
    """What an import would add, for the actor to look at first."""
    names = load_catalogue()[read.table].column_names
    held = {fact.id: fact for fact in case_for(by).rows(read.table)}
    return [
        RowGiven(
            row.id,
            {name: row.values.get(name) for name in names},
            source=read.source,
            audience=PARTNERS,
            on=earlier.revision if earlier is not None else None,
        )
        for row in read.rows
        if (earlier := held.get(row.id)) is None
        or (
            earlier.organisation == by.organisation
            and {name: earlier.values.get(name) for name in names} != {name: row.values.get(name) for name in names}
        )
    ]
