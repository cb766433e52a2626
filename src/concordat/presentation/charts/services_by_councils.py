"""The picture shared by positions, baseline and groupings: a row for each service, a column for each council."""

from collections.abc import Mapping, Sequence
from typing import Any

from concordat.presentation.charts.chart import INK

_MOST_LEVEL_TITLES = 5  # more councils than this, and their names are turned and their columns narrow


def services_by_councils(
    cells: Sequence[Mapping[str, Any]],
    *,
    services: Sequence[str],
    councils: Sequence[str],
    colours: Mapping[str, str],
    legend: Mapping[str, Any],
    font_size: int = 11,
    narrow: int = 48,
) -> dict[str, Any]:
    """A Vega-Lite layer of coloured squares with a word in each, so that nothing is said by colour alone.

    Args:
        cells: each with `service`, `council`, `looks` (a key of `colours`), `says` (the word in it) and `dark` (whether the
            word is white).
        services: titles from top to bottom; one that comes twice, since two groups of councils share it, has one row.
        councils: titles from left to right.
        colours: what a square can stand for, in the order of the legend, and its colour.
        legend: more for Vega-Lite's legend, such as its title.
        font_size: of the words, in pixels.
        narrow: width of a column in pixels where the councils are many.
    """
    are_few = len(councils) <= _MOST_LEVEL_TITLES
    at = {
        "x": {
            "field": "council",
            "type": "nominal",
            "scale": {"domain": list(councils)},
            "title": None,
            "axis": {"orient": "top", "labelAngle": 0 if are_few else -40, "domain": False, "ticks": False},
        },
        "y": {
            "field": "service",
            "type": "nominal",
            "scale": {"domain": list(dict.fromkeys(services))},
            "title": None,
            "axis": {"domain": False, "ticks": False, "labelLimit": 360},
        },
    }
    colour = {
        "field": "looks",
        "type": "nominal",
        "scale": {"domain": list(colours), "range": list(colours.values())},
        "legend": {"orient": "bottom", **legend},
    }
    ink = {"condition": {"test": "datum.dark", "value": "white"}, "value": INK}
    return {
        "data": {"values": [dict(cell) for cell in cells]},
        "width": {"step": 118 if are_few else narrow},
        "height": {"step": 28},
        "layer": [
            {"mark": {"type": "rect", "stroke": "white", "strokeWidth": 2}, "encoding": {**at, "color": colour}},
            {
                "mark": {"type": "text", "fontWeight": "bold", "fontSize": font_size},
                "encoding": {**at, "text": {"field": "says"}, "color": ink},
            },
        ],
    }
