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
from concordat.presentation.charts.groupings import limits_chart, plan_chart
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


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
        "bounded": any(one.get("at_most") is not None for one in found["limits"] or ())
        or any(one.get("at_least") is not None for one in found["leaving"]),
        "rows": [
            {**one, "names": ", ".join(titles[council] for council in one["councils"])} for one in plan["groupings"]
        ],
        "councils": [
            {
                "title": title,
                "gain": plan["gains"][council],
                "fair": fair["shapley"][council] if fair else None,
                "leaving": leaving.get(council),
            }
            for council, title in titles.items()
        ],
        "next_best": [
            {
                **other,
                "differences": [
                    {"title": one["title"], "best": _groups(one["best"], titles), "this": _groups(one["this"], titles)}
                    for one in other["differs"]
                ],
            }
            for other in found["next_best"]
        ],
    }


def _groups(groups: list[str], titles: dict[str, str]) -> str:
    """``cheltenham + cotswold`` → ``Cheltenham with Cotswold``."""
    return "; ".join(" with ".join(titles[id] for id in group.split(" + ")) for group in groups) or "nobody"


urlpatterns = [path("partnerships/<slug:slug>/design/groupings/", groupings, name="groupings")]
