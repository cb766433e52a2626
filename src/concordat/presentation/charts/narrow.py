"""A picture drawn again for a telephone: labels broken into lines, the plot slimmer, the legend under it.

A wide picture pushed sideways shows a telephone its labels and hides its bars. This takes any specification of ours and
gives one about as wide as a telephone's page; a picture with many columns stays wider, and is moved sideways.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from textwrap import wrap
from typing import Any

PAGE = 345
"""Pixels of a telephone's page, 375 less its margins."""
LETTERS = 18  # in a line of a label
FONT = 13
_LINE = 15  # pixels from one line of a label to the next
_LABELS = 118  # pixels that labels of that many letters take
_PLOT = 178  # what stays for bars beside such labels, with room for a word at their end
_PLOT_ALONE = 270  # where the axis at the left holds only numbers
_LEAST_STEP = 34
_SHORT = 10  # letters that find room at the end of a bar
_ROOM_FOR_A_WORD = 56  # pixels of a column
_ABOVE = 19  # pixels from a bar's middle to the words above it, clear of a mark that stands across the bar


def narrowed(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The same picture for a page of `PAGE` pixels. `spec` is Vega-Lite's, with its data inside; it is left as it is."""
    told = _drawn_narrow(spec, data=[])
    rows = spec.get("data", {}).get("values", ())
    if isinstance(told.get("width"), Mapping) and told["width"]["step"] < _ROOM_FOR_A_WORD and _have_letters(rows):
        told["data"] = {"values": [{**row, "says": row["short"]} for row in rows]}
    told["config"] = _small_letters(told.get("config", {}))
    return told


def _have_letters(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each square of a table of councils has a letter for its word."""
    return bool(rows) and all("short" in row for row in rows)


def _small_letters(config: Mapping[str, Any]) -> dict[str, Any]:
    axis = {**config.get("axis", {}), "labelFontSize": FONT, "titleFontSize": FONT, "labelLimit": 240}
    legend = {**config.get("legend", {}), "labelFontSize": FONT, "titleFontSize": FONT, "labelLimit": 300}
    text = {**config.get("text", {}), "fontSize": FONT}
    return {**config, "axis": axis, "legend": {**legend, "orient": "bottom", "columns": 1}, "text": text}


def _drawn_narrow(part: Mapping[str, Any], *, data: list[Mapping[str, Any]]) -> dict[str, Any]:
    rows = part.get("data", {}).get("values", data)
    told: dict[str, Any] = dict(part)
    if "hconcat" in told:
        told["vconcat"] = told.pop("hconcat")
    for key in ("layer", "vconcat", "concat"):
        if key in told:
            told[key] = [_drawn_narrow(one, data=rows) for one in told[key]]
    if isinstance(told.get("spec"), Mapping):
        told["spec"] = _drawn_narrow(told["spec"], data=rows)
    labels = list(dict.fromkeys(_labels("y", part, rows)))
    if "width" in told:
        told["width"] = _width(told["width"], labels, set(_labels("x", part, rows)))
    if isinstance(told.get("height"), Mapping) and "step" in told["height"] and labels:
        lines = max(len(_lines(label)) for label in labels)
        above = _LINE + 8 if any(_stands_beside(one, rows) for one in part.get("layer", ())) else 0
        told["height"] = {"step": max(told["height"]["step"] + above, _LINE * lines + 5)}
    if "columns" in told:
        told["columns"] = 1
    if isinstance(told.get("padding"), Mapping):
        told["padding"] = {**told["padding"], "right": 8}
    if _stands_beside(part, rows):
        told |= _above_its_bar(told)
    if "encoding" in told:
        told["encoding"] = {name: _channel(name, one) for name, one in told["encoding"].items()}
    return told


def _stands_beside(part: Mapping[str, Any], data: list[Mapping[str, Any]]) -> bool:
    """Whether this is the words at the right of bars, for which a telephone has no room."""
    mark, encoding = part.get("mark"), part.get("encoding", {})
    if not isinstance(mark, Mapping) or (mark["type"], mark.get("align")) != ("text", "left"):
        return False
    if encoding.get("y", {}).get("type") != "nominal" or "text" not in encoding:
        return False
    rows = part.get("data", {}).get("values", data)
    words = [str(row.get(encoding["text"].get("field"), "")) for row in rows]
    return encoding["x"].get("value", 0) > _PLOT or max(map(len, words), default=0) > _SHORT


def _above_its_bar(part: Mapping[str, Any]) -> dict[str, Any]:
    mark = {**part["mark"], "dx": 0, "dy": -_ABOVE, "baseline": "bottom"}
    return {"mark": mark, "encoding": {**part["encoding"], "x": {"value": 0}}}


def _width(width: Any, down: list[str], across: set[str]) -> Any:
    if isinstance(width, Mapping):
        return {"step": min(width["step"], max(_LEAST_STEP, (PAGE - (_LABELS if down else 60)) // max(1, len(across))))}
    return min(width, _PLOT if down else _PLOT_ALONE) if isinstance(width, int) else width


def _lines(label: str) -> list[str]:
    return wrap(label, LETTERS, break_long_words=False, break_on_hyphens=False) or [""]


def _labels(axis: str, part: Mapping[str, Any], data: list[Mapping[str, Any]]) -> Iterator[str]:
    """The words on an axis, of this part and of what lies within it."""
    rows = part.get("data", {}).get("values", data)
    channel = part.get("encoding", {}).get(axis, {})
    if channel.get("type") in ("nominal", "ordinal") and channel.get("axis", {}) is not None:
        yield from (str(row[channel["field"]]) for row in rows if row.get(channel["field"]) is not None)
    within = [*part.get("layer", ()), *part.get("hconcat", ()), *part.get("vconcat", ()), *part.get("concat", ())]
    yield from chain.from_iterable(_labels(axis, one, rows) for one in within)


def _channel(name: str, channel: Any) -> Any:
    if not isinstance(channel, Mapping):
        return channel
    if name in ("x", "y") and "type" in channel and channel.get("axis", {}) is not None:
        return {**channel, "axis": _axis(name, channel)}
    if name in ("color", "shape", "opacity") and channel.get("legend"):
        return {**channel, "legend": {**channel["legend"], "orient": "bottom", "columns": 1}}
    return channel


def _axis(name: str, channel: Mapping[str, Any]) -> dict[str, Any]:
    axis = dict(channel.get("axis") or {})
    titled = channel["title"] if "title" in channel and "title" not in axis else axis.get("title")
    if isinstance(titled, str) and titled:
        axis["title"] = wrap(titled, 34)
    if channel.get("type") in ("nominal", "ordinal"):
        if name == "y" and "labelExpr" not in axis:
            axis |= {"labelExpr": _BROKEN, "labelLimit": 150, "labelLineHeight": _LINE, "labelOffset": _MIDDLE}
        elif name == "x" and not axis.get("labelAngle"):
            axis["labelAngle"] = -90
    elif channel.get("type") == "quantitative" and name == "x":
        axis["tickCount"] = min(axis.get("tickCount", 3), 3)
    return axis


# Vega's own words for `_lines`: as many letters as a line holds, up to a space.
_BROKEN = rf"split(trim(replace(datum.label, /(.{{1,{LETTERS}}}|\S+)(\s+|$)/g, '$1\n')), '\n')"
# A label of several lines stands beside its bar with its middle, not with its first line.
_MIDDLE = {
    "condition": [
        {"test": f"length({_BROKEN}) == {lines}", "value": -_LINE * (lines - 1) / 2} for lines in range(2, 9)
    ],
    "value": 0,
}
