"""The true-up of each partner: what comes from the cost, what from the share of use, what from beside the pools."""

from typing import Any

from concordat.domain.cost_sharing.recharge.results import YearOfRecharge
from concordat.domain.kernel.money import format_pounds
from concordat.presentation.charts.chart import BLUE, GREY, INK, ORANGE, Chart
from concordat.presentation.words import pounds_short, true_minus

_PARTS = (("price", "From the cost"), ("volume", "From the share of use"), ("extras", "Beside the shared services"))


def true_up_chart(found: YearOfRecharge) -> Chart | None:
    """Bars to the right are still to pay, to the left to be paid back. None before the year's cost is known."""
    if not found.true_ups:
        return None
    names = {t.partner: found.scheme.name_of(t.partner) for t in found.true_ups}
    return Chart(
        spec=_spec(found, names),
        caption=f"True-up for {found.year}: still to pay (right) or to be paid back (left)",
        text_alternative=" ".join(
            f"{names[t.partner]} {'pays' if t.settlement >= 0 else 'is paid back'} {format_pounds(abs(t.settlement), show_pence=True)}."
            for t in found.true_ups
        ),
        headings=("Partner", "Charged", "Due", *(title for _, title in _PARTS), "To settle"),
        rows=tuple(
            (
                names[t.partner],
                *(
                    format_pounds(pence, show_pence=True)
                    for pence in (t.charged, t.due, t.price, t.volume, t.extras, t.settlement)
                ),
            )
            for t in found.true_ups
        ),
        illustrative=found.provenance.illustrative,
    )


def _spec(found: YearOfRecharge, names: dict[str, str]) -> dict[str, Any]:
    used = [(part, title) for part, title in _PARTS if any(getattr(t, part) for t in found.true_ups)]
    rows = [
        {"partner": names[t.partner], "part": title, "pounds": getattr(t, part) / 100}
        for t in found.true_ups
        for part, title in used
    ]
    totals = [
        {"partner": names[t.partner], "pounds": t.settlement / 100, "label": true_minus(pounds_short(t.settlement))}
        for t in found.true_ups
    ]
    y = {
        "field": "partner",
        "type": "nominal",
        "sort": list(names.values()),
        "title": None,
        "axis": {"ticks": False, "domain": False},
    }
    x = {
        "field": "pounds",
        "type": "quantitative",
        "axis": {
            "title": "Pounds: the black mark is what is to settle",
            "tickCount": 5,
            "labelExpr": "datum.value == 0 ? '£0' : (datum.value < 0 ? '−£' : '£') + format(abs(datum.value) / 1e3, '.0~f') + 'k'",
        },
    }
    return {
        "width": 460,
        "height": {"step": 52},
        "padding": {"top": 22, "left": 5, "right": 70, "bottom": 5},
        "layer": [
            {
                "data": {"values": rows},
                "mark": {"type": "bar", "height": 24},
                "encoding": {
                    "y": y,
                    "x": x,
                    "color": {
                        "field": "part",
                        "type": "nominal",
                        "scale": {"domain": [title for _, title in used], "range": [BLUE, ORANGE, GREY][: len(used)]},
                        "legend": {
                            "title": None,
                            "orient": "top",
                            "direction": "horizontal",
                            "columns": 2,
                            "labelLimit": 320,
                        },
                    },
                },
            },
            {
                "data": {"values": totals},
                "mark": {"type": "tick", "thickness": 4, "size": 36, "color": INK},
                "encoding": {"y": y, "x": x},
            },
            {
                "data": {"values": totals},
                "mark": {"type": "text", "align": "left", "baseline": "middle"},
                "encoding": {"y": y, "x": {"value": 468}, "text": {"field": "label"}},
            },
            {
                "data": {"values": [{"at": 0}]},
                "mark": {"type": "rule", "color": "#8a9399"},
                "encoding": {"x": {"field": "at", "type": "quantitative"}},
            },
        ],
    }
