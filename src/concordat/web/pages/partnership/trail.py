"""Who did what, when: the viewer's own organisation's trail and the partnership's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.partnerships import people_named
from concordat.application.queries.trail import trail_for
from concordat.web.page import partnership_page


@partnership_page
def trail(request: HttpRequest, actor: Actor) -> HttpResponse:
    entries = trail_for(actor)
    names = people_named(((entry.actor, entry.organisation) for entry in entries), by=actor)
    return render(
        request,
        "partnership/trail.html",
        {"entries": [(entry, names.get((entry.actor, entry.organisation), "")) for entry in entries]},
    )


urlpatterns = [path("partnerships/<slug:slug>/partnership/trail/", trail, name="trail")]
