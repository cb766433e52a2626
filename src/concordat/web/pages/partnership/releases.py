"""What one's own organisation keeps to itself, and which joint calculations may use it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.permissions import may, require
from concordat.application.queries.cases import case_for
from concordat.application.queries.joint import CALCULATIONS, joint_case, released_by
from concordat.application.queries.partnerships import organisation_names
from concordat.data.files import load_catalogue
from concordat.domain.kernel.audience import Reach
from concordat.web.page import partnership_page

_PRIVATE = {Reach.MINE, Reach.ORGANISATION, Reach.NAMED}


@partnership_page
def releases(request: HttpRequest, actor: Actor) -> HttpResponse:
    if request.method == "POST":
        require(actor, "inputs.release")
        table = request.POST.get("table", "")
        chosen = request.POST.getlist("calculations")
        actions.release_inputs(by=actor, table=table, calculations=chosen)
        messages.success(
            request, "Released." if chosen else "Taken back. The joint figure is gone until you release again."
        )
        return redirect("releases", slug=actor.partnership)
    released = released_by(actor.partnership)
    names = organisation_names(actor)
    shown = []
    for calculation in CALCULATIONS.values():
        joint = joint_case(by=actor, calculation=calculation.name)
        shown.append(
            {
                "calculation": calculation,
                "given": [names[one] for one in joint.contributors],
                "waiting": [names[one] for one in joint.waiting_for],
                "warning": joint.warning,
            }
        )
    return render(
        request,
        "partnership/releases.html",
        {
            "shown": shown,
            "tables": _tables(actor, released.get(actor.organisation, {})),
            "may_release": may(actor, "inputs.release"),
        },
    )


def _tables(actor: Actor, released: dict[str, frozenset[str]]) -> list[dict[str, object]]:
    """Each table that a joint calculation needs: how many private rows of one's own, and what they are released for."""
    case = case_for(actor)
    needed = dict.fromkeys(table for calculation in CALCULATIONS.values() for table in calculation.tables)
    return [
        {
            "table": load_catalogue()[table],
            "private": sum(
                row.organisation == actor.organisation and row.audience.reach in _PRIVATE for row in case.rows(table)
            ),
            "choices": [
                {"calculation": one, "checked": one.name in released.get(table, frozenset())}
                for one in CALCULATIONS.values()
                if table in one.tables
            ],
        }
        for table in needed
        if table in load_catalogue()
    ]


urlpatterns = [path("partnerships/<slug:slug>/partnership/releases/", releases, name="releases")]
