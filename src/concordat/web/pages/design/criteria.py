"""What the options are judged by: the criteria as a tree, from a ready set or one's own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import Conflict
from concordat.application.permissions import may
from concordat.application.queries.appraisal import appraisal_for
from concordat.application.queries.cases import case_for
from concordat.data.files.definitions import definition_names, load_definition
from concordat.domain.appraisal import KIND, Appraisal, Criterion
from concordat.domain.kernel.findings import worst_first
from concordat.presentation.charts.value_functions import value_chart, worth_in_words
from concordat.presentation.scorer_workbook import ends_in_words
from concordat.web.page import address, partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def criteria(request: HttpRequest, actor: Actor) -> HttpResponse:
    read = appraisal_for(actor)
    document = case_for(actor).document(KIND)
    if request.method == "POST":
        chosen = request.POST.get("ready_set", "")
        if chosen not in definition_names("criteria") or document is not None:
            raise Http404
        try:
            actions.start_appraisal(by=actor, ready_set=chosen)
        except Conflict:
            messages.warning(request, "Somebody else has just chosen the criteria.")
        else:
            messages.success(request, "The criteria are in. Change them to fit your question.")
        return redirect(address(actor, "criteria"))
    shown = {
        "appraisal": read.appraisal,
        "document": document,
        "lines": _lines(read.appraisal) if read.appraisal else [],
        "charts": [(leaf.id, chart) for leaf in read.appraisal.leaves if (chart := value_chart(leaf))]
        if read.appraisal
        else [],
        "ready_sets": _ready_sets(),
        "findings": worst_first(read.findings),
        "may_edit": may(actor, "document.save"),
        "who": who_sees(case_for(actor), documents=(KIND,)),
    }
    return render(request, "design/criteria.html", shown)


def _lines(appraisal: Appraisal) -> list[dict[str, Any]]:
    return [_line(appraisal, criterion) for criterion in appraisal.criteria]


def _line(appraisal: Appraisal, criterion: Criterion) -> dict[str, Any]:
    worst, best = ends_in_words(criterion)
    is_leaf = criterion in appraisal.leaves
    words = criterion.function.categories or {}
    return {
        "criterion": criterion,
        "above": [None] * appraisal.depth(criterion),
        "is_leaf": is_leaf,
        "worst": worst,
        "best": best,
        "words": ", ".join(f"{word} ({value})" for word, value in words.items()),
        "knock_out": criterion.knock_out,
        "worth": worth_in_words(criterion.function),
    }


def _ready_sets() -> list[dict[str, Any]]:
    return [{"name": name, **load_definition("criteria", name)} for name in definition_names("criteria")]


urlpatterns = [path("partnerships/<slug:slug>/design/criteria/", criteria, name="criteria")]
