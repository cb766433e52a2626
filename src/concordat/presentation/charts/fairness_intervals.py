"""Each partner's difference from the lead with its interval, in points."""

from collections.abc import Sequence

from concordat.domain.performance.fairness import Fairness, signed
from concordat.presentation.charts.chart import BLUE, GREY, INK, ORANGE, Chart


def fairness_chart(found: Sequence[Fairness], *, lead: str) -> Chart | None:
    """A line from low to high for each partner, orange where it is served worse beyond chance. None without any."""
    drawn = [one for one in found if one.difference is not None]
    if not drawn:
        return None
    rows = [
        {
            "partner": one.name,
            "low": one.low,
            "high": one.high,
            "at": one.difference,
            "colour": GREY if not one.is_beyond_chance else ORANGE if (one.difference or 0) < 0 else BLUE,
        }
        for one in drawn
    ]
    y = {"field": "partner", "type": "nominal", "title": None, "axis": {"ticks": False, "domain": False}}
    x = {"type": "quantitative", "title": f"Points better (right) or worse (left) than {lead}"}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    return Chart(
        spec={
            "data": {"values": rows},
            "width": 560,
            "height": {"step": 48},
            "layer": [
                {
                    "mark": {"type": "rule", "strokeWidth": 5},
                    "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 150, "opacity": 1},
                    "encoding": {"y": y, "x": {**x, "field": "at"}, "color": colour},
                },
                {
                    "data": {"values": [{"at": 0}]},
                    "mark": {"type": "rule", "color": INK, "strokeDash": [4, 4]},
                    "encoding": {"x": {**x, "field": "at"}},
                },
            ],
        },
        caption=f"Work on time, against {lead}, allowing for the mix of work",
        text_alternative=" ".join(
            f"{one.name}: {signed(one.difference or 0)} points, could be {signed(one.low or 0)} to {signed(one.high or 0)}."
            for one in drawn
        ),
        headings=("Partner", "On time", f"{lead} on time", "Difference, like with like", "95% interval", "Jobs"),
        rows=tuple(_row(one) for one in drawn),
        illustrative=any(one.provenance.illustrative for one in drawn),
    )


def _row(one: Fairness) -> tuple[str, ...]:
    """Plain shares beside the difference: where the two tell different stories, it is the mix of work."""
    share, lead = (f"{(each or 0) * 100:.1f}%" for each in (one.plain_share, one.lead_share))
    return (
        one.name,
        share,
        lead,
        f"{signed(one.difference or 0)} points",
        f"{signed(one.low or 0)} to {signed(one.high or 0)}",
        f"{one.jobs:,}",
    )
