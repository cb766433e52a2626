"""Roles that people hold for one organisation: shown to who acts for it, ended by who holds one or administers its accounts.

A role belongs to the organisation that it is held for. To everybody of another one, the lead of the partnership among
them, it is not there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.permissions import DUTIES, Permission, allowed_with
from concordat.application.queries.accounts import administrator_row, is_administrator
from concordat.data.records import models
from concordat.domain.kernel.organisations import Role
from concordat.presentation.words import listed


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """`number` names it. `until` is the first day without it; None where no end is set. `may_end` says whether the asker may."""

    number: int
    person: str
    name: str
    partnership: str
    partnership_title: str
    organisation_name: str
    duty: str
    until: date | None
    own: bool
    may_end: bool

    @property
    def in_words(self) -> str:
        return DUTIES.get(self.duty, self.duty)


@dataclass(frozen=True, slots=True)
class Ending:
    """What follows from the end of a role: what the person may no longer do, which roles stay, and why it cannot be yet."""

    role: RoleHeld
    loses: tuple[str, ...]
    stays: tuple[str, ...]
    not_yet: str


def colleagues_of(by: Actor) -> tuple[RoleHeld, ...]:
    """Who acts for the actor's organisation in the partnership today, in which role: a line for each role, by name."""
    found = _held(by).filter(partnership__slug=by.partnership, person__is_active=True)
    return _seen(by, found.order_by("person__name", "role"))


def roles_given(by: Actor, *, person: str = "") -> tuple[RoleHeld, ...]:
    """For an administrator of accounts: what people with an open account hold for their organisation, or what one person does."""
    administrator_row(by)
    found = _held(by).filter(person__code=person) if person else _held(by).filter(person__is_active=True)
    return _seen(by, found.order_by("person__name", "partnership__title", "role"))


def ending_of(by: Actor, number: int) -> Ending:
    """What ending the role at once would mean. `NotFound` unless the actor may end it."""
    row = role_row(by, number)
    (role,) = _seen(by, [row])
    rest = _held(by).filter(partnership=row.partnership, person=row.person).exclude(pk=row.pk)
    duties = frozenset(rest.values_list("role", flat=True))
    place = _place_of(row)
    kept = allowed_with(place, duties)
    lost = [one for one in allowed_with(place, duties | {row.role}) if one not in kept] if place else []
    return Ending(
        role,
        tuple(one.in_words for one in lost),
        tuple(sorted(DUTIES.get(duty, duty) for duty in duties)),
        in_the_way(row, day=timezone.localdate()),
    )


def role_row(by: Actor, number: int) -> models.RoleHolding:
    """For `application` only: a role that holds today and that the actor may end. Any other is not there."""
    row = _held(by).filter(pk=number).first()
    if row is None or not (row.person.code == by.person or is_administrator(by)):
        raise NotFound("There is no such role, or it has ended already.")
    return row


def in_the_way(row: models.RoleHolding, *, day: date) -> str:
    """What must be done before this role ends on the day, in a sentence; empty where nothing stands in the way."""
    permission = _needed(row, _successors(row, day).exclude(pk=row.pk)) if row.person.is_active else None
    return f"Without this role nobody{_first_do(row, permission)} Then end this one." if permission else ""


def left_without(by: Actor, person: str) -> tuple[str, ...]:
    """For an administrator about to close the person's account: where nobody else may do what somebody always must."""
    administrator_row(by)
    today, found = timezone.localdate(), []
    for row in _held(by).filter(person__code=person, person__is_active=True).order_by("partnership__title", "pk"):
        permission = _needed(row, _successors(row, today).exclude(person=row.person))
        if permission is not None:
            found.append(f"In “{row.partnership.title}” nobody else{_first_do(row, permission)}")
    return tuple(dict.fromkeys(found))


def _successors(row: models.RoleHolding, day: date) -> QuerySet[models.RoleHolding]:
    """Who of the same organisation holds a role on the day with no end set, with an account that is open."""
    return models.RoleHolding.objects.filter(
        models.in_force(day),
        partnership=row.partnership,
        organisation=row.organisation,
        person__is_active=True,
        to_date=None,
    )


def _needed(row: models.RoleHolding, others: QuerySet[models.RoleHolding]) -> Permission | None:
    """What the role lets somebody do that nobody of the others may, where there must always be somebody for it."""
    place, duties = _place_of(row), frozenset(others.values_list("role", flat=True))
    for permission in allowed_with(place, frozenset({row.role})):
        if place in permission.never_nobody and not permission.duties & duties:
            return permission
    return None


def _first_do(row: models.RoleHolding, permission: Permission) -> str:
    roles = listed([DUTIES[duty].lower() for duty in DUTIES if duty in permission.duties], word="or")
    return (
        f" of {row.organisation.name} could {permission.could}. First let somebody else be {roles}, with no end set: "
        "on “Who belongs”."
    )


def _place_of(row: models.RoleHolding) -> Role | None:
    """What the organisation is in the partnership today; None where it does not belong."""
    found = models.Membership.objects.filter(
        models.in_force(timezone.localdate()), partnership=row.partnership, organisation=row.organisation
    ).first()
    return Role(found.role) if found else None


def _held(by: Actor) -> QuerySet[models.RoleHolding]:
    """What is held for the actor's organisation today. Who may see which of it is for the caller to say."""
    return models.RoleHolding.objects.filter(
        models.in_force(timezone.localdate()), organisation_id=by.organisation
    ).select_related("person", "partnership", "organisation")


def _seen(by: Actor, rows: Iterable[models.RoleHolding]) -> tuple[RoleHeld, ...]:
    every = is_administrator(by)
    return tuple(
        RoleHeld(
            row.pk,
            row.person.code,
            row.person.name,
            row.partnership.slug,
            row.partnership.title,
            row.organisation.name,
            row.role,
            row.to_date,
            row.person.code == by.person,
            every or row.person.code == by.person,
        )
        for row in rows
    )
