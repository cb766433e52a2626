"""A role that somebody holds: from when, and to when. What they did under it stays under their name."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record, take_turn
from concordat.application.errors import NotAccepted, NotFound, NotNow
from concordat.application.permissions import DUTIES
from concordat.application.queries.partnerships import partnership_row
from concordat.application.queries.roles_held import RoleHeld, ending_of, in_the_way, role_row
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.findings import Where, error
from concordat.presentation.words import date_in_words


def hold(person: models.Person, partnership: str, organisation: str, duty: str) -> None:
    """For `application.actions` only: the person holds the duty from now on, whatever end was set before."""
    with as_the_system():  # who takes up a role is not yet of the organisation; the caller saw that they may
        models.RoleHolding.objects.update_or_create(
            partnership=partnership_row(partnership),
            organisation_id=organisation,
            person=person,
            role=duty,
            defaults={"from_date": None, "to_date": None},
        )


@transaction.atomic
def end_role(*, by: Actor, number: int, day: date | None = None) -> RoleHeld:
    """End one role in one partnership: at once, or from a day that is still to come.

    By whoever holds it, or an administrator of accounts of the organisation that it is held for. `NotNow` says what must
    be done first where nobody would be left who may do what somebody always must.
    """
    take_turn(organisation_chain(by))  # of two people who end each other's roles, the second sees what the first did
    row = role_row(by, number)
    today = timezone.localdate()
    first_without = day or today
    _require_to_come(first_without, today, row.to_date)
    if problem := in_the_way(row, day=first_without):
        raise NotNow(problem)
    ended = ending_of(by, number).role
    become(by.viewer, row.partnership.slug)
    if not models.RoleHolding.objects.filter(pk=row.pk).update(to_date=first_without):
        raise NotFound("There is no such role, or it has ended already.")
    with as_the_system():  # whoever offered it: what was ended is not to be taken up again by a letter that waits
        models.RoleOffer.objects.filter(
            partnership=row.partnership, organisation=row.organisation, email=row.person.email, duty=row.role
        ).delete()
    record(
        by=Actor(by.person, by.organisation, row.partnership.slug),
        act="role.ended",
        about=f"{DUTIES.get(row.role, row.role)} of {row.person.code}, from {date_in_words(first_without)}",
        chain=organisation_chain(by),
        details={"person": row.person.code, "duty": row.role, "from": first_without.isoformat()},
    )
    return ended


def _require_to_come(day: date, today: date, set_already: date | None) -> None:
    if day < today:
        raise _not_accepted("That day is past.", "Leave the day empty to end the role at once.", "past")
    if set_already is not None and day > set_already:
        raise _not_accepted(
            f"It ends on {date_in_words(set_already)} already.",
            "Choose an earlier day. To let it last longer, the role is given again on “Who belongs”.",
            "later",
        )


def _not_accepted(message: str, fix: str, code: str) -> NotAccepted:
    return NotAccepted([error(Where(column="day"), message, fix, code=f"role.{code}")])
