"""Write the first or the next version of the recommendation, part by part."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.domain.options import read_recommendations, read_review
from concordat.domain.options.recommendation import KIND
from concordat.web.forms.meanwhile import Meanwhile, by_version
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
    posted = request.POST if request.method == "POST" else None
    given: dict[str, Any] = {"review": read_review(case), "latest": latest, "named": posted or ()}
    form = RecommendationForm(**given)
    met = Meanwhile(posted, form.cells, by=actor)
    if met.conflicts:
        earlier = [(one.document, RecommendationForm(**given | {"latest": one}).cells) for one in reversed(versions)]
        met = Meanwhile(posted, by_version(form.cells, earlier), by=actor)
    if posted is not None:
        form = RecommendationForm(met.data, **given)
    if posted is not None and form.is_valid() and not met.waits:
        try:
            saved = actions.save_document(
                by=actor,
                kind=KIND,
                name=latest.name if latest else NAME,
                text=form.text(),
                parent=latest.document.hash if latest else "",
                audience=form.chosen_audience,
                illustrative=latest.document.illustrative if latest else False,
            )
        except NotAccepted as problem:
            for finding in problem.findings:
                form.add_error(None, f"{finding.message} {finding.fix}")
        else:
            messages.success(request, f"Version {saved.version} is saved.")
            return redirect("recommendation", slug=actor.partnership)
    shown = {"form": form, "groups": form.groups(), "latest": latest, "met": met}
    return render(request, "decide/write_recommendation.html", shown, status=met.status)


urlpatterns = [
    path("partnerships/<slug:slug>/decide/recommendation/write/", write_recommendation, name="write-recommendation"),
]
