"""How well the partners fit: what each says of each other one, beside size, budget, distance and systems in common."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.data.files.fit_questions import fit_questions
from concordat.domain.sharing.fit import fit_between
from concordat.domain.sharing.inputs import read_sharing
from concordat.presentation.charts.fit import fit_chart
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def fit(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    found = fit_between(read_sharing(case), fit_questions())
    return render(
        request,
        "design/fit.html",
        {
            "fit": found,
            "answered": bool(case.rows("fit_answers")),
            "chart": fit_chart(found),
            "who": who_sees(case, "fit_answers"),
            "may_edit": may(actor, "facts.append"),
        },
    )


urlpatterns = [path("partnerships/<slug:slug>/design/fit/", fit, name="fit")]
