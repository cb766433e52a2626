from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.web.page import partnership_page
from concordat.web.pages.stage_tables import tables_of


@partnership_page
def stage(request: HttpRequest, actor: Actor) -> HttpResponse:
    return render(request, "review/stage.html", {"tables": tables_of(case_for(actor), "review")})


urlpatterns = [path("partnerships/<slug:slug>/review/", stage, name="review-stage")]
