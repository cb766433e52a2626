"""The screen: every option against every pass/fail criterion, and what was challenged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.options import read_review, screen_options
from concordat.web.page import partnership_page


@partnership_page
def screen(request: HttpRequest, actor: Actor) -> HttpResponse:
    review = read_review(case_for(actor))
    return render(
        request,
        "design/screen.html",
        {"review": review, "screen": screen_options(review), "may_edit": may(actor, "facts.append")},
    )


urlpatterns = [path("partnerships/<slug:slug>/design/screen/", screen, name="screen")]
