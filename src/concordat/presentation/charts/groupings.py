"""A plan of groupings and what limits cost, drawn from the result as it is kept (the values of ``--json``)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from concordat.domain.kernel.money import format_pounds
from concordat.presentation.charts.chart import BLUE, Chart
from concordat.presentation.charts.services_by_councils import services_by_councils
from concordat.presentation.words import pounds_short

_WAVES = ("#0b4f6c", "#2f7591", "#a9cfdd", "#dfeaf0")
MOST_LIMITS = 12


def plan_chart(found: Mapping[str, Any]) -> Chart | None:
    """Who shares what and from when: services down, councils across, the wave as a shade and in words."""
    plan = found.get("plan")
    if not plan or not plan["groupings"]:
        return None
    councils, waves = found["councils"], [wave["title"] for wave in found["waves"]]
    return Chart(
        spec=_plan_spec(plan["groupings"], councils, waves),
        caption="The best plan: who shares what, and from when",
        text_alternative=_plan_words(plan["groupings"], councils),
        headings=("Service", *councils.values(), "Pounds a year", "Likely over the period"),
        rows=tuple(
            (
                f"{one['title']}, group {letter}" if letter else one["title"],
                *(_since(one) if council in one["councils"] else "" for council in councils),
                _whole(one["yearly"]),
                _whole(one["likely"]),
            )
            for one, letter in zip(plan["groupings"], group_letters(plan["groupings"]), strict=True)
        ),
        illustrative=bool(found["illustrative"]),
    )


_SHORT = {"whole": "W", "managers": "M", "two steps": "2"}


def _step(one: Mapping[str, Any]) -> str:
    if one["whole_service_from"] is None:
        return "managers"
    return "whole" if one["whole_service_from"] == one["from"] else "two steps"


def group_letters(groupings: Sequence[Mapping[str, Any]]) -> list[str]:
    """A, B … for the groups of a service that has several, so that one sees who is with whom; otherwise nothing."""
    several = {title for title, count in Counter(one["title"] for one in groupings).items() if count > 1}
    seen: Counter[str] = Counter()
    letters = []
    for one in groupings:
        seen[one["title"]] += 1
        letters.append(chr(ord("A") + seen[one["title"]] - 1) if one["title"] in several else "")
    return letters


def _whole(pence: int) -> str:
    return format_pounds(pence, show_pence=False)


def _since(one: Mapping[str, Any]) -> str:
    whole = one["whole_service_from_title"]
    if whole is None:
        return f"{one['from_title']}, management only"
    return one["from_title"] if whole == one["from_title"] else f"{one['from_title']}, whole service {whole}"


def _plan_words(groupings: Sequence[Mapping[str, Any]], councils: Mapping[str, str]) -> str:
    ventures = sum(one["partnership_venture"] for one in groupings)
    everybody = sum(len(one["councils"]) == len(councils) for one in groupings)
    steps = {_step(one) for one in groupings}
    words = [
        "One grouping shares a service" if len(groupings) == 1 else f"{len(groupings)} groupings share services",
        f", {everybody} of them among all {len(councils)} councils" if everybody and len(councils) > 2 else "",
        f". {_ventures(ventures)}" if ventures else ".",
        " “Whole” (W) is the whole service at once",
        ", “managers” (M) its management only" if "managers" in steps else "",
        ", “two steps” (2) its management first and the whole service later" if "two steps" in steps else "",
        ". The same letter in one row: those councils share with each other." if any(group_letters(groupings)) else ".",
    ]
    return "".join(words)


def _ventures(number: int) -> str:
    if number == 1:
        return "One has three councils or more, which makes it a Partnership venture."
    return f"{number} have three councils or more, which makes them Partnership ventures."


def _plan_spec(
    groupings: Sequence[Mapping[str, Any]], councils: Mapping[str, str], waves: Sequence[str]
) -> dict[str, Any]:
    cells = [
        {
            "service": one["title"],
            "council": councils[council],
            "looks": one["from_title"],
            "says": f"{letter} {_step(one)}".strip(),
            "short": letter + _SHORT[_step(one)],
            "dark": one["from_title"] in waves[:2],
        }
        for one, letter in zip(groupings, group_letters(groupings), strict=True)
        for council in one["councils"]
    ]
    return services_by_councils(
        cells,
        services=[one["title"] for one in groupings],
        councils=list(councils.values()),
        colours={wave: _WAVES[min(at, len(_WAVES) - 1)] for at, wave in enumerate(waves)},
        legend={"title": "Begins"},
        narrow=72,  # the longest words are "A managers" and "B two steps"
    )


_KINDS = {
    "retain": ("retain", "{council} keeps {services} to itself"),
    "later": ("share the whole service only later", "{council} shares all of {services} only later"),
    "management only": ("share the management only", "{council} shares only the management of {services}"),
}


def limit_in_words(limit: Mapping[str, Any], councils: Mapping[str, str]) -> str:
    """``Cheltenham keeps Legal and property to itself`` for ``Cheltenham: Legal and property: retain``."""
    says, council = str(limit["says"]), councils.get(limit["council"] or "", "")
    tail, sentence = _KINDS.get(limit["kind"], ("", ""))
    if not sentence or not says.startswith(f"{council}: ") or not says.endswith(f": {tail}"):
        return says
    return sentence.format(council=council, services=says.removeprefix(f"{council}: ").removesuffix(f": {tail}"))


def limits_chart(found: Mapping[str, Any]) -> Chart | None:
    """What each limit costs over the period, dearest first; None where none costs anything or they were not asked for."""
    costly = [limit for limit in found.get("limits") or () if limit["cost"] > 0]
    if not costly:
        return None
    rows = [
        {
            "limit": limit_in_words(limit, found["councils"]),
            "cost": limit["cost"] / 100,
            "label": pounds_short(limit["cost"]),
        }
        for limit in costly[:MOST_LIMITS]
    ]
    y = {
        "field": "limit",
        "type": "nominal",
        "sort": [row["limit"] for row in rows],
        "title": None,
        "axis": {"ticks": False, "domain": False, "labelLimit": 460},
    }
    x = {
        "field": "cost",
        "type": "quantitative",
        "axis": {
            "title": f"Pounds over {found['years']} years, at present value",
            "tickCount": 4,
            "labelExpr": "datum.value >= 1e6 ? '£' + format(datum.value / 1e6, '.2~f') + 'm' : datum.value == 0 ? '£0' : '£' + format(datum.value / 1e3, '.0f') + 'k'",
        },
        "scale": {"domainMax": max(float(row["cost"]) for row in rows) * 1.25},
    }
    return Chart(
        spec={
            "data": {"values": rows},
            "width": 380,
            "height": {"step": 30},
            "layer": [
                {"mark": {"type": "bar", "color": BLUE, "height": 18}, "encoding": {"x": x, "y": y}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 6},
                    "encoding": {"x": x, "y": y, "text": {"field": "label"}},
                },
            ],
        },
        caption="What each limit costs the partnership"
        + (f": the {MOST_LIMITS} dearest of {len(costly)}" if len(costly) > MOST_LIMITS else ""),
        text_alternative=f"The dearest limit: {rows[0]['limit']}. It costs {pounds_short(costly[0]['cost'])} over the period "
        f"and {pounds_short(costly[0]['cost_a_year'])} a year at its end.",
        headings=("Limit", "Over the period", "A year at the end"),
        rows=tuple(
            (limit_in_words(limit, found["councils"]), _whole(limit["cost"]), _whole(limit["cost_a_year"]))
            for limit in costly
        ),
        illustrative=bool(found["illustrative"]),
    )
