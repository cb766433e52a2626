"""Where the baseline is sure, doubtful, stale or missing: services × councils × confidence."""

from typing import Any

from concordat.domain.kernel.money import format_pounds
from concordat.domain.sharing.baseline import Baseline, MapCell
from concordat.domain.sharing.inputs import SharingCase
from concordat.presentation.charts.chart import INK, Chart

_LOOKS = {
    "high": ("High", "H", "#0b4f6c", "white"),
    "medium": ("Medium", "M", "#6fa8bf", INK),
    "low": ("Low", "L", "#c9dbe3", INK),
    "not graded": ("Not graded", "?", "#eceff1", INK),
    "stale": ("Of an older year", "old", "#f2c58b", INK),
    "missing": ("Missing", "none", "#b05a00", "white"),
}


def baseline_chart(sharing: SharingCase, baseline: Baseline) -> Chart | None:
    """None where nobody has given a baseline."""
    if not sharing.baseline:
        return None
    titles = sharing.partner_titles
    return Chart(
        spec=_spec(sharing, baseline),
        caption="How sure each council is of each service's cost",
        text_alternative=_words(sharing, baseline),
        headings=("Service", *titles.values()),
        rows=tuple(
            (service.title, *(state_in_words(baseline.by_place[service.id, council]) for council in titles))
            for service in sharing.services
        ),
        illustrative=any(cell.illustrative for cell in baseline.cells),
    )


def state_in_words(cell: MapCell) -> str:
    """``£214,000, 2014/15, medium confidence``."""
    if cell.row is None:
        return "Missing"
    grade = "not graded" if cell.row.confidence == "not graded" else f"{cell.row.confidence} confidence"
    return f"{format_pounds(cell.row.gross)}, {cell.row.financial_year}, {grade}"


def _words(sharing: SharingCase, baseline: Baseline) -> str:
    total = len(baseline.cells)
    sure = sum(cell.state in {"high", "medium"} for cell in baseline.cells)
    gaps = [f"{sharing.partner_titles[c.council]}: {sharing.service_titles[c.service]}" for c in baseline.gaps]
    parts = [f"{sure} of {total} costs are of high or medium confidence and of {baseline.newest}."]
    if gaps:
        parts.append(f"{len(gaps)} missing ({'; '.join(gaps[:6])}{' and more' if len(gaps) > 6 else ''}).")
    if baseline.stale:
        parts.append(f"{len(baseline.stale)} of an older year.")
    return " ".join(parts)


def _spec(sharing: SharingCase, baseline: Baseline) -> dict[str, Any]:
    titles = sharing.partner_titles
    rows = [
        {
            "service": sharing.service_titles[cell.service],
            "council": titles[cell.council],
            "state": _LOOKS[cell.state][0],
            "letter": _LOOKS[cell.state][1],
            "dark": _LOOKS[cell.state][3] == "white",
        }
        for cell in baseline.cells
    ]
    used = [look for look in _LOOKS.values() if any(row["state"] == look[0] for row in rows)]
    x = {
        "field": "council",
        "type": "nominal",
        "sort": list(titles.values()),
        "title": None,
        "axis": {"orient": "top", "labelAngle": 0 if len(titles) <= 5 else -40, "domain": False, "ticks": False},
    }
    y = {
        "field": "service",
        "type": "nominal",
        "sort": [service.title for service in sharing.services],
        "title": None,
        "axis": {"domain": False, "ticks": False, "labelLimit": 320},
    }
    return {
        "data": {"values": rows},
        "width": {"step": 118 if len(titles) <= 5 else 48},
        "height": {"step": 27},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "field": "state",
                        "type": "nominal",
                        "scale": {"domain": [look[0] for look in used], "range": [look[2] for look in used]},
                        "legend": {"title": "Confidence", "orient": "bottom", "columns": 3},
                    },
                },
            },
            {
                "mark": {"type": "text", "fontWeight": "bold", "fontSize": 13},
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": {"field": "letter"},
                    "color": {"condition": {"test": "datum.dark", "value": "white"}, "value": INK},
                },
            },
        ],
    }
