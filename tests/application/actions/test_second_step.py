"""The second step: codes of an app, recovery codes, and nobody's secret readable."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from django.utils import timezone

from concordat.application.actions.second_step import (
    CODES,
    address_for_app,
    make_recovery_codes,
    new_secret,
    set_up_second_step,
    take_second_step_away,
    try_code,
)
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotNow
from concordat.application.queries.accounts import has_second_step, needs_second_step
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table

pytestmark = pytest.mark.django_db
NORTH = Actor("p-north", "northmoor-test")
HERE = "192.0.2.1"


def set_up(by: Actor = NORTH) -> tuple[str, tuple[str, ...]]:
    secret = new_secret()
    return secret, set_up_second_step(by=by, secret=secret, code=pyotp.TOTP(secret).now())


def later(secret: str, seconds: int) -> str:
    return pyotp.TOTP(secret).at(timezone.now() + timedelta(seconds=seconds))


def good(code: str, person: str = "p-north") -> bool:
    return bool(try_code(person=person, code=code, address=HERE).person)


def test_a_wrong_code_sets_nothing_up(table: Table) -> None:
    with pytest.raises(NotAccepted, match="not right"):
        set_up_second_step(by=NORTH, secret=new_secret(), code="000000")
    assert not has_second_step("p-north")


def test_the_next_code_is_good_and_none_is_good_twice(table: Table) -> None:
    secret, _ = set_up()
    now = timezone.now()
    assert not good(pyotp.TOTP(secret).now()), "the code that set it up is used up"
    with time_machine.travel(now + timedelta(seconds=60), tick=False):
        code = pyotp.TOTP(secret).now()
        assert good(f"{code[:3]} {code[3:]}")
        assert not good(code)
        assert good(later(secret, 30)), "a clock that is half a minute ahead"
        assert not good(later(secret, 90))
        assert not good(later(secret, -60))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "000000"])
def test_what_is_no_code_is_refused(table: Table, code: str) -> None:
    set_up()
    assert not good(code)


def test_each_recovery_code_is_good_once_however_it_is_typed(table: Table) -> None:
    _, codes = set_up()
    assert len(set(codes)) == CODES
    assert good(codes[0].upper().replace("-", " "))
    assert not good(codes[0])
    assert good(codes[1])


def test_a_code_is_good_for_its_owner_alone(table: Table) -> None:
    secret, codes = set_up()
    set_up(Actor("p-east", "eastvale-test"))
    with time_machine.travel(timezone.now() + timedelta(seconds=60), tick=False):
        assert not good(pyotp.TOTP(secret).now(), person="p-east")
    assert not good(codes[0], person="p-east")


def test_neither_the_secret_nor_a_recovery_code_can_be_read_from_the_database(table: Table) -> None:
    secret, codes = set_up()
    with as_the_system():
        held = str(list(models.SecondStep.objects.values())) + str(list(models.RecoveryCode.objects.values()))
    assert secret not in held
    assert not [code for code in codes if code in held or code.replace("-", "") in held]


def test_five_wrong_codes_lock_the_second_step_and_a_right_password_does_not_open_it(table: Table) -> None:
    from concordat.application.actions.sign_in import try_password

    person = models.Person.objects.get(code="p-north")
    person.set_password("a long password of words")
    person.save()
    _, codes = set_up()
    assert not any(try_code(person="p-north", code="000000", address=HERE).locked for _ in range(5))
    assert try_password(email=person.email, password="a long password of words", address=HERE).person
    assert try_code(person="p-north", code=codes[0], address=HERE).locked


def test_new_recovery_codes_need_a_code_and_void_the_old(table: Table) -> None:
    _, codes = set_up()
    with pytest.raises(NotAccepted):
        make_recovery_codes(by=NORTH, code="000000", address=HERE)
    made = make_recovery_codes(by=NORTH, code=codes[0], address=HERE)
    assert not good(codes[1])
    assert good(made[0])


def test_taking_it_away_needs_a_code_and_too_many_tries_lock_that_too(table: Table) -> None:
    _, codes = set_up()
    for _ in range(5):
        with pytest.raises(NotAccepted):
            take_second_step_away(by=NORTH, code="000000", address=HERE)
    with pytest.raises(NotNow):
        take_second_step_away(by=NORTH, code=codes[0], address=HERE)
    take_second_step_away(by=NORTH, code=codes[0], address="192.0.2.99")
    assert not has_second_step("p-north")
    assert not good(codes[1])


def test_a_second_one_is_not_set_up_over_the_first(table: Table) -> None:
    set_up()
    with pytest.raises(NotNow):
        set_up()


def test_without_the_services_secret_key_no_code_is_good(table: Table, settings) -> None:  # type: ignore[no-untyped-def]
    secret, _ = set_up()
    settings.SECRET_KEY = "another secret key"
    with time_machine.travel(timezone.now() + timedelta(seconds=60), tick=False):
        assert not good(pyotp.TOTP(secret).now())


def test_every_act_is_in_the_owners_organisations_trail(table: Table) -> None:
    _, codes = set_up()
    make_recovery_codes(by=NORTH, code=codes[0], address=HERE)
    with as_the_system():
        acts = list(
            models.AuditEntry.objects.filter(chain="organisation:northmoor-test", partnership="")
            .order_by("number")
            .values_list("act", flat=True)
        )
    assert acts[-3:] == ["second-step.set-up", "recovery-code.used", "recovery-codes.made"]


def test_deciders_and_administrators_need_one_and_scorers_do_not(table: Table) -> None:
    assert needs_second_step("p-north")
    assert needs_second_step("p-east_member")
    assert needs_second_step("p-outsider"), "administers accounts"
    models.Person.objects.filter(code="p-outsider").update(administrator=False)
    assert not needs_second_step("p-outsider")
    with as_the_system():
        models.RoleHolding.objects.filter(person__code="p-west").exclude(role="scorer").delete()
    assert not needs_second_step("p-west")


def test_the_picture_for_the_app_holds_the_secret_and_the_name_of_the_account() -> None:
    uri = address_for_app(secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", email="jo@test.example")
    assert uri == "otpauth://totp/Concordat:jo%40test.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Concordat"
    # RFC 6238, appendix B, the seed in base 32: the last six figures of its SHA-1 value at 59 seconds.
    assert pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").at(59) == "287082"
