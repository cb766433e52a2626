"""``concordat measures``: what each measure came to, how sure that is, and the jobs behind it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from concordat.cli.evidence import KnownAt, _moment
from concordat.cli.evidence_output import moment_text
from concordat.cli.output import AsJson, finding_json, finish, open_case, print_findings, print_json, print_table, stop

if TYPE_CHECKING:
    from concordat.domain.kernel.findings import Finding
    from concordat.domain.performance.inputs import Measure
    from concordat.domain.performance.periods import Span
    from concordat.domain.performance.results import Attainment

app = typer.Typer(rich_markup_mode=None)

_COLOURS = {"met": "green", "stretch": "green", "near": "yellow", "missed": "red", "below minimum": "bold red"}


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
            _show_over_time(opened, found, as_of=as_of, known_at=known_at, as_json=as_json)
            return
        if jobs:
            _show_jobs(opened, found, span, known_at, as_json=as_json)
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
        _print(figures, cuts)
        _where_records_end(figures)
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


def _show_over_time(opened: Any, found: Any, *, as_of: Any, known_at: datetime | None, as_json: bool) -> None:
    from concordat.data.events.attain import attain, months_held
    from concordat.domain.performance.inputs import FREQUENCIES
    from concordat.domain.performance.over_time import judged
    from concordat.domain.performance.periods import block_span
    from concordat.domain.performance.series import is_ripe

    if len(found) != 1:
        stop("Say which measure: --measure NAME.")
    one = found[0]
    months = months_held(opened.store, one.records, known_at=known_at)
    spans = list(dict.fromkeys(block_span(month, FREQUENCIES[one.frequency]) for month in months))
    spans = [span for span in spans if span.first >= months[0] and is_ripe(one, span, as_of)]
    figures = [f for f in attain(opened, [one], spans=spans, known_at=known_at, as_of=as_of) if f.value is not None]
    chart = judged(figures, one)
    if chart is None:
        stop(f"{one.title} has fewer than two figures so far: nothing to tell noise from change by.")
    if as_json:
        points = [
            {"label": p.label, "value": f.value, "mean": round(p.mean, 6), "low": round(p.low, 6), "high": round(p.high, 6),
             "kind": p.kind, "rule": p.rule or None, "target": f.target, "state": f.state}
            for p, f in zip(chart.points, figures, strict=True)
        ]  # fmt: skip
        about = {"measure": one.id, "title": one.title, "assurance": chart.assurance, "provisional": chart.provisional}
        print_json({**about, "stretches": [chart.points[place].label for place in chart.stretches], "points": points})
        return
    print_table(
        f"{one.title}: {chart.assurance.value}"
        + (" (few figures yet: the limits will move)" if chart.provisional else ""),
        ("Period", "Value", "Mean", "Limits", "What it tells"),
        [
            (
                p.label,
                said(f),
                f"{p.mean:.2f}",
                f"{p.low:.2f} to {p.high:.2f}",
                p.kind.value + (f": {p.rule}" if p.rule else ""),
            )
            for p, f in zip(chart.points, figures, strict=True)
        ],
        right=(1, 2, 3),
    )


def _print(figures: "Sequence[Attainment]", cuts: tuple[str, ...]) -> None:
    made_up = " (illustrative: made-up records)" if any(one.illustrative for one in figures) else ""
    several = len({one.label for one in figures}) > 1
    first = ("Measure", *(("Period",) if several else ()), *(cut.capitalize() for cut in cuts))
    print_table(
        f"{_period(figures[0].label) if figures else 'No measures'}{made_up}",
        (*first, "Value", "Of", "Could be", "Of what was done", "Overdue", "Target", "Rating"),
        [
            (
                one.title,
                *((one.label,) if several else ()),
                *(getattr(one, cut) or "all" for cut in cuts),
                said(one),
                counts(one),
                could_be(one),
                done(one),
                "" if one.overdue is None else str(one.overdue),
                "" if one.target is None else _said(one.target, one.unit),
                Text(
                    one.rating.value + ("" if one.state.value == "final" else f" ({one.state.value})"),
                    style=_COLOURS.get(one.rating.value, ""),
                ),
            )
            for one in figures
        ],
        right=tuple(range(len(first), len(first) + 6)),
    )


def _period(label: str) -> str:
    """``April 2026`` for a month; a year or a quarter is called as it is."""
    from concordat.domain.performance.periods import Month, NotAPeriod

    try:
        return Month.from_text(label).in_words()
    except NotAPeriod:
        return label


def said(one: "Attainment") -> str:
    return "no records" if one.value is None else _said(one.value, one.unit)


def counts(one: "Attainment") -> str:
    return (
        f"{_plain(one.numerator)} of {_plain(one.denominator)}"
        if one.interval is not None and one.interval.method == "Wilson"
        else ""
    )


def _where_records_end(figures: "Sequence[Attainment]") -> None:
    """On which day overdue work is counted, where that is not the period's last."""
    held: dict[tuple[str, date], dict[str, None]] = {}
    for one in figures:
        if one.overdue_before_end is not None:
            held.setdefault((one.label, one.overdue_before_end), {})[one.title] = None
    for (label, day), titles in held.items():
        told = f"{label}: overdue work is counted at the end of {day.day} {day:%B %Y}, where the records end"
        typer.echo(f"{told} ({', '.join(titles)}). What was due later counts as not done in the value.")


def done(one: "Attainment") -> str:
    """The other cohort: how many of those finished in the period were on time."""
    if one.completed is None or one.overdue is None or not one.completed.denominator:
        return ""
    return f"{_plain(one.completed.numerator)} of {_plain(one.completed.denominator)}"


def could_be(one: "Attainment") -> str:
    from concordat.domain.performance.rating import said_range

    return "" if one.interval is None else said_range(one.interval, one.unit)


def _said(value: Any, unit: str) -> str:
    from concordat.domain.performance.rating import said_with

    return said_with(value, unit)


def _plain(value: Any) -> str:
    from concordat.domain.kernel.hashing import decimal_text

    return decimal_text(value)


def _show_jobs(opened: Any, found: Any, span: Any, known_at: datetime | None, *, as_json: bool) -> None:
    from concordat.data.events.attain import jobs_behind

    if len(found) != 1:
        stop("Say which measure: --measure NAME.")
    rows = jobs_behind(opened, found[0], span, known_at=known_at)
    if as_json:
        print_json([{name: value for name, value in row.items() if value is not None} for row in rows])
        return
    key = next(iter(rows[0])) if rows else ""
    shown = [
        name
        for name in (
            "service",
            "area",
            "activity",
            "priority",
            "worked_out_due",
            found[0].clock.stops if found[0].clock else "",
        )
        if name
    ]
    print_table(
        f"{found[0].title}, {_period(span.label)}: {len(rows)} {'record' if len(rows) == 1 else 'records'} did not pass",
        tuple(_HEADINGS.get(name, name.replace("_", " ").capitalize()) for name in (key, *shown)),
        [(str(row[key]), *(_cell(row.get(name)) for name in shown)) for row in rows],
    )


_HEADINGS = {"worked_out_due": "Due by the measure's clock", "order_id": "Order"}


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return moment_text(value)
    return "" if value is None else str(value)


def attainment_json(one: "Attainment") -> dict[str, Any]:
    """The keys are documented in ``docs/methods/measures.md`` and stay. Numbers are decimal text in the measure's unit."""
    cohort = {
        name: {"numerator": held.numerator, "denominator": held.denominator} if held else None
        for name, held in (("due", one.due), ("completed", one.completed))
    }
    return {
        "measure": one.measure,
        "title": one.title,
        "label": one.label,
        "period": one.period,
        "service": one.service or None,
        "area": one.area or None,
        "partner": one.partner or None,
        "priority": one.priority or None,
        "unit": one.unit,
        "value": one.value,
        "numerator": one.numerator,
        "denominator": one.denominator,
        **cohort,
        "overdue": one.overdue,
        "overdue_at": one.overdue_at,
        "interval": one.interval,
        "target": one.target,
        "minimum": one.minimum,
        "stretch": one.stretch,
        "tolerance": one.tolerance,
        "polarity": one.polarity,
        "rating": one.rating,
        "why": one.why,
        "state": one.state,
        "suspended": one.suspended,
        "unsuspended_value": one.unsuspended_value,
        "times": one.times,
        "owner": one.owner or None,
        "illustrative": one.illustrative,
        "inputs_hash": one.provenance.inputs_hash,
    }
