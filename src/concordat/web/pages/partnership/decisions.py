"""Decisions as decided: frozen inputs and results, reopened and worked out again."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for, decisions_of, frozen_case
from concordat.application.results import hashes_of
from concordat.web.forms.widgets import TextInput
from concordat.web.page import partnership_page


class FreezeForm(forms.Form):
    title = forms.CharField(
        label="What was decided?",
        max_length=300,
        widget=TextInput(),
        help_text="For example, Cabinet agreed the outline business case",
        error_messages={"required": "Enter what was decided"},
    )


@partnership_page
def decisions(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = actions.freeze_decision(by=actor, title=form.cleaned_data["title"], results=hashes_of(case_for(actor)))
        messages.success(request, "The decision is frozen with everything it rests on.")
        return redirect("decision", slug=actor.partnership, number=number)
    return render(
        request,
        "partnership/decisions.html",
        {"decisions": decisions_of(actor), "form": form, "may_freeze": may(actor, "decision.freeze")},
    )


@partnership_page
def decision(request: HttpRequest, actor: Actor, *, number: int) -> HttpResponse:
    case, frozen = frozen_case(by=actor, freeze=number)
    again = hashes_of(case)
    rows = [
        {"name": name, "then": hash, "now": again.get(name, ""), "same": again.get(name) == hash}
        for name, hash in frozen.results.items()
    ]
    shown = {"decision": frozen, "case": case, "rows": rows, "whole": case.hash == frozen.case_hash}
    return render(request, "partnership/decision.html", shown)


_DECISIONS = "partnerships/<slug:slug>/partnership/decisions"
urlpatterns = [
    path(f"{_DECISIONS}/", decisions, name="decisions"),
    path(f"{_DECISIONS}/<int:number>/", decision, name="decision"),
]
