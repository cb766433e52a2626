"""A row that names another row: does that one exist among what the viewer holds?

A *reference* (or a list of them) must name a row. A *text* that says where it refers to may be anything, as a source
said it; the rows there are offered, and a word that is none of them is only remarked upon.

Only the case is looked at, which is cut to its viewer: an identifier that somebody keeps to themselves and one that
nobody ever used give the same answer, so nothing is learnt by guessing.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from re import findall

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.tables import Catalogue, Column, ColumnType, TableDefinition, Value

SHOWN = 8  # so many identifiers are offered in a message; the page offers them all
Known = Mapping[str, Mapping[str, str]]  # table → identifier → what people call it


def known_rows(case: Case, catalogue: Catalogue, *, organisations: Mapping[str, str] | None = None) -> Known:
    """What may be named. `organisations` at the table are known without a row of their own, and so are owners of rows."""
    tables = {column.refers_to for table in catalogue for column in table.columns if column.refers_to}
    known = {name: {fact.id: called(fact) for fact in case.rows(name)} for name in sorted(tables)}
    if "organisations" in known:
        named = [fact.organisation for fact in case.facts] + [document.organisation for document in case.documents]
        owners = dict.fromkeys(filter(None, named))
        beside = {**{owner: owner for owner in owners}, **(organisations or {})}
        known["organisations"] = {**beside, **known["organisations"]}
    return known


def called(fact: Fact) -> str:
    return str(fact.get("title") or fact.get("name") or fact.id)


def named_in(value: Value) -> tuple[str, ...]:
    """The identifiers a cell names: none, one or several."""
    return value if isinstance(value, tuple) else (str(value),) if value not in (None, "") else ()


def check_references(
    case: Case, catalogue: Catalogue, *, known: Known | None = None, rows: Iterable[Fact] | None = None
) -> list[Finding]:
    """A finding for every name that stands for nothing. `rows` says which to look at; all that count now, without it."""
    names = known_rows(case, catalogue) if known is None else known
    withheld = {item.kind for item in case.withheld}
    looked = [fact for table in catalogue for fact in case.rows(table.name)] if rows is None else rows
    return [
        finding
        for fact in looked
        if fact.table in catalogue
        for column, id in unknown_names(fact.values, catalogue[fact.table], names)
        for finding in _said(fact, column, id, names, catalogue, withheld)
    ]


def unknown_names(values: Mapping[str, Value], table: TableDefinition, known: Known) -> Iterator[tuple[Column, str]]:
    """Each column with an identifier that no row has; free text is looked at only where rows are there to be named."""
    for column in table.columns:
        if column.refers_to:
            names = known[column.refers_to]
            free = column.type is ColumnType.TEXT
            yield from (
                (column, id)
                for id in named_in(values.get(column.name))
                if id not in names and not (free and (not names or id in names.values()))
            )


def _said(
    fact: Fact, column: Column, id: str, known: Known, catalogue: Catalogue, withheld: set[str]
) -> Iterator[Finding]:
    where = Where(table=fact.table, column=column.name, item=fact.id)
    if column.refers_to in withheld:
        yield note(
            where,
            f"“{id}” is not in this extract; it may be among the rows withheld from it.",
            code="reference.withheld",
        )
        return
    message, fix = what_is_wrong(column, id, known[column.refers_to], catalogue[column.refers_to])
    is_listed = bool(known[column.refers_to]) or column.refers_to == fact.table
    say = error if is_listed and column.type is not ColumnType.TEXT else warning
    yield say(where, message, fix, code="reference.unknown")


def what_is_wrong(column: Column, id: str, known: Mapping[str, str], table: TableDefinition) -> tuple[str, str]:
    """The problem and the mend, in words: the identifier that was probably meant, or those there are."""
    message = f"{column.title}: there is no {table.row_called} called “{id}”."
    if not known:
        return message, f"Add it to the table {table.title} first; it has no rows yet."
    near = probably_meant(id, known)
    if near:
        return message, f"Use “{near}” ({known[near]}), or add “{id}” to the table {table.title}."
    offered = ", ".join(list(known)[:SHOWN]) + (" …" if len(known) > SHOWN else "")
    return message, f"Use one of: {offered}; or add it to the table {table.title}."


def probably_meant(id: str, known: Mapping[str, str]) -> str:
    """The identifier whose name was typed instead, or that differs by a slip; empty where nothing is near."""
    said = id.strip().casefold()
    by_name = {title.casefold(): key for key, title in known.items()} | {key.casefold(): key for key in known}
    if said in by_name:
        return by_name[said]
    close = get_close_matches(said, list(by_name), n=1, cutoff=0.75)
    return by_name[close[0]] if close else ""


def not_said_already(found: Iterable[Finding], others: Iterable[Finding]) -> list[Finding]:
    """Without those that a package's own check has said about the same name in the same column."""
    said = {
        (other.where.table, other.where.column, other.where.item, name)
        for other in others
        for name in findall("“(.+?)”", other.message)
    }

    def at(finding: Finding, item: str) -> tuple[str, str, str, str]:
        return finding.where.table, finding.where.column, item, (findall("“(.+?)”", finding.message) or [""])[0]

    return [one for one in found if at(one, one.where.item) not in said and at(one, "") not in said]
