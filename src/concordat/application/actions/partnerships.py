"""Partnerships, their members and who holds which role."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, partnership_chain, record
from concordat.application.errors import NotAccepted, NotFound
from concordat.application.permissions import DUTIES, require
from concordat.application.queries.partnerships import partnership_row
from concordat.data.records import models
from concordat.domain.kernel.findings import Where, error
from concordat.domain.kernel.organisations import Role


@transaction.atomic
def start_partnership(
    *, by: Actor, title: str, name: str = "", header: Mapping[str, Any] | None = None, header_text: str = ""
) -> Actor:
    """Start a partnership led by the actor's organisation; the actor becomes its programme manager.

    Returns the actor as they now stand in it. Raises `NotAccepted` where the title is empty or the name is taken.
    """
    slug = slugify(name or title)[:80]
    if not title.strip() or not slug:
        raise NotAccepted(
            [error(Where(column="Title"), "The review has no title.", "Enter a title.", code="partnership.title")]
        )
    if models.Partnership.objects.filter(slug=slug).exists():
        if name:
            raise NotAccepted(
                [
                    error(
                        Where(column="Title"),
                        f"A partnership called “{slug}” is here already.",
                        "To change that one, bring the file in on its own page. To start another, change “name” in the sheet "
                        "or file case.toml.",
                        code="partnership.taken",
                    )
                ]
            )
        slug = _free(slug)
    partnership = models.Partnership.objects.create(
        slug=slug, title=title.strip(), header=dict(header or {}), header_text=header_text, created_at=timezone.now()
    )
    organisation = models.Organisation.objects.filter(pk=by.organisation).first()
    person = models.Person.objects.filter(code=by.person).first()
    if organisation is None or person is None:
        raise NotFound("There is no such person or organisation.")
    models.Membership.objects.create(partnership=partnership, organisation=organisation, role=Role.LEAD)
    models.RoleHolding.objects.create(
        partnership=partnership, organisation=organisation, person=person, role="programme-manager"
    )
    actor = Actor(by.person, by.organisation, slug, Role.LEAD, frozenset({"programme-manager"}))
    record(by=actor, act="partnership.created", about=title, chain=partnership_chain(actor))
    return actor


def _free(slug: str) -> str:
    taken = set(models.Partnership.objects.filter(slug__startswith=slug[:76]).values_list("slug", flat=True))
    return next(name for number in range(2, 10_000) if (name := f"{slug[:76]}-{number}") not in taken)


@transaction.atomic
def add_member(
    *,
    by: Actor,
    organisation: str,
    role: Role,
    from_date: date | None = None,
    to_date: date | None = None,
    notice_months: int | None = None,
    first_person: str = "",
) -> None:
    """Add an organisation to the partnership, or change what it is there, from when to when, with what notice.

    `first_person` is the e-mail address of somebody who acts for it already elsewhere: they bring in their colleagues.
    """
    require(by, "membership.change")
    person = _who_acts_for(organisation, first_person) if first_person.strip() else None
    if not models.Organisation.objects.filter(pk=organisation).exists():
        raise NotFound("There is no organisation with that name.")
    models.Membership.objects.update_or_create(
        partnership=partnership_row(by.partnership),
        organisation_id=organisation,
        defaults={"role": role, "from_date": from_date, "to_date": to_date, "notice_months": notice_months},
    )
    if person is not None:
        duty = (
            "contract-manager"
            if role is Role.CONTRACTOR
            else "member"
            if role is Role.OBSERVER
            else "programme-manager"
        )
        models.RoleHolding.objects.get_or_create(
            partnership=partnership_row(by.partnership), organisation_id=organisation, person=person, role=duty
        )
    record(by=by, act="member.added", about=f"{organisation} as {role.value}", chain=partnership_chain(by))


def _who_acts_for(organisation: str, email: str) -> models.Person:
    """Somebody who acts for the organisation already; nobody can name themselves as another body's person."""
    found = models.Person.objects.filter(
        email=email.strip().lower(), is_active=True, roles__organisation_id=organisation
    ).first()
    if found is None:
        raise NotFound("Nobody with that address acts for that organisation. Ask it, or your administrator.")
    return found


@transaction.atomic
def give_role(*, by: Actor, email: str, duty: str) -> None:
    """Let a person act for the actor's own organisation in the partnership, in a role. They must have an account."""
    require(by, "role.give")
    found = models.Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None or duty not in DUTIES:
        raise NotFound("Nobody with that address has an account. Ask your administrator to invite them first.")
    models.RoleHolding.objects.get_or_create(
        partnership=partnership_row(by.partnership), organisation_id=by.organisation, person=found, role=duty
    )
    record(by=by, act="role.given", about=f"{DUTIES[duty]} to {found.code}", chain=organisation_chain(by))
