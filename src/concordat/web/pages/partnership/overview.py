"""What stands where: the purpose, who belongs, what each stage holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import DUTIES
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import members_of
from concordat.data.files import load_catalogue
from concordat.web.page import partnership_page
from concordat.web.pages.stage_tables import tables_of


@partnership_page
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    members = [
        {"member": member, "people": [(name, DUTIES.get(duty, duty)) for name, duty in member.people]}
        for member in members_of(actor)
    ]
    tables = [(table, len(case.rows(table.name))) for table in load_catalogue()]
    held = [
        {"stage": stage, "count": sum(count for table, count in tables if table.stage == stage)}
        for stage in ("design", "decide", "run", "review")
    ]
    notes = list(case.documents_of("note"))
    return render(
        request,
        "partnership/overview.html",
        {"case": case, "members": members, "held": held, "notes": notes, "tables": tables_of(case, "partnership")},
    )


urlpatterns = [path("partnerships/<slug:slug>/", overview, name="partnership-stage")]
