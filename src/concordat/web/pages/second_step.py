"""Set up a second step with an authenticator app, make recovery codes anew, and take it away."""

from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application.actions.second_step import (
    address_for_app,
    make_recovery_codes,
    new_secret,
    set_up_second_step,
    take_second_step_away,
)
from concordat.application.actions.sign_in import second_step_was_shown
from concordat.application.errors import NotAccepted, NotNow
from concordat.application.letters import changed_letter, post
from concordat.application.queries.accounts import own_security
from concordat.web.forms.password_form import add_findings
from concordat.web.middleware import SIGN_IN_CODE
from concordat.web.page import View, signed_in
from concordat.web.pages.account import CodeForm
from concordat.web.pages.security import own_actor, own_email
from concordat.web.signing_in import address_of, safe_next

_NEW = "new_second_step"  # the secret in the browser's session until a code shows that the app has it


def _before_it_is_set_up(view: View) -> View:
    view.without_second_step = True  # type: ignore[attr-defined]  # a mark that the middleware reads
    return view


@_before_it_is_set_up
@signed_in
def second_step(request: HttpRequest) -> HttpResponse:
    own = own_security(own_actor(request).person)
    if settings.DEMO or own.set_up_at is not None:
        return render(request, "security/second_step_is_set_up.html", {"own": own, "demonstration": settings.DEMO})
    if request.method == "POST" and "start" in request.POST:
        request.session[_NEW] = new_secret()
        return redirect(request.get_full_path())
    secret, form = request.session.get(_NEW, ""), CodeForm(request.POST or None)
    form.fields["code"].help_text = "The six figures the app shows now"
    if request.method == "POST" and secret and form.is_valid():
        made = _set_up(request, form, secret)
        if made:
            return _show_codes(request, made, after=safe_next(request))
    shown = {"own": own, "form": form, "secret": _in_fours(secret), "next": request.GET.get("next", "")}
    if secret:
        uri = address_for_app(secret=secret, email=own_email(request))
        shown["qr"] = segno.make(uri, error="m").svg_inline(scale=5, border=4, dark="#0b0c0c", light="#ffffff")
    return render(request, "security/second_step.html", shown)


def _set_up(request: HttpRequest, form: CodeForm, secret: str) -> tuple[str, ...]:
    try:
        made = set_up_second_step(by=own_actor(request), secret=secret, code=form.cleaned_data["code"])
    except NotAccepted as problem:
        add_findings(form, problem, otherwise="code")
        return ()
    except NotNow as problem:
        form.add_error(None, str(problem))
        return ()
    del request.session[_NEW]
    second_step_was_shown(person=own_actor(request).person, code=request.session.get(SIGN_IN_CODE, ""))
    _tell(request, "A second step was set up for your account.")
    return made


@signed_in
def recovery_codes(request: HttpRequest) -> HttpResponse:
    def make(code: str) -> HttpResponse:
        made = make_recovery_codes(by=own_actor(request), code=code, address=address_of(request))
        return _show_codes(request, made, after="")

    return _with_a_code(request, "security/recovery_codes.html", make)


@signed_in
def take_away(request: HttpRequest) -> HttpResponse:
    def take(code: str) -> HttpResponse:
        take_second_step_away(by=own_actor(request), code=code, address=address_of(request))
        _tell(request, "The second step of your account was taken away.")
        messages.success(request, "Your second step is taken away.")
        return redirect("security")

    return _with_a_code(request, "security/take_second_step_away.html", take)


def _with_a_code(request: HttpRequest, template: str, act: Callable[[str], HttpResponse]) -> HttpResponse:
    """A page whose act needs a code from the app first."""
    own = own_security(own_actor(request).person)
    if own.set_up_at is None:
        return redirect("second-step")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not settings.DEMO:
        try:
            return act(form.cleaned_data["code"])
        except NotAccepted as problem:
            add_findings(form, problem, otherwise="code")
        except NotNow as problem:
            form.add_error("code", str(problem))
    return render(request, template, {"form": form, "own": own})


def _show_codes(request: HttpRequest, made: tuple[str, ...], *, after: str) -> HttpResponse:
    shown: dict[str, Any] = {"codes": made, "after": after}
    return render(request, "security/codes_shown_once.html", shown)


def _tell(request: HttpRequest, what: str) -> None:
    post(changed_letter(to=own_email(request), what=what))


def _in_fours(secret: str) -> str:
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


urlpatterns = [
    path("security/second-step/", second_step, name="second-step"),
    path("security/second-step/codes/", recovery_codes, name="recovery-codes"),
    path("security/second-step/take-away/", take_away, name="take-second-step-away"),
]
