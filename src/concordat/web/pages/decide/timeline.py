"""The whole decision in one picture with its table: asked, recommended, negotiated, put, resolved, frozen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for, decisions_of
from concordat.application.queries.partnerships import organisation_names
from concordat.domain.consultation import Frozen, Moment, timeline_of
from concordat.domain.kernel.periods import LONDON
from concordat.presentation.charts.timeline import days_in_words, timeline_chart
from concordat.web.page import address, partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def timeline(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    names = organisation_names(actor)
    frozen = [
        Frozen(
            one.number,
            one.title,
            one.at.astimezone(LONDON).date() if one.at is not None else None,
            names.get(one.organisation, one.organisation),
        )
        for one in decisions_of(actor)
    ]
    found = timeline_of(case, on=timezone.localdate(), frozen=frozen[::-1])
    shown = {
        "timeline": found,
        "chart": timeline_chart(found),
        "steps_dated": [_step(one, actor, number) for number, one in enumerate(found.moments, start=1)],
        "steps_undated": [_step(one, actor, None) for one in found.undated],
        "who": who_sees(case, "consultations", "comments", "proposals", "resolutions", documents=("recommendation",)),
    }
    return render(request, "decide/timeline.html", shown)


def _step(moment: Moment, actor: Actor, number: int | None) -> dict[str, object]:
    return {"moment": moment, "number": number, "days": days_in_words(moment), "href": _href(moment, actor)}


def _href(moment: Moment, actor: Actor) -> str:
    """Where the step itself can be opened."""
    if moment.refers_to.startswith("document:"):
        return f"{address(actor, 'recommendation')}?version={moment.refers_to.rsplit('/', 1)[-1]}"
    kind, _, name = moment.refers_to.partition("/")
    if kind == "decision":
        return address(actor, "decision", number=int(name))
    return address(actor, "row", table=kind, row=name)


urlpatterns = [path("partnerships/<slug:slug>/decide/timeline/", timeline, name="timeline")]
