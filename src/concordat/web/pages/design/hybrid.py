"""Options made from the best parts of others, and where each part came from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.options import hybrids, not_gathered, read_review, screen_options
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def hybrid(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    review = read_review(case)
    made = hybrids(review, screen=screen_options(review))
    return render(
        request,
        "design/hybrid.html",
        {
            "hybrids": made,
            "loose": not_gathered(review),
            "review": review,
            "may_edit": may(actor, "facts.append"),
            "who": who_sees(case, "features", "reference_sites"),
        },
    )


urlpatterns = [path("partnerships/<slug:slug>/design/hybrid/", hybrid, name="hybrid")]
