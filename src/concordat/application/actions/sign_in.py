"""Signing in: the password, the second step, the council's own identity provider; and where somebody is signed in."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.utils import timezone

from concordat.application import lockout
from concordat.application.actions.accounts import accept_invitation, end_sessions_of
from concordat.application.actions.second_step import Tried
from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record
from concordat.application.errors import NotFound
from concordat.application.queries.accounts import Invited
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.audience import Viewer


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody an identity provider vouches for: an account, or an open invitation, of one organisation."""

    person: str
    second_step: bool


def try_password(*, email: str, password: str, address: str) -> Tried:
    """The same work and the same answer for an address that has no account."""
    this = lockout.begin_try(email=email, address=address)
    if this.locked:
        return Tried(locked=True)
    person = authenticate(None, username=email.strip().lower(), password=password)
    if isinstance(person, models.Person):
        lockout.was_right(email=email, address=address)
        return Tried(person.code)
    if this.last:
        lockout.note_lock(email)
    return Tried()


def person_to_sign_in(code: str) -> models.Person:
    """What Django's `login` takes. `NotFound` where the account is closed."""
    found = models.Person.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise NotFound("There is no such account.")
    return found


@transaction.atomic
def know_outside_person(*, by: Actor, issuer: str, subject: str, email: str, second_step: bool) -> Known:
    """Who that is *here*. `by.organisation` is the one the provider speaks for: nobody of another is ever found.

    By the identity bound at their first sign-in; at the first, by the address of an account or of an open invitation of
    that organisation. `NotFound` for everybody else: no account is made that nobody invited.
    """
    with as_the_system():
        bound = models.OutsideIdentity.objects.filter(issuer=issuer, subject=subject).select_related("person").first()
        if bound is not None:
            if not bound.person.is_active or bound.person.home_id != by.organisation:
                raise NotFound("There is no account for that person.")
            return Known(bound.person.code, second_step)
        person = models.Person.objects.filter(email=email, home_id=by.organisation, is_active=True).first()
    if not email:
        raise NotFound("The provider vouches for no address.")
    code = person.code if person is not None else _accept_from_outside(by.organisation, email)
    with as_the_system():
        if models.OutsideIdentity.objects.filter(issuer=issuer, person_id=code).exists():
            raise NotFound("That account belongs to another person of the same provider.")
        models.OutsideIdentity.objects.create(person_id=code, issuer=issuer, subject=subject, since=timezone.now())
    actor = Actor(code, by.organisation)
    record(by=actor, act="identity.bound", about="", chain=organisation_chain(actor))
    return Known(code, second_step)


def _accept_from_outside(organisation: str, email: str) -> str:
    with as_the_system():
        row = (
            models.Invitation.objects.filter(
                organisation_id=organisation,
                email=email,
                accepted_at=None,
                withdrawn_at=None,
                expires_at__gt=timezone.now(),
            )
            .select_related("organisation")
            .first()
        )
    if row is None:
        raise NotFound("Nobody with that address is invited.")
    who = Invited(row.pk, row.turn, row.name, row.email, row.organisation_id, row.organisation.name)
    return accept_invitation(by=who, password=None)


@transaction.atomic
def start_session(*, by: Actor, device: str, address: str, second_step: bool) -> str:
    """A browser in which the person is now signed in. Returns the code that goes into its session."""
    code, now = secrets.token_urlsafe(24), timezone.now()
    become(by.viewer, "")
    models.SignInSession.objects.create(
        code=code,
        person_id=by.person,
        device=device[:80],
        address=address,
        second_step=second_step,
        started_at=now,
        last_seen_at=now,
    )
    if by.organisation:
        record(by=by, act="session.started", about="", chain=organisation_chain(by))
    return code


@dataclass(frozen=True, slots=True)
class SessionState:
    live: bool
    second_step: bool = False
    why: str = ""


def look_at_session(*, person: str, code: str) -> SessionState:
    """Is this browser still signed in? Says when it was last seen, to within a tenth of the idle limit."""
    become(Viewer(person=person), "")
    row = models.SignInSession.objects.filter(code=code, person_id=person).first()
    now = timezone.now()
    if row is None or row.ended_at is not None:
        return SessionState(False, why="You were signed out. Sign in again.")
    if now - row.started_at >= timedelta(seconds=settings.SESSION_COOKIE_AGE):
        return SessionState(False, why="You were signed in for the longest time allowed. Sign in again.")
    idle = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    if now - row.last_seen_at >= idle:
        return SessionState(False, why="You were signed out because you did nothing for a while. Sign in again.")
    if now - row.last_seen_at >= idle / 10:
        models.SignInSession.objects.filter(pk=row.pk).update(last_seen_at=now)
    return SessionState(True, row.second_step)


@transaction.atomic
def end_session(*, by: Actor, code: str) -> None:
    """End one session of one's own. Another person's is not there."""
    become(by.viewer, "")
    ended = models.SignInSession.objects.filter(code=code, person_id=by.person, ended_at=None).update(
        ended_at=timezone.now()
    )
    if not ended:
        raise NotFound("There is no such session.")
    if by.organisation:
        record(by=by, act="session.ended", about="", chain=organisation_chain(by))


@transaction.atomic
def end_other_sessions(*, by: Actor, this_session: str) -> int:
    ended = end_sessions_of(by.person, but=this_session)
    if by.organisation:
        record(by=by, act="session.ended", about=f"{ended} others", chain=organisation_chain(by))
    return ended


def second_step_was_shown(*, person: str, code: str) -> None:
    """The browser in which a second step was just set up needs not show it again."""
    become(Viewer(person=person), "")
    models.SignInSession.objects.filter(code=code, person_id=person).update(second_step=True)
