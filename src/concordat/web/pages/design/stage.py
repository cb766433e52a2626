"""Design: what the review aims at, what it covers, and the way from a long list to a short one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.options import check_review, read_review, screen_options
from concordat.web.page import partnership_page
from concordat.web.pages.stage_tables import tables_of


@partnership_page
def stage(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    review = read_review(case)
    screen = screen_options(review)
    return render(
        request,
        "design/stage.html",
        {
            "review": review,
            "screen": screen,
            "findings": check_review(review, screen) if review.options else [],
            "tables": tables_of(case, "design"),
            "may_edit": may(actor, "facts.append"),
        },
    )


urlpatterns = [path("partnerships/<slug:slug>/design/", stage, name="design-stage")]
