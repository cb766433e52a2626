"""One's own sign-in: the second step, the password, and where one is signed in."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from concordat.application.actions.accounts import change_password
from concordat.application.actions.sign_in import end_other_sessions, end_session, person_to_sign_in
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotNow
from concordat.application.letters import changed_letter, post
from concordat.application.permissions import DUTIES
from concordat.application.queries.accounts import own_security, own_sessions
from concordat.application.second_step import ADMINISTRATORS_BECAUSE, SECOND_STEP
from concordat.web.forms.password_form import NewPasswordForm, add_findings
from concordat.web.forms.widgets import PasswordInput
from concordat.web.middleware import SIGN_IN_CODE
from concordat.web.page import signed_in
from concordat.web.signing_in import address_of


class ChangePasswordForm(NewPasswordForm):
    old = forms.CharField(
        label="Your password now", widget=PasswordInput(), error_messages={"required": "Enter your password"}
    )
    field_order = ("old", "password")


def own_actor(request: HttpRequest) -> Actor:
    """The person as owner of their account: what they do is in the trail of their home organisation."""
    assert request.user.is_authenticated  # the pages that call this are `signed_in`
    return Actor(request.user.code, request.user.home_id or "")


def own_email(request: HttpRequest) -> str:
    assert request.user.is_authenticated  # as above
    return request.user.email


@signed_in
def security(request: HttpRequest) -> HttpResponse:
    this = request.session.get(SIGN_IN_CODE, "")
    shown = {
        "own": own_security(own_actor(request).person),
        "sessions": own_sessions(own_actor(request).person, this=this),
        "demonstration": settings.DEMO,
        "idle_minutes": settings.ENVIRONMENT.session_idle_minutes,
        "hours": settings.ENVIRONMENT.session_hours,
        "needs": [(DUTIES[need.duty], need.because) for need in SECOND_STEP if need.needed],
        "administrators_because": ADMINISTRATORS_BECAUSE,
    }
    return render(request, "security/security.html", shown)


@signed_in
def password(request: HttpRequest) -> HttpResponse:
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not settings.DEMO:
        try:
            change_password(
                by=own_actor(request),
                old=form.cleaned_data["old"],
                new=form.cleaned_data["password"],
                this_session=request.session.get(SIGN_IN_CODE, ""),
                address=address_of(request),
            )
        except NotAccepted as problem:
            add_findings(form, problem, otherwise="password")
        except NotNow as problem:
            form.add_error("old", str(problem))
        else:
            update_session_auth_hash(request, person_to_sign_in(own_actor(request).person))
            post(changed_letter(to=own_email(request), what="The password of your account was changed."))
            messages.success(request, "Your password is changed. You are signed out everywhere else.")
            return redirect("security")
    shown = {"form": form, "demonstration": settings.DEMO, "own": own_security(own_actor(request).person)}
    return render(request, "security/password.html", shown)


@signed_in
@require_POST
def end_one(request: HttpRequest) -> HttpResponse:
    end_session(by=own_actor(request), code=request.POST.get("code", ""))
    messages.success(request, "That browser is signed out.")
    return redirect("security")


@signed_in
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    end_other_sessions(by=own_actor(request), this_session=request.session.get(SIGN_IN_CODE, ""))
    messages.success(request, "You are signed out everywhere else.")
    return redirect("security")


urlpatterns = [
    path("security/", security, name="security"),
    path("security/password/", password, name="change-password"),
    path("security/sessions/end/", end_one, name="end-session"),
    path("security/sessions/end-others/", end_others, name="end-other-sessions"),
]
