"""What every page does before it shows anything: sign-in, for whom, which partnership, and how a refusal reads."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from concordat.application.actor import Actor
from concordat.application.errors import Conflict, NotAccepted, NotAllowed, NotFound, RowChanged
from concordat.application.queries.accounts import is_administrator
from concordat.application.queries.partnerships import actor_for
from concordat.web.naming import naming_for
from concordat.web.request import Request

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """A page for somebody signed in, outside any partnership. They have chosen for whom they act."""

    @never_cache
    @wraps(view)
    def checked(request: Request, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")
        if request.acting_for is None and request.organisations:
            return redirect(f"{reverse('acting-for')}?{urlencode({'next': request.get_full_path()})}")
        try:
            return view(request, **kwargs)
        except NotFound as problem:
            raise Http404 from problem

    checked.access = "signed in"  # type: ignore[attr-defined]  # a mark that the census of addresses reads
    return checked


def administrator_page(view: View) -> View:
    """A page about accounts: ``view(request, actor, …)``, the actor administering the organisation they act for.

    To everybody else it is not there.
    """

    @wraps(view)
    def checked(request: Request, **kwargs: Any) -> HttpResponseBase:
        assert request.user.is_authenticated  # `signed_in` saw to that
        organisation = request.acting_for
        actor = Actor(request.user.code, organisation.id if organisation else "")
        if not is_administrator(actor):
            raise Http404
        return view(request, actor, **kwargs)

    return signed_in(checked)


_AGAIN = 3


def _overtaken_once_more(view: View, request: Request, actor: Actor, **kwargs: Any) -> HttpResponseBase:
    """Whoever is overtaken between reading and writing has written nothing: the page reads once more what stands there
    now, and shows it beside what they sent."""
    for _ in range(_AGAIN):
        try:
            return view(request, actor, **kwargs)
        except (RowChanged, Conflict):
            for name in request.FILES:
                for sent in request.FILES.getlist(name):
                    sent.seek(0)
    return view(request, actor, **kwargs)


def partnership_page(view: View) -> View:
    """A page inside a partnership: ``view(request, actor, …)``. Who does not belong sees 404, as if it were not there."""

    @wraps(view)
    def checked(request: Request, *, slug: str, **kwargs: Any) -> HttpResponseBase:
        assert request.user.is_authenticated  # `signed_in` saw to that
        organisation = request.acting_for
        if organisation is None:
            raise Http404
        actor = actor_for(person=request.user.code, organisation=organisation.id, partnership=slug)
        request.actor = actor
        with naming_for(actor):
            try:
                return _overtaken_once_more(view, request, actor, **kwargs)
            except NotAllowed as problem:
                return render(request, "errors/not_allowed.html", {"why": str(problem), "actor": actor}, status=403)
            except NotAccepted as problem:  # a button without a form beside which to say it
                shown = {"findings": problem.findings, "actor": actor}
                return render(request, "errors/not_accepted.html", shown, status=422)
            except (RowChanged, Conflict) as problem:  # overtaken every time: others save faster than this page reads
                return render(request, "errors/overtaken.html", {"why": str(problem), "actor": actor}, status=409)

    protected = signed_in(checked)
    protected.access = "partnership"  # type: ignore[attr-defined]  # the same mark
    return protected


def public(view: View) -> View:
    view.access = "public"  # type: ignore[attr-defined]  # the same mark
    return view


def address(actor: Actor, name: str, **kwargs: Any) -> str:
    return reverse(name, kwargs={"slug": actor.partnership, **kwargs})
