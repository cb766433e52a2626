"""Every measure in a month, and one measure over time with the records behind it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.measures import MOST_JOBS, MeasureRow, measure_seen, measures_seen
from concordat.domain.kernel.findings import worst_first
from concordat.domain.kernel.hashing import decimal_text
from concordat.domain.performance.inputs import Measure, Target
from concordat.domain.performance.periods import Month, in_words, span_from_text
from concordat.domain.performance.rating import said_between, said_range, said_with
from concordat.domain.performance.results import Attainment, Rating
from concordat.presentation.charts.over_time import over_time_chart
from concordat.presentation.measure_words import definition_lines
from concordat.web.page import partnership_page

_COLOURS = {
    Rating.STRETCH: "green",
    Rating.MET: "green",
    Rating.NEAR: "yellow",
    Rating.MISSED: "orange",
    Rating.BELOW_MINIMUM: "red",
}
_SIDES = (
    ("contractor", "What the contractor does"),
    ("client", "What the client does"),
    ("both", "What both parties do"),
)
WHO = "Every organisation in the partnership, the contractor included. Nobody else."


@partnership_page
def measures(request: HttpRequest, actor: Actor) -> HttpResponse:
    seen = measures_seen(actor, month=request.GET.get("month", ""))
    by_title = sorted(seen.rows, key=lambda row: row.measure.title.casefold())
    groups = [
        {"title": title, "rows": [_line(row) for row in by_title if row.measure.side == side]} for side, title in _SIDES
    ]
    return render(
        request,
        "run/measures.html",
        {
            "seen": seen,
            "groups": [group for group in groups if group["rows"]],
            "findings": worst_first(seen.findings),
            "who": WHO,
            "doubts": _doubts(seen.rows),
            "ends_early": any(row.month.overdue_before_end for row in seen.rows),
        },
    )


@partnership_page
def measure(request: HttpRequest, actor: Actor, *, name: str) -> HttpResponse:
    seen = measure_seen(actor, name, month=request.GET.get("month", ""))
    one = seen.row.measure
    clock = one.clock
    parts: list[dict[str, Any]] = [
        {
            "title": f"By {cut}",
            "heading": cut.capitalize(),
            "rows": [
                _figure(each) | {"part": seen.names.get(getattr(each, cut), getattr(each, cut))} for each in found
            ],
        }
        for cut, found in seen.parts.items()
        if found
    ]
    return render(
        request,
        "run/measure.html",
        {
            "seen": seen,
            "line": _line(seen.row),
            "period": in_words(seen.span),
            "chart": over_time_chart(seen.series, one),
            "parts": parts,
            "overdue": any(each["overdue"] is not None for part in parts for each in part["rows"]),
            "jobs": [_job(row, clock.stops if clock else "") for row in seen.jobs],
            "cut_short": len(seen.jobs) == MOST_JOBS,
            "said": definition_lines(one),
            "targets": [_target(target, one.unit) for target in one.targets],
            "profiles": _profiles(one),
            "breaks": [(Month.from_text(each.month).in_words(), each.reason) for each in one.breaks],
            "inputs": seen.row.month.provenance.inputs[-6:],
            "input_count": len(seen.row.month.provenance.inputs),
            "who": WHO,
        },
    )


def _doubts(rows: tuple[MeasureRow, ...]) -> list[dict[str, Any]]:
    """Each reason once, with the measures it holds for and who answers for them."""
    held: dict[str, list[MeasureRow]] = {}
    for row in rows:
        if row.doubt:
            held.setdefault(row.doubt, []).append(row)
    return [{"why": why, "rows": found} for why, found in held.items()]


def _target(target: Target, unit: str) -> dict[str, Any]:
    def said(value: Decimal | None) -> str:
        return "–" if value is None else said_with(value, unit)

    aim = said(target.target)
    if target.band:
        aim = f"{said_with(target.band[0], unit)} to {said_with(target.band[1], unit)}"
    return {
        "year": target.year,
        "target": aim,
        "minimum": said(target.minimum),
        "stretch": said(target.stretch),
        "tolerance": said_between(target.tolerance, unit) if target.tolerance else "–",
    }


def _profiles(one: Measure) -> list[tuple[str, str]]:
    """Each profile once, with the years it is agreed for."""
    held: dict[str, list[str]] = {}
    for target in one.targets:
        if target.profile:
            held.setdefault(", ".join(said_with(value, one.unit) for value in target.profile), []).append(target.year)
    return [(", ".join(years), profile) for profile, years in held.items()]


def _line(row: MeasureRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "measure": row.measure,
        "period": ""
        if row.month.label == f"{row.month.period.start:%Y-%m}"
        else in_words(span_from_text(row.month.label)),
        "month": _figure(row.month),
        "to_date": _figure(row.to_date),
        "year": _figure(row.year),
        "doubt": row.doubt,
    }


def _figure(one: Attainment) -> dict[str, Any]:
    """A figure as people read it."""
    return {
        "value": "No records" if one.value is None else said_with(one.value, one.unit),
        "counts": f"{decimal_text(one.numerator)} of {decimal_text(one.denominator)}"
        if one.interval is not None and one.interval.method == "Wilson"
        else "",
        "could_be": "" if one.interval is None else said_range(one.interval, one.unit),
        "target": "" if one.target is None else said_with(one.target, one.unit),
        "rating": one.rating.value.capitalize(),
        "colour": _COLOURS.get(one.rating, "grey"),
        "why": one.why,
        "overdue": one.overdue,
        "overdue_at": one.overdue_before_end,
        "completed": ""
        if one.completed is None or not one.completed.denominator or one.unit != "%"
        else f"{decimal_text(one.completed.numerator)} of {decimal_text(one.completed.denominator)}",
        "times": one.times,
        "state": one.state.value,
        "suspended": one.suspended,
        "unsuspended": "" if one.unsuspended_value is None else said_with(one.unsuspended_value, one.unit),
    }


def _job(row: dict[str, Any], stops: str) -> dict[str, Any]:
    first = next(iter(row))
    done = row.get(stops)
    return {
        "key": row[first],
        "what": row.get("activity") or row.get("kind") or row.get("what") or "",
        "service": row.get("service") or "",
        "area": row.get("area") or "",
        "priority": row.get("priority") or "",
        "due": row.get("worked_out_due"),
        "done": done if isinstance(done, datetime) else None,
    }


urlpatterns = [
    path("partnerships/<slug:slug>/run/measures/", measures, name="measures"),
    path("partnerships/<slug:slug>/run/measures/<slug:name>/", measure, name="measure"),
]
