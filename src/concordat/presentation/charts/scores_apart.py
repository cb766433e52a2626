"""Where people's scores lie furthest apart: a line from the lowest to the highest, and what was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from concordat.presentation.charts.chart import BLUE, ORANGE, Chart

MOST = 12


@dataclass(frozen=True)
class Spread:
    """What several people said of one option on one criterion, each worth 0 to 100; `agreed` where they agreed on one."""

    option: str
    criterion: str
    lowest: float
    highest: float
    agreed: float | None = None

    @property
    def title(self) -> str:
        return f"{self.option}: {self.criterion}"


def scores_apart_chart(spreads: Sequence[Spread], *, illustrative: bool) -> Chart | None:
    """`spreads` come furthest apart first; None where there is none."""
    if not spreads:
        return None
    shown = spreads[:MOST]
    widest = shown[0]
    return Chart(
        spec=_spec(shown),
        caption="How far apart the scores are"
        + (f": the {MOST} furthest of {len(spreads)}" if len(spreads) > MOST else ""),
        text_alternative=f"Furthest apart: {widest.title}, from {widest.lowest:.0f} to {widest.highest:.0f} of 100.",
        headings=("Option and criterion", "Lowest", "Highest", "Agreed"),
        rows=tuple(
            (
                one.title,
                f"{one.lowest:.0f}",
                f"{one.highest:.0f}",
                "" if one.agreed is None else f"{one.agreed:.0f}",
            )
            for one in shown
        ),
        illustrative=illustrative,
    )


def _spec(spreads: Sequence[Spread]) -> dict[str, Any]:
    titles = [one.title for one in spreads]
    y = {"field": "what", "type": "nominal", "sort": titles, "title": None, "axis": {"ticks": False, "domain": False}}
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, 100]},
        "axis": {"title": "Out of 100: lowest and highest score", "tickCount": 5},
    }
    ends = [
        {"what": one.title, "at": at, "says": "Lowest and highest"}
        for one in spreads
        for at in (one.lowest, one.highest)
    ]
    ends += [{"what": one.title, "at": one.agreed, "says": "Agreed"} for one in spreads if one.agreed is not None]
    kinds = list(dict.fromkeys(str(end["says"]) for end in ends))
    return {
        "data": {"values": ends},
        "width": 460,
        "height": {"step": 30},
        "layer": [
            {
                "data": {"values": [{"what": one.title, "from": one.lowest, "to": one.highest} for one in spreads]},
                "mark": {"type": "rule", "strokeWidth": 5, "color": "#8fb3c2"},
                "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "to"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
                "encoding": {
                    "y": y,
                    "x": {**x, "field": "at"},
                    "color": {
                        "field": "says",
                        "type": "nominal",
                        "scale": {"domain": kinds, "range": [BLUE, ORANGE][: len(kinds)]},
                        "legend": {"title": None, "orient": "bottom"},
                    },
                    "shape": {
                        "field": "says",
                        "type": "nominal",
                        "scale": {"domain": kinds, "range": ["circle", "diamond"][: len(kinds)]},
                    },
                },
            },
        ],
    }
