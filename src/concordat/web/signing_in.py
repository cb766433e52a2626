"""From a password or an identity provider to a signed-in browser, with the second step between where one is set up."""

import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from concordat.application.actions.sign_in import person_to_sign_in, second_step_was_shown, start_session
from concordat.application.actor import Actor
from concordat.application.queries.accounts import has_second_step
from concordat.web.middleware import HALF_WAY, SIGN_IN_CODE, begin_half_way
from concordat.web.request import Request


def go_on(request: Request, person: str, *, second_step: bool, after: str) -> HttpResponse:
    """Sign the person in, or ask for their second step first where they have one and have not shown it."""
    if not second_step and not settings.DEMO and has_second_step(person):
        request.session.cycle_key()
        begin_half_way(request, person)
        return redirect(f"{reverse('sign-in-code')}?{urlencode({'next': after})}")
    return finish(request, person, second_step=second_step, after=after)


def half_way(request: HttpRequest) -> str:
    """The code of the person who has shown the first step in this browser, within the last minutes; else empty."""
    held = request.session.get(HALF_WAY) or {}
    return str(held.get("person", "")) if held.get("until", 0) > time.time() else ""


def finish(request: Request, person: str, *, second_step: bool, after: str) -> HttpResponse:
    request.session.pop(HALF_WAY, None)
    if second_step and request.user.is_authenticated and request.user.code == person:
        second_step_was_shown(person=person, code=request.session.get(SIGN_IN_CODE, ""))
        return redirect(after)
    request.second_step_shown = second_step
    login(request, person_to_sign_in(person), backend="django.contrib.auth.backends.ModelBackend")
    return redirect(after)


@receiver(user_logged_in, dispatch_uid="concordat.start_session")
def note_the_session(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """However somebody signed in, their session can be seen and ended."""
    request.session[SIGN_IN_CODE] = start_session(
        by=Actor(user.code, user.home_id or ""),
        device=device_of(request.META.get("HTTP_USER_AGENT", "")),
        address=address_of(request),
        second_step=bool(getattr(request, "second_step_shown", False)),
    )


def safe_next(request: HttpRequest) -> str:
    """The page asked for before sign-in, never one of another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("home")


def site(request: HttpRequest) -> str:
    """Where links in letters begin: the configured address, otherwise the one this page was asked at."""
    return str(settings.ENVIRONMENT.address) or f"{request.scheme}://{request.get_host()}"


def address_of(request: HttpRequest) -> str:
    """The visitor's address. A proxy's word for it counts only from as many proxies as are configured."""
    proxies: int = settings.ENVIRONMENT.proxies
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    told = [part.strip() for part in forwarded.split(",") if part.strip()]
    if proxies and len(told) >= proxies:
        return told[-proxies][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def device_of(user_agent: str) -> str:
    """``Firefox on Windows``: enough for its owner to know it again, and no more than that is kept."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "an unknown device")
    return f"{browser} on {system}"
