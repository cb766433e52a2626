"""One organisation: what it is, what it is here, and what came before and after it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import members_of
from concordat.domain.kernel.succession import Body, bodies_in, came_after, came_before, check_succession
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def organisation(request: HttpRequest, actor: Actor, *, id: str) -> HttpResponse:
    case = case_for(actor)
    member = next((one for one in members_of(actor) if one.organisation == id), None)
    bodies = bodies_in(case)
    if id not in bodies and member is None:
        raise Http404
    body = bodies.get(id) or Body(id, member.name if member else id, member.kind if member else "")
    ours = next((table for table in ("organisations", "authorities") if case.row(table, id)), "")
    shown = {
        "body": body,
        "name": member.name if member else body.name,
        "member": member,
        "before": came_before(bodies, id),
        "after": came_after(bodies, id),
        "known": bodies,
        "table": ours,
        "findings": [one for one in check_succession(case) if one.where.item == id],
        "who": who_sees(case, "organisations", "authorities"),
    }
    return render(request, "partnership/organisation.html", shown)


urlpatterns = [
    path("partnerships/<slug:slug>/partnership/organisations/<str:id>/", organisation, name="organisation"),
]
