"""The accounts of one's own organisation, for its administrators: invite, unlock, let in again, close."""

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from concordat.application.actions import accounts as actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotFound, NotNow
from concordat.application.letter_limit import was_not_sent
from concordat.application.letters import NOT_SENT, changed_letter, invitation_letter, post, reset_letter
from concordat.application.queries.accounts import accounts_of, acts_on_accounts, invitations_of
from concordat.application.queries.roles_held import left_without, roles_given
from concordat.web.forms.password_form import add_findings
from concordat.web.forms.widgets import LONGEST_ADDRESS, Checkbox, EmailInput, TextInput
from concordat.web.page import administrator_page
from concordat.web.signing_in import site


class InviteForm(forms.Form):
    name = forms.CharField(
        label="Their name", max_length=200, widget=TextInput(), error_messages={"required": "Enter their name"}
    )
    email = forms.EmailField(
        label="Their e-mail address",
        max_length=LONGEST_ADDRESS,
        widget=EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter an e-mail address"},
    )
    administrator = forms.BooleanField(
        label="", required=False, widget=Checkbox(attrs={"label": "They administer accounts too"})
    )


@administrator_page
def accounts(request: HttpRequest, actor: Actor) -> HttpResponse:
    shown = {
        "accounts": accounts_of(actor),
        "invitations": invitations_of(actor),
        "acts": acts_on_accounts(actor),
        "roles": roles_given(actor),
        "demonstration": settings.DEMO,
        "second_step_is_on": settings.SECOND_STEP_REQUIRED,
    }
    return render(request, "accounts/accounts.html", shown)


@administrator_page
def invite(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = actions.invite(by=actor, **form.cleaned_data)
        except NotAccepted as problem:
            add_findings(form, problem, otherwise="email")
        except NotNow as problem:
            form.add_error("email", str(problem))
        else:
            _post_invitation(request, actor, sent)
            return redirect("accounts")
    days = settings.ENVIRONMENT.invitation_days
    return render(request, "accounts/invite.html", {"form": form, "days": days})


@administrator_page
@require_POST
def send_again(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    try:
        _post_invitation(request, actor, actions.send_invitation_again(by=actor, number=number))
    except NotNow as problem:
        messages.error(request, str(problem))
    return redirect("accounts")


@administrator_page
@require_POST
def withdraw(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    actions.withdraw_invitation(by=actor, number=number)
    messages.success(request, "The invitation is withdrawn. Its link no longer works.")
    return redirect("accounts")


def _post_invitation(request: HttpRequest, actor: Actor, sent: actions.Sent) -> None:
    link = site(request) + reverse("invitation", args=[sent.token])
    went = post(invitation_letter(to=sent.to, organisation=sent.organisation, link=link, until=sent.until))
    if not went:
        was_not_sent(by=actor, email=sent.to)
    _say(request, went, "The invitation is sent.")


@administrator_page
def account(request: HttpRequest, actor: Actor, person: str) -> HttpResponse:
    found = next((one for one in accounts_of(actor) if one.code == person), None)
    if found is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            act(request, actor, person)
            return redirect("account", person=person)
        except (NotNow, NotFound) as why:
            problem = str(why)
    shown = {"account": found, "self": person == actor.person, "problem": problem}
    shown |= {"roles": roles_given(actor, person=person), "left_without": left_without(actor, person)}
    shown |= {"second_step_is_on": settings.SECOND_STEP_REQUIRED, "hours": settings.ENVIRONMENT.reset_hours}
    return render(request, "accounts/account.html", shown)


def _unlock(request: HttpRequest, actor: Actor, person: str) -> None:
    actions.unlock(by=actor, person=person)
    messages.success(request, "The account is unlocked.")


def _new_password(request: HttpRequest, actor: Actor, person: str) -> None:
    sent = actions.let_choose_new_password(by=actor, person=person)
    link = site(request) + reverse("new-password", args=[sent.token])
    hours = settings.ENVIRONMENT.reset_hours
    went = post(reset_letter(to=sent.to, organisation=sent.organisation, link=link, hours=hours))
    _say(request, went, "The link for a new password is sent.")


def _second_step(request: HttpRequest, actor: Actor, person: str) -> None:
    to = actions.reset_second_step(by=actor, person=person)
    what = "Your organisation's administrator took the second step of your account away. You set up a new one when you sign in."
    _say(request, post(changed_letter(to=to, what=what)), "Their second step is taken away, and they are signed out.")


def _close(request: HttpRequest, actor: Actor, person: str) -> None:
    actions.close_account(by=actor, person=person)
    messages.success(request, "The account is closed.")


def _open_again(request: HttpRequest, actor: Actor, person: str) -> None:
    actions.open_account_again(by=actor, person=person)
    messages.success(request, "The account is open again.")


def _administrator(request: HttpRequest, actor: Actor, person: str) -> None:
    actions.make_administrator(by=actor, person=person, yes=True)
    messages.success(request, "They administer accounts from now on.")


def _no_administrator(request: HttpRequest, actor: Actor, person: str) -> None:
    actions.make_administrator(by=actor, person=person, yes=False)
    messages.success(request, "They no longer administer accounts.")


def _say(request: HttpRequest, went: bool, done: str) -> None:
    if went:
        messages.success(request, done)
    else:
        messages.error(request, NOT_SENT)


ACTS: dict[str, Callable[[HttpRequest, Actor, str], None]] = {
    "unlock": _unlock,
    "new-password": _new_password,
    "second-step": _second_step,
    "close": _close,
    "open": _open_again,
    "administrator": _administrator,
    "no-administrator": _no_administrator,
}

urlpatterns = [
    path("accounts/", accounts, name="accounts"),
    path("accounts/invite/", invite, name="invite"),
    path("accounts/invitations/<int:number>/again/", send_again, name="send-invitation-again"),
    path("accounts/invitations/<int:number>/withdraw/", withdraw, name="withdraw-invitation"),
    path("accounts/people/<str:person>/", account, name="account"),
]
