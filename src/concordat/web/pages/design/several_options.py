"""The long list typed in at once, one option a line."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.presentation.words import count_of
from concordat.web.forms.several_options_form import SeveralOptionsForm
from concordat.web.page import partnership_page


@partnership_page
def several_options(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "facts.append")
    form = SeveralOptionsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rows = form.rows(taken={fact.id for fact in case_for(actor).facts if fact.table == "options"})
        try:
            actions.append_facts(by=actor, table="options", rows=rows)
        except NotAccepted as problem:
            for finding in problem.findings:
                form.add_error("lines", f"{finding.message} {finding.fix}")
        else:
            messages.success(request, f"{count_of(len(rows), 'option')} added to the long list.")
            return redirect("long-list", slug=actor.partnership)
    return render(request, "design/several_options.html", {"form": form})


urlpatterns = [
    path("partnerships/<slug:slug>/design/several-options/", several_options, name="several-options"),
]
