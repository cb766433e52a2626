"""What each council pays under one rule, as a bar, with a mark for what it would pay alone and one for today."""

from typing import Any

from concordat.domain.cost_sharing.results import Comparison, Split
from concordat.domain.cost_sharing.rules import rule_of
from concordat.presentation.charts.chart import BLUE, GREY, INK, ORANGE, Chart
from concordat.presentation.fair_split import per_cent
from concordat.presentation.words import pounds_short


def split_chart(comparison: Comparison, split: Split) -> Chart:
    """Orange where a council pays more than it would alone; the black mark is alone, the grey diamond today."""
    rule, game = rule_of(split.rule), comparison.game
    names = [game.name(partner) for partner in game.partners]
    return Chart(
        spec=_spec(comparison, split, names),
        caption=f"{rule.short}: what each pays, and what it would pay alone",
        text_alternative=_words(comparison, split, names),
        headings=_headings(comparison),
        rows=tuple(_row(comparison, split, i, name) for i, name in enumerate(names)),
        illustrative=comparison.question.illustrative,
    )


def _headings(comparison: Comparison) -> tuple[str, ...]:
    today = ("Today", "Against today") if comparison.question.today is not None else ()
    return ("Council", "Pays", "Share", "Alone", "Saves against alone", *today)


def _row(comparison: Comparison, split: Split, i: int, name: str) -> tuple[str, ...]:
    unit, today = comparison.unit, comparison.question.today
    saves = comparison.saves_today(split)
    return (
        name,
        unit.words(split.amounts[i]),
        per_cent(split.shares[i], places=1),
        unit.words(comparison.game.alone[i]),
        unit.words(comparison.saves(split)[i]),
        *(() if today is None or saves is None else (unit.words(today[i]), unit.words(-saves[i]))),
    )


def _words(comparison: Comparison, split: Split, names: list[str]) -> str:
    unit = comparison.unit
    return " ".join(
        f"{name} pays {unit.words(paid)}, {unit.words(abs(saved))} {'less' if saved >= 0 else 'more'} than alone."
        for name, paid, saved in zip(names, split.amounts, comparison.saves(split), strict=True)
    )


def _label(comparison: Comparison, amount: int) -> str:
    return pounds_short(amount) if comparison.unit.is_money else comparison.unit.number(amount)


def _spec(comparison: Comparison, split: Split, names: list[str]) -> dict[str, Any]:
    per = comparison.unit.per
    today = comparison.question.today
    rows = [
        {
            "council": name,
            "pays": paid / per,
            "alone": alone / per,
            "today": None if today is None else today[i] / per,
            "more": paid > alone,
            "label": _label(comparison, paid),
        }
        for i, (name, paid, alone) in enumerate(zip(names, split.amounts, comparison.game.alone, strict=True))
    ]
    y = {"field": "council", "type": "nominal", "sort": names, "title": None, "axis": {"ticks": False, "domain": False}}
    pounds = "datum.value >= 1e6 ? '£' + format(datum.value / 1e6, '.2~f') + 'm' : datum.value == 0 ? '£0' : '£' + format(datum.value / 1e3, '.0f') + 'k'"
    label = "Pounds" if comparison.unit.is_money else comparison.unit.label
    axis: dict[str, Any] = {
        "title": f"{label}: the bar is what it pays, the black mark what it would pay alone",
        "tickCount": 5,
    }
    if comparison.unit.is_money:
        axis["labelExpr"] = pounds
    x = {"type": "quantitative", "axis": axis, "scale": {"nice": True}}
    largest = max(*split.amounts, *comparison.game.alone, *(today or ())) / per
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": 20},
            "encoding": {
                "y": y,
                "x": {**x, "field": "pays"},
                "color": {
                    "field": "more",
                    "type": "nominal",
                    "scale": {"domain": [False, True], "range": [BLUE, ORANGE]},
                    "legend": None,
                },
            },
        },
        {
            "mark": {"type": "tick", "thickness": 4, "size": 34, "color": INK},
            "encoding": {"y": y, "x": {**x, "field": "alone"}},
        },
        {
            "mark": {"type": "text", "align": "left", "baseline": "middle"},
            "encoding": {"y": y, "x": {"value": 468}, "text": {"field": "label"}},
        },
    ]
    if today is not None and today != comparison.game.alone:
        layers.insert(
            2,
            {
                "mark": {
                    "type": "point",
                    "shape": "diamond",
                    "size": 130,
                    "filled": True,
                    "color": GREY,
                    "stroke": "white",
                },
                "encoding": {"y": y, "x": {**x, "field": "today"}},
            },
        )
    layers.append(
        {
            "data": {"values": [{"at": largest * 1.04}]},
            "mark": {"type": "point", "opacity": 0},
            "encoding": {"x": {**x, "field": "at"}},
        }
    )
    return {
        "data": {"values": rows},
        "width": 460,
        "height": {"step": 40},
        "padding": {"right": 70, "left": 5, "top": 22, "bottom": 5},
        "layer": layers,
    }
