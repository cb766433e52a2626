"""What each made-up contractor is paid of the most it could be: over all its contracts, and year by year."""

from decimal import Decimal
from typing import Any

from concordat.domain.kernel.money import format_pounds
from concordat.domain.payment.bench_results import ContractorTried, Tried
from concordat.presentation.bench_words import earned_said, share_said
from concordat.presentation.charts.chart import BLUE, GREY, INK, ORANGE, Chart

_COLOURS = {"good": BLUE, "average": GREY, "failing": ORANGE, "gaming": INK}
_ROOM = 0.16  # of the span, left free at either end
_MANY_YEARS = 8


def paid_chart(found: Tried, *, illustrative: bool = False) -> Chart | None:
    """A point for the mean, a line from the worst paid contract to the best. None where nobody could be paid anything."""
    if any(one.of_most is None for one in found.contractors):
        return None
    return Chart(
        spec=_paid_spec(found),
        caption="What each contractor is paid, of the most it could be",
        text_alternative=" ".join(_words(one, found.initial) for one in found.contractors),
        headings=("Contractor", "Paid, of the most", "Worst paid contract", "Best paid contract"),
        rows=tuple(
            (one.kind.capitalize(), share_said(one.of_most), share_said(one.least), share_said(one.greatest))
            for one in found.contractors
        ),
        illustrative=illustrative,
    )


def _words(one: ContractorTried, initial: int | None) -> str:
    earned = earned_said(one, initial)
    term = f" and ends with {'the term first agreed' if earned == 'no change' else earned}" if earned else ""
    paid = f"{format_pounds(one.paid)} a year, {share_said(one.of_most)} of the most it could be"
    return f"{one.kind.capitalize()}: {paid}{term}."


def _scale(shares: list[Decimal]) -> dict[str, Any]:
    """From a little under the least to a little over the most, so that small differences are seen; it is no bar's length."""
    least, most = float(min(shares)), max(1.0, float(max(shares)))
    room = max(0.005, (most - least) * _ROOM)
    return {
        "domain": [round(max(0.0, least - room) if least >= 0 else least - room, 4), round(most + room, 4)],
        "nice": False,
    }


def _paid_spec(found: Tried) -> dict[str, Any]:
    rows = [
        {
            "contractor": one.kind.capitalize(),
            "least": float(one.least),
            "greatest": float(one.greatest),
            "at": float(one.of_most or 0),
            "label": share_said(one.of_most),
            "colour": _COLOURS[one.kind],
        }
        for one in found.contractors
    ]
    y = {
        "field": "contractor",
        "type": "nominal",
        "sort": [row["contractor"] for row in rows],
        "title": None,
        "axis": {"ticks": False, "domain": False},
    }
    shares = [share for one in found.contractors for share in (one.least, one.greatest)]
    x = {
        "type": "quantitative",
        "scale": _scale(shares),
        "axis": {
            "title": "Paid, of the most it could be. The axis does not begin at nought",
            "format": ".1~%",
            "tickCount": 5,
        },
    }
    colour = {"field": "colour", "type": "nominal", "scale": None}
    return {
        "data": {"values": rows},
        "width": 520,
        "height": {"step": 52},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 5},
                "encoding": {"y": y, "x": {**x, "field": "least"}, "x2": {"field": "greatest"}, "color": colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 170, "opacity": 1},
                "encoding": {"y": y, "x": {**x, "field": "at"}, "color": colour},
            },
            {
                "mark": {"type": "text", "dy": -16, "fontWeight": "bold"},
                "encoding": {"y": y, "x": {**x, "field": "at"}, "text": {"field": "label"}},
            },
            {
                "data": {"values": [{"at": 1}]},
                "mark": {"type": "rule", "color": INK, "strokeDash": [4, 4]},
                "encoding": {"x": {**x, "field": "at"}},
            },
        ],
    }


def years_chart(found: Tried, *, illustrative: bool = False) -> Chart | None:
    """Each contractor in a picture of its own, on one scale. None for one year, or where nobody could be paid anything."""
    if found.trial.years < 2 or any(one.of_most is None for one in found.contractors):
        return None
    return Chart(
        spec=_years_spec(found),
        caption="Year by year: does effort still pay at the end?",
        text_alternative=" ".join(_last_year(one) for one in found.contractors),
        headings=("Contract year", *(one.kind.capitalize() for one in found.contractors)),
        rows=tuple(
            (str(year + 1), *(share_said(one.by_year[year]) for one in found.contractors))
            for year in range(found.trial.years)
        ),
        illustrative=illustrative,
    )


def _last_year(one: ContractorTried) -> str:
    before = sum(one.by_year[:-1], Decimal(0)) / (len(one.by_year) - 1)
    return f"{one.kind.capitalize()}: {share_said(before)} before the last year, {share_said(one.by_year[-1])} in it."


def _years_named(years: int) -> list[int]:
    return list(range(1, years + 1)) if years <= _MANY_YEARS else [1, *range(5, years + 1, 5)]


def _years_spec(found: Tried) -> dict[str, Any]:
    rows = [
        {"contractor": one.kind.capitalize(), "year": year, "share": float(share), "colour": _COLOURS[one.kind]}
        for one in found.contractors
        for year, share in enumerate(one.by_year, start=1)
    ]
    years = found.trial.years
    axis = {"title": "Contract year", "format": "d", "values": _years_named(years)}
    ends = {"domain": [1, years], "nice": False, "zero": False, "padding": 12}
    return {
        "data": {"values": rows},
        "columns": 2,
        "facet": {
            "field": "contractor",
            "type": "nominal",
            "sort": [one.kind.capitalize() for one in found.contractors],
            "title": None,
            "header": {"labelFontSize": 16, "labelFontWeight": "bold", "labelColor": INK},
        },
        "spec": {
            "width": 250,
            "height": 120,
            "mark": {"type": "line", "strokeWidth": 3, "point": {"size": 45}},
            "encoding": {
                "x": {"field": "year", "type": "quantitative", "scale": ends, "axis": axis},
                "y": {
                    "field": "share",
                    "type": "quantitative",
                    "scale": _scale([share for one in found.contractors for share in one.by_year]),
                    "axis": {"title": None, "format": ".0%", "tickCount": 4},
                },
                "color": {"field": "colour", "type": "nominal", "scale": None},
            },
        },
    }
