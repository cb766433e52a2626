"""The works programme: planned, ordered, done and its value, by service and by area."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.measures import evidence_is_made_up, programme_seen
from concordat.domain.performance.programme import together
from concordat.web.page import partnership_page
from concordat.web.pages.run.measures import WHO


@partnership_page
def programme(request: HttpRequest, actor: Actor) -> HttpResponse:
    lines, at = programme_seen(actor)
    names = sorted({line.programme for line in lines}, reverse=True)
    shown = [
        {
            "name": name,
            "whole": together([line for line in lines if line.programme == name], by="")[0],
            "services": together([line for line in lines if line.programme == name], by="service"),
            "lines": [line for line in lines if line.programme == name],
            "areas": together([line for line in lines if line.programme == name], by="area"),
        }
        for name in names
    ]
    made_up = evidence_is_made_up(actor)
    return render(request, "run/programme.html", {"programmes": shown, "who": WHO, "made_up": made_up, "at": at})


urlpatterns = [path("partnerships/<slug:slug>/run/programme/", programme, name="programme")]
