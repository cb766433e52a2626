"""What the links in letters open: an invitation to accept, a new password to choose, a role to take up."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache

from concordat.application.actions.accounts import accept_invitation, choose_new_password
from concordat.application.actions.role_offers import take_up_role
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotFound, NotNow
from concordat.application.queries.accounts import invited, resetting
from concordat.application.queries.roles_offered import role_offered
from concordat.web.forms.password_form import NewPasswordForm, add_findings
from concordat.web.page import public, signed_in
from concordat.web.request import Request
from concordat.web.signing_in import go_on


@public
@never_cache
def accept(request: Request, token: str) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    try:
        who = invited(token)
        if request.method == "POST" and form.is_valid():
            person = accept_invitation(by=who, password=form.cleaned_data["password"])
            messages.success(request, "Your account is open, and you are signed in.")
            return go_on(request, person, second_step=False, after="/")
    except NotAccepted as problem:
        add_findings(form, problem, otherwise="password")
    except (NotFound, NotNow) as problem:
        return render(request, "link_over.html", {"why": str(problem)}, status=410)
    providers = [
        (name, provider.title)
        for name, provider in settings.ENVIRONMENT.identity.items()
        if provider.organisation == who.organisation
    ]
    return render(request, "invitation.html", {"form": form, "who": who, "providers": providers})


@public
@never_cache
def new_password(request: Request, token: str) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    try:
        who = resetting(token)
        if request.method == "POST" and form.is_valid():
            choose_new_password(by=who, password=form.cleaned_data["password"])
            messages.success(request, "Your new password holds. Sign in with it.")
            return redirect("sign-in")
    except NotAccepted as problem:
        add_findings(form, problem, otherwise="password")
    except (NotFound, NotNow) as problem:
        return render(request, "link_over.html", {"why": str(problem)}, status=410)
    return render(request, "new_password.html", {"form": form, "who": who})


@signed_in
def role(request: Request, token: str) -> HttpResponse:
    """To act for an organisation in a partnership: whoever holds the letter's link and is signed in takes it up."""
    organisation = request.acting_for
    actor = Actor(request.user.code, organisation.id if organisation else "")  # type: ignore[union-attr]  # `signed_in` saw to it that it is a person
    try:
        offer = role_offered(by=actor, token=token)
        if request.method == "POST":
            take_up_role(by=actor, token=token)
            messages.success(request, f"You act for {offer.organisation_name} there now.")
            return redirect("home")
    except NotFound as problem:
        return render(request, "link_over.html", {"why": str(problem)}, status=410)
    return render(request, "role.html", {"offer": offer})


urlpatterns = [
    path("role/<str:token>/", role, name="role"),
    path("invitation/<str:token>/", accept, name="invitation"),
    path("new-password/<str:token>/", new_password, name="new-password"),
]
