"""Two people at the same instant: one link followed twice, an offer withdrawn while it is taken up, two who end each other's
role. Each act is made in a thread and a connection of its own.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from concordat.application.actions.accounts import make_administrator
from concordat.application.actions.role_offers import send_offer_again, take_up_role, withdraw_offer
from concordat.application.actions.roles import end_role
from concordat.application.actor import Actor
from concordat.application.audit import first_that_does_not_fit
from concordat.application.errors import NotAllowed, NotFound, NotNow
from concordat.application.letter_limit import most
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.application.actions.test_role_offers import OUTSIDER, offered_to_outsider, roles_of_outsider
from tests.people import Table, sit_at_a_table

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
    pytest.mark.django_db(transaction=True),
]


def at_once(*acts: Callable[[], object]) -> list[BaseException | None]:
    ready = Barrier(len(acts))

    def one(act: Callable[[], object]) -> BaseException | None:
        ready.wait(timeout=20)
        try:
            act()
        except Exception as problem:
            return problem
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def refused(found: Iterable[BaseException | None], *kinds: type[BaseException]) -> int:
    problems = [one for one in found if one is not None]
    assert all(isinstance(one, kinds) for one in problems), problems
    return len(problems)


@pytest.fixture
def at_table(transactional_db: None) -> Table:
    return sit_at_a_table()


def test_of_several_who_follow_one_link_at_once_one_takes_it_up(at_table: Table) -> None:
    offered = offered_to_outsider(at_table.north)
    found = at_once(*[lambda: take_up_role(by=OUTSIDER, token=offered.token)] * 4)
    assert refused(found, NotFound) == 3
    with as_the_system():
        assert models.AuditEntry.objects.filter(act="role.taken-up").count() == 1
    assert first_that_does_not_fit() == (None, "")


def test_withdrawn_and_taken_up_at_once_is_one_of_the_two(at_table: Table) -> None:
    for _ in range(3):
        offered = offered_to_outsider(at_table.north)
        found = at_once(
            lambda token=offered.token: take_up_role(by=OUTSIDER, token=token),
            lambda number=offered.number: withdraw_offer(by=at_table.north, number=number),
        )
        assert refused(found, NotFound) == 1
        taken = found[0] is None
        assert roles_of_outsider() == ({"auditor"} if taken else set())
        with as_the_system():
            models.RoleHolding.objects.filter(person__code="p-outsider").delete()
    assert first_that_does_not_fit() == (None, "")


def test_sent_again_and_taken_up_at_once_leaves_no_offer_that_was_taken_up(at_table: Table) -> None:
    offered = offered_to_outsider(at_table.north)
    found = at_once(
        lambda: take_up_role(by=OUTSIDER, token=offered.token),
        lambda: send_offer_again(by=at_table.north, number=offered.number),
        lambda: withdraw_offer(by=at_table.north, number=offered.number),
    )
    assert refused(found, NotFound) >= 1
    with as_the_system():
        left = models.RoleOffer.objects.count()
    assert (left, bool(roles_of_outsider())) in {(0, True), (0, False)}


def test_of_two_who_end_each_others_last_role_one_stays(at_table: Table) -> None:
    """Each is the other's successor: were both to end, nobody of the contractor could give roles."""
    partnership = models.Partnership.objects.get(slug=at_table.slug)
    person = models.Person.objects.create(
        code="p-kerb", email="kerb@test.example", name="kerb (made up)", home_id="kerb-and-co-test"
    )
    models.RoleHolding.objects.create(
        person=person, organisation_id="kerb-and-co-test", partnership=partnership, role="contract-manager"
    )
    held = {one.person.code: one.pk for one in models.RoleHolding.objects.filter(organisation="kerb-and-co-test")}
    found = at_once(
        *[lambda code=code: end_role(by=Actor(code, "kerb-and-co-test"), number=held[code]) for code in held]
    )
    assert refused(found, NotNow) == 1


def test_of_two_administrators_who_take_it_from_each_other_one_stays(at_table: Table) -> None:
    models.Person.objects.filter(code="p-east_member").update(administrator=True)
    pairs = (("p-east", "p-east_member"), ("p-east_member", "p-east"))
    found = at_once(
        *[
            lambda by=by, other=other: make_administrator(by=Actor(by, "eastvale-test"), person=other, yes=False)
            for by, other in pairs
        ]
    )
    assert refused(found, NotAllowed) == 1
    assert models.Person.objects.filter(home_id="eastvale-test", administrator=True).count() == 1


def test_letters_sent_at_once_are_no_more_than_the_limit(at_table: Table) -> None:
    offered = offered_to_outsider(at_table.north)
    found = at_once(*[lambda: send_offer_again(by=at_table.north, number=offered.number)] * 8)
    assert refused(found, NotNow) == 9 - most()
    with as_the_system():
        assert models.LetterSent.objects.count() == most()
