"""A measure month by month with its limits: what is noise, what is a change, and whether the target can be met."""

from collections.abc import Sequence
from typing import Any

from concordat.domain.performance.inputs import FREQUENCIES, Measure
from concordat.domain.performance.over_time import judged
from concordat.domain.performance.periods import in_words as span_in_words
from concordat.domain.performance.periods import span_from_text
from concordat.domain.performance.rating import said_with
from concordat.domain.performance.results import Attainment
from concordat.domain.performance.xmr import Assurance, PointKind
from concordat.domain.performance.xmr import Chart as Judged
from concordat.presentation.charts.chart import BLUE, GREY, INK, ORANGE, Chart

_COLOURS = {
    PointKind.COMMON: GREY,
    PointKind.IMPROVEMENT: BLUE,
    PointKind.CONCERN: ORANGE,
    PointKind.HIGH: "#5a3f8a",
    PointKind.LOW: "#5a3f8a",
}
_SHAPES = {PointKind.COMMON: "circle", PointKind.IMPROVEMENT: "triangle-up", PointKind.CONCERN: "triangle-down",
           PointKind.HIGH: "diamond", PointKind.LOW: "diamond"}  # fmt: skip
_ASSURANCE = {
    Assurance.PASSES: "As it runs now it will meet the target every time.",
    Assurance.FAILS: "As it runs now it will miss the target every time: something must change.",
    Assurance.EITHER: "As it runs now, chance decides whether the next figure meets the target.",
    Assurance.NO_TARGET: "",
}


def over_time_chart(figures: Sequence[Attainment], measure: Measure) -> Chart | None:
    found = judged(figures, measure)
    if found is None:
        return None
    drawn = [one for one in figures if one.value is not None]
    return Chart(
        spec=_spec(found, drawn, measure),
        caption=f"{measure.title}, every {measure.frequency}",
        text_alternative=in_words(found, drawn, measure),
        headings=("Period", "Value", "Mean", "Limits", "What it tells", "Target"),
        rows=tuple(_row(point, one, measure) for point, one in zip(found.points, drawn, strict=True)),
        illustrative=any(one.illustrative for one in drawn),
    )


def in_words(found: Judged, drawn: Sequence[Attainment], measure: Measure) -> str:
    """What the picture shows, in a few sentences."""
    latest = found.latest
    said = [f"{_month(latest.label)}: {_said(latest.value, measure)}; the mean is {_said(latest.mean, measure)}."]
    said.append(f"Chance alone moves it between {_said(latest.low, measure)} and {_said(latest.high, measure)}.")
    latest_year = found.points[-(12 // FREQUENCIES[measure.frequency]) :]
    special = [point for point in latest_year if point.kind is not PointKind.COMMON]
    if special:
        kinds = ", ".join(dict.fromkeys(f"{point.kind.value} ({point.rule})" for point in special))
        said.append(f"In the last twelve months more than chance: {kinds}.")
    else:
        said.append("Nothing in the last twelve months is more than chance.")
    said.append(_ASSURANCE[found.assurance])
    if found.provisional:
        said.append("There are few figures yet: the limits will move.")
    return " ".join(part for part in said if part)


def _month(label: str) -> str:
    return span_in_words(span_from_text(label))


def _said(value: float, measure: Measure) -> str:
    from decimal import Decimal

    return said_with(Decimal(str(round(_possible(value, measure), 1))), measure.unit)


def _possible(value: float, measure: Measure) -> float:
    """A limit no further than the figure can be: a share of what is counted, and nothing below nought but a difference."""
    low, high = _bounds(measure)
    return min(max(value, low), high)


def _bounds(measure: Measure) -> tuple[float, float]:
    low = float("-inf") if measure.numerator.less else 0.0
    return low, 100.0 if measure.unit == "%" and (measure.is_part or measure.interval_method == "share") else float(
        "inf"
    )


def _row(point: Any, one: Attainment, measure: Measure) -> tuple[str, ...]:
    return (
        _month(point.label),
        _said(point.value, measure),
        _said(point.mean, measure),
        f"{_said(point.low, measure)} to {_said(point.high, measure)}",
        point.kind.value + (f": {point.rule}" if point.rule else ""),
        "" if one.target is None else said_with(one.target, measure.unit),
    )


def _spec(found: Judged, drawn: Sequence[Attainment], measure: Measure) -> dict[str, Any]:
    least, most = _bounds(measure)
    rows: list[dict[str, Any]] = [
        {
            "month": str(one.period.start.strftime("%Y-%m")),
            "value": point.value,
            "mean": point.mean,
            "low": _possible(point.low, measure),
            "high": _possible(point.high, measure),
            "kind": point.kind.value,
            "target": None if one.target is None else float(one.target),
            "stretch": sum(place >= start for start in found.stretches),
        }
        for place, (point, one) in enumerate(zip(found.points, drawn, strict=True))
    ]
    ends = [
        value for row in rows for value in (row["value"], row["low"], row["high"], row["target"]) if value is not None
    ]
    room = (max(ends) - min(ends)) * 0.08 or 1.0
    x = {
        "field": "month",
        "type": "ordinal",
        "title": None,
        "axis": {
            "labelAngle": 0,
            "labelOverlap": True,
            "labelExpr": "slice(datum.value, 5) == '04' || slice(datum.value, 5) == '10' ? timeFormat(utcParse(datum.value, '%Y-%m'), '%b %Y') : ''",
            "ticks": False,
        },
    }
    y = {
        "type": "quantitative",
        "title": measure.unit if measure.unit != "%" else "Per cent",
        "scale": {
            "domain": [max(least, min(ends) - room), min(max(ends) + room, most + 2)],
            "zero": False,
            "nice": False,
        },
    }

    def line(field: str, colour: str, dash: list[int], width: float) -> dict[str, Any]:
        mark = {"type": "line", "color": colour, "strokeDash": dash, "strokeWidth": width, "interpolate": "step"}
        return {"mark": mark, "encoding": {"x": x, "y": {**y, "field": field}, "detail": {"field": "stretch"}}}

    kinds = list(dict.fromkeys(point.kind for point in found.points))
    layers = [
        {
            "mark": {"type": "area", "color": "#e9eef1", "interpolate": "step"},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "detail": {"field": "stretch"}},
        },
        line("mean", INK, [1, 0], 1.5),
        {
            "mark": {"type": "line", "color": "#8a9399", "strokeWidth": 1.5},
            "encoding": {"x": x, "y": {**y, "field": "value"}, "detail": {"field": "stretch"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 95, "opacity": 1},
            "encoding": {
                "x": x,
                "y": {**y, "field": "value"},
                "color": {
                    "field": "kind",
                    "type": "nominal",
                    "scale": {"domain": [k.value for k in kinds], "range": [_COLOURS[k] for k in kinds]},
                    "legend": {"title": None, "orient": "top"},
                },
                "shape": {
                    "field": "kind",
                    "type": "nominal",
                    "scale": {"domain": [k.value for k in kinds], "range": [_SHAPES[k] for k in kinds]},
                    "legend": {"title": None, "orient": "top"},
                },
            },
        },
    ]
    if any(row["target"] is not None for row in rows):
        layers.append(line("target", "#1d6b35", [6, 4], 2.5))
        last = [row for row in rows if row["target"] is not None][-1:]
        layers.append(
            {
                "data": {"values": last},
                "mark": {
                    "type": "text",
                    "text": "target",
                    "align": "right",
                    "dy": -8,
                    "dx": 8,
                    "color": "#1d6b35",
                    "fontWeight": "bold",
                },
                "encoding": {"x": x, "y": {**y, "field": "target"}},
            }
        )
    return {"data": {"values": rows}, "width": 640, "height": 280, "layer": layers}
