"""A role offered by letter: the signed link is all that is kept of it, and who holds it shows who they are by signing in."""

from dataclasses import astuple, dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.permissions import DUTIES, may
from concordat.application.queries.partnerships import actor_for
from concordat.data.records import models

_SALT = "concordat.role"
_OVER = (
    "This link has run out, is for another address than the one you are signed in with, or was offered by somebody who may "
    "no longer give it. Ask whoever offered you the role."
)


@dataclass(frozen=True, slots=True)
class RoleOffered:
    """To an address: a duty for an organisation in a partnership. `by` is a person's code, acting for `by_organisation`."""

    email: str
    organisation: str
    partnership: str
    duty: str
    by: str
    by_organisation: str

    @property
    def token(self) -> str:
        return signing.dumps(astuple(self), salt=_SALT)

    @property
    def organisation_name(self) -> str:
        found = models.Organisation.objects.filter(pk=self.organisation).first()
        return found.name if found is not None else self.organisation

    @property
    def in_words(self) -> str:
        return DUTIES[self.duty]


def role_offered(*, by: Actor, token: str) -> RoleOffered:
    """What the link offers to whoever is signed in. `NotFound`, with one sentence for every reason it is not theirs."""
    try:
        offer = RoleOffered(
            *signing.loads(token, salt=_SALT, max_age=timedelta(days=settings.ENVIRONMENT.invitation_days))
        )
    except (signing.BadSignature, TypeError) as problem:
        raise NotFound(_OVER) from problem
    person = models.Person.objects.filter(code=by.person, email=offer.email, is_active=True).first()
    if person is None or not _still_may(offer, person):
        raise NotFound(_OVER)
    return offer


def _still_may(offer: RoleOffered, person: models.Person) -> bool:
    """May the giver still give it? For another organisation than their own, only to somebody who acts for that already."""
    try:
        giver = actor_for(person=offer.by, organisation=offer.by_organisation, partnership=offer.partnership)
    except NotFound:
        return False
    if offer.by_organisation == offer.organisation:
        return may(giver, "role.give")
    return may(giver, "membership.change") and acts_for(person, offer.organisation)


def acts_for(person: models.Person, organisation: str) -> bool:
    """Is the account the organisation's own, or does the person act for it in any partnership?"""
    return person.home_id == organisation or person.roles.filter(organisation_id=organisation).exists()
