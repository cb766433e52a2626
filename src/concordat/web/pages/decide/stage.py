"""Decide: savings against the threshold, the models side by side, what consultation changed, the recommendation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.domain.business_case.annual_savings import savings_by_option
from concordat.domain.options import read_recommendations
from concordat.presentation.charts import savings_chart
from concordat.web.page import partnership_page
from concordat.web.pages.stage_tables import tables_of


@partnership_page
def stage(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    versions = read_recommendations(case)
    savings = savings_by_option(case)
    return render(
        request,
        "decide/stage.html",
        {
            "latest": versions[-1] if versions else None,
            "chart": savings_chart(savings),
            "savings": savings,
            "tables": tables_of(case, "decide"),
        },
    )


urlpatterns = [path("partnerships/<slug:slug>/decide/", stage, name="decide-stage")]
