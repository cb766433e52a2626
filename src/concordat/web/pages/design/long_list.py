"""The long list, to be scanned at a glance: every option, where it stands and why."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.options import place_on_axes, read_review, screen_options
from concordat.domain.options.inputs import Interface, Staff
from concordat.domain.options.results import ScreenedOption, Standing
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees

# In the order people ask: what is left, what is open, what was made of it, what went.
_GROUPS: tuple[tuple[str, Callable[[ScreenedOption], bool]], ...] = (
    ("On the short list", lambda one: one.standing.is_on_short_list),
    ("Not decided", lambda one: one.standing is Standing.NOT_DECIDED),
    ("Made from others", lambda one: one.standing is Standing.MADE_FROM_OTHERS),
    ("Dropped", lambda one: one.standing is Standing.DROPPED),
)


@partnership_page
def long_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    review = read_review(case)
    screen = screen_options(review)
    groups = [(title, [one for one in screen.options if belongs(one)]) for title, belongs in _GROUPS]
    axes = place_on_axes(review)
    grid = [
        {"interface": interface, "cells": [axes.places.get((interface, staff), ()) for staff in Staff]}
        for interface in Interface
    ]
    return render(
        request,
        "design/long_list.html",
        {
            "review": review,
            "groups": [(title, options) for title, options in groups if options],
            "who": who_sees(case, "options", "screen_marks", "challenges"),
            "screen": screen,
            "grid": grid,
            "staff": list(Staff),
            "has_axes": any(axes.places.values()),
            "may_edit": may(actor, "facts.append"),
        },
    )


urlpatterns = [path("partnerships/<slug:slug>/design/long-list/", long_list, name="long-list")]
