"""Who belongs, as what and until when: another partner adds an organisation, the lead alone changes one that belongs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from concordat.application import actions
from concordat.application.errors import NotAccepted
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.organisations import Role
from tests.people import Table

pytestmark = pytest.mark.django_db


def roles() -> dict[str, str]:
    return dict(models.Membership.objects.values_list("organisation_id", "role"))


@pytest.mark.parametrize("by", ["east", "west"])
@pytest.mark.parametrize("organisation", ["northmoor-test", "eastvale-test", "westbeck-test", "kerb-and-co-test"])
def test_a_partner_changes_no_organisation_that_belongs_its_own_neither(
    table: Table, by: str, organisation: str
) -> None:
    """A partner could otherwise put another out, or let an observer read what partners read."""
    before = roles()
    for role in (Role.OBSERVER, Role.FULL_PARTNER, Role(before[organisation])):
        with pytest.raises(NotAccepted, match=r"belongs already|Only the lead"):
            actions.add_member(by=getattr(table, by), organisation=organisation, role=role)
    assert roles() == before


def test_a_partner_adds_an_organisation_and_not_as_the_lead(table: Table) -> None:
    with pytest.raises(NotAccepted, match="Only the lead"):
        actions.add_member(by=table.east, organisation="farfield-test", role=Role.LEAD)
    actions.add_member(by=table.east, organisation="farfield-test", role=Role.OBSERVER)
    assert roles()["farfield-test"] == "observer"


def test_one_that_left_comes_back_through_the_lead_alone(table: Table) -> None:
    models.Membership.objects.filter(organisation="westbeck-test").update(to_date=timezone.localdate())
    with pytest.raises(NotAccepted):
        actions.add_member(by=table.east, organisation="westbeck-test", role=Role.CLIENT_COUNCIL)
    actions.add_member(by=table.north, organisation="westbeck-test", role=Role.CLIENT_COUNCIL)
    assert models.Membership.objects.get(organisation="westbeck-test").to_date is None


def test_there_is_always_a_lead_and_it_hands_over(table: Table) -> None:
    day = timezone.localdate() + timedelta(30)
    for change in ({"role": Role.FULL_PARTNER}, {"role": Role.LEAD, "to_date": day}):
        with pytest.raises(NotAccepted, match="always has a lead"):
            actions.add_member(by=table.north, organisation="northmoor-test", **change)  # type: ignore[arg-type]
    actions.add_member(by=table.north, organisation="eastvale-test", role=Role.LEAD)
    actions.add_member(by=table.north, organisation="northmoor-test", role=Role.FULL_PARTNER)
    assert (roles()["northmoor-test"], roles()["eastvale-test"]) == ("full-partner", "lead")


@pytest.mark.parametrize("organisation", ["northmoor-test", "westbeck-test"], ids=["the lead", "another"])
def test_a_partner_asks_the_first_person_of_one_that_belongs_and_changes_nothing_of_it(
    table: Table, organisation: str
) -> None:
    """The way back for an organisation of which nobody is left, the lead itself among them."""
    day = timezone.localdate() + timedelta(400)
    models.Membership.objects.filter(organisation=organisation).update(to_date=day, notice_months=6)
    role = Role(roles()[organisation])
    offered = actions.add_member(by=table.east, organisation=organisation, role=role, first_person="jo@test.example")
    assert offered is not None
    assert offered.duty == "programme-manager"
    held = models.Membership.objects.get(organisation=organisation)
    assert (held.role, held.to_date, held.notice_months) == (role.value, day, 6)
    with as_the_system():
        assert not models.AuditEntry.objects.filter(act="member.added").exists()
    for change in ({"role": Role.FULL_PARTNER if role is Role.LEAD else Role.OBSERVER}, {"role": role, "to_date": day}):
        with pytest.raises(NotAccepted):
            actions.add_member(
                by=table.east,
                organisation=organisation,
                first_person="jo@test.example",
                **change,  # type: ignore[arg-type]
            )
