"""Partnerships, who belongs to them, and as whom a person may act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from concordat.application.actor import OPERATOR, OPERATOR_CALLED, Actor
from concordat.application.errors import NotFound
from concordat.data.records import models
from concordat.data.records.models.fact import roles_elsewhere
from concordat.domain.kernel.organisations import Organisation, OrganisationKind, Role

ROLES_IN_WORDS = {
    Role.LEAD: "the lead",
    Role.FULL_PARTNER: "a full partner",
    Role.CLIENT_COUNCIL: "a client council",
    Role.CONTRACTOR: "the contractor",
    Role.OBSERVER: "an observer",
}


@dataclass(frozen=True, slots=True)
class PartnershipSeen:
    slug: str
    title: str
    illustrative: bool
    purpose: str
    role: str

    @property
    def role_in_words(self) -> str:
        return ROLES_IN_WORDS[Role(self.role)]


@dataclass(frozen=True, slots=True)
class MemberSeen:
    organisation: str
    name: str
    kind: str
    role: Role
    people: tuple[tuple[str, str], ...]  # (name, duty): only of the viewer's own organisation
    from_date: date | None = None
    to_date: date | None = None
    notice_months: int | None = None

    @property
    def role_in_words(self) -> str:
        return ROLES_IN_WORDS[self.role].capitalize()


def partnership_row(slug: str) -> models.Partnership:
    """For `application` only: the partnership's record. Raises `NotFound`."""
    found = models.Partnership.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such partnership.")
    return found


def organisations_of(person: str) -> tuple[Organisation, ...]:
    """The organisations a person may act for, by name: where they hold a role today, and the one their account is of."""
    held = models.RoleHolding.objects.filter(models.in_force(timezone.localdate()), person__code=person)
    home = models.Person.objects.filter(code=person).values("home_id")
    found = models.Organisation.objects.filter(Q(pk__in=held.values("organisation_id")) | Q(pk__in=home)).order_by(
        "name"
    )
    return tuple(Organisation(row.id, row.name, OrganisationKind(row.kind), row.ons_code) for row in found)


def partnerships_of(*, person: str, organisation: str) -> tuple[PartnershipSeen, ...]:
    """What the person sees on their home page, acting for the organisation: where they hold a role and it belongs, today."""
    today = models.in_force(timezone.localdate())
    held = models.RoleHolding.objects.filter(today, person__code=person, organisation_id=organisation)
    found = (
        models.Membership.objects.filter(
            today, organisation_id=organisation, partnership__in=held.values("partnership_id")
        )
        .select_related("partnership")
        .order_by("partnership__title")
    )
    return tuple(
        PartnershipSeen(
            row.partnership.slug,
            row.partnership.title,
            bool(row.partnership.header.get("illustrative")),
            str(row.partnership.header.get("purpose", "")),
            row.role,
        )
        for row in found
    )


def actor_for(*, person: str, organisation: str, partnership: str) -> Actor:
    """The person acting for the organisation in the partnership. `NotFound` unless they hold a role there today."""
    today = models.in_force(timezone.localdate())
    duties = models.RoleHolding.objects.filter(
        today,
        person__code=person,
        organisation_id=organisation,
        partnership__slug=partnership,
        person__is_active=True,
    ).values_list("role", flat=True)
    membership = models.Membership.objects.filter(
        today, organisation_id=organisation, partnership__slug=partnership
    ).first()
    held = frozenset(duties)
    if not held or membership is None:
        raise NotFound("There is no such partnership.")
    return Actor(person, organisation, partnership, Role(membership.role), held)


def acts_for_several(by: Actor) -> bool:
    """Does the person act today for another organisation of the partnership too? Then no mandate is theirs to read."""
    return roles_elsewhere(by.viewer, partnership=by.partnership).exists()


def title_of(by: Actor) -> str:
    return partnership_row(by.partnership).title


def contractor_of(slug: str) -> str:
    """The organisation that is or was the contractor of the partnership; empty where none ever was."""
    found = models.Membership.objects.filter(partnership__slug=slug, role=Role.CONTRACTOR).first()
    return found.organisation_id if found is not None else ""


def members_of(by: Actor) -> tuple[MemberSeen, ...]:
    """Every organisation in the partnership; people by name only for the viewer's own organisation."""
    memberships = list(
        models.Membership.objects.filter(partnership__slug=by.partnership)
        .select_related("organisation")
        .order_by("organisation__name")
    )
    own = models.RoleHolding.objects.filter(
        models.in_force(timezone.localdate()),
        partnership__slug=by.partnership,
        organisation_id=by.organisation,
        person__is_active=True,
    )
    people = tuple((row.person.name, row.role) for row in own.select_related("person").order_by("person__name"))
    return tuple(
        MemberSeen(
            row.organisation_id,
            row.organisation.name,
            row.organisation.kind,
            Role(row.role),
            people if row.organisation_id == by.organisation else (),
            row.from_date,
            row.to_date,
            row.notice_months,
        )
        for row in memberships
    )


def organisation_names(by: Actor) -> dict[str, str]:
    """Identifier → name of every organisation at the table."""
    found = models.Membership.objects.filter(partnership__slug=by.partnership).select_related("organisation")
    return {row.organisation_id: row.organisation.name for row in found}


def known_organisations() -> tuple[Organisation, ...]:
    """Every organisation the service knows, by name: which there are is no secret."""
    found = models.Organisation.objects.order_by("name")
    return tuple(Organisation(row.id, row.name, OrganisationKind(row.kind), row.ons_code) for row in found)


def people_named(acts: Iterable[tuple[str, str]], *, by: Actor) -> dict[tuple[str, str], str]:
    """Of acts, each a person's code and the organisation they acted for, those whose person the actor is told by name.

    The one rule of who sees people: somebody who acted for one's own organisation, and whoever runs the service. Of
    everybody else the organisation alone is told, neither name nor code: such an act is not among the answers.
    """
    asked = set(acts)
    own = {code for code, organisation in asked if organisation == by.organisation}
    found = models.Person.objects.filter(code__in=own, roles__organisation_id=by.organisation).distinct() if own else ()
    names = {person.code: person.name for person in found}
    told = {act: names[act[0]] for act in asked if act[1] == by.organisation and act[0] in names}
    return told | {act: OPERATOR_CALLED for act in asked if act[0] == OPERATOR}
