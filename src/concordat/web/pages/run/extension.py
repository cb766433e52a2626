"""The term a contractor has earned, year by year, and what both sides scored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.payments import term_for
from concordat.domain.payment.contract_years import year_in_words, years_run
from concordat.web.page import partnership_page
from concordat.web.pages.run.contract import which_contract

_COLOURS = {
    "Good": "green",
    "Approaching target": "blue",
    "Requires improvement": "yellow",
    "Inadequate": "red",
    "Other": "grey",
}


@partnership_page
def extension(request: HttpRequest, actor: Actor) -> HttpResponse:
    found = term_for(actor, contract=which_contract(request))
    sides = [
        {
            "title": title,
            "score": score,
            "rating": rating,
            "parts": [(part, _COLOURS[part.rating]) for part in score.parts],
        }
        for title, score, rating in (
            ("The contractor", found.score, "Procurement Act rating"),
            ("The client", found.client, "Rating on the same scale"),  # the Act rates contractors only
        )
        if score is not None and score.parts
    ]
    rules, until = found.seen.mechanism, found.until
    shown = {
        "found": found,
        "seen": found.seen,
        "term": found.term,
        "sides": sides,
        "years": years_run(rules) if rules is not None else "",
        "contract_year": year_in_words(rules, until) if rules is not None and until is not None else "",
    }
    return render(request, "run/extension.html", shown)


urlpatterns = [path("partnerships/<slug:slug>/run/extension/", extension, name="extension")]
