"""``concordat measures``: what each measure came to, how sure that is, and the jobs behind it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from concordat.cli.evidence import KnownAt, _moment
from concordat.cli.measure_tables import attainment_json, print_figures, show_jobs, show_over_time, where_records_end
from concordat.cli.output import AsJson, finding_json, finish, open_case, print_findings, print_json, stop

if TYPE_CHECKING:
    from concordat.domain.kernel.findings import Finding
    from concordat.domain.performance.inputs import Measure
    from concordat.domain.performance.periods import Span

app = typer.Typer(rich_markup_mode=None)


@app.command()
def measures(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="CASE", help="A case with measures, or an evidence store (then the catalogue's measures)"
        ),
    ],
    period: Annotated[str, typer.Option("--period", help="A month or a financial year: 2026-04, 2025/26")],
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="E", help="The evidence store, where it is not CASE/evidence")
    ] = None,
    as_known_at: KnownAt = "",
    measure: Annotated[str, typer.Option("--measure", help="Only this measure")] = "",
    by: Annotated[
        str, typer.Option("--by", help="Cut by service, area, partner or priority (several with commas)")
    ] = "",
    year_to_date: Annotated[
        bool, typer.Option("--year-to-date", help="Also the year to date and the last twelve months")
    ] = False,
    restated: Annotated[
        bool, typer.Option("--restated", help="Also mark figures that changed since their period was final")
    ] = False,
    jobs: Annotated[bool, typer.Option("--jobs", help="The records behind --measure that did not pass")] = False,
    over_time: Annotated[
        bool, typer.Option("--over-time", help="--measure in every period so far, with its limits: noise or change")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Every measure of a case over a period: value, both cohorts, what is overdue, its interval and its rating.

    Noise comes first: where chance alone could explain a miss, the rating is “not assessable”. --as-known-at gives the
    figures exactly as they were known then. A measure taken every quarter shows the last that had ended. --over-time judges
    one measure by the NHS rules for XmR charts.

    Example: concordat measures examples/running-contract --period 2026-03 --year-to-date
    """
    from concordat.data.events.attain import Opened, attain
    from concordat.domain.kernel.periods import LONDON
    from concordat.domain.performance.checks import check_measures
    from concordat.domain.performance.inputs import FREQUENCIES
    from concordat.domain.performance.periods import NotAPeriod, block_span, rolling, span_from_text
    from concordat.domain.performance.periods import year_to_date as to_date

    try:
        span = span_from_text(period)
    except NotAPeriod as problem:
        stop(str(problem))
    store, found, findings = _store_and_measures(path, evidence)
    if measure:
        known = found
        found = tuple(one for one in known if measure in {one.id, one.document.name if one.document else ""})
        if not found:
            print_findings([finding for finding in findings if finding.where.item == measure])
            stop(f"There is no measure “{measure}” here that can be read. {_those_there_are(measure, known)}")
    known_at = _moment(as_known_at)
    cuts = tuple(part.strip() for part in by.split(",") if part.strip())
    now = known_at or datetime.now(UTC)
    as_of = now.astimezone(LONDON).date()

    def spans_of(one: "Measure") -> "list[Span]":
        own = block_span(span.last, FREQUENCIES[one.frequency]) if span.first == span.last else span
        return [own, to_date(span.last), rolling(span.last)] if year_to_date else [own]

    findings = [*findings, *check_measures(found, on=span.last.first_day)] if found and found[0].document else findings
    opened = Opened(store)
    try:
        if over_time:
            show_over_time(opened, found, as_of=as_of, known_at=known_at, as_json=as_json)
            return
        if jobs:
            show_jobs(opened, found, span, known_at, as_json=as_json)
            return
        figures = [
            figure
            for one in found
            for figure in attain(
                opened,
                [one],
                spans=spans_of(one),
                by=cuts,
                known_at=known_at,
                as_of=as_of,
                times=True,
                restatements=restated,
            )
        ]
    except ValueError as problem:
        stop(str(problem))
    doubts = _doubts(opened, found, span, known_at=known_at, now=now)
    if as_json:
        print_json(
            {
                "measures": [attainment_json(one) for one in figures],
                "doubts": doubts,
                "findings": [finding_json(f) for f in findings],
            }
        )
    else:
        print_figures(figures, cuts)
        where_records_end(figures)
        for doubt in doubts:
            typer.echo(f"{doubt['title']} (owner: {doubt['owner'] or 'nobody'}): {doubt['why']}")
        print_findings(findings)
    finish(findings)


def _those_there_are(asked: str, known: "Sequence[Measure]") -> str:
    """The nearest first: by its name, its identifier or its title, whichever is more like what was asked for."""
    from difflib import SequenceMatcher

    def name(one: "Measure") -> str:
        return one.document.name if one.document is not None and one.document.name else one.id

    def unlike(one: "Measure") -> float:
        return -max(SequenceMatcher(None, asked.lower(), it.lower()).ratio() for it in (name(one), one.id, one.title))

    names = [name(one) for one in sorted(known, key=unlike)]
    return f"Those there are, the nearest first: {', '.join(names)}." if names else "There are none."


def store_of(path: Path, evidence: Path | None) -> Any:
    """The evidence store at the path itself, or that of the case there."""
    from concordat.data.events import EvidenceStore
    from concordat.data.events.cases import evidence_of
    from concordat.data.events.deliveries import StoreMisuse

    try:
        return (
            EvidenceStore(path)
            if (path / "deliveries").is_dir()
            else evidence_of(open_case(path)[0], path=path, evidence=evidence)
        )
    except StoreMisuse as problem:
        stop(str(problem))


def _store_and_measures(path: Path, evidence: Path | None) -> "tuple[Any, tuple[Measure, ...], list[Finding]]":
    from concordat.data.files.measures import catalogue_measures, evidence_columns, load_measure_catalogue
    from concordat.domain.performance.reading import measures_of

    if (path / "deliveries").is_dir():
        store = store_of(path, evidence)
        tables = {delivery.table for delivery in store.deliveries()}
        return store, tuple(one for one in catalogue_measures() if one.records in tables), []
    case, findings = open_case(path)
    found, problems = measures_of(case, catalogue=load_measure_catalogue(), columns=evidence_columns())
    if not found and not problems:
        stop(f"{case.title} has no measures. Add documents/measure/….toml, or give the evidence store itself.")
    return store_of(path, evidence), found, [*findings, *problems]


def _doubts(
    opened: Any, found: "tuple[Measure, ...]", span: "Span", *, known_at: datetime | None, now: datetime
) -> list[dict[str, Any]]:
    """Whose figure is stale, and which measure has no owner; an old period is judged by what had come by its end."""
    from concordat.data.events.attain import months_held, tally
    from concordat.domain.performance.series import last_record, stale

    newest = max(months_held(opened.store, "job_records", known_at=known_at), default=span.last)
    as_of = now if span.last >= newest else span.period.end
    said = []
    for one in found:
        why = stale(one, last_record(tally(opened, one, known_at=known_at), span.last), as_of=as_of)
        if why and one.document is not None:
            said.append({"measure": one.id, "title": one.title, "owner": one.owner or None, "why": why})
    return said
