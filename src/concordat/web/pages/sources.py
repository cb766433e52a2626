"""Where a figure comes from: the rule, what went in, who entered it and when, the version and the hash."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import names_of
from concordat.domain.business_case.annual_savings import savings_by_option
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.provenance import Provenance
from concordat.domain.options import read_review, screen_options
from concordat.web.page import partnership_page

Found = tuple[str, Provenance, str]  # what the figure is, where it comes from, the result's hash


def _savings(case: Case, option: str) -> Found:
    found = savings_by_option(case)
    if not option:
        return "Savings by option", found.provenance, found.hash
    one = found.of(option)
    return f"{one.option.title}: {one.total.words} a year", one.provenance, found.hash


def _screen(case: Case, option: str) -> Found:
    screen = screen_options(read_review(case))
    if not option:
        return "The screen", screen.provenance, screen.hash
    one = screen.of(option)
    return f"{one.option.title}: {one.standing.value}", one.provenance, screen.hash


# What can be opened → how it is worked out again. A page that shows a new kind of figure adds its line here.
RESULTS: dict[str, Callable[[Case, str], Found]] = {"savings": _savings, "screen": _screen}


@partnership_page
def source(request: HttpRequest, actor: Actor, *, result: str, item: str = "") -> HttpResponse:
    case = case_for(actor)
    if result not in RESULTS:
        raise Http404
    try:
        title, provenance, hash = RESULTS[result](case, item)
    except StopIteration as problem:
        raise Http404 from problem
    names = names_of((used.author for used in provenance.inputs), by=actor)
    inputs = [
        {"used": used, "who": names.get(used.author, used.author), "parts": used.name.split("/", 1)}
        for used in provenance.inputs
    ]
    return render(request, "sources.html", {"title": title, "provenance": provenance, "hash": hash, "inputs": inputs})


urlpatterns = [
    path("partnerships/<slug:slug>/sources/<slug:result>/", source, name="source"),
    path("partnerships/<slug:slug>/sources/<slug:result>/<slug:item>/", source, name="source-item"),
]
