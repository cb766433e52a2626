"""What one's own organisation keeps to itself, and which joint calculations may use it."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actions.releases import release_id
from concordat.application.actor import Actor
from concordat.application.permissions import PERMISSIONS, may, require
from concordat.application.queries.cases import case_for
from concordat.application.queries.joint import CALCULATIONS, joint_case, released_by
from concordat.application.queries.partnerships import ROLES_IN_WORDS, organisation_names
from concordat.data.files import load_catalogue
from concordat.domain.kernel.audience import Reach
from concordat.domain.kernel.case import Case, Fact
from concordat.web.forms.meanwhile import Cell, Meanwhile, Part, as_said, standing
from concordat.web.page import partnership_page

_PRIVATE = {Reach.MINE, Reach.ORGANISATION, Reach.NAMED}


@partnership_page
def releases(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    sent = request.POST.get("table", "") if request.method == "POST" else ""
    met: Meanwhile | None = None
    released = released_by(actor.partnership).get(actor.organisation, {})
    if request.method == "POST":
        require(actor, "inputs.release")
        cell = _cell(actor, case, sent, released)
        met = Meanwhile(request.POST, [cell], by=actor)
        chosen = met.data.getlist("calculations")
        if not met.waits:
            on = cell.stands.revision if isinstance(cell.stands, Fact) else 0
            if sent not in met.left:
                actions.release_inputs(by=actor, table=sent, calculations=chosen, on=on)
            messages.success(
                request, "Released." if chosen else "Taken back. The joint figure is gone until you release again."
            )
            return redirect("releases", slug=actor.partnership)
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
            "tables": _tables(actor, case, released, sent, met),
            "waits": met is not None,
            "may_release": may(actor, "inputs.release"),
            "takes_part": actor.role in PERMISSIONS["inputs.release"].roles,
            "role_in_words": ROLES_IN_WORDS[actor.role] if actor.role else "",
        },
        status=met.status if met is not None else 200,
    )


def _cell(actor: Actor, case: Case, table: str, released: Mapping[str, frozenset[str]]) -> Cell:
    """What the rows of a table are released for now."""
    stands = standing(case, "releases", of=lambda row: row.id, organisation=actor.organisation)
    title = load_catalogue()[table].title if table in load_catalogue() else table
    words = {one.name: one.title for one in CALCULATIONS.values()}
    part = Part("calculations", "Released for", as_said(released.get(table, ())), words)
    return Cell(table, title, (part,), stands.get(release_id(actor, table)))


def _tables(
    actor: Actor, case: Case, released: Mapping[str, frozenset[str]], sent: str, met: Meanwhile | None
) -> list[dict[str, object]]:
    """Each table that a joint calculation needs: how many private rows of one's own, and what they are released for."""
    needed = dict.fromkeys(table for calculation in CALCULATIONS.values() for table in calculation.tables)
    found: list[dict[str, object]] = []
    for table in needed:
        if table not in load_catalogue():
            continue
        is_sent = table == sent and met is not None
        checked = set(met.data.getlist("calculations")) if is_sent and met else released.get(table, frozenset())
        found.append(
            {
                "table": load_catalogue()[table],
                "met": met if is_sent else Meanwhile(None, [_cell(actor, case, table, released)], by=actor),
                "private": sum(
                    row.organisation == actor.organisation and row.audience.reach in _PRIVATE
                    for row in case.rows(table)
                ),
                "is_released": bool(checked),
                "choices": [
                    {"calculation": one, "checked": one.name in checked}
                    for one in CALCULATIONS.values()
                    if table in one.tables
                ],
            }
        )
    return found


urlpatterns = [path("partnerships/<slug:slug>/partnership/releases/", releases, name="releases")]
