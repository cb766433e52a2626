"""What people said, under which theme, what was answered, what it changed, and who disagrees."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.consultation import check_consultation, outcome_of
from concordat.domain.consultation.checks import days_between
from concordat.domain.kernel.findings import worst_first
from concordat.domain.options import read_recommendations
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def consultation(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    found = outcome_of(case)
    shown = {
        "found": found,
        "rounds": [{"round": one, "days": days_between(one.opened_on, one.closed_on)} for one in found.rounds],
        "theme_titles": {one.theme.id: one.theme.title for one in found.themes if one.theme is not None},
        "versions": read_recommendations(case),
        "findings": worst_first(check_consultation(case)),
        "may_edit": may(actor, "facts.append"),
        "who": who_sees(case, "comments", "comment_themes", "consultations", "dissents"),
    }
    return render(request, "decide/consultation.html", shown)


urlpatterns = [path("partnerships/<slug:slug>/decide/consultation/", consultation, name="consultation")]
