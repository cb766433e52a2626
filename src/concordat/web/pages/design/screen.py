"""The screen: every option against every pass/fail criterion, and what was challenged."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.options import read_review, screen_options
from concordat.domain.options.inputs import Review
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def screen(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    review = read_review(case)
    return render(
        request,
        "design/screen.html",
        {
            "review": review,
            "challenges": _challenges(review),
            "screen": screen_options(review),
            "may_edit": may(actor, "facts.append"),
            "who": who_sees(case, "options", "screen_criteria", "screen_marks", "challenges"),
        },
    )


def _challenges(review: Review) -> list[dict[str, Any]]:
    """With the names of the option and of the bodies that raised and decided it, where they are known."""
    bodies = {body.id: body.title for body in review.taking_part}
    return [
        {
            "it": challenge,
            "option": review.option_title(challenge.option),
            "raised_by": bodies.get(challenge.raised_by, challenge.raised_by),
            "decided_by": bodies.get(challenge.decided_by, challenge.decided_by),
        }
        for challenge in review.challenges
    ]


urlpatterns = [path("partnerships/<slug:slug>/design/screen/", screen, name="screen")]
