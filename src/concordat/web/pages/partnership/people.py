"""Who belongs, as what and how long; and who acts for one's own organisation, in which role."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from concordat.application import actions
from concordat.application.actions.role_offers import send_offer_again, withdraw_offer
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotFound, NotNow
from concordat.application.letter_limit import was_not_sent
from concordat.application.letters import NOT_SENT, post, role_letter
from concordat.application.permissions import DUTIES, allowed_with, may
from concordat.application.queries.partnerships import ROLES_IN_WORDS, known_organisations, members_of
from concordat.application.queries.roles_held import colleagues_of
from concordat.application.queries.roles_offered import RoleOffered, offers_of
from concordat.domain.kernel.organisations import Role
from concordat.web.forms.day_field import day_field
from concordat.web.forms.widgets import LONGEST_ADDRESS, EmailInput, Select, TextInput
from concordat.web.page import partnership_page
from concordat.web.signing_in import site


class MemberForm(forms.Form):
    organisation = forms.ChoiceField(
        label="Organisation", widget=Select(), error_messages={"required": "Choose an organisation"}
    )
    role = forms.ChoiceField(
        label="What it is here",
        widget=Select(),
        choices=[("", "Choose one"), *((role.value, words.capitalize()) for role, words in ROLES_IN_WORDS.items())],
        error_messages={"required": "Choose what it is"},
    )
    from_date = day_field("From", "For example, 1 April 2027. Leave it empty where it holds already")
    to_date = day_field("Until", "The day on which it no longer belongs")
    notice_months = forms.IntegerField(
        label="Notice, in months",
        required=False,
        min_value=0,
        max_value=120,
        widget=TextInput(width="govuk-input--width-10"),
    )

    first_person = forms.EmailField(
        label="E-mail address of the first person who acts for it",
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=EmailInput(),
        help_text="Somebody who acts for it already. They are asked by letter, and bring in their colleagues",
    )


class RoleForm(forms.Form):
    email = forms.EmailField(
        label="Their e-mail address",
        max_length=LONGEST_ADDRESS,
        widget=EmailInput(),
        error_messages={"required": "Enter an e-mail address"},
        help_text="Who is yours already has the role at once. Anybody else is asked by letter and takes it up",
    )
    duty = forms.ChoiceField(
        label="Role",
        widget=Select(),
        choices=[("", "Choose one"), *DUTIES.items()],
        error_messages={"required": "Choose a role"},
    )


def _allowed(actor: Actor, duty: str) -> list[str]:
    """What a person with the duty may do here, in words, acting for the actor's organisation."""
    return [permission.in_words for permission in allowed_with(actor.role, frozenset({duty}))]


def _post(request: HttpRequest, actor: Actor, offered: RoleOffered, done: str = "") -> None:
    """The letter, and the same words whether or not there is such an account; `done` is what was done besides."""
    link = f"{site(request)}{reverse('role', kwargs={'token': offered.token})}"
    letter = role_letter(
        to=offered.email,
        organisation=offered.organisation_name,
        link=link,
        days=settings.ENVIRONMENT.invitation_days,
    )
    if not post(letter):
        was_not_sent(by=actor, email=offered.email)
        if done:
            messages.success(request, done)
        messages.error(request, NOT_SENT)
        return
    on_its_way = f"A letter is on its way to {offered.email}."
    if not settings.ENVIRONMENT.email_host:  # a demonstration
        on_its_way = (
            f"A letter to {offered.email} is kept in the folder “letters” of this service, which sends no e-mail."
        )
    messages.success(request, f"{done} {on_its_way} The role is theirs once they take it up by its link.".lstrip())


@partnership_page
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    member, role = MemberForm(prefix="member"), RoleForm(prefix="role")
    known = [("", "Choose one"), *((item.id, item.name) for item in known_organisations())]
    member.fields["organisation"].choices = known  # type: ignore[attr-defined]  # a ChoiceField
    if request.method == "POST" and "add-member" in request.POST:
        member = MemberForm(request.POST, prefix="member")
        member.fields["organisation"].choices = known  # type: ignore[attr-defined]  # a ChoiceField
        if member.is_valid():
            given = member.cleaned_data
            try:
                offered = actions.add_member(by=actor, **{**given, "role": Role(given["role"])})
            except NotFound as problem:
                member.add_error("organisation", str(problem))
            except NotAccepted as problem:
                member.add_error("role", f"{problem.findings[0].message} {problem.findings[0].fix}")
            except NotNow as problem:
                member.add_error("first_person", f"{problem} Leave the address out to add the organisation now.")
            else:
                done = "The organisation belongs to the partnership."
                if offered is None:
                    messages.success(request, done)
                else:
                    _post(request, actor, offered, done)
                return redirect("people", slug=actor.partnership)
    if request.method == "POST" and "give-role" in request.POST:
        role = RoleForm(request.POST, prefix="role")
        if role.is_valid():
            try:
                offered = actions.give_role(by=actor, email=role.cleaned_data["email"], duty=role.cleaned_data["duty"])
            except NotFound as problem:
                role.add_error("duty", str(problem))
            except NotNow as problem:
                role.add_error("email", str(problem))
            else:
                if offered is None:
                    messages.success(request, "The role is given.")
                else:
                    _post(request, actor, offered)
                return redirect("people", slug=actor.partnership)
    members, offers, colleagues = members_of(actor), offers_of(actor), colleagues_of(actor)
    shown = {
        "offers": offers,
        "for_others": any(one.organisation != actor.organisation for one in offers),
        "members": members,
        "has_days": any(one.from_date or one.to_date for one in members),
        "has_notice": any(one.notice_months is not None for one in members),
        "colleagues": [(held, _allowed(actor, held.duty)) for held in colleagues],
        "may_end": any(held.may_end for held in colleagues),
        "member": member if may(actor, "membership.change") else None,
        "role": role if may(actor, "role.give") else None,
    }
    return render(request, "partnership/people.html", shown)


@partnership_page
@require_POST
def send_again(request: HttpRequest, actor: Actor, offer: int) -> HttpResponse:
    try:
        _post(request, actor, send_offer_again(by=actor, number=offer))
    except NotNow as problem:
        messages.error(request, str(problem))
    return redirect("people", slug=actor.partnership)


@partnership_page
@require_POST
def withdraw(request: HttpRequest, actor: Actor, offer: int) -> HttpResponse:
    withdraw_offer(by=actor, number=offer)
    messages.success(request, "The offer is withdrawn. Its link no longer works.")
    return redirect("people", slug=actor.partnership)


_PEOPLE = "partnerships/<slug:slug>/partnership/people/"
urlpatterns = [
    path(_PEOPLE, people, name="people"),
    path(f"{_PEOPLE}offers/<int:offer>/again/", send_again, name="send-offer-again"),
    path(f"{_PEOPLE}offers/<int:offer>/withdraw/", withdraw, name="withdraw-offer"),
]
