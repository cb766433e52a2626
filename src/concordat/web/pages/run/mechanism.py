"""The contract's payment mechanism, told in plain words by the program; with ``?mechanism=`` one that rules nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.payments import contract_for
from concordat.domain.kernel.findings import worst_first
from concordat.domain.payment.explain import explain
from concordat.web.page import partnership_page
from concordat.web.pages.run.contract import which_contract


@partnership_page
def mechanism(request: HttpRequest, actor: Actor) -> HttpResponse:
    proposed = request.GET.get("mechanism", "")
    seen = contract_for(actor, name=proposed or which_contract(request), proposals=bool(proposed))
    told = explain(seen.mechanism) if seen.mechanism is not None else ()
    shown = {
        "seen": seen,
        "told": told,
        "findings": worst_first(seen.findings),
        "earlier": seen.mechanism.earlier if seen.mechanism is not None else (),
        "others": [one for one in seen.proposed if seen.document is None or one.name != seen.document.name],
        "rules_nothing": seen.document is not None and all(one.name != seen.document.name for one in seen.contracts),
    }
    return render(request, "run/mechanism.html", shown)


urlpatterns = [path("partnerships/<slug:slug>/run/mechanism/", mechanism, name="mechanism")]
