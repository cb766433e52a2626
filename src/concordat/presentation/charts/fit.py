"""What each partner says of each other one, as two dots on one line: where they are apart is the finding."""

from typing import Any

from concordat.domain.sharing.fit import Fit, Pair
from concordat.presentation.charts.chart import BLUE, GREY, ORANGE, Chart


def fit_chart(fit: Fit) -> Chart | None:
    """None until one pair has an answer."""
    drawn = [pair for pair in fit.pairs if pair.says_one is not None or pair.says_other is not None]
    if not drawn:
        return None
    return Chart(
        spec=_spec(drawn),
        caption="What partners say of each other: 1 disagree strongly, 5 agree strongly",
        text_alternative=" ".join(f"{pair.one.title} and {pair.other.title}: {pair.words}" for pair in drawn),
        headings=(
            "Pair",
            "The first of the second",
            "The second of the first",
            "Size",
            "Budget",
            "Kilometres apart",
            "Same systems",
        ),
        rows=tuple(_row(pair) for pair in drawn),
        illustrative=fit.provenance.illustrative,
    )


def _row(pair: Pair) -> tuple[str, ...]:
    def said(value: object) -> str:
        return "" if value is None else str(value)

    return (
        f"{pair.one.title} and {pair.other.title}",
        said(pair.says_one),
        said(pair.says_other),
        said(pair.size_ratio),
        said(pair.budget_ratio),
        said(pair.kilometres),
        f"{pair.common_systems} of {pair.known_systems}",
    )


def _spec(drawn: list[Pair]) -> dict[str, Any]:
    rows = []
    for pair in drawn:
        name = f"{pair.one.title} – {pair.other.title}"
        for which, mean in (("The first of the second", pair.says_one), ("The second of the first", pair.says_other)):
            if mean is not None:
                rows.append({"pair": name, "who": which, "mean": float(mean)})
    y = {
        "field": "pair",
        "type": "nominal",
        "sort": [row["pair"] for row in rows],
        "title": None,
        "axis": {"ticks": False, "domain": False, "labelLimit": 320, "grid": True},
    }
    x = {
        "field": "mean",
        "type": "quantitative",
        "scale": {"domain": [1, 5]},
        "axis": {"title": "Mean of the answers", "values": [1, 2, 3, 4, 5], "format": "d"},
    }
    return {
        "data": {"values": rows},
        "width": 400,
        "height": {"step": 36},
        "layer": [
            {
                "mark": {"type": "line", "color": GREY, "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "detail": {"field": "pair"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 160, "opacity": 1},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "field": "who",
                        "type": "nominal",
                        "scale": {"range": [BLUE, ORANGE]},
                        "legend": {"title": None, "orient": "bottom"},
                    },
                    "shape": {"field": "who", "type": "nominal", "scale": {"range": ["circle", "diamond"]}},
                },
            },
        ],
    }
