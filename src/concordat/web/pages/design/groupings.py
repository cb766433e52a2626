"""The best set of groupings: asked for here, worked out as a job, shown with its gap, its limits and its next best."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application.actions.jobs import ask_for
from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.application.queries.groupings import kept_groupings
from concordat.domain.kernel.findings import has_errors, worst_first
from concordat.domain.sharing.assumptions import AssumptionMistake, Assumptions, read_assumptions
from concordat.domain.sharing.checks import check_sharing
from concordat.domain.sharing.inputs import LAYER_TITLES, read_sharing
from concordat.presentation.charts.groupings import group_letters, limit_in_words, limits_chart, plan_chart
from concordat.presentation.words import in_whole_pounds, listed
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees

_READ_AT_ONCE = 3  # of the next best plans


@partnership_page
def groupings(request: HttpRequest, actor: Actor) -> HttpResponse:
    if request.method == "POST":
        number = ask_for(by=actor, kind="groupings", arguments={"limits": True})
        return redirect("job", slug=actor.partnership, job=number)
    case = case_for(actor)
    sharing, findings = read_sharing(case), worst_first(check_sharing(case))
    kept = kept_groupings(actor, case)
    return render(
        request,
        "design/groupings.html",
        {
            "has_any": bool(sharing.positions),
            "assumptions": _assumptions(case),
            "findings": findings,
            "may_ask": may(actor, "groupings.find") and bool(sharing.positions) and not has_errors(findings),
            "kept": kept,
            "layers": LAYER_TITLES,
            "who": who_sees(case, "positions", "baseline", documents=["groupings"]),
            **(_told(kept.result) if kept is not None else {}),
        },
    )


def _assumptions(case: Any) -> Assumptions | None:
    try:
        return read_assumptions(case)
    except AssumptionMistake:
        return None  # told among the findings


def _told(found: dict[str, Any]) -> dict[str, Any]:
    plan, titles = found["plan"], found["councils"]
    if plan is None:
        return {"found": found}
    leaving = {one["council"]: one for one in found["leaving"]}
    fair = found["fair_split"]
    return {
        "found": found,
        "plan": plan,
        "plan_chart": plan_chart(found),
        "limits_chart": limits_chart(found),
        "limits": [{**one, "words": limit_in_words(one, titles)} for one in found["limits"] or ()],
        "bounded": any(one.get("at_most") is not None for one in found["limits"] or ())
        or any(one.get("at_least") is not None for one in found["leaving"]),
        "rows": _rows(plan, titles),
        "councils": [
            {"title": title, "gain": gain, "fair": fairly, "leaving": leaving.get(council)}
            for (council, title), gain, fairly in zip(
                titles.items(),
                in_whole_pounds([plan["gains"][council] for council in titles], plan["likely"])[0],
                in_whole_pounds([fair["shapley"][council] for council in titles], plan["likely"])[0]
                if fair
                else [None] * len(titles),
                strict=True,
            )
        ],
        "next_best": _folded(
            [
                {
                    **other,
                    "place": at,
                    "differences": [
                        {
                            "title": one["title"],
                            "best": _groups(one["best"], titles),
                            "this": _groups(one["this"], titles),
                        }
                        for one in other["differs"]
                    ],
                }
                for at, other in enumerate(found["next_best"], start=1)
            ]
        ),
    }


def _folded(plans: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The first three, and the others for whoever wants them; nothing where there is none."""
    return [plans[:_READ_AT_ONCE], plans[_READ_AT_ONCE:]] if plans else []


def _rows(plan: dict[str, Any], titles: dict[str, str]) -> list[dict[str, Any]]:
    """The plan's groupings with whose they are in words, and pounds that add up to the plan's."""
    groupings = plan["groupings"]
    columns = {
        name: in_whole_pounds([one[name] for one in groupings], plan[name])[0]
        for name in ("yearly", "low", "likely", "high")
    }
    return [
        {
            **one,
            **{name: column[at] for name, column in columns.items()},
            "names": _whose(one["councils"], titles),
            "letter": letter,
        }
        for at, (one, letter) in enumerate(zip(groupings, group_letters(groupings), strict=True))
    ]


def _whose(councils: list[str], titles: dict[str, str]) -> str:
    """``All 4 councils``; ``All but Cheltenham``; otherwise their names."""
    without = [title for council, title in titles.items() if council not in councils]
    if not without:
        return f"All {len(titles)} councils"
    if len(without) <= 2 and len(titles) - len(without) > 2 * len(without):
        return f"All but {listed(without)}"
    return ", ".join(titles[council] for council in councils)


def _groups(groups: list[str], titles: dict[str, str]) -> str:
    """``cheltenham + cotswold`` → ``Cheltenham with Cotswold``."""
    return "; ".join(" with ".join(titles[id] for id in group.split(" + ")) for group in groups) or "nobody"


urlpatterns = [path("partnerships/<slug:slug>/design/groupings/", groupings, name="groupings")]
