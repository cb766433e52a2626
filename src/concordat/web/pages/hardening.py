"""How the service is protected: what is on and what is off, for administrators of accounts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.hardening import State, protections
from concordat.web.page import administrator_page

COLOURS = {State.ON: "green", State.PARTLY: "yellow", State.OFF: "red", State.NOT_SET_UP: "grey"}


@administrator_page
def hardening(request: HttpRequest, actor: Actor) -> HttpResponse:
    found = protections()
    parts = dict.fromkeys(one.part for one in found)
    shown = {
        "parts": [(part, [(one, COLOURS[one.state]) for one in found if one.part == part]) for part in parts],
        "open": sum(one.state in {State.OFF, State.PARTLY} for one in found),
        "on": sum(one.state is State.ON for one in found),
    }
    return render(request, "accounts/hardening.html", shown)


urlpatterns = [path("accounts/protection/", hardening, name="hardening")]
