"""``concordat measures``: what each measure came to, how sure that is, and the jobs behind it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from concordat.cli.evidence import KnownAt, _moment
from concordat.cli.output import AsJson, finding_json, finish, open_case, print_findings, print_json, print_table, stop

if TYPE_CHECKING:
    from concordat.domain.kernel.findings import Finding
    from concordat.domain.performance.inputs import Measure
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
    as_json: AsJson = False,
) -> None:
    """Every measure of a case over a period: value, both cohorts, what is overdue, its interval and its rating.

    Noise comes first: where chance alone could explain a miss, the rating is “not assessable”. --as-known-at gives the
    figures exactly as they were known then.

    Example: concordat measures examples/running-contract --period 2026-03 --year-to-date
    """
    from concordat.data.events.attain import Opened, attain
    from concordat.domain.performance.checks import check_measures
    from concordat.domain.performance.periods import NotAPeriod, rolling, span_from_text
    from concordat.domain.performance.periods import year_to_date as to_date

    try:
        span = span_from_text(period)
    except NotAPeriod as problem:
        stop(str(problem))
    store, found, findings = _store_and_measures(path, evidence)
    if measure:
        found = tuple(one for one in found if measure in {one.id, one.document.name if one.document else ""})
        if not found:
            stop(f"There is no measure “{measure}” here.")
    known_at = _moment(as_known_at)
    cuts = tuple(part.strip() for part in by.split(",") if part.strip())
    spans = [span, to_date(span.last), rolling(span.last)] if year_to_date else [span]
    findings = [*findings, *check_measures(found, on=span.last.first_day)] if found and found[0].document else findings
    opened = Opened(store)
    try:
        figures = attain(opened, found, spans=spans, by=cuts, known_at=known_at, times=True, restatements=restated)
    except ValueError as problem:
        stop(str(problem))
    if jobs:
        _show_jobs(opened, found, span, known_at, as_json=as_json)
    elif as_json:
        print_json(
            {"measures": [attainment_json(one) for one in figures], "findings": [finding_json(f) for f in findings]}
        )
    else:
        _print(figures, cuts)
        print_findings(findings)
    finish(findings)


def _store_and_measures(path: Path, evidence: Path | None) -> "tuple[Any, tuple[Measure, ...], list[Finding]]":
    from concordat.data.events import EvidenceStore
    from concordat.data.events.cases import evidence_of
    from concordat.data.events.deliveries import StoreMisuse
    from concordat.data.files.measures import catalogue_measures, load_measure_catalogue
    from concordat.domain.performance.reading import measures_of

    try:
        if (path / "deliveries").is_dir():
            store = EvidenceStore(path)
            tables = {delivery.table for delivery in store.deliveries()}
            return store, tuple(one for one in catalogue_measures() if one.records in tables), []
        case, findings = open_case(path)
        found, problems = measures_of(case, catalogue=load_measure_catalogue())
        if not found:
            stop(f"{case.title} has no measures. Add documents/measure/….toml, or give the evidence store itself.")
        return evidence_of(case, path=path, evidence=evidence), found, [*findings, *problems]
    except StoreMisuse as problem:
        stop(str(problem))


def _print(figures: "tuple[Attainment, ...]", cuts: tuple[str, ...]) -> None:
    made_up = " (illustrative: made-up records)" if any(one.illustrative for one in figures) else ""
    several = len({one.label for one in figures}) > 1
    first = ("Measure", *(("Period",) if several else ()), *(cut.capitalize() for cut in cuts))
    print_table(
        f"{figures[0].label if figures else 'No measures'}{made_up}",
        (*first, "Value", "Of", "Could be", "Target", "Overdue", "Rating"),
        [
            (
                one.title,
                *((one.label,) if several else ()),
                *(getattr(one, cut) or "all" for cut in cuts),
                said(one),
                counts(one),
                could_be(one),
                "" if one.target is None else _said(one.target, one.unit),
                "" if one.overdue is None else str(one.overdue),
                Text(
                    one.rating.value + ("" if one.state.value == "final" else f" ({one.state.value})"),
                    style=_COLOURS.get(one.rating.value, ""),
                ),
            )
            for one in figures
        ],
        right=tuple(range(len(first), len(first) + 5)),
    )


def said(one: "Attainment") -> str:
    return "no records" if one.value is None else _said(one.value, one.unit)


def counts(one: "Attainment") -> str:
    return (
        f"{_plain(one.numerator)} of {_plain(one.denominator)}"
        if one.interval is not None and one.interval.method == "Wilson"
        else ""
    )


def could_be(one: "Attainment") -> str:
    return "" if one.interval is None else f"{_said(one.interval.low, '')} to {_said(one.interval.high, one.unit)}"


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
        f"{found[0].title}, {span.label}: {len(rows)} records did not pass",
        (key, *shown),
        [(str(row[key]), *(_cell(row.get(name)) for name in shown)) for row in rows],
    )


def _cell(value: Any) -> str:
    from concordat.domain.kernel.periods import LONDON

    if isinstance(value, datetime):
        return f"{value.astimezone(LONDON):%d %b %Y %H:%M}"
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
        "interval": one.interval,
        "target": one.target,
        "minimum": one.minimum,
        "stretch": one.stretch,
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
