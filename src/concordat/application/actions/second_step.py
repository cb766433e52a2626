"""The second step of one's own account: set it up with an authenticator app, make recovery codes, take it away."""

import hmac
import secrets
import time
from dataclasses import dataclass

import pyotp
from django.db import transaction
from django.utils import timezone

from concordat.application import lockout
from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record
from concordat.application.errors import NotAccepted, NotNow
from concordat.application.sealing import CannotOpen, keyed_hash, seal, unseal
from concordat.data.records import models
from concordat.data.records.row_security import become
from concordat.domain.kernel.findings import Where, error

CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is easily mistaken for another
_PURPOSE = "recovery-code"
_SLOTS = (0, -1, 1)  # the 30 seconds now, before and after: clocks differ


@dataclass(frozen=True, slots=True)
class Tried:
    """`person` is the code of who was right, empty otherwise. `locked`: too many tries, whether or not they were right."""

    person: str = ""
    locked: bool = False


def new_secret() -> str:
    return pyotp.random_base32()


def address_for_app(*, secret: str, email: str) -> str:
    """What the QR code says: ``otpauth://totp/…``."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Concordat")


@transaction.atomic
def set_up_second_step(*, by: Actor, secret: str, code: str) -> tuple[str, ...]:
    """Keep the secret once a code proves that the app has it. Returns the recovery codes, which are shown this once."""
    become(by.viewer, "")
    if models.SecondStep.objects.filter(person_id=by.person).exists():
        raise NotNow("You have a second step already. Take it away first.")
    slot = _slot_of(secret, code)
    if slot is None:
        raise _wrong()
    models.SecondStep.objects.create(person_id=by.person, secret=seal(secret), set_up_at=timezone.now(), last_slot=slot)
    made = _make_codes(by)
    _record(by, "second-step.set-up")
    return made


def make_recovery_codes(*, by: Actor, code: str, address: str) -> tuple[str, ...]:
    """New ones in place of the old; a code from the app shows that it is its owner who asks."""
    _show(by, code, address)
    return _make_anew(by)


@transaction.atomic
def _make_anew(by: Actor) -> tuple[str, ...]:
    become(by.viewer, "")
    made = _make_codes(by)
    _record(by, "recovery-codes.made")
    return made


def take_second_step_away(*, by: Actor, code: str, address: str) -> None:
    """Where a duty needs one, the next page asks to set up another."""
    _show(by, code, address)
    _take_away(by)


@transaction.atomic
def _take_away(by: Actor) -> None:
    become(by.viewer, "")
    models.SecondStep.objects.filter(person_id=by.person).delete()
    models.RecoveryCode.objects.filter(person_id=by.person).delete()
    models.SignInSession.objects.filter(person_id=by.person, ended_at=None).update(second_step=False)
    _record(by, "second-step.taken-away")


def _show(by: Actor, code: str, address: str) -> None:
    tried = try_code(person=by.person, code=code, address=address)
    if tried.locked:
        raise NotNow(lockout.too_many())
    if not tried.person:
        raise _wrong()


def try_code(*, person: str, code: str, address: str) -> Tried:
    """A code from the app, or a recovery code. Failures count as those of the password do, and apart from them."""
    row = models.Person.objects.filter(code=person, is_active=True).first()
    if row is None:
        return Tried()
    key = lockout.second_step_of(row.email)
    this = lockout.begin_try(email=key, address=address)
    if this.locked:
        return Tried(locked=True)
    if code_is_right(by=Actor(row.code, row.home_id or ""), code=code):
        lockout.was_right(email=key, address=address)
        return Tried(row.code)
    if this.last:
        lockout.note_lock(row.email)
    return Tried()


@transaction.atomic
def code_is_right(*, by: Actor, code: str) -> bool:
    """A code from the app that was not used before, or a recovery code, which is then used up."""
    become(by.viewer, "")
    given = "".join(code.split()).lower().replace("-", "")
    return _is_from_app(by, given) or _is_recovery_code(by, given)


def _is_from_app(by: Actor, given: str) -> bool:
    step = models.SecondStep.objects.filter(person_id=by.person).first()
    if step is None:
        return False
    try:
        slot = _slot_of(unseal(step.secret), given)
    except CannotOpen:
        return False  # the service's secret key was changed: an administrator resets the second step
    # One statement, so that of two browsers with the same code one gets in.
    return slot is not None and bool(
        models.SecondStep.objects.filter(pk=step.pk, last_slot__lt=slot).update(last_slot=slot)
    )


def _is_recovery_code(by: Actor, given: str) -> bool:
    hashed = _hash(by, given)
    used = models.RecoveryCode.objects.filter(person_id=by.person, hash=hashed, used_at=None).update(
        used_at=timezone.now()
    )
    if used:
        _record(by, "recovery-code.used")
    return bool(used)


def _slot_of(secret: str, given: str) -> int | None:
    if len(given) != 6 or not (given.isascii() and given.isdigit()):
        return None
    app, now = pyotp.TOTP(secret), int(time.time()) // 30
    return next((now + step for step in _SLOTS if hmac.compare_digest(app.generate_otp(now + step), given)), None)


def _make_codes(by: Actor) -> tuple[str, ...]:
    """Twelve of 31 letters each: 59 bits, so that a fast keyed hash is enough."""
    models.RecoveryCode.objects.filter(person_id=by.person).delete()
    made = tuple("".join(secrets.choice(_LETTERS) for _ in range(12)) for _ in range(CODES))
    models.RecoveryCode.objects.bulk_create(
        models.RecoveryCode(person_id=by.person, hash=_hash(by, code)) for code in made
    )
    return tuple(f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in made)


def _hash(by: Actor, code: str) -> str:
    return keyed_hash(f"{by.person}:{code}", purpose=_PURPOSE)


def _record(by: Actor, act: str) -> None:
    if by.organisation:
        record(by=by, act=act, about="", chain=organisation_chain(by))


def _wrong() -> NotAccepted:
    where = Where(column="code")
    fix = "Enter the six figures your app shows now. Is the clock of your telephone right?"
    return NotAccepted([error(where, "That code is not right.", fix, code="account.code")])
