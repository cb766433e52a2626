"""What is put to which bodies: who has decided what, in whose words, and what stands in the way."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotNow
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import organisation_names
from concordat.domain.proposals import check_proposals, read_proposals, standing_of
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def proposals(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    today = timezone.localdate()
    shown = {
        "standings": [standing_of(one, on=today) for one in read_proposals(case)],
        "findings": check_proposals(case),
        "may_edit": may(actor, "facts.append"),
        "who": who_sees(case, "proposals"),
    }
    return render(request, "decide/proposals.html", shown)


@partnership_page
def proposal(request: HttpRequest, actor: Actor, *, id: str) -> HttpResponse:
    found = next((one for one in read_proposals(case_for(actor)) if one.id == id), None)
    if found is None:
        raise Http404
    stops = ""
    if request.method == "POST":
        try:
            number = actions.take_effect(by=actor, proposal=id)
        except NotNow as problem:
            stops = str(problem)
        else:
            messages.success(request, "It is agreed by every body, and what they agreed is frozen.")
            return redirect("decision", slug=actor.partnership, number=number)
    shown = {
        "standing": standing_of(found, on=timezone.localdate()),
        "names": organisation_names(actor),
        "stops": stops,
        "may_take_effect": may(actor, "proposal.take-effect"),
        "may_edit": may(actor, "facts.append"),
    }
    return render(request, "decide/proposal.html", shown)


urlpatterns = [
    path("partnerships/<slug:slug>/decide/proposals/", proposals, name="proposals"),
    path("partnerships/<slug:slug>/decide/proposals/<slug:id>/", proposal, name="proposal"),
]
