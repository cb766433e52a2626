"""``concordat authorities`` and ``concordat services``: reference lists read, checked and put into a case."""

from pathlib import Path
from typing import Annotated

import typer

from concordat.cli.output import (
    AsJson,
    finding_json,
    finish,
    open_case,
    print_findings,
    print_json,
    print_table,
    stop,
    writing,
)
from concordat.data.files import load_catalogue, write_case_folder
from concordat.data.files.neighbours import only_of, read_neighbour_list
from concordat.data.files.reference_lists import ListRead, read_list, starter_list
from concordat.domain.kernel.audience import PUBLIC
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import has_errors
from concordat.domain.sharing.neighbours import partner_codes
from concordat.presentation.words import cell_in_words

SHOWN = 8
ListFile = Annotated[Path, typer.Argument(metavar="FILE", help="The list as it was published, as CSV")]
Into = Annotated[
    Path | None, typer.Option("--into", help="A case folder to put it into; without it the list is only checked")
]


def app_for(kind: str, title: str, published: str, example: str) -> typer.Typer:
    """``import FILE`` and ``starter`` for one of the two lists; `published` names the list as people find it."""
    app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, add_completion=False)

    @app.callback(
        help=f"{title}: read the whole list from a file, or show the small one that ships.\n\n"
        f"Example: concordat {kind} starter"
    )
    def group() -> None:
        """Two commands."""

    about = f"Read {title[:1].lower()}{title[1:]} as published, say what was left out, and put it into a case."

    @app.command("import", help=f"{about}\n\nThe file is {published}, as CSV.\n\nExample: {example}")
    def bring_in(file: ListFile, into: Into = None, as_json: AsJson = False) -> None:
        try:
            content = file.read_bytes()
        except OSError:
            stop(f"{file} cannot be read. Give the path of the list as a CSV file.")
        _tell(read_list(content, kind, name=file.name), into, as_json)

    if kind == "authorities":
        app.command("neighbours", help=_NEIGHBOURS)(neighbours)

    @app.command(
        "starter",
        help=f"Show the small starter list that ships, or put it into a case.\n\nExample: concordat {kind} starter",
    )
    def starter(into: Into = None, as_json: AsJson = False) -> None:
        _tell(starter_list(kind), into, as_json)

    return app


_NEIGHBOURS = (
    "Read a list of nearest neighbours (the JSON that MHCLG and Oflog published, or pairs with both ONS codes as CSV or Excel) and put those "
    "of the case's own councils into it: unit costs are then held against them.\n\n"
    "Example: concordat authorities neighbours nearest_neighbours.json --into my-case"
)


def neighbours(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list, as JSON, CSV or Excel")],
    into: Into = None,
    as_json: AsJson = False,
) -> None:
    try:
        read = read_neighbour_list(file.read_bytes(), name=file.name)
    except OSError:
        stop(f"{file} cannot be read. Give the path of the list.")
    if into is not None and into.is_dir():
        case, _ = open_case(into, as_json=as_json)
        read = only_of(read, set(partner_codes(case).values()))
    _tell(read, into, as_json)


def _tell(read: ListRead, into: Path | None, as_json: bool) -> None:
    put = 0
    if into is not None and not has_errors(read.findings) and read.rows:
        put = _put(read, into, as_json)
    if as_json:
        print_json(
            {
                "table": read.table,
                "source": read.source,
                "rows_in_file": read.given,
                "rows_read": len(read.rows),
                "rows_new_or_changed": put if into is not None else None,
                "findings": [finding_json(item) for item in read.findings],
            }
        )
        finish(read.findings)
    typer.echo(f"{read.source}\n{len(read.rows)} of {read.given} rows were read.")
    if read.rows:
        _print_some(read)
    if into is not None and put:
        typer.echo(f"{put} new or changed rows were put into {into}.")
    elif into is not None and not has_errors(read.findings):
        typer.echo(f"{into} holds all of it already.")
    print_findings(read.findings)
    finish(read.findings)


def _print_some(read: ListRead) -> None:
    columns = [c for c in load_catalogue()[read.table].columns if any(row.values.get(c.name) for row in read.rows)][:5]
    print_table(
        f"The first {min(SHOWN, len(read.rows))}",
        ("Identifier", *(column.title for column in columns)),
        [(row.id, *(cell_in_words(row.values.get(c.name), c) for c in columns)) for row in read.rows[:SHOWN]],
    )


def _put(read: ListRead, into: Path, as_json: bool) -> int:
    """Add a revision of every row that is new or says something else. Returns how many."""
    if into.is_file():
        stop("A list is put into a case folder. Turn the workbook into one with “concordat case”.")
    case, _ = open_case(into, as_json=as_json)
    owner = str(case.header.get("defaults", {}).get("organisation", ""))
    held = {fact.id: fact for fact in case.rows(read.table)}
    names = load_catalogue()[read.table].column_names
    made = []
    for row in read.rows:
        earlier = held.get(row.id)
        values = {name: row.values.get(name) for name in names}
        if earlier is None or {k: earlier.values.get(k) for k in names} != values:
            made.append(
                Fact(
                    read.table,
                    row.id,
                    values,
                    earlier.organisation if earlier else owner,
                    PUBLIC,
                    read.source,
                    revision=earlier.revision + 1 if earlier else 1,
                )
            )
    if made:
        facts = (*case.facts, *made)
        grown = Case(case.name, case.title, case.header, case.header_text, case.documents, facts, case.withheld)
        with writing(into / "case.toml"):
            write_case_folder(grown, into, replace=True)
    return len(made)
