"""Before any page: is this browser still signed in, was the second step shown, and for whom does the person act?"""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from concordat.application.actions.sign_in import look_at_session
from concordat.application.queries.accounts import has_second_step, needs_second_step
from concordat.application.queries.partnerships import organisations_of
from concordat.data.records.row_security import become_nobody
from concordat.web.request import Request

SESSION_KEY = "acting_for"
SIGN_IN_CODE = "sign_in"  # inside the browser's session: which `SignInSession` it is
WHY_SIGNED_OUT = "why_signed_out"

HALF_WAY = "half_way"  # inside the session of somebody who has shown the first step and not yet the second
HALF_WAY_SECONDS = 600

Answer = Callable[[Request], HttpResponse]


def _is_a_page(request: Request) -> bool:
    return not request.path.startswith("/static/")


def begin_half_way(request: Request, person: str) -> None:
    request.session[HALF_WAY] = {"person": person, "until": time.time() + HALF_WAY_SECONDS}


class SessionLimitsMiddleware:
    """Signs out a browser whose session was ended elsewhere, did nothing for too long, or lasted too long."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.second_step_shown = False
        if _is_a_page(request):
            self._look(request)
        return self.get_response(request)

    def _look(self, request: Request) -> None:
        code = request.session.get(SIGN_IN_CODE, "")
        if not request.user.is_authenticated:
            if code:  # Django itself ended it, because the password is another one now
                request.session[WHY_SIGNED_OUT] = "You were signed out. Sign in again."
            return
        state = look_at_session(person=request.user.code, code=code)
        request.second_step_shown = state.second_step
        if not state.live:
            logout(request)
            request.session[WHY_SIGNED_OUT] = state.why


class SecondStepMiddleware:
    """Leads a person whose duties need a second step, and who has none, to setting one up, whatever page they ask for.

    Who has one and has not shown it in this browser is asked for it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.SECOND_STEP_REQUIRED or not request.user.is_authenticated:
            return None
        if request.second_step_shown or getattr(view, "access", "") == "public":
            return None
        if getattr(view, "without_second_step", False):
            return None
        person, after = request.user.code, urlencode({"next": request.get_full_path()})
        if has_second_step(person):  # set up since this browser signed in
            begin_half_way(request, person)
            return redirect(f"{reverse('sign-in-code')}?{after}")
        return redirect(f"{reverse('second-step')}?{after}") if needs_second_step(person) else None


class ActingForMiddleware:
    """For whom the signed-in person acts. Somebody with two organisations chooses; the choice is kept in the session."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        become_nobody()  # connections are kept between requests: the last viewer's sight must not be
        request.organisations = ()
        request.acting_for = None
        if request.user.is_authenticated and _is_a_page(request):
            mine = organisations_of(request.user.code)
            request.organisations = mine
            chosen = request.session.get(SESSION_KEY)
            found = next((item for item in mine if item.id == chosen), None)
            request.acting_for = found or (mine[0] if len(mine) == 1 else None)
        return self.get_response(request)
