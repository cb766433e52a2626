"""Savings of each option from low to high as a bar, with the threshold as a line."""

from typing import Any

from concordat.domain.business_case.annual_savings import AnnualSavings, OptionSavings
from concordat.domain.kernel.money import format_pounds
from concordat.presentation.charts.chart import BLUE, INK, ORANGE, PALE, Chart
from concordat.presentation.words import pounds_short


def savings_chart(savings: AnnualSavings) -> Chart | None:
    """A bar from low to high for each option; pale from nought where no low figure was given. None without a figure."""
    drawn = [option for option in savings.options if option.total.is_known]
    if not drawn:
        return None
    threshold = next((item.least_annual_saving for item in savings.thresholds), None)
    return Chart(
        spec=_spec(drawn, threshold),
        caption="Savings a year by option, low to high"
        + (f", against {format_pounds(threshold)}" if threshold else ""),
        text_alternative=_words(drawn),
        headings=(
            "Option",
            "Low",
            "High",
            *(f"Against {format_pounds(pence)}" for pence in _amounts(savings)),
        ),
        rows=tuple(_row(option) for option in drawn),
        illustrative=savings.illustrative,
    )


def _row(option: OptionSavings) -> tuple[str, ...]:
    low, high = option.total.low, option.total.high
    return (
        option.option.title,
        "not given" if low is None else format_pounds(low),
        "not given" if high is None else format_pounds(high),
        *{test.threshold: test.words for test in option.tests}.values(),
    )


def _amounts(savings: AnnualSavings) -> list[int]:
    """Each amount once: two objectives may ask for the same, and then say the same of every option."""
    return list(dict.fromkeys(item.least_annual_saving or 0 for item in savings.thresholds))


def _words(drawn: list[OptionSavings]) -> str:
    parts = []
    for option in drawn:
        tests = "; ".join({test.threshold: test.words[:1].lower() + test.words[1:] for test in option.tests}.values())
        parts.append(f"{option.option.title}: {option.total.words} a year" + (f" – {tests}" if tests else "") + ".")
    return " ".join(parts)


def _spec(drawn: list[OptionSavings], threshold: int | None) -> dict[str, Any]:
    rows = [_point(option) for option in drawn]
    order = [row["option"] for row in rows]
    y = {"field": "option", "type": "nominal", "sort": order, "title": None, "axis": {"ticks": False, "domain": False}}
    pounds = {
        "type": "quantitative",
        "axis": {
            "title": "Pounds a year",
            "labelExpr": "datum.value >= 1e6 ? '£' + format(datum.value / 1e6, '.2~f') + 'm' : datum.value == 0 ? '£0' : '£' + format(datum.value / 1e3, '.0f') + 'k'",
            "tickCount": 6,
            "labelFlush": False,
        },
        "scale": {"domainMin": min(0, *(row["from"] for row in rows)), "nice": True},
    }
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": 26},
            "encoding": {
                "y": y,
                "x": {**pounds, "field": "from"},
                "x2": {"field": "to"},
                "color": {
                    "field": "open",
                    "type": "nominal",
                    "scale": {"domain": [False, True], "range": [BLUE, PALE]},
                    "legend": None,
                },
            },
        },
        {
            "mark": {"type": "tick", "thickness": 4, "size": 34, "color": INK},
            "encoding": {"y": y, "x": {**pounds, "field": "to"}},
        },
    ]
    if threshold is not None:
        line = [{"at": threshold / 100, "label": f"{pounds_short(threshold)} wanted"}]
        layers.append(
            {
                "data": {"values": line},
                "mark": {"type": "rule", "strokeDash": [6, 4], "strokeWidth": 3, "color": ORANGE},
                "encoding": {"x": {**pounds, "field": "at"}},
            }
        )
        layers.append(
            {
                "data": {"values": line},
                "mark": {
                    "type": "text",
                    "align": "right",
                    "dx": -6,
                    "color": ORANGE,
                    "fontWeight": "bold",
                    "baseline": "bottom",
                },
                "encoding": {"x": {**pounds, "field": "at"}, "y": {"value": -4}, "text": {"field": "label"}},
            }
        )
    # Words come last and with a white edge, so that the line of the threshold does not strike them out.
    said = {"y": y, "x": {**pounds, "field": "to"}, "text": {"field": "label"}}
    words = {"type": "text", "align": "left", "dx": 9, "fontWeight": "bold"}
    layers.append({"mark": {**words, "stroke": "white", "strokeWidth": 6, "strokeJoin": "round"}, "encoding": said})
    layers.append({"mark": words, "encoding": said})
    largest = max([row["to"] for row in rows] + ([threshold / 100] if threshold else []))
    # Room on the right for the words beside the longest bar.
    layers.append(
        {
            "data": {"values": [{"at": largest * 1.32}]},
            "mark": {"type": "point", "opacity": 0},
            "encoding": {"x": {**pounds, "field": "at"}},
        }
    )
    return {
        "data": {"values": rows},
        "width": 560,
        "height": {"step": 56},
        "padding": {"top": 26, "left": 5, "right": 24, "bottom": 5},
        "layer": layers,
    }


def _point(option: OptionSavings) -> dict[str, Any]:
    """Pounds, because a picture needs no pennies."""
    total = option.total
    high = total.high if total.high is not None else total.low or 0
    low = total.low if total.low is not None else 0
    label = (
        f"up to {pounds_short(high)}"
        if total.low is None
        else pounds_short(high)
        if low == high
        else f"{pounds_short(low)} to {pounds_short(high)}"
    )
    more = " + what has no figure" if option.unquantified else ""
    return {
        "option": option.option.short_title,
        "from": low / 100,
        "to": high / 100,
        "open": total.low is None,
        "label": label + more,
    }
