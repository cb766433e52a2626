"""Enter what one body of one's own organisation resolved: outcome, words, day, votes, call-in, conditions."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotNow
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.application.queries.proposals import proposal_for
from concordat.data.files import load_catalogue
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.cells import read_cell, write_cell
from concordat.domain.kernel.tables import Value
from concordat.domain.proposals import Outcome
from concordat.domain.proposals.inputs import Body
from concordat.web.forms.day_field import DayField
from concordat.web.forms.meanwhile import Cell, Meanwhile, as_said, part_of, standing
from concordat.web.forms.widgets import Checkbox, Radios, Textarea, TextInput
from concordat.web.page import partnership_page

_SHORT = "govuk-input--width-10"


class ResolutionForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What did it decide?",
        choices=[(one.value, one.value.capitalize()) for one in Outcome],
        widget=Radios(),
        error_messages={"required": "Choose what it decided"},
    )
    wording = forms.CharField(
        label="What it resolved, word for word",
        required=False,
        widget=Textarea(rows=4),
        help_text="Leave it empty where it took the wording as put",
    )
    same_effect = forms.BooleanField(
        label="",
        required=False,
        widget=Checkbox(attrs={"label": "Our monitoring officer says that these other words have the same effect"}),
    )
    decided_on = DayField(
        label="Day",
        widget=TextInput(width=_SHORT),
        help_text="For example, 13 October 2026",
    )
    call_in_until = DayField(
        label="Call-in until",
        required=False,
        widget=TextInput(width=_SHORT),
        help_text="The last day on which scrutiny may call it in. Only for decisions of the executive",
    )
    votes_for = forms.IntegerField(label="Votes for", required=False, min_value=0, widget=TextInput(width=_SHORT))
    votes_against = forms.IntegerField(
        label="Votes against", required=False, min_value=0, widget=TextInput(width=_SHORT)
    )
    abstained = forms.IntegerField(label="Abstained", required=False, min_value=0, widget=TextInput(width=_SHORT))
    conditions = forms.CharField(
        label="Conditions, one a line",
        required=False,
        widget=Textarea(rows=3),
        help_text="Each blocks the proposal until every other council has accepted it, or it is met or withdrawn",
    )
    source = forms.CharField(
        label="Source", required=False, widget=TextInput(), help_text="The minute or decision notice"
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if body.route == "officer":  # one person decides: there is nothing to count
            for name in ("votes_for", "votes_against", "abstained"):
                del self.fields[name]
        if body.route in {"full council", "committee", "scrutiny"}:
            del self.fields["call_in_until"]

    def clean_decided_on(self) -> date:
        day: date | None = self.cleaned_data["decided_on"]
        if day is None:
            raise forms.ValidationError("Enter the day it decided")
        return day

    @property
    def values(self) -> dict[str, Value]:
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"conditions", "source"}}
        return {name: None if value == "" else value for name, value in given.items()}

    @property
    def conditions_given(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["conditions"].splitlines() if line.strip()]


@partnership_page
def resolve(request: HttpRequest, actor: Actor, *, id: str, body: str) -> HttpResponse:
    require(actor, "facts.append")
    case = case_for(actor)
    standing_now = proposal_for(actor, proposal=id, on=timezone.localdate())
    asked = next(
        (one for one in standing_now.proposal.bodies if (one.id, one.council) == (body, actor.organisation)), None
    )
    if asked is None:
        raise Http404
    stands = standing(case, "resolutions", of=lambda row: row.id, organisation=actor.organisation)
    row = asked.resolution.fact.id if asked.resolution is not None else f"{body}-resolution"
    form = ResolutionForm(body=asked, initial=_held(asked))
    posted = request.POST if request.method == "POST" else None
    cell = _cell(form, asked, stands.get(row), posted)
    met = Meanwhile(posted, [cell], by=actor)
    if request.method == "POST":
        form = ResolutionForm(met.data, body=asked, initial=_held(asked))
    if request.method == "POST" and cell.key in met.left and not form.data.get("conditions"):
        messages.success(request, f"What {asked.name} resolved stays as it was entered.")
        return redirect("proposal", slug=actor.partnership, id=id)
    if request.method == "POST" and form.is_valid() and not met.waits:
        try:
            actions.resolve(
                by=actor,
                proposal=id,
                body=body,
                values=form.values,
                conditions=form.conditions_given,
                source=form.cleaned_data["source"],
                on=stands[row].revision if row in stands else 0,
            )
        except NotNow as problem:
            form.add_error(None, str(problem))
        except NotAccepted as problem:
            for finding in problem.findings:
                form.add_error(None, f"{finding.message} {finding.fix}")
        else:
            messages.success(request, f"What {asked.name} resolved is entered, and what it decided on is frozen.")
            return redirect("proposal", slug=actor.partnership, id=id)
    shown = {"form": form, "standing": standing_now, "body": asked, "met": met}
    return render(request, "decide/resolve.html", shown, status=met.status)


def _cell(form: ResolutionForm, body: Body, held: Fact | None, posted: QueryDict | None) -> Cell:
    """A resolution is chosen as a whole; whatever was changed of it is for whoever changes it to see."""
    parts = []
    for name in form.fields:
        part = part_of(form[name])
        if name in {"decided_on", "call_in_until"}:  # the form asks for the day of each decision anew
            day = load_catalogue()["resolutions"].column(name)
            typed = read_cell(str(posted.get(name, "") if posted is not None else ""), day)
            now = held.get(name) if held is not None and not held.withdrawn else None
            said = as_said([write_cell(typed.value, day)]) if typed.is_good else None
            part = replace(part, now=as_said([write_cell(now, day)]), typed=said)
        if name != "conditions":  # these are added to those that stand
            parts.append(part)
    return Cell("resolution", body.name, tuple(parts), held, beside=str(held.revision) if held is not None else "")


def _held(body: Body) -> dict[str, object]:
    """What was entered before, where it decides again."""
    if body.resolution is None:
        return {}
    fact = body.resolution.fact
    names = ("outcome", "wording", "same_effect", "votes_for", "votes_against", "abstained")
    return {name: fact.get(name) for name in names} | {"source": fact.source}


urlpatterns = [
    path(
        "partnerships/<slug:slug>/decide/proposals/<slug:id>/resolve/<slug:body>/",
        resolve,
        name="resolve",
    )
]
