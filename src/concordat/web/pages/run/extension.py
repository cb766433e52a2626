"""The term a contractor has earned, year by year, and what both sides scored."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.contract_records import months_without_records
from concordat.application.queries.payments import TermSeen, term_for
from concordat.domain.kernel.findings import Finding
from concordat.domain.payment.contract_years import years_run
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.score import MeasureScore, Score
from concordat.domain.payment.told import change_said
from concordat.domain.payment.units import measured
from concordat.presentation.charts.term_earned import term_chart
from concordat.presentation.payment_words import term_in_words, year_so_far
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
    shown = {"seen": found.seen, "term": found.term, **_term(found), **_scores(found)}
    shown["unrecorded"] = _unrecorded(actor, found)
    return render(request, "run/extension.html", shown)


def _term(found: TermSeen) -> dict[str, Any]:
    if found.term is None or found.seen.document is None:
        return {}
    return {
        "contract_years": years_run(found.seen.mechanism) if found.seen.mechanism is not None else "",
        "chart": term_chart(found.term, illustrative=found.seen.document.illustrative),
        "rules": dict(zip(("lead", "how"), term_in_words(found.term), strict=True)),
        "years": [
            {"of": year, "gives": change_said(year.months), "change": change_said(year.change)}
            for year in found.term.years
        ],
    }


def _unrecorded(actor: Actor, found: TermSeen) -> tuple[Finding, ...]:
    mechanism = found.seen.mechanism
    if mechanism is None or found.until is None:
        return ()
    return months_without_records(
        actor, found.seen.case, found.seen.evidence, mechanism=mechanism.in_force(found.until), until=found.until
    )


def _scores(found: TermSeen) -> dict[str, Any]:
    mechanism = found.seen.mechanism
    if mechanism is None or found.until is None:
        return {"sides": []}
    sides = (
        ("What the contractor scores", found.score, "Procurement Act rating"),
        ("What the client scores", found.client, "Rating on the same scale"),  # the Act rates contractors only
    )
    return {
        "so_far": year_so_far(mechanism, found.until),
        "sides": [
            _side(mechanism, title, score, rating)
            for title, score, rating in sides
            if score is not None and score.parts
        ],
    }


def _side(mechanism: Mechanism, title: str, score: Score, rating: str) -> dict[str, Any]:
    return {
        "title": title,
        "says": f"{score.says}.",
        "rating": rating,
        "services": any(part.service for part in score.parts),
        "parts": [
            {"of": part, "value": _value(mechanism, part), "colour": _COLOURS[part.rating]} for part in score.parts
        ],
    }


def _value(mechanism: Mechanism, part: MeasureScore) -> str:
    rule = mechanism.measure(part.measure)
    return "" if part.value is None else measured(part.value, rule.unit if rule is not None else "")


urlpatterns = [path("partnerships/<slug:slug>/run/extension/", extension, name="extension")]
