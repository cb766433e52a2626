"""Roles offered by letter: those that wait, for who may give them; and what a letter's link offers who signs in with it.

An offer belongs to the organisation that made it and is shown to no other. Whether its address has an account is nobody's
to know: nothing here depends on that but what the holder of the link is told.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.letter_limit import again_from
from concordat.application.permissions import DUTIES, may
from concordat.application.queries.partnerships import actor_for
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.organisations import Role

_SALT = "concordat.role"
_OVER = (
    "This link has run out or was used, was withdrawn, is for another address than the one you are signed in with, or was "
    "offered by somebody who may no longer give it. Ask whoever offered you the role, or your own organisation."
)


@dataclass(frozen=True, slots=True)
class RoleOffered:
    """To an address: a duty for an organisation in a partnership, until a moment. `number` names it, `turn` its letter."""

    number: int
    turn: int
    email: str
    organisation: str
    organisation_name: str
    partnership: str
    duty: str
    offered_at: datetime
    until: datetime
    giver_may: bool  # may whoever offered it last still give it? If not, the link does not work until it is sent again
    again_from: datetime | None = None  # no letter goes to the address before; None: one may go now

    @classmethod
    def of(cls, row: models.RoleOffer) -> Self:
        return cls(
            row.pk,
            row.turn,
            row.email,
            row.organisation_id,
            row.organisation.name,
            row.partnership.slug,
            row.duty,
            row.offered_at,
            row.expires_at,
            _giver_may(row),
        )

    @property
    def token(self) -> str:
        return signing.dumps([self.number, self.turn], salt=_SALT)

    @property
    def in_words(self) -> str:
        return DUTIES.get(self.duty, self.duty)

    @property
    def over(self) -> bool:
        return self.until <= timezone.now()


def offers_of(by: Actor) -> tuple[RoleOffered, ...]:
    """What the actor's organisation has offered in this partnership and nobody took up yet, the latest first.

    Only what the actor may give themselves; empty for whoever may give none.
    """
    become(by.viewer, by.partnership)
    found = models.RoleOffer.objects.filter(
        partnership__slug=by.partnership, by_organisation_id=by.organisation
    ).select_related("organisation", "partnership")
    shown = [row for row in found.order_by("-offered_at") if may_give(by, row.organisation_id)]
    limits = again_from(by=by, emails=[row.email for row in shown])
    return tuple(replace(RoleOffered.of(row), again_from=limits.get(row.email)) for row in shown)


def offer_row(by: Actor, number: int) -> models.RoleOffer:
    """For `application` only, inside a transaction: an offer of the actor's own organisation. Any other is not there."""
    become(by.viewer, by.partnership)
    row = (
        models.RoleOffer.objects.select_for_update(of=("self",))
        .select_related("organisation", "partnership")
        .filter(pk=number, partnership__slug=by.partnership, by_organisation_id=by.organisation)
        .first()
    )
    if row is None or not may_give(by, row.organisation_id):
        raise NotFound("There is no such offer, or it was taken up or withdrawn already.")
    return row


def role_offered(*, by: Actor, token: str) -> RoleOffered:
    """What the link offers to whoever is signed in. `NotFound`, with one sentence for every reason it is not theirs."""
    try:
        number, turn = signing.loads(token, salt=_SALT, max_age=timedelta(days=settings.ENVIRONMENT.invitation_days))
    except (signing.BadSignature, TypeError, ValueError) as problem:
        raise NotFound(_OVER) from problem
    person = models.Person.objects.filter(code=by.person, is_active=True).first()
    with as_the_system():  # who is asked acts for another organisation still: the signature and their address let them
        row = (
            models.RoleOffer.objects.filter(pk=number, turn=turn, expires_at__gt=timezone.now())
            .select_related("organisation", "partnership")
            .first()
        )
    if row is None or person is None or person.email != row.email or not _still_may(row, person):
        raise NotFound(_OVER)
    return RoleOffered.of(row)


def may_give(actor: Actor, organisation: str) -> bool:
    """May the actor give a role for the organisation? For another than their own, only who may bring one in."""
    return may(actor, "role.give" if organisation == actor.organisation else "membership.change")


def _giver_may(row: models.RoleOffer) -> bool:
    try:
        giver = actor_for(person=row.offered_by, organisation=row.by_organisation_id, partnership=row.partnership.slug)
    except NotFound:
        return False
    return may_give(giver, row.organisation_id)


def _still_may(row: models.RoleOffer, person: models.Person) -> bool:
    """May the giver still give it, and does the organisation still belong?

    For another organisation than the giver's own: only to somebody who acts for that already, and only until somebody of
    it may give roles here. From then on it alone says who acts for it.
    """
    if not (_giver_may(row) and _belongs(row)):
        return False
    if row.by_organisation_id == row.organisation_id:
        return True
    return acts_for(person, row.organisation_id) and not _gives_roles_itself(row)


def _belongs(row: models.RoleOffer) -> bool:
    """Its membership has not ended; it may be one that begins later."""
    members = models.Membership.objects.filter(partnership=row.partnership, organisation=row.organisation)
    return members.filter(Q(to_date=None) | Q(to_date__gt=timezone.localdate())).exists()


def _gives_roles_itself(row: models.RoleOffer) -> bool:
    held = models.RoleHolding.objects.filter(
        models.in_force(timezone.localdate()),
        partnership=row.partnership,
        organisation=row.organisation,
        person__is_active=True,
    )
    place = models.Membership.objects.get(partnership=row.partnership, organisation=row.organisation).role
    return may(
        Actor(
            "", row.organisation_id, row.partnership.slug, Role(place), frozenset(held.values_list("role", flat=True))
        ),
        "role.give",
    )


def acts_for(person: models.Person, organisation: str) -> bool:
    """Is the account the organisation's own, or does the person act for it today in any partnership?"""
    held = person.roles.filter(models.in_force(timezone.localdate()), organisation_id=organisation)
    return person.home_id == organisation or held.exists()
