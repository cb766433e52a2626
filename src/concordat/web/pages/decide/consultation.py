"""What people said, what was answered, and what it changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.options import read_recommendations, read_review
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def consultation(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    review = read_review(case)
    moved = {id: version for version in read_recommendations(case) for id in version.moved_by}
    comments = [{"comment": comment, "moved": moved.get(comment.id)} for comment in review.comments]
    return render(
        request,
        "decide/consultation.html",
        {
            "comments": comments,
            "review": review,
            "may_edit": may(actor, "facts.append"),
            "who": who_sees(case, "comments"),
        },
    )


urlpatterns = [path("partnerships/<slug:slug>/decide/consultation/", consultation, name="consultation")]
