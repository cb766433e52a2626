"""One role in one partnership ends: by its holder or their own organisation's administrator, and by nobody else."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from concordat.application import actions
from concordat.application.actions.accounts import close_account
from concordat.application.actions.role_offers import take_up_role
from concordat.application.actions.roles import end_role
from concordat.application.actor import Actor
from concordat.application.audit import first_that_does_not_fit
from concordat.application.errors import NotAccepted, NotAllowed, NotFound, NotNow
from concordat.application.permissions import DUTIES, PERMISSIONS, may
from concordat.application.queries.accounts import accounts_of, needs_second_step
from concordat.application.queries.partnerships import (
    actor_for,
    members_of,
    organisations_of,
    partnerships_of,
    people_named,
)
from concordat.application.queries.roles_held import colleagues_of, ending_of, left_without, roles_given
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.organisations import Role
from tests.people import Table

pytestmark = pytest.mark.django_db
NORTH, EAST, OUTSIDER = (
    Actor("p-north", "northmoor-test"),
    Actor("p-east", "eastvale-test"),
    Actor("p-outsider", "farfield-test"),
)
MEMBER = Actor("p-east_member", "eastvale-test")


def number(person: str, duty: str, organisation: str = "") -> int:
    found = models.RoleHolding.objects.filter(person__code=person, role=duty)
    return found.get(**({"organisation_id": organisation} if organisation else {})).pk


def give(person: str, organisation: str, duty: str, slug: str = "roads-test") -> int:
    made = models.RoleHolding.objects.create(
        person=models.Person.objects.get(code=person),
        organisation_id=organisation,
        partnership=models.Partnership.objects.get(slug=slug),
        role=duty,
    )
    return made.pk


def duties(person: str, organisation: str) -> set[str]:
    try:
        return set(actor_for(person=person, organisation=organisation, partnership="roads-test").duties)
    except NotFound:
        return set()


def entries() -> list[models.AuditEntry]:
    with as_the_system():
        return list(models.AuditEntry.objects.filter(act="role.ended").order_by("pk"))


@pytest.mark.parametrize("by", [MEMBER, EAST], ids=["the person", "their administrator"])
def test_it_ends_at_once_and_is_in_the_trail_of_its_own_organisation(table: Table, by: Actor) -> None:
    end_role(by=by, number=number("p-east_member", "member"))
    assert duties("p-east_member", "eastvale-test") == set()
    assert partnerships_of(person="p-east_member", organisation="eastvale-test") == ()
    (entry,) = entries()
    assert (entry.actor, entry.organisation, entry.chain) == (by.person, "eastvale-test", "organisation:eastvale-test")
    assert (entry.partnership, entry.details["person"], entry.details["duty"]) == (
        table.slug,
        "p-east_member",
        "member",
    )
    assert "@" not in entry.about
    assert "made up" not in entry.about, "no name, so that it can be erased"
    assert first_that_does_not_fit() == (None, "")


@pytest.mark.parametrize(
    "by",
    [NORTH, OUTSIDER, Actor("p-contractor", "kerb-and-co-test"), Actor("p-west", "westbeck-test")],
    ids=["the lead's administrator", "an outsider's", "the contractor's", "a client council"],
)
def test_to_another_organisation_it_is_not_there_to_the_lead_neither(table: Table, by: Actor) -> None:
    for held in (number("p-east_member", "member"), 99_999_999):
        with pytest.raises(NotFound, match="no such role"):
            ending_of(by, held)
        with pytest.raises(NotFound, match="no such role"):
            end_role(by=by, number=held)
    assert duties("p-east_member", "eastvale-test") == {"member"}
    assert entries() == []


def test_a_colleague_who_administers_nothing_cannot(table: Table) -> None:
    with pytest.raises(NotFound):
        end_role(by=MEMBER, number=number("p-east", "scorer"))


def test_an_administrator_who_acts_for_another_organisation_ends_nothing_there(table: Table) -> None:
    give("p-north", "eastvale-test", "scorer")
    with pytest.raises(NotFound):
        end_role(by=Actor("p-north", "eastvale-test"), number=number("p-east_member", "member"))


def test_it_is_the_organisation_it_is_held_for_that_ends_it_not_the_one_whose_account_it_is(table: Table) -> None:
    held = give("p-outsider", "eastvale-test", "trusted-advisor")
    with pytest.raises(NotFound):
        end_role(by=OUTSIDER, number=held)  # administers the account, and acts for another
    assert [one.name for one in roles_given(EAST) if one.duty == "trusted-advisor"] == ["outsider (made up)"]
    end_role(by=EAST, number=held)
    assert [one.id for one in organisations_of("p-outsider")] == ["farfield-test"]


def test_one_role_ends_and_the_others_stay(table: Table) -> None:
    assert ending_of(EAST, number("p-east", "section-151")).stays == (
        "Monitoring officer",
        "Programme manager",
        "Scorer",
    )
    end_role(by=EAST, number=number("p-east", "section-151"))
    assert duties("p-east", "eastvale-test") == {"programme-manager", "monitoring-officer", "scorer"}
    with pytest.raises(NotFound):
        end_role(by=EAST, number=number("p-east", "section-151"))
    assert len(entries()) == 1


def test_what_is_lost_is_told_before(table: Table) -> None:
    ending = ending_of(EAST, number("p-east", "programme-manager"))
    assert PERMISSIONS["membership.change"].in_words in ending.loses
    assert PERMISSIONS["role.give"].in_words not in ending.loses, "a section 151 officer may, too"


def test_what_they_did_stays_under_their_name(table: Table) -> None:
    end_role(by=EAST, number=number("p-east_member", "member"))
    act = ("p-east_member", "eastvale-test")
    assert people_named([act], by=table.east) == {act: "east_member (made up)"}
    assert people_named([act], by=table.north) == {}


def test_it_is_shown_no_more_where_people_and_duties_are_listed(table: Table) -> None:
    assert ("p-east_member", "member") in [(one.person, one.duty) for one in colleagues_of(table.east)]
    end_role(by=EAST, number=number("p-east_member", "member"))
    assert "p-east_member" not in {one.person for one in colleagues_of(table.east)}
    (east,) = [one for one in members_of(table.east) if one.organisation == "eastvale-test"]
    assert "member" not in {duty for _, duty in east.people}
    assert next(one for one in accounts_of(EAST) if one.code == "p-east_member").duties == ()
    assert not needs_second_step("p-east_member")


def test_from_a_day_it_holds_until_then(table: Table) -> None:
    with time_machine.travel("2026-11-01 12:00:00+00:00", tick=False):
        held = number("p-east_member", "member")
        end_role(by=EAST, number=held, day=date(2026, 12, 1))
        assert duties("p-east_member", "eastvale-test") == {"member"}
        assert next(one for one in colleagues_of(table.east) if one.number == held).until == date(2026, 12, 1)
    with time_machine.travel("2026-11-30 23:59:00+00:00", tick=False):
        assert duties("p-east_member", "eastvale-test") == {"member"}
    with time_machine.travel("2026-12-01 00:01:00+00:00", tick=False):
        assert duties("p-east_member", "eastvale-test") == set()


def test_nobody_lengthens_their_own_role_by_ending_it_later(table: Table) -> None:
    held, today = number("p-east_member", "member"), timezone.localdate()
    end_role(by=EAST, number=held, day=today + timedelta(10))
    with pytest.raises(NotAccepted, match="already"):
        end_role(by=MEMBER, number=held, day=today + timedelta(11))
    with pytest.raises(NotAccepted, match="past"):
        end_role(by=MEMBER, number=held, day=today - timedelta(1))
    end_role(by=MEMBER, number=held)
    assert duties("p-east_member", "eastvale-test") == set()


def test_given_again_it_holds_again(table: Table) -> None:
    end_role(by=EAST, number=number("p-east_member", "member"))
    assert actions.give_role(by=table.east, email="east-member@test.example", duty="member") is None
    assert duties("p-east_member", "eastvale-test") == {"member"}
    assert models.RoleHolding.objects.get(person__code="p-east_member").to_date is None


def test_the_last_who_may_give_roles_stays_until_somebody_else_may(table: Table) -> None:
    held = number("p-contractor", "contract-manager")
    with pytest.raises(NotNow, match="First let somebody else be programme manager, section 151"):
        end_role(by=table.contractor, number=held)
    give("p-outsider", "kerb-and-co-test", "scorer")
    with pytest.raises(NotNow, match="nobody of Kerb And Co Test could give roles"):
        end_role(by=table.contractor, number=held)
    give("p-outsider", "kerb-and-co-test", "contract-manager")
    end_role(by=table.contractor, number=held)
    assert duties("p-contractor", "kerb-and-co-test") == set()


def test_a_successor_counts_whose_account_is_open_and_whose_role_has_no_end(table: Table) -> None:
    held = number("p-contractor", "contract-manager")
    other = give("p-outsider", "kerb-and-co-test", "contract-manager")
    end_role(by=Actor("p-contractor", "kerb-and-co-test"), number=other, day=timezone.localdate() + timedelta(30))
    with pytest.raises(NotNow):
        end_role(by=table.contractor, number=held)
    with as_the_system():
        models.RoleHolding.objects.filter(pk=other).delete()
    give("p-outsider", "kerb-and-co-test", "contract-manager")
    models.Person.objects.filter(code="p-outsider").update(is_active=False)
    with pytest.raises(NotNow):
        end_role(by=table.contractor, number=held)


def test_the_lead_keeps_a_programme_manager_and_a_partner_needs_none(table: Table) -> None:
    with pytest.raises(NotNow, match="could add organisations here, as the lead must be able to"):
        end_role(by=table.north, number=number("p-north", "programme-manager"))
    end_role(by=table.east, number=number("p-east", "programme-manager"))
    give("p-outsider", "northmoor-test", "programme-manager")
    end_role(by=table.north, number=number("p-north", "programme-manager"))


def test_an_observer_and_an_organisation_that_left_may_go_to_the_last(table: Table) -> None:
    with as_the_system():
        models.Membership.objects.filter(organisation="westbeck-test").update(role=Role.OBSERVER)
        models.Membership.objects.filter(organisation="eastvale-test").update(to_date=timezone.localdate())
    for duty in ("programme-manager", "section-151", "scorer"):
        end_role(by=table.west, number=number("p-west", duty))
    for duty in ("programme-manager", "section-151", "scorer", "monitoring-officer"):
        end_role(by=table.east, number=number("p-east", duty))
    assert not models.RoleHolding.objects.filter(models.in_force(timezone.localdate()), person__code="p-east").exists()


def test_a_closed_account_is_nobodys_last_hope(table: Table) -> None:
    """Its roles end without a successor: nobody acts in them any more."""
    person = models.Person.objects.create(
        code="p-kerb", email="kerb@test.example", name="kerb (made up)", home_id="kerb-and-co-test"
    )
    close_account(by=Actor("p-contractor", "kerb-and-co-test"), person=person.code)
    held = give("p-kerb", "kerb-and-co-test", "contract-manager")
    with as_the_system():
        models.RoleHolding.objects.filter(person__code="p-contractor").update(role="scorer")
    end_role(by=Actor("p-contractor", "kerb-and-co-test"), number=held)


def test_a_role_that_ended_is_not_taken_up_again_by_a_letter_that_waits(table: Table) -> None:
    """The lead asked somebody of an organisation that joins; meanwhile that ended the same role itself."""
    offered = actions.add_member(
        by=table.north, organisation="farfield-test", role=Role.OBSERVER, first_person="outsider@test.example"
    )
    assert offered is not None
    held = give("p-outsider", "farfield-test", "member")
    end_role(by=OUTSIDER, number=held)
    with pytest.raises(NotFound):
        take_up_role(by=OUTSIDER, token=offered.token)
    assert duties("p-outsider", "farfield-test") == set()


def test_who_closes_an_account_is_told_where_nobody_else_could_follow(table: Table) -> None:
    """All the roles of the account rest at once, so that two of one person are no successors of each other."""
    east = "In “Roads together (test)” nobody else of Eastvale Test could give roles here. First let somebody else be "
    (said,) = left_without(EAST, "p-east")
    assert said.startswith(east)
    assert left_without(EAST, "p-east_member") == ()
    give("p-east_member", "eastvale-test", "section-151")
    assert left_without(EAST, "p-east") == ()
    assert len(left_without(NORTH, "p-north")) == 2, "the lead must be able to add organisations, too"
    with pytest.raises(NotAllowed):
        left_without(MEMBER, "p-east")


def test_what_they_do_for_another_council_is_not_told_at_home(table: Table) -> None:
    give("p-outsider", "eastvale-test", "section-151")
    (account,) = accounts_of(OUTSIDER)
    assert account.duties == ()
    assert account.needs_second_step, "they need one all the same"
    assert roles_given(OUTSIDER) == ()


def test_what_an_organisation_is_never_without_names_people_who_may_do_it(table: Table) -> None:
    """The rule is asked by duty alone: each such permission must be one that a duty gives, and say what it would stop."""
    for permission in PERMISSIONS.values():
        if permission.never_nobody:
            assert permission.duties
            assert permission.duties <= set(DUTIES)
            assert permission.could
            assert permission.never_nobody <= permission.roles
    assert not may(Actor("", "", "", Role.OBSERVER, frozenset(DUTIES)), "role.give")
