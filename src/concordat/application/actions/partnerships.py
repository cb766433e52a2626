"""Partnerships, their members and who holds which role."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from concordat.application.actions.role_offers import offer_role
from concordat.application.actions.roles import hold
from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, partnership_chain, record, take_turn
from concordat.application.errors import NotAccepted, NotFound
from concordat.application.permissions import DUTIES, require
from concordat.application.queries.partnerships import partnership_row
from concordat.application.queries.roles_offered import RoleOffered, acts_for
from concordat.data.records import models
from concordat.data.records.row_security import become
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
) -> RoleOffered | None:
    """Add an organisation to the partnership, or change what it is there, from when to when, with what notice.

    The entry of one that belongs already is changed by the lead alone. There is always a lead.
    `first_person` is the address of somebody who acts for it already elsewhere, and who brings in their colleagues: they
    are offered a role by letter, and whether there is such a person is told to nobody. Any partner may do that for one that
    belongs already, too, whose entry stays as it is: the way back for an organisation of which nobody is left.
    """
    require(by, "membership.change")
    if not models.Organisation.objects.filter(pk=organisation).exists():
        raise NotFound("There is no organisation with that name.")
    take_turn(organisation_chain(by))  # before the partnership's, in this order everywhere
    take_turn(partnership_chain(by))
    held = models.Membership.objects.filter(partnership__slug=by.partnership, organisation=organisation).first()
    says_nothing_new = held is not None and role == held.role and not (from_date or to_date or notice_months)
    if not (first_person.strip() and says_nothing_new):
        _keep_it_the_leads(by, held, role, to_date)
        if role is Role.CONTRACTOR:
            _keep_to_one_contractor(by, organisation)
        models.Membership.objects.update_or_create(
            partnership=partnership_row(by.partnership),
            organisation_id=organisation,
            defaults={"role": role, "from_date": from_date, "to_date": to_date, "notice_months": notice_months},
        )
        record(by=by, act="member.added", about=f"{organisation} as {role.value}", chain=partnership_chain(by))
    if not first_person.strip():
        return None
    return offer_role(by=by, organisation=organisation, email=first_person, duty=_FIRST.get(role, "programme-manager"))


def _keep_it_the_leads(by: Actor, held: models.Membership | None, role: Role, to_date: date | None) -> None:
    """What an organisation is here, and until when, is changed by the lead alone, and there is always a lead."""
    if by.role is not Role.LEAD and role is Role.LEAD:
        raise _not_yours("Only the lead makes another organisation the lead.", "Ask the lead.")
    if by.role is not Role.LEAD and held is not None:
        raise _not_yours("It belongs already.", "The lead changes its entry. To leave, give notice under Proposals.")
    if held is None or held.role != Role.LEAD or (role is Role.LEAD and to_date is None):
        return
    others = models.Membership.objects.filter(
        models.in_force(timezone.localdate()), partnership=held.partnership, role=Role.LEAD, to_date=None
    )
    if not others.exclude(pk=held.pk).exists():
        raise _not_yours("A partnership always has a lead.", "Make another organisation the lead first.")


def _not_yours(message: str, fix: str) -> NotAccepted:
    return NotAccepted([error(Where(column="Role"), message, fix, code="member.not-yours")])


def _keep_to_one_contractor(by: Actor, organisation: str) -> None:
    """What is shared with the contractor, prices and statements among it, is shared with whoever has that role."""
    before = models.Membership.objects.filter(partnership__slug=by.partnership, role=Role.CONTRACTOR)
    if before.exclude(organisation=organisation).exists():
        raise NotAccepted(
            [
                error(
                    Where(column="Role"),
                    "Another organisation is or was the contractor here. The two would read each other's prices and statements.",
                    "Start a partnership of its own for the other contract.",
                    code="member.contractor",
                )
            ]
        )


_FIRST = {Role.CONTRACTOR: "contract-manager", Role.OBSERVER: "member"}


@transaction.atomic
def give_role(*, by: Actor, email: str, duty: str) -> RoleOffered | None:
    """Let a person act for the actor's own organisation in the partnership, in a role.

    Its own people have the role at once (None comes back). Anybody else is offered it by letter and takes it up for
    themselves: the answer is the same whether or not the address has an account, so that nobody can ask for that.
    """
    require(by, "role.give")
    if duty not in DUTIES:
        raise NotFound("There is no such role.")
    found = models.Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None or not acts_for(found, by.organisation):
        return offer_role(by=by, organisation=by.organisation, email=email, duty=duty)
    hold(found, by.partnership, by.organisation, duty)
    become(by.viewer, by.partnership)
    models.RoleOffer.objects.filter(  # it waited for somebody who became one of its own people since
        partnership__slug=by.partnership, organisation_id=by.organisation, by_organisation_id=by.organisation,
        email=found.email, duty=duty,
    ).delete()  # fmt: skip
    record(
        by=by,
        act="role.given",
        about=f"{DUTIES[duty]} to {found.code}",
        chain=organisation_chain(by),
        details={"person": found.code},
    )
    return None
