"""The tables of ``concordat measures``, and its figures as they stand in --json."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from concordat.cli.evidence_output import moment_text
from concordat.cli.output import print_json, print_table, stop

if TYPE_CHECKING:
    from concordat.domain.performance.results import Attainment

_COLOURS = {"met": "green", "stretch": "green", "near": "yellow", "missed": "red", "below minimum": "bold red"}


def show_over_time(opened: Any, found: Any, *, as_of: Any, known_at: datetime | None, as_json: bool) -> None:
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


def print_figures(figures: "Sequence[Attainment]", cuts: tuple[str, ...]) -> None:
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


def where_records_end(figures: "Sequence[Attainment]") -> None:
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


def show_jobs(opened: Any, found: Any, span: Any, known_at: datetime | None, *, as_json: bool) -> None:
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
