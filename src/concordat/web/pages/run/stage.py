"""Run: what was delivered, and what is paid for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.data.files import load_catalogue
from concordat.web.page import partnership_page
from concordat.web.pages.stage_tables import tables_of
from concordat.web.who_sees import who_sees


@partnership_page
def stage(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    names = [table.name for table in load_catalogue().in_stage("run")]
    shown = {"tables": tables_of(case, "run"), "who": who_sees(case, *names) if names else ""}
    return render(request, "run/stage.html", shown)


urlpatterns = [path("partnerships/<slug:slug>/run/", stage, name="run-stage")]
