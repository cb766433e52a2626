"""Are some partners' areas served worse than the lead's? One plain sentence each, with its interval."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.measures import fairness_seen
from concordat.presentation.charts.fairness_intervals import fairness_chart
from concordat.web.page import partnership_page
from concordat.web.pages.run.measures import WHO


@partnership_page
def fairness(request: HttpRequest, actor: Actor) -> HttpResponse:
    seen = fairness_seen(actor)
    chart = fairness_chart(seen.found, lead=seen.lead)
    return render(request, "run/fairness.html", {"seen": seen, "chart": chart, "who": WHO})


urlpatterns = [path("partnerships/<slug:slug>/run/fairness/", fairness, name="fairness")]
