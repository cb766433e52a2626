"""Write the first or the next version of the recommendation, part by part."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import Conflict, NotAccepted
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.domain.options import read_recommendations, read_review
from concordat.domain.options.recommendation import KIND
from concordat.web.forms.recommendation_form import NAME, RecommendationForm
from concordat.web.page import partnership_page


@partnership_page
def write_recommendation(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "document.save")
    case = case_for(actor)
    versions = read_recommendations(case)
    latest = versions[-1] if versions else None
    if latest is not None and latest.document.organisation != actor.organisation:
        raise Http404
    form = RecommendationForm(request.POST or None, review=read_review(case), latest=latest)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_document(
                by=actor,
                kind=KIND,
                name=latest.name if latest else NAME,
                text=form.text(),
                parent=form.cleaned_data["parent"],
                audience=form.chosen_audience,
                illustrative=latest.document.illustrative if latest else False,
            )
        except NotAccepted as problem:
            for finding in problem.findings:
                form.add_error(None, f"{finding.message} {finding.fix}")
        except Conflict as problem:
            conflict = problem
        else:
            messages.success(request, f"Version {saved.version} is saved.")
            return redirect("recommendation", slug=actor.partnership)
    return render(
        request,
        "decide/write_recommendation.html",
        {"form": form, "groups": form.groups(), "latest": latest, "conflict": conflict},
    )


urlpatterns = [
    path("partnerships/<slug:slug>/decide/recommendation/write/", write_recommendation, name="write-recommendation"),
]
