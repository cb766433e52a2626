"""What is in dispute under a contract: the money, the age, and who must act by when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.payments import anchor_of, disputes_for
from concordat.domain.kernel.statement import Says
from concordat.domain.payment.statement import Issued
from concordat.web.page import partnership_page


@partnership_page
def disputes(request: HttpRequest, actor: Actor) -> HttpResponse:
    seen, found = disputes_for(actor)
    rows = [
        {
            "dispute": one,
            "anchor": anchor_of(one.line),
            "who": seen.mechanism.name_of(one.must_act) if seen.mechanism else one.must_act,
            "mine": one.must_act == actor.organisation,
        }
        for one in found
    ]
    shown = {
        "seen": seen,
        "rows": rows,
        "money": sum(one.pence for one in found),
        "late": sum(one.late for one in found),
        "oldest": max((one.age_days for one in found), default=0),
        "settled": [one for one in seen.issued if not one.statement.open_disputes and _was_disputed(one)],
    }
    return render(request, "run/disputes.html", shown)


def _was_disputed(one: Issued) -> bool:
    return any(said.says is Says.RESOLVED for said in one.statement.responses)


urlpatterns = [path("partnerships/<slug:slug>/run/disputes/", disputes, name="disputes")]
