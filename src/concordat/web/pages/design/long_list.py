"""The long list, to be scanned at a glance: every option, where it stands and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.options import place_on_axes, read_review, screen_options
from concordat.domain.options.inputs import Interface, Staff
from concordat.web.page import partnership_page


@partnership_page
def long_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    review = read_review(case_for(actor))
    screen = screen_options(review)
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
            "screen": screen,
            "grid": grid,
            "staff": list(Staff),
            "has_axes": any(axes.places.values()),
            "may_edit": may(actor, "facts.append"),
        },
    )


urlpatterns = [path("partnerships/<slug:slug>/design/long-list/", long_list, name="long-list")]
