"""A month's payment from gross to payable: each part of the mechanism as a step up or down."""

from collections.abc import Sequence
from typing import Any

from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.statement import Statement
from concordat.domain.performance.periods import Month
from concordat.presentation.charts.chart import BLUE, GREY, INK, ORANGE, Chart
from concordat.presentation.words import true_minus


def waterfall_chart(statement: Statement) -> Chart | None:
    """Bars to the right add, to the left take off; the last is what is payable. None without a line."""
    if not statement.lines:
        return None
    steps = [(group, statement.total_of(group)) for group in statement.groups]
    total = format_pounds(statement.total, show_pence=True)
    return Chart(
        spec=_spec(steps, statement.total),
        caption=f"From gross to payable, {Month.from_text(statement.period).in_words()}",
        text_alternative=" ".join(
            f"{group} {'adds' if pence >= 0 else 'takes off'} {format_pounds(abs(pence), show_pence=True)}."
            for group, pence in steps
        )
        + f" Payable: {total}.",
        headings=("Part", "Amount", "Running total"),
        rows=(*_rows(steps), ("Payable", total, total)),
        illustrative=statement.illustrative,
    )


def _rows(steps: Sequence[tuple[str, int]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    running = 0
    for group, pence in steps:
        running += pence
        amounts = (true_minus(format_pounds(one, show_pence=True)) for one in (pence, running))
        found.append((group, *amounts))
    return found


def _spec(steps: Sequence[tuple[str, int]], total: int) -> dict[str, Any]:
    rows, running = [], 0
    for group, pence in steps:
        start, running = running, running + pence
        rows.append(_bar(group, start, running, "Adds" if pence >= 0 else "Takes off", pence))
    rows.append(_bar("Payable", 0, total, "Payable", total))
    order = [row["part"] for row in rows]
    y = {"field": "part", "type": "nominal", "sort": order, "title": None, "axis": {"ticks": False, "domain": False}}
    return {
        "width": 440,
        "height": {"step": 38},
        "padding": {"top": 5, "left": 5, "right": 96, "bottom": 5},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "height": 22},
                "encoding": {
                    "y": y,
                    "x": {
                        "field": "start",
                        "type": "quantitative",
                        "axis": {
                            "title": "Pounds",
                            "tickCount": 5,
                            "labelExpr": "datum.value == 0 ? '£0' : '£' + format(datum.value / 1e3, ',.0f') + 'k'",
                        },
                    },
                    "x2": {"field": "end"},
                    "color": {
                        "field": "way",
                        "type": "nominal",
                        "scale": {"domain": ["Adds", "Takes off", "Payable"], "range": [BLUE, ORANGE, GREY]},
                        "legend": {"title": None, "orient": "top"},
                    },
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "color": INK},
                "encoding": {"y": y, "x": {"field": "far", "type": "quantitative"}, "text": {"field": "label"}},
            },
        ],
    }


def _bar(part: str, start: int, end: int, way: str, pence: int) -> dict[str, Any]:
    return {
        "part": part,
        "start": start / 100,
        "end": end / 100,
        "far": max(start, end) / 100,
        "way": way,
        "label": ("+" if way == "Adds" else "") + true_minus(format_pounds(pence, show_pence=True)),
    }
