"""Sign in, sign out, and for whom to act."""

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from concordat.application.queries import demonstration
from concordat.web.forms.widgets import EmailInput, PasswordInput
from concordat.web.middleware import SESSION_KEY
from concordat.web.page import public


class SignInForm(forms.Form):
    email = forms.EmailField(
        label="Email address", widget=EmailInput(), error_messages={"required": "Enter your email address"}
    )
    password = forms.CharField(
        label="Password", widget=PasswordInput(), error_messages={"required": "Enter your password"}
    )


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = authenticate(
            request, username=form.cleaned_data["email"].lower(), password=form.cleaned_data["password"]
        )
        if person is not None:
            login(request, person)
            return redirect(_safe_next(request))
        # One message for both, so that nobody learns which addresses have an account.
        form.add_error(None, "The email address or the password is not right")
    shown = {"form": form, "next": request.GET.get("next", "")}
    if settings.DEMO:
        shown |= {"log_ins": demonstration.log_ins_by_partnership(), "password": demonstration.PASSWORD}
    return render(request, "sign_in.html", shown)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


@public
def acting_for(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("sign-in")
    mine = {item.id: item for item in request.organisations}  # type: ignore[attr-defined]
    chosen = request.POST.get("organisation", "")
    if request.method == "POST" and chosen in mine:
        request.session[SESSION_KEY] = chosen
        return redirect(_safe_next(request))
    return render(
        request,
        "acting_for.html",
        {"mine": mine.values(), "failed": request.method == "POST", "next": request.GET.get("next", "")},
    )


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("home")


urlpatterns = [
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("acting-for/", acting_for, name="acting-for"),
]
