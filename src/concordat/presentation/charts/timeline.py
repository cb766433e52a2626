"""The whole decision in one picture: a lane for each kind of step, a mark for each day, a bar for each span."""

from datetime import date, datetime, timedelta
from typing import Any

from concordat.domain.consultation import Moment, Timeline
from concordat.presentation.charts.chart import BLUE, GREY, ORANGE, Chart
from concordat.presentation.words import count_of, date_in_words, listed

_HAPPENED, _PLANNED = "Happened", "Planned or still to come"
_SHAPES = {_HAPPENED: "circle", _PLANNED: "diamond"}
_COLOURS = {_HAPPENED: BLUE, _PLANNED: ORANGE}


def timeline_chart(found: Timeline) -> Chart | None:
    """None where nothing has a day. Every mark carries the number of its row in the table."""
    if not found.moments:
        return None
    return Chart(
        spec=_spec(found, near=_TOO_NEAR),
        slim=_spec(found, near=_TOO_NEAR_ON_A_TELEPHONE),
        caption="The decision, step by step",
        text_alternative=_words(found),
        headings=("No.", "Day", "Kind", "What", "Who", "What it says"),
        rows=tuple((str(number), *_row(moment)) for number, moment in enumerate(found.moments, start=1)),
        illustrative=any(moment.illustrative for moment in found.moments),
    )


def days_in_words(moment: Moment) -> str:
    days = [date_in_words(day) for day in (moment.day, moment.until) if day is not None]
    return " to ".join(dict.fromkeys(days)) or "No day known"


def _row(moment: Moment) -> tuple[str, ...]:
    planned = " (planned)" if moment.planned else ""
    made_up = " (illustrative)" if moment.illustrative else ""
    return (days_in_words(moment) + planned, moment.lane, moment.title + made_up, moment.who, moment.says)


def _words(found: Timeline) -> str:
    days = [moment.day for moment in found.moments if moment.day is not None]
    counts = [f"{sum(moment.lane == lane for moment in found.moments)} under {lane.lower()}" for lane in found.lanes]
    ahead = sum(moment.planned for moment in found.moments)
    said = [
        f"{count_of(len(found.moments), 'step')} from {date_in_words(min(days))} to {date_in_words(max(days))}: "
        f"{listed(counts)}.",
        f"{count_of(ahead, 'step')} {'is' if ahead == 1 else 'are'} planned or still to come." if ahead else "",
        f"{count_of(len(found.undated), 'step')} without a day {'stands' if len(found.undated) == 1 else 'stand'} below."
        if found.undated
        else "",
    ]
    return " ".join(part for part in said if part)


def _line_of(moment: Moment) -> str:
    """Decisions have a line for each council, so that one sees which council decided when."""
    return f"Decisions, {moment.organisation}" if moment.organisation else moment.lane


def _marks(found: Timeline) -> list[dict[str, Any]]:
    """One mark for a line and day, with the numbers of the rows it stands for."""
    marks: dict[tuple[str, date | None, bool], dict[str, Any]] = {}
    for number, moment in enumerate(found.moments, start=1):
        key = (_line_of(moment), moment.day, moment.planned)
        mark = marks.setdefault(
            key,
            {
                "line": key[0],
                "day": _noon(moment.day),
                "until": _noon(moment.day),
                "state": _PLANNED if moment.planned else _HAPPENED,
                "numbers": [],
            },
        )
        mark["numbers"].append(number)
        if moment.until is not None:
            mark["until"] = max(mark["until"], _noon(moment.until))
    return list(marks.values())


_TOO_NEAR = 0.045  # of the picture's width: nearer marks share one label
_TOO_NEAR_ON_A_TELEPHONE = 0.16


def _labels(marks: list[dict[str, Any]], *, near: float) -> list[dict[str, str]]:
    """The numbers above the marks; where marks stand close together, theirs in one label over their middle."""
    days = [datetime.fromisoformat(mark["day"]) for mark in marks]
    apart = max((max(days) - min(days)) * near, timedelta(hours=1))
    labels: list[dict[str, Any]] = []
    for mark, day in sorted(zip(marks, days, strict=True), key=lambda pair: (pair[0]["line"], pair[1])):
        last = labels[-1] if labels else None
        if last is not None and last["line"] == mark["line"] and day - last["days"][-1] < apart:
            last["days"].append(day)
            last["numbers"] += mark["numbers"]
            continue
        labels.append({"line": mark["line"], "days": [day], "numbers": list(mark["numbers"])})
    return [
        {
            "line": one["line"],
            "day": (one["days"][0] + (one["days"][-1] - one["days"][0]) / 2).isoformat(timespec="seconds"),
            "numbers": _runs(sorted(one["numbers"])),
        }
        for one in labels
    ]


def _runs(numbers: list[int]) -> str:
    """``2–5, 8``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _spec(found: Timeline, *, near: float) -> dict[str, Any]:
    marks = _marks(found)
    states = [state for state in _SHAPES if any(mark["state"] == state for mark in marks)]
    lines = list(
        dict.fromkeys(_line_of(moment) for lane in found.lanes for moment in found.moments if moment.lane == lane)
    )
    x = {
        "field": "day",
        "type": "temporal",
        "title": None,
        "scale": {"padding": 24},
        "axis": {"format": "%b %Y", "labelOverlap": True, "tickCount": 6},
    }
    y = {
        "field": "line",
        "type": "nominal",
        "sort": lines,
        "title": None,
        "axis": {"domain": False, "ticks": False, "grid": True, "labelPadding": 8, "labelLimit": 300},
    }
    return {
        "data": {"values": [{name: mark[name] for name in ("line", "day", "until", "state")} for mark in marks]},
        "width": 560,
        "height": {"step": 44},
        "layer": [
            *_spans(marks, x, y),
            {
                "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": _scale(states, _COLOURS),
                    "shape": _scale(states, _SHAPES),
                },
            },
            {
                "data": {"values": _labels(marks, near=near)},
                "mark": {"type": "text", "dy": -14, "fontSize": 13},
                "encoding": {"x": x, "y": y, "text": {"field": "numbers"}},
            },
        ],
    }


def _spans(marks: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """A bar from the first day to the last; no layer at all where nothing lasts, because an empty one has no words."""
    lasting = [
        {name: mark[name] for name in ("line", "day", "until")} for mark in marks if mark["until"] != mark["day"]
    ]
    if not lasting:
        return []
    return [
        {
            "data": {"values": lasting},
            "mark": {"type": "bar", "height": 8, "color": GREY, "opacity": 0.55},
            "encoding": {"x": x, "x2": {"field": "until"}, "y": y},
        }
    ]


def _scale(states: list[str], looks: dict[str, str]) -> dict[str, Any]:
    legend = {"title": None, "orient": "top"} if len(states) > 1 else None
    return {
        "field": "state",
        "type": "nominal",
        "scale": {"domain": states, "range": [looks[state] for state in states]},
        "legend": legend,
    }


def _noon(day: date | None) -> str:
    """Midday, so that no zone moves a day."""
    return f"{day.isoformat()}T12:00:00" if day is not None else ""
