"""What is in dispute under a contract: the money, the age, and who must act by when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.payments import anchor_of, disputes_for
from concordat.domain.payment.disputes import Ended
from concordat.domain.payment.issued import ANSWERS
from concordat.web.page import partnership_page
from concordat.web.pages.run.contract import which_contract


@partnership_page
def disputes(request: HttpRequest, actor: Actor) -> HttpResponse:
    seen, found, settled = disputes_for(actor, contract=which_contract(request))
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
        "made_up": seen.document is not None and seen.document.illustrative,
        "money": sum(one.pence for one in found),
        "late": sum(one.late for one in found),
        "oldest": max((one.age_days for one in found), default=0),
        "settled": [{"dispute": one, "anchor": anchor_of(one.line), "how": _HOW[one.how]} for one in settled],
        "notes": [one for one in seen.findings if one.where.table == ANSWERS],
    }
    return render(request, "run/disputes.html", shown)


_HOW = {
    Ended.RESOLVED: "Resolved",
    Ended.WITHDRAWN: "Withdrawn",
    Ended.AGREED: "Dropped when it was agreed",
    Ended.REPLACED: "Disputed anew",
}


urlpatterns = [path("partnerships/<slug:slug>/run/disputes/", disputes, name="disputes")]
