"""Sessions: seen, ended, and limited in idleness and length."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from concordat.application.actions.sign_in import (
    end_other_sessions,
    end_session,
    look_at_session,
    person_to_sign_in,
    second_step_was_shown,
    start_session,
)
from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.queries.accounts import own_sessions
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table

pytestmark = pytest.mark.django_db
EAST, MEMBER = Actor("p-east", "eastvale-test"), Actor("p-east_member", "eastvale-test")


def start(by: Actor = EAST) -> str:
    return start_session(by=by, device="Firefox on Windows", address="192.0.2.1", second_step=False)


def live(code: str, by: Actor = EAST) -> bool:
    return look_at_session(person=by.person, code=code).live


def test_one_sees_ones_own_sessions_this_one_first(table: Table) -> None:
    first, second = start(), start()
    start(MEMBER)
    seen = own_sessions("p-east", this=first)
    assert [(one.code, one.this) for one in seen] == [(first, True), (second, False)]
    assert (seen[0].device, seen[0].address) == ("Firefox on Windows", "192.0.2.1")


def test_ending_one_ends_that_one(table: Table) -> None:
    first, second = start(), start()
    end_session(by=EAST, code=first)
    assert (live(first), live(second)) == (False, True)
    with pytest.raises(NotFound):
        end_session(by=EAST, code=first)


def test_ending_all_others_keeps_this_one(table: Table) -> None:
    first, second, other = start(), start(), start(MEMBER)
    assert end_other_sessions(by=EAST, this_session=first) == 1
    assert (live(first), live(second), live(other, MEMBER)) == (True, False, True)


def test_another_persons_session_is_not_there(table: Table) -> None:
    theirs = start(MEMBER)
    with pytest.raises(NotFound):
        end_session(by=EAST, code=theirs)
    assert not live(theirs), "nor can one be signed in with it"
    assert live(theirs, MEMBER)


def test_a_session_ends_when_idle_and_lives_on_when_used(table: Table) -> None:
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        idle, used = start(), start()
    with time_machine.travel(begun + timedelta(minutes=50), tick=False):
        assert live(used)
    with time_machine.travel(begun + timedelta(minutes=61), tick=False):
        state = look_at_session(person="p-east", code=idle)
        assert not state.live
        assert "did nothing for a while" in state.why
        assert live(used)
        assert [one.code for one in own_sessions("p-east", this="")] == [used]


def test_a_session_ends_after_its_longest_time_however_much_it_is_used(table: Table) -> None:
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        code = start()
    for minutes in range(50, 600, 50):
        with time_machine.travel(begun + timedelta(minutes=minutes), tick=False):
            assert live(code)
    with time_machine.travel(begun + timedelta(minutes=600), tick=False):
        state = look_at_session(person="p-east", code=code)
    assert not state.live
    assert "longest time" in state.why


def test_both_limits_come_from_settings(table: Table, settings) -> None:  # type: ignore[no-untyped-def]
    settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE = 300, 3600
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        code = start()
    with time_machine.travel(begun + timedelta(seconds=301), tick=False):
        assert not live(code)


def test_where_one_was_last_seen_is_not_written_at_every_page(table: Table) -> None:
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        code = start()
    for seconds, seen in ((300, begun), (361, begun + timedelta(seconds=361))):
        with time_machine.travel(begun + timedelta(seconds=seconds), tick=False):
            assert live(code)
            assert own_sessions("p-east", this="")[0].last_seen_at == seen


def test_a_session_knows_whether_the_second_step_was_shown(table: Table) -> None:
    code = start()
    assert not look_at_session(person="p-east", code=code).second_step
    second_step_was_shown(person="p-east_member", code=code)
    assert not look_at_session(person="p-east", code=code).second_step
    second_step_was_shown(person="p-east", code=code)
    assert look_at_session(person="p-east", code=code).second_step


def test_signing_in_and_out_is_in_the_trail_of_the_home_organisation(table: Table) -> None:
    code = start()
    end_session(by=EAST, code=code)
    with as_the_system():
        found = models.AuditEntry.objects.filter(actor="p-east", act__startswith="session.").order_by("number")
        assert [(entry.act, entry.chain) for entry in found] == [
            ("session.started", "organisation:eastvale-test"),
            ("session.ended", "organisation:eastvale-test"),
        ]
        assert code not in str(list(found.values())), "the code would let somebody in"


def test_a_closed_account_is_not_there_to_be_signed_in(table: Table) -> None:
    models.Person.objects.filter(code="p-east").update(is_active=False)
    with pytest.raises(NotFound):
        person_to_sign_in("p-east")
