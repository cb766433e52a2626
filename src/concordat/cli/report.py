"""``concordat report``: the committee report as Word or PDF."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from concordat.cli.output import (
    AsJson,
    CasePath,
    console,
    finding_json,
    open_case,
    print_findings,
    print_json,
    stop,
    writing,
)

if TYPE_CHECKING:  # loaded only where a report is written: they draw charts
    from concordat.domain.kernel.findings import Finding
    from concordat.presentation.report.parts import Report

app = typer.Typer(rich_markup_mode=None)


@app.command()
def report(
    case: CasePath,
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write: .docx for Word, .pdf for PDF")],
    template: Annotated[Path | None, typer.Option(help="A council's own Word template (.docx)")] = None,
    open_version: Annotated[
        bool,
        typer.Option("--open", help="Leave out what is exempt under Schedule 12A; without it you get the full version"),
    ] = False,
    on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="The day conditions are judged against; the report's own date where not given"
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the committee report: the headings councils use, and every figure with its source.

    Where the case holds nothing under a heading the report says so. Your own words for each heading are the document
    committee_report in the case; docs/how-to/own-word-template.md shows how to use your own template.

    Example: concordat report examples/herefordshire-2008 -o report.docx
    """
    from concordat.presentation.report import NotATemplate, check_own_words, committee_report, to_pdf, to_word

    _refuse_misuse(out, template, replace=replace)
    held, read_findings = open_case(case, as_json=as_json)
    findings = (*read_findings, *check_own_words(held))
    with console().status("Writing the report …"):
        made = committee_report(held, open_version=open_version, on=on.date() if on else None)
        try:
            content = to_pdf(made) if out.suffix.lower() == ".pdf" else to_word(made, template=_read(template))
        except NotATemplate as problem:
            stop(f"{template}: {problem}", code=1)
    _write_whole(out, content)
    if as_json:
        print_json({"file": str(out), "bytes": len(content), **_report_json(made, findings)})
    else:
        _tell(out, made, findings)


def _refuse_misuse(out: Path, template: Path | None, *, replace: bool) -> None:
    if out.suffix.lower() not in {".docx", ".pdf"}:
        stop(f"{out.name} is neither .docx nor .pdf. Give the file one of these endings.")
    if out.exists() and not replace:
        stop(f"{out} is there already. Choose another name, or say --replace.")
    if template is not None and out.suffix.lower() == ".pdf":
        stop("A template is for Word. Leave it out, or give the file the ending .docx.")


def _write_whole(out: Path, content: bytes) -> None:
    """All of it or nothing: a report that is there is complete."""
    with writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        half = out.with_name(f".{out.name}.half-written")
        half.write_bytes(content)
        half.replace(out)


def _report_json(made: "Report", findings: Sequence["Finding"]) -> dict[str, Any]:
    return {
        "case": made.case_hash,
        "sections": [
            {"title": section.title, "empty": section.is_empty, "exempt": section.exempt} for section in made.sections
        ],
        "sources": [
            {"number": source.number, "title": source.title, "rule": source.provenance.rule, "hash": source.hash}
            for source in made.sources
        ],
        "left_out": list(made.withheld),
        "findings": [finding_json(finding) for finding in findings],
    }


def _tell(out: Path, made: "Report", findings: Sequence["Finding"]) -> None:
    print_findings(findings)
    console().print(f"{out}: {len(made.sections)} sections, {len(made.sources)} sources in the annex.", markup=False)
    if made.withheld:
        console().print(f"Left out as exempt: {', '.join(made.withheld)}.", markup=False)
    empty = [section.title for section in made.sections if section.is_empty]
    if empty:
        console().print(
            f"Nothing is held under: {', '.join(empty)}. The report says so; write them before it is used.",
            markup=False,
        )


def _read(template: Path | None) -> bytes | None:
    if template is None:
        return None
    if not template.is_file():
        stop(f"There is no file {template}.")
    return template.read_bytes()
