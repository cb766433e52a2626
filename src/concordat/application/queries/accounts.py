"""Accounts as their owner and their own organisation's administrator may see them. Other organisations' are not there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.utils import timezone

from concordat.application.actor import OPERATOR, OPERATOR_CALLED, Actor
from concordat.application.audit import ACTS, about_in_words, organisation_chain
from concordat.application.errors import NotAllowed, NotFound
from concordat.application.lockout import locked_among
from concordat.application.permissions import DUTIES
from concordat.application.second_step import DUTIES_WITH_SECOND_STEP
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.audience import Viewer

INVITATION, RESET = "concordat.invitation", "concordat.reset"
_OVER = "This link has been used, was withdrawn, or has run out. Ask your organisation's administrator for a new one."
# Kept in the trail, and too many to read among what administrators do.
_EVERYDAY = ("session.started", "session.ended")


@dataclass(frozen=True, slots=True)
class AccountSeen:
    code: str
    name: str
    email: str
    administrator: bool
    open: bool
    duties: tuple[str, ...]
    needs_second_step: bool
    has_second_step: bool
    last_signed_in: datetime | None
    locked: bool


@dataclass(frozen=True, slots=True)
class InvitationSeen:
    number: int
    name: str
    email: str
    administrator: bool
    sent_at: datetime
    expires_at: datetime
    token: str  # in the demonstration alone, where letters go nowhere; empty otherwise

    @property
    def over(self) -> bool:
        return self.expires_at <= timezone.now()


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who holds the link of an open invitation."""

    number: int
    turn: int
    name: str
    email: str
    organisation: str
    organisation_name: str


@dataclass(frozen=True, slots=True)
class Resetting:
    """Somebody who holds the link for a new password of their account."""

    person: str
    turn: int
    email: str


@dataclass(frozen=True, slots=True)
class SessionSeen:
    code: str
    device: str
    address: str
    started_at: datetime
    last_seen_at: datetime
    this: bool


@dataclass(frozen=True, slots=True)
class OwnSecurity:
    home: str
    home_name: str
    administrator: bool
    has_password: bool
    needs_second_step: bool
    set_up_at: datetime | None
    codes_left: int


@dataclass(frozen=True, slots=True)
class AccountAct:
    at: datetime
    who: str
    words: str
    about: str


def administrator_row(by: Actor) -> models.Person:
    """For `application` only: the actor as administrator of the organisation they act for. Raises `NotAllowed`."""
    found = models.Person.objects.filter(
        code=by.person, is_active=True, administrator=True, home_id=by.organisation
    ).first()
    if found is None:
        raise NotAllowed("Only an administrator of the organisation you act for can see and change its accounts.")
    return found


def colleague_row(by: Actor, code: str) -> models.Person:
    """For `application` only: an account of the administrator's own organisation. Any other is not there."""
    administrator_row(by)
    found = models.Person.objects.filter(code=code, home_id=by.organisation).first()
    if found is None:
        raise NotFound("There is no such account.")
    return found


def is_administrator(by: Actor) -> bool:
    try:
        administrator_row(by)
    except NotAllowed:
        return False
    return True


def accounts_of(by: Actor) -> tuple[AccountSeen, ...]:
    administrator_row(by)
    people = list(models.Person.objects.filter(home_id=by.organisation).order_by("name"))
    held: dict[int, set[str]] = {person.pk: set() for person in people}
    own: dict[int, set[str]] = {person.pk: set() for person in people}
    for row in models.RoleHolding.objects.filter(models.in_force(timezone.localdate()), person__in=people):
        held[row.person_id].add(row.role)
        if row.organisation_id == by.organisation:  # what they do for another council is that council's to tell
            own[row.person_id].add(row.role)
    with as_the_system():  # whether there is a second step, never what it is
        found = models.SecondStep.objects.filter(person__in=people).values_list("person__code", flat=True)
        with_step = frozenset(found)
    locked = locked_among([person.email for person in people])
    return tuple(
        AccountSeen(
            person.code,
            person.name,
            person.email,
            person.administrator,
            person.is_active,
            tuple(sorted(DUTIES.get(duty, duty) for duty in own[person.pk])),
            person.administrator or bool(held[person.pk] & DUTIES_WITH_SECOND_STEP),
            person.code in with_step,
            person.last_login,
            person.email in locked,
        )
        for person in people
    )


def invitations_of(by: Actor) -> tuple[InvitationSeen, ...]:
    """Those neither accepted nor withdrawn, the latest first."""
    administrator_row(by)
    become(by.viewer, "")
    found = models.Invitation.objects.filter(
        organisation_id=by.organisation, accepted_at=None, withdrawn_at=None
    ).order_by("-sent_at")
    return tuple(
        InvitationSeen(
            row.pk,
            row.name,
            row.email,
            row.administrator,
            row.sent_at,
            row.expires_at,
            invitation_token(row) if settings.DEMO else "",
        )
        for row in found
    )


def acts_on_accounts(by: Actor, *, most: int = 100) -> tuple[AccountAct, ...]:
    """What was done with the organisation's accounts, the latest first; without who signed in and out."""
    administrator_row(by)
    become(by.viewer, "")
    found = list(
        models.AuditEntry.objects.filter(Q(partnership="") | Q(act="role.ended"), chain=organisation_chain(by))
        .exclude(act__in=_EVERYDAY)
        .order_by("-number")[:most]
    )
    own = Q(home_id=by.organisation) | Q(roles__organisation_id=by.organisation)
    names = {person.code: person.name for person in models.Person.objects.filter(own).distinct()}
    names[OPERATOR] = OPERATOR_CALLED
    for row in models.Invitation.objects.filter(organisation_id=by.organisation):
        # Who it was is kept with the invitation and not in the trail, so that it can be erased.
        about = f"the invitation to {row.name}"
        names |= {
            f"invitation {row.pk}": about,
            f"invitation {row.pk} of an administrator": f"{about}, as administrator",
        }
    return tuple(
        AccountAct(
            entry.at,
            names.get(entry.actor, entry.actor),
            ACTS.get(entry.act, entry.act),
            names.get(entry.about, about_in_words(entry, names)),
        )
        for entry in found
    )


def needs_second_step(person: str) -> bool:
    """Do they administer accounts, or hold a duty anywhere today that decides or pays?"""
    held = models.RoleHolding.objects.filter(models.in_force(timezone.localdate()), person__code=person)
    return (
        models.Person.objects.filter(code=person, administrator=True).exists()
        or held.filter(role__in=DUTIES_WITH_SECOND_STEP).exists()
    )


def has_second_step(person: str) -> bool:
    become(Viewer(person=person), "")
    return models.SecondStep.objects.filter(person_id=person).exists()


def own_security(person: str) -> OwnSecurity:
    become(Viewer(person=person), "")
    row = models.Person.objects.select_related("home").get(code=person)
    step = models.SecondStep.objects.filter(person=row).first()
    return OwnSecurity(
        row.home_id or "",
        row.home.name if row.home else "",
        row.administrator,
        row.has_usable_password(),
        needs_second_step(person),
        step.set_up_at if step else None,
        models.RecoveryCode.objects.filter(person=row, used_at=None).count(),
    )


def own_sessions(person: str, *, this: str) -> tuple[SessionSeen, ...]:
    """Where the person is signed in now, this browser first."""
    become(Viewer(person=person), "")
    now = timezone.now()
    found = models.SignInSession.objects.filter(
        person_id=person,
        ended_at=None,
        started_at__gt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
        last_seen_at__gt=now - timedelta(seconds=settings.SESSION_IDLE_SECONDS),
    ).order_by("-last_seen_at")
    seen = [
        SessionSeen(row.code, row.device, row.address, row.started_at, row.last_seen_at, row.code == this)
        for row in found
    ]
    return tuple(sorted(seen, key=lambda one: not one.this))


def invitation_token(row: models.Invitation) -> str:
    return signing.dumps([row.pk, row.turn], salt=INVITATION)


def reset_token(person: models.Person) -> str:
    return signing.dumps([person.code, person.turn], salt=RESET)


def invited(token: str) -> Invited:
    """Who holds this link. `NotFound`, with one sentence for every reason, unless the invitation is open."""
    number, turn = _read(token, INVITATION, days=settings.ENVIRONMENT.invitation_days)
    with as_the_system():  # whoever opens it is nobody yet: the signature is what lets them
        row = (
            models.Invitation.objects.filter(
                pk=number, turn=turn, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
            )
            .select_related("organisation")
            .first()
        )
    if row is None:
        raise NotFound(_OVER)
    return Invited(row.pk, row.turn, row.name, row.email, row.organisation_id, row.organisation.name)


def resetting(token: str) -> Resetting:
    """Whose link for a new password this is. `NotFound` unless it is the last one sent, unused and in time."""
    code, turn = _read(token, RESET, days=settings.ENVIRONMENT.reset_hours / 24)
    row = models.Person.objects.filter(code=code, turn=turn, is_active=True).first()
    if row is None:
        raise NotFound(_OVER)
    return Resetting(row.code, row.turn, row.email)


def _read(token: str, salt: str, *, days: float) -> tuple[str, int]:
    try:
        first, second = signing.loads(token, salt=salt, max_age=timedelta(days=days))
        return str(first), int(second)
    except (signing.BadSignature, ValueError, TypeError) as problem:
        raise NotFound(_OVER) from problem


def home_of(email: str) -> tuple[str, str]:
    """(person, organisation) of an account: for whoever runs the service, who may know."""
    row = models.Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if row is None or not row.home_id:
        raise NotFound("There is no open account with that address.")
    return row.code, row.home_id
