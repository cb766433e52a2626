"""A contract's term as bars over time: what was first agreed, what each year earned or lost, where it ends now."""

from datetime import date
from typing import Any

from concordat.domain.kernel.periods import day_in_words
from concordat.domain.payment.extension import Term, YearOfTerm, last_day, open_until
from concordat.domain.payment.told import change_said, months, years
from concordat.presentation.charts.chart import BLUE, GREY, INK, ORANGE, PALE, Chart

_AGREED, _NOW = "First agreed", "As it stands now"
_TERM, _EARNED, _LOST = "Term", "Months earned", "Months taken away"
_LATE = "Can no longer change"
_COLOURS = {_TERM: "#9aa5ac", _EARNED: BLUE, _LOST: ORANGE, _LATE: PALE}


def term_chart(term: Term, *, illustrative: bool = False) -> Chart:
    """The shortest and the longest term stand across it, and the time at the end in which nothing can be changed any more."""
    return Chart(
        spec=_spec(term),
        caption="The term, as first agreed and as earned",
        text_alternative=_words(term),
        headings=("What", "Length", "Until"),
        rows=_rows(term),
        illustrative=illustrative,
    )


def _rows(term: Term) -> tuple[tuple[str, str, str], ...]:
    def ends(count: int) -> str:
        return day_in_words(last_day(term.starts, count))

    rule = term.rule
    lead = (f"Can be changed until {months(rule.lead)} before its end", "–", day_in_words(open_until(term)))
    return (
        (_AGREED, months(rule.initial), ends(rule.initial)),
        *(
            (f"After {one.year}: {change_said(one.change)}", months(one.term), day_in_words(one.ends))
            for one in term.years
        ),
        (_NOW, months(term.months), day_in_words(term.ends)),
        *([lead] if rule.lead else []),
        ("The shortest it may be", months(rule.minimum), ends(rule.minimum)),
        ("The longest it may be", months(rule.maximum), ends(rule.maximum)),
    )


def _words(term: Term) -> str:
    rule = term.rule
    said = [
        f"The contract began on {day_in_words(term.starts)} and was first agreed for {years(rule.initial)}, to "
        f"{day_in_words(last_day(term.starts, rule.initial))}."
    ]
    said += [f"{one.year}: {change_said(one.change)}." for one in term.years]
    said.append(f"It now ends on {day_in_words(term.ends)}, after {years(term.months)}.")
    shortest, longest = (day_in_words(last_day(term.starts, count)) for count in (rule.minimum, rule.maximum))
    said.append(f"It never ends before {shortest} or after {longest}.")
    if rule.lead:
        said.append(
            f"It can be changed until {day_in_words(open_until(term))}, while {months(rule.lead)} are still to run."
        )
    return " ".join(said)


def _spec(term: Term) -> dict[str, Any]:
    rule = term.rule
    agreed, now = last_day(term.starts, rule.initial), term.ends
    bars = [_bar(_AGREED, term.starts, agreed, _TERM)]
    before = agreed
    for one in term.years:
        bars += _year_bars(term, one, before)
        before = one.ends
    fixed = max(term.starts, open_until(term)) if rule.lead else now
    bars += [_bar(_NOW, term.starts, fixed, _TERM), _bar(_NOW, fixed, now, _LATE)]
    bars = [bar for bar in bars if bar["from"] < bar["to"]]
    lines = list(dict.fromkeys(bar["line"] for bar in bars))
    kinds = [kind for kind in _COLOURS if any(bar["kind"] == kind for bar in bars)]
    x = {
        "field": "from",
        "type": "temporal",
        "title": None,
        "scale": {"nice": False},
        "axis": {"format": "%Y", "tickCount": 6, "labelOverlap": True},
    }
    y = {
        "field": "line",
        "type": "nominal",
        "sort": lines,
        "title": None,
        "axis": {"ticks": False, "domain": False, "labelLimit": 400, "labelPadding": 8},
    }
    limits = [
        {"day": _noon(last_day(term.starts, rule.minimum)), "says": "shortest"},
        {"day": _noon(last_day(term.starts, rule.maximum)), "says": "longest"},
    ]
    return {
        "data": {"values": bars},
        "width": 520,
        "height": {"step": 40},
        "layer": [
            {
                "mark": {"type": "bar", "height": 20, "stroke": GREY, "strokeWidth": 0.5},
                "encoding": {
                    "x": x,
                    "x2": {"field": "to"},
                    "y": y,
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {"domain": kinds, "range": [_COLOURS[kind] for kind in kinds]},
                        "legend": {"title": None, "orient": "bottom"},
                    },
                },
            },
            {
                "data": {"values": limits},
                "mark": {"type": "rule", "color": INK, "strokeDash": [5, 4], "strokeWidth": 1.5},
                "encoding": {"x": {**x, "field": "day"}},
            },
            *(
                {
                    "data": {"values": [limit]},
                    "mark": {"type": "text", "align": align, "baseline": "bottom", "dx": dx, "dy": -4},
                    "encoding": {"x": {**x, "field": "day"}, "y": {"value": 0}, "text": {"field": "says"}},
                }
                for limit, align, dx in zip(limits, ("right", "left"), (3, -3), strict=True)
            ),
        ],
    }


def _year_bars(term: Term, one: YearOfTerm, before: date) -> list[dict[str, str]]:
    """The term as it stood, and beside it what the year added; what it took away stands over the end of the term."""
    line = f"{one.year}: {change_said(one.change)}"
    if one.change >= 0:
        parts = [_bar(line, term.starts, before, _TERM)]
        return [*parts, _bar(line, before, one.ends, _EARNED)]
    return [_bar(line, term.starts, one.ends, _TERM), _bar(line, one.ends, before, _LOST)]


def _bar(line: str, start: date, end: date, kind: str) -> dict[str, str]:
    return {"line": line, "from": _noon(start), "to": _noon(end), "kind": kind}


def _noon(day: date) -> str:
    """Midday, so that no zone moves a day."""
    return f"{day.isoformat()}T12:00:00"
