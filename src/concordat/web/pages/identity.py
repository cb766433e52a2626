"""Sign in through a council's own identity provider: go there, and come back."""

import logging

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache

from concordat.application.actions.sign_in import know_outside_person
from concordat.application.actor import Actor
from concordat.application.errors import NotDone
from concordat.clients.identity_provider import IdentityProvider
from concordat.clients.outside_sign_in import NotSignedIn, answer, ask
from concordat.web.page import public
from concordat.web.request import Request
from concordat.web.signing_in import go_on, safe_next, site

log = logging.getLogger(__name__)
_NEXT = "after_outside_sign_in"


@public
@never_cache
def go(request: Request, provider: str) -> HttpResponse:
    found = _provider(provider)
    request.session[_NEXT] = safe_next(request)
    try:
        return ask(request, provider, found, back_to=site(request) + reverse("identity-back", args=[provider]))
    except NotSignedIn as problem:
        return _refused(request, provider, found, problem)


@public
@never_cache
def back(request: Request, provider: str) -> HttpResponse:
    found = _provider(provider)
    try:
        person = answer(request, provider, found)
        known = know_outside_person(
            by=Actor("", found.organisation),
            issuer=person.issuer,
            subject=person.subject,
            email=person.email,
            second_step=person.second_step,
        )
    except (NotSignedIn, NotDone) as problem:
        return _refused(request, provider, found, problem)
    after = request.session.pop(_NEXT, "") or reverse("home")
    return go_on(request, known.person, second_step=known.second_step, after=after)


def _refused(request: Request, name: str, provider: IdentityProvider, problem: Exception) -> HttpResponse:
    """One sentence for every reason; which it was stands in the log, without anything about the person."""
    log.warning("identity.refused", extra={"fields": {"kind": name, "problem": str(problem)}})
    return render(request, "sign_in_refused.html", {"title": provider.title}, status=403)


def _provider(name: str) -> IdentityProvider:
    found = settings.ENVIRONMENT.identity.get(name)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("sign-in/with/<slug:provider>/", go, name="identity-go"),
    path("sign-in/with/<slug:provider>/back/", back, name="identity-back"),
]
