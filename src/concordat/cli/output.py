"""How commands read a case, print tables and findings, and end."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from concordat.data.files import read_case
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Severity, has_errors, worst_first
from concordat.domain.kernel.hashing import plain

GOOD, FINDINGS, MISUSE = 0, 1, 2

CasePath = Annotated[
    Path, typer.Argument(metavar="CASE", help="A case folder (it holds case.toml) or a workbook (.xlsx)")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables")]

_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def console() -> Console:
    """Standard output; 100 characters wide where nobody is looking, so that piped output does not depend on a window."""
    return Console(width=None if sys.stdout.isatty() else 110, highlight=False)


def stop(message: str, *, code: int = MISUSE) -> NoReturn:
    """End with one sentence on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        message, style="bold red" if sys.stderr.isatty() else ""
    )
    raise typer.Exit(code)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Around whatever writes a file or folder for somebody: where it cannot be written, end with what to do about it."""
    try:
        yield
    except Exception as problem:
        # The writer of workbooks wraps what the system said in an error of its own.
        said = problem if isinstance(problem, OSError) else next(iter(problem.args), None)
        if not isinstance(said, OSError):
            raise
        stop(not_written(path, said))


def not_written(path: Path, problem: OSError) -> str:
    if problem.errno is None:  # our own, such as WouldOverwrite, which says how to go on
        return str(problem)
    above = next((one for one in path.parents if one.exists()), path.parent)
    if path.is_dir():
        return f"{path} is a folder that is there already. Give the name of a new file."
    if not above.is_dir():
        return f"{path} cannot be written: {above} is a file, not a folder. Give another place."
    if isinstance(problem, FileNotFoundError):
        return f"There is no folder {path.parent} to write {path.name} into. Make it first, or give another place."
    if isinstance(problem, PermissionError):
        return f"You may not write {path}, or another program has it open. Close it there, or give another place."
    return f"{path} could not be written ({problem.strerror or problem}). Give another place."


def open_case(path: Path, *, as_json: bool = False) -> tuple[Case, tuple[Finding, ...]]:
    """The case at a path. Where it cannot be read, print what is wrong and end with exit code 1."""
    read = read_case(path)
    if read.case is None:
        if as_json:
            print_json({"findings": [finding_json(finding) for finding in worst_first(read.findings)]})
        else:
            print_findings(read.findings)
        raise typer.Exit(MISUSE if not path.exists() else FINDINGS)
    return read.case, read.findings


def finish(findings: Iterable[Finding]) -> NoReturn:
    raise typer.Exit(FINDINGS if has_errors(findings) else GOOD)


def print_json(value: Any) -> None:
    """Canonical values, indented; keys in the order given, because people read them too."""
    sys.stdout.write(json.dumps(plain(value), indent=2, ensure_ascii=False) + "\n")


def finding_json(finding: Finding) -> dict[str, Any]:
    where = finding.where
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "message": finding.message,
        "fix": finding.fix,
        "where": {
            "file": where.file,
            "table": where.table,
            "row": where.row,
            "column": where.column,
            "item": where.item,
        },
    }


def print_findings(findings: Sequence[Finding]) -> None:
    """Worst first; each with its place and its mend. Nothing is printed where there is nothing to tell."""
    out = console()
    for finding in worst_first(findings):
        out.print(f"{finding.severity.value.upper():<8}", style=_STYLE[finding.severity], end="")
        place = str(finding.where)
        out.print(f" {place}: {finding.message}" if place else f" {finding.message}", markup=False)
        if finding.fix:
            out.print(f"         → {finding.fix}", markup=False, style="dim")


def print_table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    *,
    right: Sequence[int] = (),
    whole: Sequence[int] = (),
) -> None:
    """A table with its title; the columns named in `right` are figures, and no word is broken in those named in `whole`.

    What people typed is never read as markup.
    """
    held = [list(row) for row in rows]
    table = Table(header_style="bold")
    for place, heading in enumerate(headings):
        words = [word for row in held for word in str(row[place]).split()] if place in whole else []
        least = max(map(len, words), default=None)
        table.add_column(Text(heading), justify="right" if place in right else "left", overflow="fold", min_width=least)
    for row in held:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    if title:  # above the table, not in it: a table narrower than its title would break it
        console().print(Text(title, style="bold"))
    console().print(table)
