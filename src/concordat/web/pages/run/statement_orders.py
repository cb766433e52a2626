"""The certified orders behind a line of a contract's statement: every pound opens to the job that it was paid for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.payments import orders_for, payment_for
from concordat.domain.payment.orders import stated_for
from concordat.web.page import partnership_page
from concordat.web.pages.run.contract import which_contract


@partnership_page
def orders(request: HttpRequest, actor: Actor, *, month: str, line: str) -> HttpResponse:
    """The orders that the price line pays for in the month, and whether they come to what the statement says."""
    contract = which_contract(request)
    found = payment_for(actor, month=month, contract=contract)
    price = next((one for one in found.payment.mechanism.prices if one.id == line), None) if found is not None else None
    if found is None or price is None:
        raise Http404
    given = request.GET.get("after", "0")
    start = int(given) if given.isascii() and given.isdecimal() and len(given) < 8 else 0
    paid, why = orders_for(actor, line=line, month=found.month, contract=contract, start=start)
    last = start + len(paid.orders) if paid is not None else 0
    stated = stated_for(found.statement, line)
    onward = last if paid is not None and start < last < paid.count else 0
    shown = {
        "found": found, "month": found.month, "price": price, "paid": paid, "why": why, "stated": stated,
        "made_up": found.statement.illustrative, "differs": paid is not None and paid.pence != stated,
        "first": start + 1, "last": last, "from_start": _asked(request, 0),
        "onward": _asked(request, onward) if onward else "",
    }  # fmt: skip
    return render(request, "run/statement_orders.html", shown)


def _asked(request: HttpRequest, after: int) -> str:
    """What stands after the question mark for the orders after the first so many."""
    given = request.GET.copy()
    given["after"] = str(after)
    return given.urlencode()


urlpatterns = [
    path("partnerships/<slug:slug>/run/statements/<slug:month>/orders/<path:line>/", orders, name="statement-orders"),
]
