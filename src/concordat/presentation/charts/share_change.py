"""What each would pay more or less a year if a proposal were agreed: bars from the middle."""

from typing import Any

from concordat.domain.kernel.money import format_pounds
from concordat.domain.proposals import Effect
from concordat.presentation.charts.chart import BLUE, INK, ORANGE, Chart
from concordat.presentation.words import pounds_short, true_minus


def share_change_chart(effect: Effect) -> Chart | None:
    """Orange to the right pays more, blue to the left pays less. None where nothing could be worked out."""
    if not effect.lines:
        return None
    return Chart(
        spec=_spec(effect),
        caption=f"{effect.title}: what each would pay more (right) or less (left) a year",
        text_alternative=in_words(effect),
        headings=("Partner", "Now", "Then", "Difference"),
        rows=tuple((line.name, *figures(effect, line.now, line.then, line.difference)) for line in effect.lines),
        illustrative=effect.provenance.illustrative,
    )


def figures(effect: Effect, now: int | None, then: int | None, difference: int) -> tuple[str, str, str]:
    """Now, then and the difference as words, so that a total equals its parts; a sign on what is more."""

    said = _words(effect, difference)
    more = f"+{said}" if difference > 0 else true_minus(said)
    return (
        "takes no part" if now is None else _words(effect, now),
        "takes no part" if then is None else _words(effect, then),
        "no change" if difference == 0 else more,
    )


def _words(effect: Effect, amount: int) -> str:
    if not effect.unit.is_money:
        return effect.unit.words(amount)
    return format_pounds(amount, show_pence=_has_pence(effect))


def _has_pence(effect: Effect) -> bool:
    return any((amount or 0) % 100 for line in effect.lines for amount in (line.now, line.then))


def in_words(effect: Effect) -> str:
    return " ".join(
        f"{line.name} would pay {_words(effect, abs(line.difference))} {'more' if line.difference > 0 else 'less'}."
        if line.difference
        else f"{line.name} would pay the same."
        for line in effect.lines
    )


def _label(effect: Effect, difference: int) -> str:
    if not difference:
        return "no change"
    said = pounds_short(abs(difference)) if effect.unit.is_money else effect.unit.number(abs(difference))
    return f"{'+' if difference > 0 else '−'}{said}"


def _spec(effect: Effect) -> dict[str, Any]:
    per = effect.unit.per
    rows = [
        {
            "partner": line.name,
            "difference": line.difference / per,
            "more": line.difference > 0,
            "label": _label(effect, line.difference),
        }
        for line in effect.lines
    ]
    most = max(abs(line.difference) for line in effect.lines) / per or 1
    names = [line.name for line in effect.lines]
    y = {"field": "partner", "type": "nominal", "sort": names, "title": None, "axis": {"ticks": False, "domain": False}}
    axis: dict[str, Any] = {
        "title": f"{'Pounds' if effect.unit.is_money else effect.unit.label} a year: less on the left, more on the right",
        "tickCount": 4,
    }
    if effect.unit.is_money:
        axis["labelExpr"] = (
            "datum.value == 0 ? '£0' : (datum.value < 0 ? '−£' : '£') + "
            "(abs(datum.value) >= 1e6 ? format(abs(datum.value) / 1e6, '.2~f') + 'm' : "
            "abs(datum.value) >= 1e3 ? format(abs(datum.value) / 1e3, '.1~f') + 'k' : format(abs(datum.value), '.0f'))"
        )
    x = {"field": "difference", "type": "quantitative", "axis": axis, "scale": {"domain": [-most, most], "nice": True}}
    return {
        "data": {"values": rows},
        "width": 460,
        "height": {"step": 40},
        "padding": {"right": 90, "left": 5, "top": 22, "bottom": 5},
        "layer": [
            {
                "mark": {"type": "bar", "height": 20},
                "encoding": {
                    "y": y,
                    "x": x,
                    "color": {
                        "field": "more",
                        "type": "nominal",
                        "scale": {"domain": [False, True], "range": [BLUE, ORANGE]},
                        "legend": None,
                    },
                },
            },
            {
                "mark": {"type": "text", "align": "left", "baseline": "middle"},
                "encoding": {"y": y, "x": {"value": 468}, "text": {"field": "label"}},
            },
            {
                "data": {"values": [{"at": 0}]},
                "mark": {"type": "rule", "color": INK},
                "encoding": {"x": {"field": "at", "type": "quantitative"}},
            },
        ],
    }
