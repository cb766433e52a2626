"""End one role in one partnership: what follows from it, from which day, and the button that does it."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from concordat.application.actions.roles import end_role
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotNow
from concordat.application.queries.accounts import is_administrator
from concordat.application.queries.partnerships import partnerships_of
from concordat.application.queries.roles_held import RoleHeld, ending_of
from concordat.presentation.words import date_in_words
from concordat.web.forms.day_field import day_field
from concordat.web.page import signed_in
from concordat.web.request import Request


class EndForm(forms.Form):
    day = day_field("From which day?", "The first day without the role. Leave it empty to end it at once")


@signed_in
def end(request: Request, held: int) -> HttpResponse:
    assert request.user.is_authenticated  # `signed_in` saw to that
    actor = Actor(request.user.code, request.acting_for.id if request.acting_for else "")
    found = ending_of(actor, held)
    form = EndForm(request.POST if request.method == "POST" else None)
    problem = found.not_yet
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["day"]
        try:
            end_role(by=actor, number=held, day=day)
        except NotAccepted as why:
            form.add_error("day", f"{why.findings[0].message} {why.findings[0].fix}")
        except NotNow as why:
            problem = str(why)
        else:
            messages.success(request, _done(found.role, day))
            return redirect(_back(request, actor, found.role))
    shown = {"found": found, "form": form, "problem": problem, "back": _back(request, actor, found.role)}
    shown["belongs"] = _belongs(actor, found.role)
    return render(request, "end_role.html", shown, status=422 if problem and request.method == "POST" else 200)


def _belongs(actor: Actor, role: RoleHeld) -> bool:
    """Does the actor act in the partnership now? An administrator of accounts need not."""
    return role.partnership in {
        one.slug for one in partnerships_of(person=actor.person, organisation=actor.organisation)
    }


def _done(role: RoleHeld, day: date | None) -> str:
    when = f"ends on {date_in_words(day)}" if day and day > timezone.localdate() else "is ended"
    whose = "Your role" if role.own else f"The role of {role.name}"
    return f"{whose} {when}: {role.in_words.lower()}, in “{role.partnership_title}”."


def _back(request: Request, actor: Actor, role: RoleHeld) -> str:
    """To where they came from, as long as they may still go there."""
    if request.GET.get("from") == "people" and _belongs(actor, role):
        return reverse("people", args=[role.partnership])
    return reverse("accounts" if is_administrator(actor) else "home")


urlpatterns = [path("roles/<int:held>/end/", end, name="end-role")]
