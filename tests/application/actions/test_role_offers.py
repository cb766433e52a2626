"""A role taken up by letter: once, while who offered it may, for an organisation that belongs and does not give roles itself."""

import pytest
from django.utils import timezone

from concordat.application import actions
from concordat.application.actions.accounts import close_account
from concordat.application.actions.role_offers import take_up_role
from concordat.application.actions.roles import end_role
from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.queries.partnerships import actor_for
from concordat.application.queries.roles_offered import RoleOffered, offers_of, role_offered
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.organisations import Role
from tests.people import Table

pytestmark = pytest.mark.django_db
OUTSIDER = Actor("p-outsider", "farfield-test")


def offered_to_outsider(by: Actor, duty: str = "auditor") -> RoleOffered:
    made = actions.give_role(by=by, email="outsider@test.example", duty=duty)
    assert made is not None
    return made


def joins(by: Actor, role: Role = Role.CLIENT_COUNCIL) -> RoleOffered:
    """Farfield joins, and the outsider, whose account is Farfield's, is asked to act for it first."""
    made = actions.add_member(by=by, organisation="farfield-test", role=role, first_person="outsider@test.example")
    assert made is not None
    return made


def a_colleague_of_farfield(duty: str) -> models.Person:
    person = models.Person.objects.create(
        code="p-far", email="far@test.example", name="far (made up)", home_id="farfield-test"
    )
    models.RoleHolding.objects.create(
        person=person,
        organisation_id="farfield-test",
        partnership=models.Partnership.objects.get(slug="roads-test"),
        role=duty,
    )
    return person


def roles_of_outsider() -> set[str]:
    with as_the_system():
        held = models.RoleHolding.objects.filter(models.in_force(timezone.localdate()), person__code="p-outsider")
        return set(held.values_list("role", flat=True))


def test_a_link_is_good_once_even_after_the_role_has_ended_again(table: Table) -> None:
    offered = offered_to_outsider(table.north)
    take_up_role(by=OUTSIDER, token=offered.token)
    held = models.RoleHolding.objects.get(person__code="p-outsider")
    end_role(by=Actor("p-north", "northmoor-test"), number=held.pk)
    with pytest.raises(NotFound, match="was used"):
        take_up_role(by=OUTSIDER, token=offered.token)
    assert roles_of_outsider() == set()


def test_nobody_is_offered_a_role_by_who_lost_the_right_to_give_it(table: Table) -> None:
    offered = offered_to_outsider(table.east)
    for duty in ("programme-manager", "monitoring-officer"):
        end_role(by=table.east, number=models.RoleHolding.objects.get(person__code="p-east", role=duty).pk)
    assert role_offered(by=OUTSIDER, token=offered.token).duty == "auditor", "still section 151 officer"
    with as_the_system():
        models.RoleHolding.objects.filter(person__code="p-east", role="section-151").update(
            to_date=timezone.localdate()
        )
    with pytest.raises(NotFound):
        take_up_role(by=OUTSIDER, token=offered.token)


def test_the_letter_of_a_closed_account_is_void_and_one_to_a_closed_account_too(table: Table) -> None:
    offered = offered_to_outsider(table.contractor)
    models.Person.objects.filter(code="p-outsider").update(is_active=False)
    with pytest.raises(NotFound):
        take_up_role(by=OUTSIDER, token=offered.token)
    models.Person.objects.filter(code="p-outsider").update(is_active=True)
    models.Person.objects.filter(code="p-contractor").update(is_active=False)
    with pytest.raises(NotFound):
        take_up_role(by=OUTSIDER, token=offered.token)
    assert roles_of_outsider() == set()


def test_for_an_organisation_that_no_longer_belongs_nothing_is_taken_up(table: Table) -> None:
    """It would stand there, and count again if it ever came back."""
    offered = joins(table.north)
    actions.add_member(
        by=table.north, organisation="farfield-test", role=Role.CLIENT_COUNCIL, to_date=timezone.localdate()
    )
    with pytest.raises(NotFound):
        take_up_role(by=OUTSIDER, token=offered.token)
    own = offered_to_outsider(table.east)
    models.Membership.objects.filter(organisation="eastvale-test").update(to_date=timezone.localdate())
    with pytest.raises(NotFound):
        take_up_role(by=OUTSIDER, token=own.token)
    assert roles_of_outsider() == set()


def test_who_joins_later_is_taken_up_before(table: Table) -> None:
    made = actions.add_member(
        by=table.north, organisation="farfield-test", role=Role.OBSERVER, first_person="outsider@test.example",
        from_date=timezone.localdate().replace(year=timezone.localdate().year + 1, day=1),
    )  # fmt: skip
    assert made is not None
    take_up_role(by=OUTSIDER, token=made.token)
    with pytest.raises(NotFound):
        actor_for(person="p-outsider", organisation="farfield-test", partnership=table.slug)


def test_once_an_organisation_gives_its_roles_itself_no_other_does(table: Table) -> None:
    """Otherwise a lead could make somebody of a partner's staff its programme manager behind the partner's back."""
    offered = joins(table.north)
    a_colleague_of_farfield("programme-manager")
    with pytest.raises(NotFound):
        take_up_role(by=OUTSIDER, token=offered.token)
    assert all(one.giver_may for one in offers_of(table.north)), "who acts there is not told to the lead"
    assert roles_of_outsider() == set()


def test_somebody_who_gives_no_roles_is_no_bar_and_a_closed_account_is_none(table: Table) -> None:
    offered = joins(table.north)
    person = a_colleague_of_farfield("member")
    assert role_offered(by=OUTSIDER, token=offered.token)
    with as_the_system():
        models.RoleHolding.objects.filter(person=person).update(role="programme-manager")
    close_account(by=OUTSIDER, person=person.code)
    take_up_role(by=OUTSIDER, token=offered.token)
    assert roles_of_outsider() == {"programme-manager"}


def test_an_organisation_is_let_in_again_when_nobody_of_it_may_give_roles_any_more(table: Table) -> None:
    """The way back after the account of the last one was closed."""
    models.Person.objects.filter(code="p-contractor").update(is_active=False)
    models.Person.objects.filter(code="p-outsider").update(home_id="kerb-and-co-test")
    made = actions.add_member(
        by=table.north, organisation="kerb-and-co-test", role=Role.CONTRACTOR, first_person="outsider@test.example"
    )
    assert made is not None
    take_up_role(by=Actor("p-outsider", "kerb-and-co-test"), token=made.token)
    assert roles_of_outsider() == {"contract-manager"}
