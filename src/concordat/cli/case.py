"""``concordat case``: a case folder as an Excel workbook and back; what a case holds; what differs between two."""

from pathlib import Path
from typing import Annotated

import typer

from concordat.cli.output import (
    AsJson,
    CasePath,
    finding_json,
    open_case,
    print_findings,
    print_json,
    print_table,
    stop,
    writing,
)
from concordat.data.files import load_catalogue, write_case_folder, write_workbook
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.differences import compare_cases
from concordat.domain.kernel.findings import worst_first

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Turn a case folder into an Excel workbook and back; compare two cases.\n\n"
    "Example: concordat case to-excel examples/herefordshire-2008 review.xlsx",
)

Force = Annotated[bool, typer.Option("--force", help="Replace what is there already")]


@app.command("to-excel")
def to_excel(
    case: CasePath,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The workbook to write (.xlsx)")],
    force: Force = False,
) -> None:
    """Write a case as one Excel workbook.

    Example: concordat case to-excel examples/herefordshire-2008 herefordshire.xlsx
    """
    held, findings = open_case(case)
    if file.suffix.lower() != ".xlsx":
        stop(f"{file} does not end in .xlsx. Give the workbook a name such as {file.with_suffix('.xlsx').name}.")
    with writing(file):
        write_workbook(held, file, replace=force)
    print_findings(findings)
    typer.echo(f"Wrote {file}: {_counts(held)}.")


@app.command("from-excel")
def from_excel(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The workbook to read (.xlsx, .xls or .ods)")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The case folder to write")],
    force: Force = False,
) -> None:
    """Read a workbook into a case folder: all of it, or nothing and what to mend.

    Example: concordat case from-excel herefordshire.xlsx my-review
    """
    held, findings = open_case(file)
    with writing(folder):
        write_case_folder(held, folder, replace=force)
    print_findings(findings)
    typer.echo(f"Wrote {folder}: {_counts(held)}.")


@app.command("show")
def show(case: CasePath, as_json: AsJson = False) -> None:
    """What a case holds: its tables, documents and hash.

    Example: concordat case show examples/herefordshire-2008
    """
    held, findings = open_case(case, as_json=as_json)
    catalogue = load_catalogue()
    tables = {name: len(held.rows(name)) for name in held.table_names}
    if as_json:
        print_json(
            {
                "name": held.name,
                "title": held.title,
                "hash": held.hash,
                "tables": tables,
                "documents": [
                    {"kind": d.kind, "name": d.name, "version": d.version, "hash": d.hash} for d in held.documents
                ],
                "findings": [finding_json(finding) for finding in worst_first(findings)],
            }
        )
        return
    print_table(
        held.title,
        ("Table", "Rows"),
        [(catalogue[name].title, str(count)) for name, count in tables.items()],
        right=(1,),
    )
    if held.documents:
        print_table(
            "Documents",
            ("Kind", "Document", "Version"),
            [(d.kind, d.title, str(d.version)) for d in held.documents],
            right=(2,),
        )
    typer.echo(f"Hash of what counts now: {held.hash}")
    print_findings(findings)


@app.command("diff")
def diff(first: CasePath, second: CasePath, as_json: AsJson = False) -> None:
    """What differs between two cases, row by row. Exit code 0 either way.

    Example: concordat case diff examples/herefordshire-2008 my-review
    """
    before, _ = open_case(first, as_json=as_json)
    after, _ = open_case(second, as_json=as_json)
    differences = compare_cases(before, after)
    if as_json:
        print_json({"same": not differences, "differences": differences})
        return
    if not differences:
        typer.echo("The two cases say the same.")
        return
    rows = [(d.kind, d.name, d.change, d.column, d.before, d.after) for d in differences]
    print_table("Differences", ("Table or kind", "Row or document", "Change", "Column", "Before", "After"), rows)


def _counts(case: Case) -> str:
    rows = sum(len(case.rows(name)) for name in case.table_names)
    return f"{rows} rows in {len(case.table_names)} tables, {len(case.documents)} document versions"
