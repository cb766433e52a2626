"""Names in what somebody brings in that stand for nothing they can see."""

from collections.abc import Iterable
from dataclasses import replace

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import organisation_names
from concordat.data.files import load_catalogue
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding
from concordat.domain.kernel.references import check_references, known_rows


def unknown_in_file(*, by: Actor, case: Case, file: str = "case file") -> list[Finding]:
    """Names that stand for nothing, in the actor's own rows of a case file that are new or say something else.

    What the file brings with it may be named, and what the actor sees here; nothing else is looked at.
    """
    held = case_for(by)
    catalogue = load_catalogue()
    said = {fact.hash for fact in held.facts}
    own = [
        fact
        for table in catalogue
        for fact in case.rows(table.name)
        if fact.organisation in {"", by.organisation} and replace(fact, organisation=by.organisation).hash not in said
    ]
    joined = replace(held, facts=(*held.facts, *case.facts), withheld=case.withheld)
    found = unknown_in_rows(own, by=by, case=joined)
    return [replace(one, where=replace(one.where, file=file, table=catalogue[one.where.table].title)) for one in found]


def unknown_in_rows(rows: Iterable[Fact], *, by: Actor, case: Case) -> list[Finding]:
    """`case` is what the actor may see, with the rows in it where they name each other."""
    known = known_rows(case, load_catalogue(), organisations=organisation_names(by))
    return check_references(case, load_catalogue(), known=known, rows=rows)
