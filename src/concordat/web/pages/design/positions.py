"""The positions at a glance: services × councils, conflicts, who is one step from agreeing."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import worst_first
from concordat.domain.sharing.assumptions import AssumptionMistake, read_assumptions
from concordat.domain.sharing.checks import check_sharing
from concordat.domain.sharing.inputs import MOST_TO_RETAIN, read_sharing
from concordat.domain.sharing.matrix import DEPTH_IN_WORDS, positions_matrix
from concordat.presentation.charts.positions import positions_chart
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def positions(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    sharing = read_sharing(case)
    group = request.GET.get("group", "")
    matrix = positions_matrix(sharing, on=_day(request.GET.get("on", ""), case), group=group)
    titles = dict(matrix.councils)
    return render(
        request,
        "design/positions.html",
        {
            "matrix": matrix,
            "titles": sharing.partner_titles | sharing.service_titles,
            "has_any": bool(sharing.positions),
            "group": group,
            "chart": positions_chart(matrix),
            "one_step": [(row, titles[row.one_step], DEPTH_IN_WORDS[row.one_step_to]) for row in matrix.one_step],
            "agreed": [(row, DEPTH_IN_WORDS[row.agreed]) for row in matrix.agreed],
            "ventures": [row for row in matrix.rows if row.venture_now],
            "most": MOST_TO_RETAIN,
            "findings": worst_first(check_sharing(case)),
            "who": who_sees(case, "positions"),
            "may_edit": may(actor, "facts.append"),
        },
    )


def _day(given: str, case: Case) -> date:
    """The day asked for; otherwise the first wave of the plan, or today."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        pass
    try:
        assumptions = read_assumptions(case)
    except AssumptionMistake:
        assumptions = None
    return assumptions.waves[0].starts if assumptions is not None else timezone.localdate()


urlpatterns = [path("partnerships/<slug:slug>/design/positions/", positions, name="positions")]
