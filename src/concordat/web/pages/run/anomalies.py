"""Rates that do not reflect cost, services without an agreed rate, unclear clauses: until each is mended."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.payments import anchor_of, anomalies_for
from concordat.web.page import partnership_page
from concordat.web.pages.run.contract import which_contract

_COLOURS = {"open": "red", "proposed": "yellow", "mended": "green", "accepted": "grey"}


@partnership_page
def anomalies(request: HttpRequest, actor: Actor) -> HttpResponse:
    seen, found, without_a_rate = anomalies_for(actor, contract=which_contract(request))
    standing = [one for one in found if one.row.get("state", "open") in {"open", "proposed"}]
    shown = {
        "seen": seen,
        "rows": [
            (one, _COLOURS[str(one.row.get("state", "open"))], [(*line, anchor_of(line[1])) for line in one.lines])
            for one in found
        ],
        "without_a_rate": without_a_rate,
        "made_up": _made_up([one.row.illustrative for one in standing]),
        "money": sum(one.row.get("at_risk") or 0 for one in standing),
        "disputed": sum(one.disputed for one in standing),
        "standing": len(standing),
        "late": sum(one.late for one in standing),
        "may_edit": may(actor, "facts.append"),
    }
    return render(request, "run/anomalies.html", shown)


def _made_up(rows: Sequence[bool]) -> str:
    return "" if not any(rows) else "all" if all(rows) else "some"


urlpatterns = [path("partnerships/<slug:slug>/run/anomalies/", anomalies, name="anomalies")]
