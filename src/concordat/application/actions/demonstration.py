"""The demonstration: every example as a partnership, with made-up people who can sign in. Never in production."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import tomlkit
from django.contrib.auth.hashers import make_password
from django.db import transaction

from concordat.application.actions.cases import start_partnership_from_case
from concordat.application.actions.jobs import ask_for
from concordat.application.actor import Actor
from concordat.application.errors import NotDone
from concordat.application.permissions import DUTIES
from concordat.application.queries.demonstration import PASSWORD
from concordat.application.queries.evidence import evidence_folder
from concordat.application.queries.partnerships import actor_for
from concordat.data.events.made_up import KIND, recipe_of
from concordat.data.records import models
from concordat.data.records.models import JobState
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.organisations import OrganisationKind, Role

MADE_UP_RECORDS = "made-up-records"  # the kind of job
_USUAL_DUTIES = ("programme-manager", "section-151", "scorer", "member")
_CONTRACTORS_DUTIES = ("contract-manager",)
_OBSERVERS_DUTIES = ("member",)
_ADMINISTRATORS = ("programme-manager", "contract-manager")  # of the accounts of their own organisation


@dataclass(frozen=True, slots=True)
class _Seat:
    organisation: str
    role: Role
    duties: tuple[str, ...]
    from_date: date | None = None
    to_date: date | None = None
    notice_months: int | None = None


@transaction.atomic
def build_demonstration(*, cases: Sequence[Case]) -> None:
    """Put every case in, each as its own partnership. The people's names say that they are made up."""
    password = make_password(PASSWORD)  # once: hashing is slow on purpose
    for case in cases:
        seats = _seats(case)
        for seat in seats:
            _organisation(case, seat.organisation)
        lead = next((seat for seat in seats if seat.role is Role.LEAD), seats[0])
        starter = _person(lead.organisation, lead.duties[0], password)
        actor = start_partnership_from_case(by=Actor(starter.code, lead.organisation), case=case)
        for seat in seats:
            _sit_at_the_table(seat, actor.partnership, password)
        _answer_to_several(case, actor.partnership, password)


def ask_for_made_up_records() -> None:
    """Have each example's job records made up beside the pages, by the person whom its recipe names, where none are yet."""
    with as_the_system():
        standing = models.Job.objects.filter(kind=MADE_UP_RECORDS, state__in=(JobState.WAITING, JobState.RUNNING))
        asked = set(standing.values_list("partnership__slug", flat=True))
        versions = models.DocumentVersion.objects.filter(kind=KIND).order_by("version")
        recipes = dict(versions.values_list("partnership__slug", "text"))
    for slug, text in recipes.items():
        if slug in asked or (evidence_folder() / slug).is_dir():
            continue
        recipe = recipe_of(tomlkit.parse(text))
        person = f"{recipe.organisation}.{recipe.by}"
        try:
            by = actor_for(person=person, organisation=recipe.organisation, partnership=slug)
            ask_for(by=by, kind=MADE_UP_RECORDS, audience=PARTNERS_AND_CONTRACTOR)
        except NotDone:
            continue  # an example of one's own may name a sender who has no seat: its first reader waits for the records


def _seats(case: Case) -> list[_Seat]:
    """Who sits at the table: the case's own memberships, or whoever owns its rows, the first as lead."""
    holders: dict[str, list[str]] = {}
    for row in [found for found in case.rows("role_holders") if found.get("partner")]:
        holders.setdefault(str(row.values["partner"]), []).append(str(row.values["duty"]))
    rows = {str(row.values["partner"]): row for row in case.rows("memberships")}
    members = [(partner, Role(str(row.values["role"]))) for partner, row in rows.items()]
    if not members:
        named = [fact.organisation for fact in case.facts] + [document.organisation for document in case.documents]
        owners = dict.fromkeys(name for name in named if name)
        members = [
            (owner, Role.FULL_PARTNER if place else Role.LEAD) for place, owner in enumerate(owners or ["example"])
        ]
    return [
        _Seat(organisation, role, _duties(role, holders.get(organisation, ())), **_terms(rows.get(organisation)))
        for organisation, role in members
    ]


def _terms(row: Fact | None) -> dict[str, Any]:
    """From when to when it belongs, and with what notice."""
    return {} if row is None else {name: row.get(name) for name in ("from_date", "to_date", "notice_months")}


def _answer_to_several(case: Case, partnership: str, password: str) -> None:
    """A manager who answers to several organisations acts for each of them, and chooses for whom."""
    found = models.Partnership.objects.get(slug=partnership)
    members = set(found.memberships.values_list("organisation_id", flat=True))
    for post in case.rows("role_holders"):
        served = [one for one in post.get("answers_to", ()) if one in members]
        duty = str(post.get("duty"))
        if len(served) < 2 or duty not in DUTIES:
            continue
        home = str(post.get("partner") or "")
        person, _ = models.Person.objects.get_or_create(
            email=f"{post.id}@{home or partnership}.example",
            defaults={
                "name": f"{post.get('title')} (made up)",
                "password": password,
                "made_up": True,
                "code": f"{partnership}.{post.id}"[:40],
                "home_id": home if home in members else served[0],
            },
        )
        for organisation in served:
            models.RoleHolding.objects.get_or_create(
                partnership=found, organisation_id=organisation, person=person, role=duty
            )


def _duties(role: Role, named: Iterable[str]) -> tuple[str, ...]:
    usual = {Role.CONTRACTOR: _CONTRACTORS_DUTIES, Role.OBSERVER: _OBSERVERS_DUTIES}.get(role, _USUAL_DUTIES)
    return tuple(dict.fromkeys([*usual, *(duty for duty in named if duty in DUTIES)]))


def _organisation(case: Case, identifier: str) -> None:
    said = case.row("organisations", identifier)
    values = said.values if said is not None else {}
    models.Organisation.objects.get_or_create(
        id=identifier,
        defaults={
            "name": str(values.get("name") or identifier.replace("-", " ").title()),
            "kind": str(values.get("kind") or OrganisationKind.OTHER.value),
            "ons_code": str(values.get("ons_code") or ""),
        },
    )


def _person(organisation: str, duty: str, password: str) -> models.Person:
    name = models.Organisation.objects.get(pk=organisation).name
    person, _ = models.Person.objects.get_or_create(
        email=f"{duty}@{organisation}.example",
        defaults={
            "name": f"{DUTIES[duty]}, {name} (made up)",
            "password": password,
            "made_up": True,
            "code": f"{organisation}.{duty}"[:40],
            "home_id": organisation,
            "administrator": duty in _ADMINISTRATORS,
        },
    )
    return person


def _sit_at_the_table(seat: _Seat, partnership: str, password: str) -> None:
    found = models.Partnership.objects.get(slug=partnership)
    models.Membership.objects.update_or_create(
        partnership=found,
        organisation_id=seat.organisation,
        defaults={
            "role": seat.role,
            "from_date": seat.from_date,
            "to_date": seat.to_date,
            "notice_months": seat.notice_months,
        },
    )
    for duty in seat.duties:
        models.RoleHolding.objects.get_or_create(
            partnership=found,
            organisation_id=seat.organisation,
            person=_person(seat.organisation, duty, password),
            role=duty,
        )
