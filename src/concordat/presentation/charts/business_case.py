"""Pictures of a business case: the bridge between versions, each council's cash, the fan of years, what drives it, the plan."""

from collections.abc import Sequence
from typing import Any

from concordat.domain.business_case.chances import PartnerRisk, Simulation
from concordat.domain.business_case.memory import Bridge
from concordat.domain.business_case.plan import Plan
from concordat.domain.business_case.results import BusinessCaseResult, Position
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.periods import FinancialYear
from concordat.presentation.charts.chart import BLUE, GREY, INK, ORANGE, PALE, Chart
from concordat.presentation.words import date_in_words, pounds_short, true_minus

_MONEY = "abs(datum.value) >= 1e6 ? (datum.value < 0 ? '−£' : '£') + format(abs(datum.value) / 1e6, '.2~f') + 'm' : datum.value == 0 ? '£0' : (datum.value < 0 ? '−£' : '£') + format(abs(datum.value) / 1e3, '.0f') + 'k'"


def bridge_chart(bridge: Bridge, *, illustrative: bool) -> Chart:
    """From the earlier net present value to the later, one step for each cause."""
    steps = _steps(bridge)
    return Chart(
        spec=_bridge_spec(steps),
        caption=f"What changed from the {bridge.before_stage} to the {bridge.after_stage}",
        text_alternative=f"The net present value goes from {pounds_short(bridge.before)} to {pounds_short(bridge.after)}: "
        + ", ".join(f"{cause.value} {pounds_short(moved)}" for cause, moved in bridge.by_cause.items())
        + ".",
        headings=("Step", "Change", "Net present value after it"),
        rows=tuple((step["step"], step["change"], format_pounds(step["level"])) for step in steps),
        illustrative=illustrative,
    )


def _steps(bridge: Bridge) -> list[dict[str, Any]]:
    level = bridge.before
    steps = [_step(bridge.before_stage.capitalize(), 0, bridge.before, level, "total")]
    for cause, moved in bridge.by_cause.items():
        kind = "up" if moved > 0 else "down"
        steps.append(
            {
                **_step(cause.value.capitalize(), level, level + moved, level + moved, kind),
                "change": format_pounds(moved),
            }
        )
        level += moved
    steps.append(_step(bridge.after_stage.capitalize(), 0, bridge.after, bridge.after, "total"))
    return steps


def _step(name: str, start: int, end: int, level: int, kind: str) -> dict[str, Any]:
    label = true_minus(pounds_short(end - start) if kind != "total" else pounds_short(level))
    return {
        "step": name,
        "from": start / 100,
        "to": end / 100,
        "high": max(start, end) / 100,
        "level": level,
        "kind": kind,
        "label": f"+{label}" if kind == "up" else label,
        "change": "",
    }


def _bridge_spec(steps: list[dict[str, Any]]) -> dict[str, Any]:
    x = {
        "field": "step",
        "type": "nominal",
        "sort": [step["step"] for step in steps],
        "title": None,
        "axis": {"labelAngle": 0, "labelLimit": 110, "labelExpr": "split(datum.label, ' ')"},
    }
    y = {"type": "quantitative", "axis": {"title": "Net present value", "labelExpr": _MONEY, "tickCount": 6}}
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": ["total", "up", "down"], "range": [INK, BLUE, ORANGE]},
        "legend": None,
    }
    rows = [{key: value for key, value in step.items() if key != "level"} for step in steps]
    return {
        "data": {"values": rows},
        "width": {"step": max(78, 640 // max(1, len(steps)))},
        "height": 300,
        "layer": [
            {
                "mark": {"type": "bar", "size": 54},
                "encoding": {"x": x, "y": {**y, "field": "from"}, "y2": {"field": "to"}, "color": colour},
            },
            {
                "mark": {"type": "text", "dy": -9, "fontWeight": "bold"},
                "encoding": {"x": x, "y": {**y, "field": "high"}, "text": {"field": "label"}},
            },
        ],
    }


_MANY_YEARS = 12


def councils_chart(result: BusinessCaseResult) -> Chart:
    """Small multiples: each council's cash by year and its running total, on one scale."""
    positions = result.partners or (result.joint,)
    rows = [
        {"council": position.name, "year": _short(year), "net": net / 100, "running": running / 100}
        for position in positions
        for year, net, running in zip(result.years, position.financial.net, position.financial.running, strict=True)
    ]
    return Chart(
        spec=_councils_spec(rows, [position.name for position in positions]),
        caption="Each council’s cash by year, and what it adds up to",
        text_alternative=" ".join(_council_words(position) for position in positions),
        headings=("Council", "Year", "Cash in the year", "Running total"),
        rows=tuple(
            (position.name, str(year), format_pounds(net), format_pounds(running))
            for position in positions
            for year, net, running in zip(result.years, position.financial.net, position.financial.running, strict=True)
        ),
        illustrative=result.illustrative,
    )


def _council_words(position: Position) -> str:
    financial = position.financial
    owed = f"finds {pounds_short(financial.most_owed)} first and " if financial.most_owed else ""
    return (
        f"{position.name} {owed}ends with {pounds_short(financial.total.likely)} over the case; "
        f"paid back: {financial.payback.words}."
    )


def _councils_spec(rows: list[dict[str, Any]], names: list[str]) -> dict[str, Any]:
    years = list(dict.fromkeys(row["year"] for row in rows))
    many = (
        len(years) > _MANY_YEARS
    )  # then each fifth year is named and the line has no points: calmer, and drawn sooner
    axis = {"labelAngle": 0, "values": years[::5], "ticks": False} if many else {"labelAngle": 0, "labelOverlap": True}
    x = {"field": "year", "type": "ordinal", "title": None, "axis": axis}
    y = {"type": "quantitative", "axis": {"title": None, "labelExpr": _MONEY, "tickCount": 4}}
    point = False if many else {"color": BLUE, "size": 40}
    return {
        "data": {"values": rows},
        "columns": 2,
        "facet": {
            "field": "council",
            "type": "nominal",
            "sort": names,
            "title": None,
            "header": {"labelFontSize": 16, "labelFontWeight": "bold", "labelColor": INK},
        },
        "spec": {
            "width": 265,
            "height": 150,
            "layer": [
                {
                    "mark": {"type": "bar", "color": PALE, "stroke": BLUE, "strokeWidth": 0.5},
                    "encoding": {"x": x, "y": {**y, "field": "net"}},
                },
                {
                    "mark": {"type": "line", "color": BLUE, "strokeWidth": 3, "point": point},
                    "encoding": {"x": x, "y": {**y, "field": "running"}},
                },
                {"mark": {"type": "rule", "color": INK, "aria": False}, "encoding": {"y": {"datum": 0}}},
            ],
        },
    }


def fan_chart(risk: PartnerRisk, *, illustrative: bool) -> Chart:
    """The net saving of each year: the middle, the middle half and eight in ten of what was drawn; targets as diamonds."""
    rows = [
        {
            "year": _short(row.year),
            "low": row.net.quantiles[0.10].rounded / 100,
            "quarter": row.net.quantiles[0.25].rounded / 100,
            "middle": row.net.middle.rounded / 100,
            "three": row.net.quantiles[0.75].rounded / 100,
            "high": row.net.quantiles[0.90].rounded / 100,
            **({"target": row.target / 100} if row.target is not None else {}),
        }
        for row in risk.years
    ]
    last = risk.years[-1]
    words = f"{risk.name}: in {last.year} eight in ten draws lie between {last.net.quantiles[0.10].words} and {last.net.quantiles[0.90].words}, the middle is {last.net.middle.words}."
    missed = [row for row in risk.years if row.chance and row.chance.value < 0.5]
    if missed:
        words += (
            " The savings target is missed more often than met in " + ", ".join(str(row.year) for row in missed) + "."
        )
    return Chart(
        spec=_fan_spec(rows),
        caption=f"{risk.name}: net saving of each year, in cash. Pale: eight in ten draws; dark: half of them; diamonds: targets",
        text_alternative=words,
        headings=("Year", "1 in 10 below", "Middle", "1 in 10 above", "Target", "Chance of meeting it"),
        rows=tuple(
            (
                str(row.year),
                row.net.quantiles[0.10].words,
                row.net.middle.words,
                row.net.quantiles[0.90].words,
                "" if row.target is None else format_pounds(row.target),
                row.chance.words if row.chance else "",
            )
            for row in risk.years
        ),
        illustrative=illustrative,
    )


def _fan_spec(rows: list[dict[str, Any]]) -> dict[str, Any]:
    x = {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}}
    y = {"type": "quantitative", "axis": {"title": "Net saving in the year", "labelExpr": _MONEY, "tickCount": 6}}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "area", "color": PALE, "opacity": 0.8},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "area", "color": BLUE, "opacity": 0.35},
            "encoding": {"x": x, "y": {**y, "field": "quarter"}, "y2": {"field": "three"}},
        },
        {
            "mark": {"type": "line", "color": BLUE, "strokeWidth": 3},
            "encoding": {"x": x, "y": {**y, "field": "middle"}},
        },
        {"mark": {"type": "rule", "color": INK, "aria": False}, "encoding": {"y": {"datum": 0}}},
    ]
    if any("target" in row for row in rows):
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.target)"}],
                "mark": {"type": "point", "shape": "diamond", "size": 130, "filled": True, "color": ORANGE},
                "encoding": {"x": x, "y": {**y, "field": "target"}},
            }
        )
    return {"data": {"values": rows}, "width": 560, "height": 300, "layer": layers}


def tornado_chart(simulation: Simulation, names: dict[str, str], *, illustrative: bool) -> Chart | None:
    """How far each line's range moves the net present value, the line that matters most first. None where none has a range."""
    if not simulation.drivers:
        return None
    drivers = simulation.drivers[:10]
    titles = _distinct([f"{_whose(row.line.partner, names)}{row.line.title}" for row in drivers])
    rows = [
        {"line": title, "side": side, "value": value / 100, "label": true_minus(pounds_short(value))}
        for title, row in zip(titles, drivers, strict=True)
        for side, value in (("at its low", row.from_low), ("at its high", row.from_high))
    ]
    first = drivers[0]
    return Chart(
        spec=_tornado_spec(rows, titles),
        caption="What drives the net present value: each line at the ends of its range",
        text_alternative=f"The line that matters most is {titles[0]}: {first.share_of_variance * 100:.0f}% of the variance.",
        headings=("Line", "At its low", "At its high", "Share of the variance"),
        rows=tuple(
            (title, format_pounds(row.from_low), format_pounds(row.from_high), f"{row.share_of_variance * 100:.0f}%")
            for title, row in zip(titles, drivers, strict=True)
        ),
        illustrative=illustrative,
    )


def _whose(partner: str, names: dict[str, str]) -> str:
    return f"{names.get(partner, partner)}: " if partner else ""


def _distinct(titles: Sequence[str]) -> list[str]:
    """Two lines of one name stay two bars."""
    found: list[str] = []
    for title in titles:
        twins = sum(1 for other in found if other == title or other.startswith(f"{title} ("))
        found.append(f"{title} ({twins + 1})" if twins else title)
    return found


def _tornado_spec(rows: list[dict[str, Any]], titles: list[str]) -> dict[str, Any]:
    return {
        "data": {"values": rows},
        "width": 330,
        "height": {"step": 38},
        "layer": [
            {
                "mark": {"type": "bar", "height": 22},
                "encoding": {
                    "y": {
                        "field": "line",
                        "type": "nominal",
                        "sort": titles,
                        "title": None,
                        "axis": {"labelLimit": 420, "ticks": False, "domain": False},
                    },
                    "x": {
                        "field": "value",
                        "type": "quantitative",
                        "axis": {"title": "Change of the net present value", "labelExpr": _MONEY, "tickCount": 4},
                    },
                    "color": {
                        "field": "side",
                        "type": "nominal",
                        "scale": {"domain": ["at its low", "at its high"], "range": [GREY, BLUE]},
                        "legend": {"title": None, "orient": "top"},
                    },
                },
            },
            {"mark": {"type": "rule", "color": INK, "aria": False}, "encoding": {"x": {"datum": 0}}},
        ],
    }


def plan_chart(plan: Plan, *, illustrative: bool) -> Chart | None:
    """Milestones as bars over time, the critical path in the strong colour. None without a milestone."""
    if not plan.milestones:
        return None
    rows = [
        {
            "milestone": item.milestone.title,
            "from": item.starts.isoformat(),
            "to": item.reached.isoformat(),
            "path": "critical" if item.critical else "has slack",
            "moment": item.reached.isoformat(),
        }
        for item in plan.milestones
    ]
    path = " → ".join(item.milestone.title for item in plan.critical_path)
    return Chart(
        spec=_plan_spec(rows),
        caption="The plan and its critical path",
        text_alternative=f"Critical path: {path}.",
        headings=("Milestone", "Owner", "Starts", "Reached", "Slack"),
        rows=tuple(
            (
                item.milestone.title,
                item.milestone.owner or "nobody named",
                date_in_words(item.starts),
                date_in_words(item.reached),
                "none" if item.critical else f"{item.slack} days",
            )
            for item in plan.milestones
        ),
        illustrative=illustrative,
    )


def _plan_spec(rows: list[dict[str, Any]]) -> dict[str, Any]:
    order = [row["milestone"] for row in rows]
    y = {
        "field": "milestone",
        "type": "nominal",
        "sort": order,
        "title": None,
        "axis": {"labelLimit": 330, "ticks": False},
    }
    colour = {
        "field": "path",
        "type": "nominal",
        "scale": {"domain": ["critical", "has slack"], "range": [ORANGE, BLUE]},
        "legend": {"title": None, "orient": "top"},
    }
    x = {"type": "temporal", "axis": {"title": None, "format": "%b %Y", "tickCount": 6}}
    return {
        "data": {"values": rows},
        "width": 400,
        "height": {"step": 30},
        "layer": [
            {
                "mark": {"type": "bar", "height": 14, "cornerRadius": 3},
                "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "to"}, "color": colour},
            },
            {
                "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 110},
                "encoding": {"y": y, "x": {**x, "field": "moment"}, "color": colour},
            },
        ],
    }


def _short(year: FinancialYear) -> str:
    """``25/26``, for an axis."""
    return str(year)[2:]
