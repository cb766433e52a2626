"""One cast for every test: three made-up councils and a made-up contractor in one partnership. None of them exists."""

from dataclasses import dataclass

import pytest

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.queries.partnerships import actor_for
from concordat.domain.kernel.organisations import Role


@dataclass(frozen=True)
class Table:
    """Who sits at the table. Each is an `Actor` in the partnership; `outsider` belongs to none of its organisations."""

    slug: str
    north: Actor  # leads; programme manager and section 151
    east: Actor  # full partner; programme manager
    east_member: Actor  # the same council's councillor: reads, does not write
    west: Actor  # client council
    contractor: Actor
    outsider: Actor


CAST = {
    "north": ("northmoor-test", Role.LEAD, ("programme-manager", "section-151", "monitoring-officer", "scorer")),
    "east": ("eastvale-test", Role.FULL_PARTNER, ("programme-manager", "section-151", "scorer", "monitoring-officer")),
    "east_member": ("eastvale-test", Role.FULL_PARTNER, ("member",)),
    "west": ("westbeck-test", Role.CLIENT_COUNCIL, ("programme-manager", "section-151", "scorer")),
    "contractor": ("kerb-and-co-test", Role.CONTRACTOR, ("contract-manager",)),
}


def sit_at_a_table(slug: str = "roads-test") -> Table:
    """Make the partnership and its people in the test's database."""
    from concordat.data.records import models

    for organisation, role, _ in CAST.values():
        models.Organisation.objects.get_or_create(
            id=organisation,
            defaults={
                "name": organisation.replace("-", " ").title(),
                "kind": "contractor" if role is Role.CONTRACTOR else "district",
            },
        )
    models.Organisation.objects.get_or_create(id="farfield-test", defaults={"name": "Farfield Test", "kind": "county"})
    for name in [*CAST, "outsider"]:
        models.Person.objects.get_or_create(
            code=f"p-{name}",
            defaults={
                "email": f"{name.replace('_', '-')}@test.example",
                "name": f"{name} (made up)",
                "made_up": True,
                "home_id": CAST[name][0] if name in CAST else "farfield-test",
                "administrator": name in {"north", "east", "contractor", "outsider"},
            },
        )
    partnership = models.Partnership.objects.filter(slug=slug).first()
    if partnership is None:
        actions.start_partnership(by=Actor("p-north", "northmoor-test"), title="Roads together (test)", name=slug)
        partnership = models.Partnership.objects.get(slug=slug)
    for name, (organisation, role, duties) in CAST.items():
        models.Membership.objects.get_or_create(
            partnership=partnership, organisation_id=organisation, defaults={"role": role}
        )
        for duty in duties:
            models.RoleHolding.objects.get_or_create(
                person=models.Person.objects.get(code=f"p-{name}"),
                organisation_id=organisation,
                partnership=partnership,
                role=duty,
            )
    seats = {
        name: actor_for(person=f"p-{name}", organisation=organisation, partnership=slug)
        for name, (organisation, _, _) in CAST.items()
    }
    return Table(slug=slug, outsider=Actor("p-outsider", "farfield-test"), **seats)


@pytest.fixture
def table(db: None) -> Table:
    return sit_at_a_table()
