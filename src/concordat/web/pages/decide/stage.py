"""Decide: savings against the threshold, the models side by side, what consultation changed, the recommendation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.data.files import load_catalogue
from concordat.domain.business_case.annual_savings import AnnualSavings, savings_by_option
from concordat.domain.kernel.case import Case
from concordat.domain.options import read_recommendations
from concordat.domain.options.recommendation import Recommendation
from concordat.presentation.charts import savings_chart
from concordat.presentation.words import count_of, date_in_words
from concordat.web.page import partnership_page
from concordat.web.pages.stage_tables import tables_of
from concordat.web.who_sees import who_sees


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
            "stands": _stands(case, savings, versions),
            "who": who_sees(
                case, *(table.name for table in load_catalogue().in_stage("decide")), documents=("recommendation",)
            ),
        },
    )


def _stands(case: Case, savings: AnnualSavings, versions: tuple[Recommendation, ...]) -> dict[str, str]:
    """What stands at each step, in words, by the step's key. A page added later may stand without any."""
    latest = versions[-1] if versions else None
    dated = f", {date_in_words(latest.date)}" if latest and latest.date else ""
    return {
        "savings": f"{count_of(len(case.rows('case_lines')), 'line')} for {count_of(len(savings.options), 'option')}"
        if case.rows("case_lines")
        else "No lines",
        "score": count_of(len(case.rows("scores")), "score"),
        "agree-scores": f"{count_of(len(case.rows('agreed_scores')), 'score')} agreed",
        "proposals": count_of(len(case.rows("proposals")), "proposal"),
        "side-by-side": count_of(len(case.rows("drivers")), "driver") + " of benefit",
        "consultation": count_of(len(case.rows("comments")), "comment"),
        "recommendation": f"Version {latest.version}{dated}" if latest else "Not written yet",
    }


urlpatterns = [path("partnerships/<slug:slug>/decide/", stage, name="decide-stage")]
