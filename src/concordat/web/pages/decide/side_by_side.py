"""The short list side by side: drivers of benefit, and what speaks for and against each option."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.options import read_review, screen_options, set_side_by_side
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def side_by_side(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    review = read_review(case)
    compared = set_side_by_side(review, screen=screen_options(review))
    drivers = [
        {"driver": row.driver, "effects": [row.effects.get(option.id) for option in compared.options]}
        for row in compared.drivers
    ]
    return render(
        request,
        "decide/side_by_side.html",
        {
            "compared": compared,
            "drivers": drivers,
            "may_edit": may(actor, "facts.append"),
            "who": who_sees(case, "drivers", "driver_effects", "pros_and_cons", "reference_sites"),
        },
    )


urlpatterns = [path("partnerships/<slug:slug>/decide/side-by-side/", side_by_side, name="side-by-side")]
