"""Design: what the review aims at, what it covers, and the way from a long list to a short one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.data.files import load_catalogue
from concordat.domain.kernel.case import Case
from concordat.domain.options import check_review, read_review, screen_options
from concordat.domain.options.inputs import Review
from concordat.domain.options.results import Screen
from concordat.presentation.words import count_of
from concordat.web.page import partnership_page
from concordat.web.pages.stage_tables import tables_of
from concordat.web.who_sees import who_sees


@partnership_page
def stage(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    review = read_review(case)
    screen = screen_options(review)
    return render(
        request,
        "design/stage.html",
        {
            "review": review,
            "screen": screen,
            "findings": check_review(review, screen) if review.options else [],
            "tables": tables_of(case, "design"),
            "stands": _stands(case, review, screen),
            "who": who_sees(case, *(table.name for table in load_catalogue().in_stage("design"))),
            "may_edit": may(actor, "facts.append"),
        },
    )


def _stands(case: Case, review: Review, screen: Screen) -> dict[str, str]:
    """What stands at each step, in words, by the step's key."""
    counts = screen.counts
    listed = count_of(counts.listed, "option") + " listed"
    return {
        "objectives": count_of(len(review.objectives), "objective"),
        "screen_criteria": count_of(len(review.criteria), "criterion", "criteria"),
        "long-list": listed + (f", {counts.not_published} of them not published" if counts.not_published else ""),
        "screen": f"{counts.short_list} on the short list, {counts.dropped} dropped"
        + (f", {counts.not_decided} not decided" if counts.not_decided else ""),
        "hybrid": f"{count_of(counts.made_from_others, 'option')} made from others"
        if counts.made_from_others
        else count_of(len(review.features), "feature"),
        "framework": count_of(len(case.rows("framework_choices")), "choice"),
        "positions": count_of(len(case.rows("positions")), "position"),
        "fit": count_of(len(case.rows("fit_answers")), "answer"),
    }


urlpatterns = [path("partnerships/<slug:slug>/design/", stage, name="design-stage")]
