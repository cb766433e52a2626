"""What only the operator can do with accounts: an organisation's first administrator, and the way back for the last.

Whoever runs the service acts here as "operator", from its own machine; each act is in the organisation's trail.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse

from concordat.application.actions import accounts as actions
from concordat.application.actor import OPERATOR, Actor
from concordat.application.errors import NotDone
from concordat.application.letters import Letter, invitation_letter, post, reset_letter
from concordat.application.queries.accounts import home_of
from concordat.config.environment import NotPossible


def invite_administrator(email: str, name: str, organisation: str, organisation_name: str, kind: str) -> dict[str, Any]:
    """Invite the first administrator of an organisation, which is brought in where it is not here yet."""
    _address()
    try:
        sent = actions.invite_as_operator(
            by=Actor(OPERATOR, organisation), email=email, name=name, called=organisation_name, kind=kind
        )
    except NotDone as problem:
        raise NotPossible(str(problem)) from problem
    link = _address() + reverse("invitation", args=[sent.token])
    letter = invitation_letter(to=sent.to, organisation=sent.organisation, link=link, until=sent.until)
    return _posted(letter, link)


def reset(email: str) -> dict[str, Any]:
    """A link for a new password, and the second step taken away: for an administrator whom no other can let in."""
    _address()
    try:
        person, organisation = home_of(email)
        sent = actions.reset_as_operator(by=Actor(OPERATOR, organisation), person=person)
    except NotDone as problem:
        raise NotPossible(str(problem)) from problem
    link = _address() + reverse("new-password", args=[sent.token])
    hours = settings.ENVIRONMENT.reset_hours
    return _posted(reset_letter(to=sent.to, organisation=sent.organisation, link=link, hours=hours), link)


def _address() -> str:
    found: str = settings.ENVIRONMENT.address
    if not found:
        raise NotPossible("Set CONCORDAT_ADDRESS first: links in letters begin with it.")
    return found


def _posted(letter: Letter, link: str) -> dict[str, Any]:
    """The link is told to the operator only where the letter could not reach anybody."""
    sent = post(letter)
    by_mail = bool(settings.ENVIRONMENT.email_host) and sent
    return {"to": letter.to, "sent": by_mail, "link": "" if by_mail else link}
