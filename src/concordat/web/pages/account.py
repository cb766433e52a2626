"""Sign in, in one step or two; sign out; and for whom to act."""

from contextlib import suppress

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from concordat.application.actions.second_step import try_code
from concordat.application.actions.sign_in import end_session, try_password
from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.lockout import too_many
from concordat.application.queries import demonstration
from concordat.web.forms.widgets import EmailInput, PasswordInput, TextInput
from concordat.web.middleware import SESSION_KEY, SIGN_IN_CODE, WHY_SIGNED_OUT
from concordat.web.page import public
from concordat.web.request import Request
from concordat.web.signing_in import address_of, finish, go_on, half_way, safe_next


class SignInForm(forms.Form):
    email = forms.EmailField(
        label="Email address", widget=EmailInput(), error_messages={"required": "Enter your email address"}
    )
    password = forms.CharField(
        label="Password", widget=PasswordInput(), error_messages={"required": "Enter your password"}
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        widget=TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}, width="govuk-input--width-10"),
        help_text="The six figures your authenticator app shows now, or one of your recovery codes",
        error_messages={"required": "Enter the code"},
    )


@public
def sign_in(request: Request) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        tried = try_password(email=given["email"], password=given["password"], address=address_of(request))
        if tried.person:
            return go_on(request, tried.person, second_step=False, after=safe_next(request))
        # One message for both, so that nobody learns which addresses have an account.
        form.add_error(None, too_many() if tried.locked else "The email address or the password is not right")
    shown = {
        "form": form,
        "next": request.GET.get("next", ""),
        "why": request.session.pop(WHY_SIGNED_OUT, ""),
        "providers": [(name, provider.title) for name, provider in settings.ENVIRONMENT.identity.items()],
    }
    if settings.DEMO:
        shown |= {"log_ins": demonstration.log_ins_by_partnership(), "password": demonstration.PASSWORD}
    return render(request, "sign_in.html", shown)


@public
def sign_in_code(request: Request) -> HttpResponse:
    """The second step, for a browser that has shown the first."""
    person = half_way(request)
    if not person:
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried = try_code(person=person, code=form.cleaned_data["code"], address=address_of(request))
        if tried.person:
            return finish(request, person, second_step=True, after=safe_next(request))
        form.add_error("code", too_many() if tried.locked else "That code is not right, or was used already")
    return render(request, "sign_in_code.html", {"form": form, "next": request.GET.get("next", "")})


@public
@require_POST
def sign_out(request: Request) -> HttpResponse:
    if request.user.is_authenticated:
        with suppress(NotFound):  # it was ended elsewhere meanwhile
            end_session(
                by=Actor(request.user.code, request.user.home_id or ""), code=request.session.get(SIGN_IN_CODE, "")
            )
    logout(request)
    return redirect("sign-in")


@public
def acting_for(request: Request) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("sign-in")
    mine = {item.id: item for item in request.organisations}
    chosen = request.POST.get("organisation", "")
    if request.method == "POST" and chosen in mine:
        request.session[SESSION_KEY] = chosen
        return redirect(safe_next(request))
    return render(
        request,
        "acting_for.html",
        {"mine": mine.values(), "failed": request.method == "POST", "next": request.GET.get("next", "")},
    )


urlpatterns = [
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-in/code/", sign_in_code, name="sign-in-code"),
    path("sign-out/", sign_out, name="sign-out"),
    path("acting-for/", acting_for, name="acting-for"),
]
