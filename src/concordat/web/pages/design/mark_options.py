"""The screen filled in: every option on every criterion in one form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.domain.options import read_review
from concordat.presentation.words import count_of
from concordat.web.forms.marks_form import TABLE, MarksForm
from concordat.web.forms.meanwhile import Meanwhile, written_on
from concordat.web.page import partnership_page


@partnership_page
def mark_options(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "facts.append")
    case = case_for(actor)
    given: dict[str, Any] = {"review": read_review(case), "case": case, "organisation": actor.organisation}
    form = MarksForm(**given)
    met = Meanwhile(request.POST if request.method == "POST" else None, form.cells, by=actor)
    if request.method == "POST":
        form = MarksForm(met.data, **given)
    if request.method == "POST" and form.is_valid() and not met.waits:
        rows = written_on(case, TABLE, form.rows(), organisation=actor.organisation)
        try:
            if rows:
                actions.append_facts(by=actor, table=TABLE, rows=rows)
        except NotAccepted as problem:
            for finding in problem.findings:
                form.add_error(None, f"{finding.message} {finding.fix}")
        else:
            messages.success(request, f"{count_of(len(rows), 'mark')} saved." if rows else "Nothing was changed.")
            return redirect("screen", slug=actor.partnership)
    return render(request, "design/mark_options.html", {"form": form, "met": met}, status=met.status)


urlpatterns = [path("partnerships/<slug:slug>/design/mark-options/", mark_options, name="mark-options")]
