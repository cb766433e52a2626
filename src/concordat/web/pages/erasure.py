"""Erase a person whose account is closed: what goes, what stays, and where their name was typed elsewhere."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application.actions.erasure import erase_person
from concordat.application.actor import Actor
from concordat.application.errors import NotNow
from concordat.application.queries.erasure import person_to_erase
from concordat.web.forms.widgets import Checkbox
from concordat.web.page import administrator_page


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label="",
        widget=Checkbox(attrs={"label": "It is this person, and this cannot be undone"}),
        error_messages={"required": "Say that it is this person, and that it cannot be undone"},
    )


@administrator_page
def erase(request: HttpRequest, actor: Actor, person: str) -> HttpResponse:
    found = person_to_erase(actor, person)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(by=actor, person=person)
        except NotNow as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The person is erased. What they did stands under a code that leads to nobody.")
            return redirect("accounts")
    return render(request, "accounts/erase.html", {"person": found, "form": form})


urlpatterns = [path("accounts/people/<str:person>/erase/", erase, name="erase")]
