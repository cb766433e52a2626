"""The recommendation: its answer for each service area, its dated versions, and what changed between two."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.kernel.findings import worst_first
from concordat.domain.options import compare, condition_standings, read_recommendations, read_review, screen_options
from concordat.domain.options.recommendation_checks import check_recommendations
from concordat.web.page import partnership_page


@partnership_page
def recommendation(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    review = read_review(case)
    versions = read_recommendations(case)
    shown = next(
        (v for v in versions if str(v.version) == request.GET.get("version")), versions[-1] if versions else None
    )
    before = next((v for v in versions[::-1] if shown and v.version < shown.version), None)
    areas = (
        []
        if shown is None
        else [
            {
                "area": review.area_by_id.get(answer.service_area),
                "answer": answer,
                "option": review.option_title(answer.option) if answer.option else "",
            }
            for answer in shown.areas
        ]
    )
    rests_on = [condition for condition in review.conditions if shown and condition.id in shown.conditions]
    return render(
        request,
        "decide/recommendation.html",
        {
            "shown": shown,
            "latest": versions[-1] if versions else None,
            "versions": versions,
            "before": before,
            "comparison": compare(before, shown, review=review) if before and shown else None,
            "areas": areas,
            "findings": worst_first(check_recommendations(case, review=review, screen=screen_options(review)))
            if versions
            else (),
            "standings": condition_standings(rests_on, on=timezone.localdate()),
            "may_edit": may(actor, "document.save"),
        },
    )


urlpatterns = [path("partnerships/<slug:slug>/decide/recommendation/", recommendation, name="recommendation")]
