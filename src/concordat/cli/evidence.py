"""``concordat evidence``: deliver records, list what came in, mend quarantine, propose a mapping, check the store."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from concordat.cli.evidence_output import (
    SHOWN,
    delivery_json,
    dismissal_json,
    made_json,
    moment_text,
    print_made,
    print_waiting,
    show_dismissed,
    waiting_json,
)
from concordat.cli.output import FINDINGS, GOOD, AsJson, not_written, print_json, print_table, stop, writing
from concordat.cli.progress import showing

if TYPE_CHECKING:
    from concordat.data.events import EvidenceStore
    from concordat.data.events.assistant import Proposal
    from concordat.data.events.mapping import Mapping

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

StorePath = Annotated[Path, typer.Argument(metavar="EVIDENCE", help="The folder of the evidence store")]
FilePath = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, Excel, JSON or Parquet")]
TableOption = Annotated[
    str, typer.Option("--table", help="job_records, invoices, decisions, enquiries, inspections or counts")
]
MappingOption = Annotated[
    str,
    typer.Option("--mapping", metavar="M", help="A mapping: a TOML file, or one that ships (open311, confirm-jobs …)"),
]
OfOne = Annotated[str | None, typer.Option("--organisation", help="Only those of this organisation's deliveries")]
KnownAt = Annotated[str, typer.Option("--as-known-at", metavar="T", help="Only what was known at this moment")]


@app.callback()
def evidence() -> None:
    """Job records and other evidence, in deliveries that are never changed.

    To try it, make some up and deliver a late file with the usual mess:

        concordat generate build/evidence --rows 3000
        concordat evidence deliver build/evidence examples/deliveries/april-2026-late.csv --by cm --organisation example-county
        concordat evidence quarantine build/evidence
    """


@app.command()
def deliver(
    store: StorePath,
    file: FilePath,
    by: Annotated[str, typer.Option("--by", help="Who delivers: a code, not a name")],
    organisation: Annotated[str, typer.Option("--organisation", help="For which organisation")],
    table: TableOption = "",
    mapping: MappingOption = "",
    take_good_rows: Annotated[
        bool, typer.Option("--take-good-rows", help="Take the good rows in now; the others wait in quarantine")
    ] = False,
    period: Annotated[str, typer.Option("--period", help="The month it is about, e.g. 2026-04")] = "",
    note: Annotated[str, typer.Option("--note", help="Anything a reader should know")] = "",
    known_at: Annotated[
        str, typer.Option("--known-at", metavar="T", help="When it became known, where that is not now")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Check a file against its table and take it in as one delivery. A correction is a later delivery of the same keys
    by the same organisation: what another one delivered first is theirs, and waits here with who they are. They give it
    up by delivering it again with “yes” under Withdrawn; then what waits goes in when it is delivered again.

    CSV in any usual encoding, with commas, semicolons or tabs; Excel and ODS (the sheet with our headings); JSON, also
    GeoJSON; Parquet. Headings are ours, those of a mapping, or usual names for them, and may stand below a title.
    Rows that break a rule go to quarantine with the reason and the fix; then nothing goes in unless you say
    --take-good-rows. A row is corrected as a whole. Exit code 1 where rows were refused.

    Example: concordat evidence deliver build/evidence april.xlsx --by cm --organisation example-county --take-good-rows
    """
    from concordat.data.events import EvidenceStore
    from concordat.data.events.deliveries import StoreMisuse

    found = _mapping(mapping)
    name = table or (found.table if found else "job_records")
    if found and table and found.table != table:
        stop(f"The mapping is for {found.table}, not for {table}.")
    if not file.is_file():
        stop(f"There is no file {file}.")
    try:
        with showing("Reading", quiet=as_json) as told:
            made = EvidenceStore(store, create=True).deliver(
                file,
                table=name,
                by=by,
                organisation=organisation,
                at=_moment(known_at),
                mapping=found,
                take_good_rows=take_good_rows,
                period=period,
                note=note,
                told=told,
            )
    except (StoreMisuse, KeyError) as problem:
        stop(str(problem.args[0]))
    except FileExistsError:
        stop(f"{store} is a file. An evidence store is a folder: give its name, or a new one.")
    except (NotADirectoryError, PermissionError) as problem:
        stop(not_written(store, problem))
    if as_json:
        print_json(made_json(made))
    else:
        print_made(made)
    good = not made.quarantine and (made.repeats is not None or made.delivery is not None)
    raise typer.Exit(GOOD if good else FINDINGS)


@app.command(name="list")
def list_deliveries(store: StorePath, as_known_at: KnownAt = "", as_json: AsJson = False) -> None:
    """List the deliveries: what came, from whom, when it became known, what it corrected.

    Example: concordat evidence list build/evidence
    """
    found = _open(store).deliveries(known_at=_moment(as_known_at))
    if as_json:
        print_json([delivery_json(delivery) for delivery in found])
        return
    from concordat.data.events.deliveries import counted

    print_table(
        counted(len(found), "delivery", "deliveries"),
        ("No", "File", "Known at", "By", "Rows", "New, changed, same", "Waiting"),
        [
            (
                str(d.number),
                f"{d.file}{' (made up)' if d.made_up else ''}\n{d.table}",
                moment_text(d.known_at),
                f"{d.by}, {d.organisation}",
                "held" if d.is_held else f"{d.rows:,}",
                ", ".join(f"{n:,}" for n in (d.new, d.changed, d.same)),
                f"{d.waiting:,}",
            )
            for d in found
        ],
        right=(0, 4, 5, 6),
        whole=(3, 5),
    )
    if any(d.is_held for d in found):
        typer.echo(
            "held: nothing of the file went in, because rows of it break a rule. Mend them (concordat evidence quarantine), "
            "or deliver the file again with --take-good-rows."
        )


@app.command()
def quarantine(
    store: StorePath,
    table: TableOption = "job_records",
    download: Annotated[
        Path | None,
        typer.Option("--download", metavar="FILE", help="Write the waiting rows as a CSV to mend and deliver again"),
    ] = None,
    organisation: OfOne = None,
    dismissed: Annotated[bool, typer.Option("--dismissed", help="The rows that were dismissed instead")] = False,
    as_known_at: KnownAt = "",
    as_json: AsJson = False,
) -> None:
    """Show the rows that wait, each with what is wrong and how to mend it; or those dismissed, with who, when and why.

    Only the organisation that sent a row mends it: give yours, where two deliver into the store.

    Example: concordat evidence quarantine build/evidence --organisation example-county --download mend.csv
    """
    from concordat.data.events.columns import evidence_table
    from concordat.data.events.deliveries import counted
    from concordat.data.events.quarantine import quarantine_csv

    held = _open(store)
    if dismissed:
        show_dismissed(held, table, organisation, _moment(as_known_at), as_json=as_json)
        return
    try:
        waiting = held.waiting(table=table, organisation=organisation, known_at=_moment(as_known_at))
    except KeyError as problem:
        stop(str(problem.args[0]))
    if download is not None:
        if download.exists():
            stop(f"{download} is there already. Give a new name.")
        with writing(download):
            download.write_text(quarantine_csv(waiting, evidence_table(table)), encoding="utf-8-sig")
        typer.echo(
            f"{download}: {counted(len(waiting), 'row', 'rows')}. Mend, keep the first column, and deliver the file.",
            err=as_json,
        )
    if as_json:
        print_json([waiting_json(number, row) for number, row in waiting])
    elif download is None:
        shown = [(f"{number}:{row.row}", row) for number, row in waiting[:SHOWN]]
        print_waiting(counted(len(waiting), "row waits", "rows wait"), shown, len(waiting))
    raise typer.Exit(FINDINGS if waiting and download is None else GOOD)


@app.command()
def dismiss(
    store: StorePath,
    rows: Annotated[
        list[str],
        typer.Argument(metavar="ROWS", help="Rows as quarantine shows them: 3:2, 3:2-40, or 3 for all of delivery 3"),
    ],
    why: Annotated[str, typer.Option("--why", help="Why they are not wanted; no names of persons")],
    by: Annotated[str, typer.Option("--by", help="Who dismisses: a code, not a name")],
    organisation: Annotated[str, typer.Option("--organisation", help="For which organisation")],
    known_at: Annotated[
        str, typer.Option("--known-at", metavar="T", help="When it became known, where that is not now")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Say of rows in quarantine that nobody will mend them: a line of totals, a test, what belongs to somebody else.

    They wait no longer, and stay readable with who, when and why (quarantine --dismissed). Only the organisation that sent
    them does this. A row dismissed by mistake is mended and delivered as before.

    Example: concordat evidence dismiss build/evidence 3:412 --why "The line of totals" --by cm --organisation example-county
    """
    from concordat.data.events.deliveries import StoreMisuse, counted

    try:
        made = _open(store).dismiss(rows, why=why, by=by, organisation=organisation, at=_moment(known_at))
    except StoreMisuse as problem:
        stop(str(problem))
    if as_json:
        print_json(dismissal_json(made))
    else:
        waits = "waits" if len(made.rows) == 1 else "wait"
        typer.echo(
            f"Dismissal {made.number}: {counted(len(made.rows), 'row', 'rows')} {waits} no longer; "
            f"known at {moment_text(made.known_at, '%H:%M:%S')} (British time)."
        )


@app.command(name="suggest-mapping")
def suggest_mapping(file: FilePath, table: TableOption = "job_records", as_json: AsJson = False) -> None:
    """Propose which of a file's columns are which of ours, as a mapping to check, save and use.

    Example: concordat evidence suggest-mapping export.csv > mapping.toml
    """
    from concordat.data.events.assistant import first_rows, propose
    from concordat.data.events.grid import Unreadable

    if not file.is_file():
        stop(f"There is no file {file}.")
    try:
        headings, sample = first_rows(file, table=table)
        proposal = propose(headings, sample, table=table)
    except KeyError as problem:
        stop(str(problem.args[0]))
    except Unreadable as problem:
        stop(f"{file} cannot be read. {problem} {problem.fix}", code=FINDINGS)
    words = {name: {a: b for a, b in held.items() if b} for name, held in proposal.words.items()}
    found, left, missing = proposal.suggestions, proposal.left_out, list(proposal.missing)
    if as_json:
        print_json(
            {
                "table": table,
                "columns": [
                    {
                        "ours": s.column,
                        "theirs": s.heading,
                        "why": s.why,
                        "sure": s.sure,
                        "confidence": round(s.confidence, 2),
                    }
                    for s in found
                ],
                "values": {name: held for name, held in words.items() if held},
                "dates": list(proposal.dates),
                "left_out": list(left),
                "missing": missing,
            }
        )
        return
    typer.echo(_mapping_toml(file.name, table, proposal, words, missing))


@app.command()
def verify(store: StorePath, as_json: AsJson = False) -> None:
    """Check that every delivery is as it was delivered and that none is missing.

    Example: concordat evidence verify build/evidence
    """
    broken = _open(store).broken()
    if as_json:
        print_json({"fits": not broken, "broken": list(broken)})
    else:
        typer.echo("\n".join(broken) or "Every delivery is as it was delivered.")
    raise typer.Exit(FINDINGS if broken else GOOD)


def _open(path: Path) -> "EvidenceStore":
    from concordat.data.events import EvidenceStore
    from concordat.data.events.deliveries import StoreMisuse

    try:
        return EvidenceStore(path)
    except StoreMisuse as problem:
        stop(str(problem))


def _moment(text: str) -> datetime | None:
    from concordat.domain.kernel.periods import LONDON

    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        stop(f"“{text}” is not a time. Write it like 2026-05-05T09:00.")
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


def _mapping(given: str) -> "Mapping | None":
    from concordat.data.events.mapping import MappingMistake, read_mapping
    from concordat.data.files.definitions import definition_names, load_definition, read_toml

    if not given:
        return None
    path = Path(given)
    try:
        if path.is_file():
            return read_mapping(read_toml(path.read_text(encoding="utf-8")))
        if given in definition_names("mappings"):
            return read_mapping(load_definition("mappings", given))
    except (MappingMistake, ValueError) as problem:
        stop(f"{given}: {problem}")
    stop(f"There is no mapping {given}. Those that ship: {', '.join(definition_names('mappings'))}.")


def _mapping_toml(name: str, table: str, proposal: "Proposal", words: Any, missing: Sequence[str]) -> str:
    lines = [f"title = {_quoted(name)}", f'table = "{table}"', 'time_zone = "Europe/London"']
    if proposal.dates:
        lines.append(f"dates = [{', '.join(map(_quoted, proposal.dates))}]  # the month comes first")
    lines += ["", "[columns]"]
    lines += [
        f"{s.column} = {_quoted(s.heading)}{'' if s.sure else f'  # a guess: {s.why}'}" for s in proposal.suggestions
    ]
    lines += [f'# {column} = "?"  # needed: no heading looks like it' for column in missing]
    for column, held in words.items():
        if held:
            lines += [
                "",
                f"[values.{column}]",
                *(f"{_quoted(theirs)} = {_quoted(ours)}" for theirs, ours in held.items()),
            ]
    if proposal.left_out:
        lines += ["", f"# Left out: {', '.join(heading for heading in proposal.left_out if heading)}"]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """As TOML quotes it, which is as JSON does for what stands on one line."""
    return json.dumps(text, ensure_ascii=False)
