"""Repeated failures lock a sign-in, the same for an account that is there and one that is not."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from concordat.application import lockout
from concordat.application.actions.sign_in import try_password
from concordat.application.audit import first_that_does_not_fit
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table

pytestmark = pytest.mark.django_db
HERE, THERE = "192.0.2.1", "192.0.2.2"
PASSWORD = "a long password of words"


@pytest.fixture
def north(table: Table) -> str:
    person = models.Person.objects.get(code="p-north")
    person.set_password(PASSWORD)
    person.save()
    return person.email


def fail(email: str, *, times: int = 5, address: str = HERE) -> list[bool]:
    return [try_password(email=email, password="wrong", address=address).locked for _ in range(times)]


@pytest.mark.parametrize("email", ["north@test.example", "nobody@nowhere.example"])
def test_the_sixth_try_is_locked_whether_or_not_there_is_such_an_account(north: str, email: str) -> None:
    assert fail(email) == [False] * 5
    assert try_password(email=email, password=PASSWORD, address=HERE).locked
    assert try_password(email=email.upper() + " ", password=PASSWORD, address=HERE).locked, "written otherwise"


def test_from_another_address_the_owner_still_gets_in(north: str) -> None:
    fail(north)
    assert try_password(email=north, password=PASSWORD, address=THERE).person == "p-north"


def test_it_unlocks_by_time_and_trying_meanwhile_does_not_make_it_longer(north: str) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        fail(north)
    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        assert fail(north, times=3) == [True, True, True]
    with time_machine.travel(start + timedelta(minutes=15, seconds=1), tick=False):
        assert try_password(email=north, password=PASSWORD, address=HERE).person == "p-north"


def test_a_right_password_clears_the_failures_before_it(north: str) -> None:
    fail(north, times=4)
    assert try_password(email=north, password=PASSWORD, address=HERE).person == "p-north"
    assert fail(north, times=4) == [False] * 4


def test_one_account_tried_from_many_addresses_is_locked_too(north: str, settings: Any) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"lockout_failures": 3})
    for number in range(lockout.ACCOUNT_ALONE):
        fail(north, times=3, address=f"192.0.2.{number}")
    assert try_password(email=north, password=PASSWORD, address="198.51.100.9").locked


def test_one_address_that_tries_many_accounts_is_locked_too(north: str, settings: Any) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"lockout_failures": 3})
    for number in range(lockout.ADDRESS_ALONE * 3):
        fail(f"person-{number}@nowhere.example", times=1)
    assert try_password(email=north, password=PASSWORD, address=HERE).locked
    assert not try_password(email=north, password=PASSWORD, address=THERE).locked


def test_the_lock_is_in_the_organisations_trail_once_and_names_no_address(north: str) -> None:
    fail(north, times=8)
    fail("nobody@nowhere.example", times=8)
    with as_the_system():
        entries = list(models.AuditEntry.objects.filter(act="account.locked"))
    assert [(entry.chain, entry.about, entry.actor) for entry in entries] == [
        ("organisation:northmoor-test", "p-north", "p-north")
    ]
    assert north not in str(entries[0].details)
    assert first_that_does_not_fit() == (None, "")


def test_what_was_typed_is_nowhere_in_the_table(north: str) -> None:
    fail("a-password-typed-into-the-wrong-box@nowhere.example", times=1)
    with as_the_system():
        rows = list(models.FailedSignIn.objects.values())
    assert len(rows) == 1
    assert "password-typed" not in str(rows)


def test_old_failures_are_forgotten(north: str) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=2), tick=False):
        fail("long-ago@nowhere.example", times=2)
    fail(north, times=1)
    with as_the_system():
        assert models.FailedSignIn.objects.count() == 1


def test_an_account_is_shown_as_locked_and_unlocking_forgets_everything(north: str) -> None:
    fail(north)
    assert lockout.locked_among([north, "east@test.example"]) == {north}
    assert lockout.forget(north) == 5
    assert lockout.locked_among([north]) == frozenset()
    assert try_password(email=north, password=PASSWORD, address=HERE).person == "p-north"
