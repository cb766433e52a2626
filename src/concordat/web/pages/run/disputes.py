"""What is in dispute under a contract: the money, the age, and who must act by when."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.payments import anchor_of, disputes_for
from concordat.domain.kernel.statement import Says
from concordat.domain.payment.statement import Issued
from concordat.web.page import partnership_page
from concordat.web.pages.run.contract import which_contract


@partnership_page
def disputes(request: HttpRequest, actor: Actor) -> HttpResponse:
    seen, found = disputes_for(actor, contract=which_contract(request))
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
        "settled": [line for one in reversed(seen.issued) for line in _settled(one)],
    }
    return render(request, "run/disputes.html", shown)


def _settled(one: Issued) -> list[dict[str, Any]]:
    """Each line whose dispute was resolved: what it was, what both sides accept, and why."""
    open_now = {said.line for said in one.statement.open_disputes}
    latest = {said.line: said for said in one.statement.responses if said.says is Says.RESOLVED and said.line}
    return [
        {
            "month": one.month,
            "anchor": anchor_of(line),
            "title": f"{one.month.in_words()}: {one.statement.line(line).title}",
            "stated": one.statement.line(line).pence,
            "due": one.statement.due_pence_of(line),
            "said": said,
        }
        for line, said in latest.items()
        if line not in open_now
    ]


urlpatterns = [path("partnerships/<slug:slug>/run/disputes/", disputes, name="disputes")]
