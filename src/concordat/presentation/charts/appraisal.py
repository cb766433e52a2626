"""Pictures of an appraisal: what makes up each total, and how often each option comes first."""

from typing import Any

from concordat.domain.appraisal.results import AppraisalResult, ViewResult
from concordat.presentation.charts.chart import BLUE, Chart

# Dark and light by turns, so that neighbours differ in grey as well.
COLOURS = ("#0b4f6c", "#e0a458", "#5b8e7d", "#b05a00", "#8fb8de", "#6d4c7d", "#c9dbe3", "#2f6b3c", "#d98880", "#5b6770")


def contribution_chart(result: AppraisalResult, view: ViewResult) -> Chart:
    """One bar for each option, best first, in pieces by criterion."""
    appraisal = result.appraisal
    order = sorted(range(len(appraisal.options)), key=lambda i: -view.totals[i])
    names = [appraisal.options[i].name for i in order]
    leaves = [leaf.title for leaf in appraisal.leaves]
    rows = [
        {
            "option": appraisal.options[i].name,
            "criterion": leaf,
            "points": round(float(view.contributions[i, k]), 2),
            "at": k,
        }
        for i in order
        for k, leaf in enumerate(leaves)
    ]
    spec: dict[str, Any] = {
        "data": {"values": rows},
        "width": 560,
        "height": {"step": 44},
        "mark": {"type": "bar", "height": 28, "stroke": "white"},
        "encoding": {
            "y": {
                "field": "option",
                "type": "nominal",
                "sort": names,
                "title": None,
                "axis": {"ticks": False, "domain": False},
            },
            "x": {
                "field": "points",
                "type": "quantitative",
                "title": "Points out of 100",
                "scale": {"domain": [0, 100]},
            },
            "color": {
                "field": "criterion",
                "type": "nominal",
                "scale": {"domain": leaves, "range": [COLOURS[k % len(COLOURS)] for k in range(len(leaves))]},
                "legend": {"title": None, "orient": "bottom", "columns": 3, "labelLimit": 190},
            },
            "order": {"field": "at"},
        },
    }
    return Chart(
        spec,
        f"What makes up each total: {view.view.title.lower() if view is result.joint else view.view.title}",
        " ".join(_told(result, view, i) for i in order),
        ("Option", "Total", *leaves),
        tuple(
            (
                appraisal.options[i].title,
                f"{view.totals[i]:.1f}",
                *(f"{view.contributions[i, k]:.1f}" for k in range(len(leaves))),
            )
            for i in order
        ),
        result.provenance.illustrative,
    )


def _told(result: AppraisalResult, view: ViewResult, i: int) -> str:
    most = int(view.contributions[i].argmax())
    return (
        f"{result.appraisal.options[i].title} comes to {view.totals[i]:.0f} of 100, most of it from "
        f"{result.appraisal.leaves[most].title}."
    )


def first_chart(result: AppraisalResult, view: ViewResult) -> Chart | None:
    """Out of a hundred views of what matters, in how many each option comes first. None where no shares were drawn."""
    if view.shares is None:
        return None
    appraisal, first = result.appraisal, view.shares.first
    order = sorted(range(len(appraisal.options)), key=lambda i: -first[i])
    names = [appraisal.options[i].name for i in order]
    rows = [{"option": appraisal.options[i].name, "of": round(float(first[i]) * 100, 1)} for i in order]
    y = {"field": "option", "type": "nominal", "sort": names, "title": None, "axis": {"ticks": False, "domain": False}}
    x = {"field": "of", "type": "quantitative", "title": "Of 100 views of what matters", "scale": {"domain": [0, 100]}}
    spec: dict[str, Any] = {
        "data": {"values": rows},
        "width": 560,
        "height": {"step": 40},
        "layer": [
            {"mark": {"type": "bar", "height": 24, "color": BLUE}, "encoding": {"y": y, "x": x}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fontWeight": "bold"},
                "encoding": {"y": y, "x": x, "text": {"field": "of", "format": ".0f"}},
            },
        ],
    }
    places = range(len(appraisal.options))
    return Chart(
        spec,
        "How often each option comes first",
        " ".join(f"{appraisal.options[i].title}: {first[i] * 100:.0f} of 100." for i in order),
        ("Option", *(f"Place {place + 1}" for place in places)),
        tuple(
            (appraisal.options[i].title, *(f"{view.shares.places[i, place] * 100:.1f}" for place in places))
            for i in order
        ),
        result.provenance.illustrative,
    )
