"""Roles offered by letter: offer, send again, withdraw, take up. The trail names an offer by its number, never its address.

What goes into a letter comes back as a value, because a letter is sent only when its act is done. Each act takes the turn of
the organisation's chain before it locks an offer: two at once wait for one another and never for each other.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from concordat.application.actions.roles import hold
from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record, take_turn
from concordat.application.errors import NotFound
from concordat.application.letter_limit import count_letter
from concordat.application.permissions import DUTIES, may, require
from concordat.application.queries.partnerships import partnership_row
from concordat.application.queries.roles_offered import RoleOffered, may_give, offer_row, role_offered
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system, become


@transaction.atomic
def offer_role(*, by: Actor, organisation: str, email: str, duty: str) -> RoleOffered:
    """Offer a duty to an address. Where the same one waits already it is sent again, and the earlier link is void.

    `NotNow` where the organisation has written to the address too often; it says when it may again.
    """
    if not may_give(by, organisation):
        require(by, "role.give" if organisation == by.organisation else "membership.change")
    if duty not in DUTIES:
        raise NotFound("There is no such role.")
    count_letter(by=by, email=email)
    become(by.viewer, by.partnership)
    now = timezone.now()
    row, is_new = models.RoleOffer.objects.select_for_update(of=("self",)).get_or_create(
        partnership=partnership_row(by.partnership),
        by_organisation_id=by.organisation,
        organisation_id=organisation,
        email=email.strip().lower(),
        duty=duty,
        defaults={"offered_by": by.person, "offered_at": now, "expires_at": now},
    )
    return _send(by, row, turn=1 if is_new else row.turn + 1)


@transaction.atomic
def send_offer_again(*, by: Actor, number: int) -> RoleOffered:
    """A new letter with a new link and a new end, given by the actor; links of earlier letters are void. `NotNow` as above."""
    _require_either(by)
    take_turn(organisation_chain(by))
    row = offer_row(by, number)
    count_letter(by=by, email=row.email)
    return _send(by, row, turn=row.turn + 1)


@transaction.atomic
def withdraw_offer(*, by: Actor, number: int) -> None:
    """Its link stops working at once, and the address is kept no longer."""
    _require_either(by)
    take_turn(organisation_chain(by))
    row = offer_row(by, number)
    about = _about(row)
    row.delete()
    record(by=by, act="role.offer-withdrawn", about=about, chain=organisation_chain(by))


@transaction.atomic
def take_up_role(*, by: Actor, token: str) -> str:
    """The holder of the letter's link takes up what they were offered, once, while who offered it still may.

    Returns the partnership's name.
    """
    take_turn(f"organisation:{role_offered(by=by, token=token).organisation}")
    offer = role_offered(by=by, token=token)  # as it stands now that nobody of the organisation can change it
    with as_the_system():
        gone, _ = models.RoleOffer.objects.filter(pk=offer.number, turn=offer.turn).delete()
    if not gone:
        raise NotFound("This link was used or withdrawn meanwhile.")
    hold(models.Person.objects.get(code=by.person), offer.partnership, offer.organisation, offer.duty)
    actor = Actor(by.person, offer.organisation, offer.partnership)
    record(by=actor, act="role.taken-up", about=DUTIES[offer.duty], chain=organisation_chain(actor))
    return offer.partnership


def _require_either(by: Actor) -> None:
    if not may(by, "membership.change"):
        require(by, "role.give")


def _send(by: Actor, row: models.RoleOffer, *, turn: int) -> RoleOffered:
    row.turn, row.offered_by, row.offered_at = turn, by.person, timezone.now()
    row.expires_at = row.offered_at + timedelta(days=settings.ENVIRONMENT.invitation_days)
    row.save()
    act = "role.offered" if turn == 1 else "role.offered-again"
    record(by=by, act=act, about=_about(row), chain=organisation_chain(by))
    return RoleOffered.of(row)


def _about(row: models.RoleOffer) -> str:
    return f"{DUTIES.get(row.duty, row.duty)}, by letter (offer {row.pk})"
