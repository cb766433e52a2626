"""Decisions as decided: frozen inputs and results, reopened and worked out again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import decisions_of, frozen_case
from concordat.application.queries.partnerships import organisation_names
from concordat.application.queries.proposals import proposals_then, worked_out_again
from concordat.application.results import hashes_of
from concordat.domain.kernel.audience import Audience, Reach
from concordat.web.forms.widgets import Radios, TextInput
from concordat.web.page import partnership_page


class FreezeForm(forms.Form):
    title = forms.CharField(
        label="What was decided?",
        max_length=300,
        widget=TextInput(),
        help_text="For example, Cabinet agreed the outline business case",
        error_messages={"required": "Enter what was decided"},
    )
    audience = forms.ChoiceField(
        label="Whose decision is it?",
        widget=Radios(),
        initial=Reach.PARTNERS.value,
        error_messages={"required": "Choose whose decision it is", "invalid_choice": "Choose one of the two"},
    )

    def __init__(self, *args: Any, organisation: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["audience"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (Reach.PARTNERS.value, "The partnership's: freeze what every partner sees"),
            (
                Reach.ORGANISATION.value,
                f"{organisation}'s own: freeze also what it keeps to itself; nobody else sees it",
            ),
        ]


@partnership_page
def decisions(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = FreezeForm(request.POST or None, organisation=organisation_names(actor)[actor.organisation])
    if request.method == "POST" and form.is_valid():
        number = actions.freeze_decision(
            by=actor, title=form.cleaned_data["title"], audience=Audience.from_text(form.cleaned_data["audience"])
        )
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
    day = timezone.localdate(frozen.at)
    again = hashes_of(case) | worked_out_again(case, names=set(frozen.results), on=day)
    rows = [
        {"name": _called(name), "then": hash, "now": again.get(name, ""), "same": again.get(name) == hash}
        for name, hash in frozen.results.items()
    ]
    shown = {"decision": frozen, "case": case, "rows": rows, "whole": case.hash == frozen.case_hash}
    shown["put"] = [(one, one.effects) for one in proposals_then(case, names=set(frozen.results), on=day)]
    return render(request, "partnership/decision.html", shown)


def _called(name: str) -> str:
    """A result in words: ``approval:cabinet-resolution`` is what that body resolved."""
    kind, _, rest = name.partition(":")
    words = {
        "approval": "The resolution",
        "proposal": "Where the proposal stood",
        "shares": "What each pays, now and then",
        "took-effect": "What took effect",
    }
    return f"{words[kind]} ({rest})" if kind in words and rest else name.replace("-", " ")


_DECISIONS = "partnerships/<slug:slug>/partnership/decisions"
urlpatterns = [
    path(f"{_DECISIONS}/", decisions, name="decisions"),
    path(f"{_DECISIONS}/<int:number>/", decision, name="decision"),
]
