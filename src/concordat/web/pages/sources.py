"""Where a figure comes from: the rule, what went in, who entered it and when, the version and the hash."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import people_named
from concordat.application.results import open_result
from concordat.data.files import load_catalogue
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.performance.periods import Month, NotAPeriod
from concordat.web.input_names import names_of_inputs
from concordat.web.naming import who_acted
from concordat.web.page import partnership_page
from concordat.web.pages.run.contract import GIVEN


@partnership_page
def source(request: HttpRequest, actor: Actor, *, result: str, item: str = "") -> HttpResponse:
    case = case_for(actor)
    title, provenance, hash = open_result(case, result, item)
    names = people_named(((used.author, used.organisation) for used in provenance.inputs), by=actor)
    name_of = names_of_inputs(case)
    inputs = [
        {
            "used": used,
            "who": who_acted(names.get((used.author, used.organisation), ""), used.organisation),
            "parts": used.name.split("/", 1),
            **_called(case, used, name_of),
        }
        for used in provenance.inputs
    ]
    shown = {
        "title": title,
        "provenance": provenance,
        "hash": hash,
        "inputs": inputs,
        "whole": not item,
        "statement": _statement(result, item),
    }
    return render(request, "sources.html", shown)


def _statement(result: str, item: str) -> dict[str, str]:
    """The month and the contract of the payment statement that a line is opened from, to lead back to it."""
    parts = item.split("--")[:-1]  # a contract where there are several, the month, then the line
    if result != "payment" or not parts:
        return {}
    try:
        month = Month.from_text(parts[-1])
    except NotAPeriod:
        return {}
    return {
        "month": str(month), "in_words": month.in_words(), "line": item.split("--")[-1],
        "which": f"?{GIVEN}={parts[0]}" if len(parts) > 1 else "",
    }  # fmt: skip


def _called(case: Case, used: InputUsed, name_of: Callable[[InputUsed], str]) -> dict[str, str]:
    """What people call the input, and the table or kind of document it is in."""
    place, _, name = used.name.partition("/")
    if used.kind == "document":
        return {"called": name_of(used), "among": place.replace("-", " ").replace("_", " ")}
    catalogue = load_catalogue()
    return {
        "called": name_of(used) or used.says or name,
        "among": catalogue[place].title if place in catalogue else "",
    }


urlpatterns = [
    path("partnerships/<slug:slug>/sources/<slug:result>/", source, name="source"),
    path("partnerships/<slug:slug>/sources/<slug:result>/<slug:item>/", source, name="source-item"),
]
