"""Repeated failures lock a sign-in: by account and address, and further out by account alone and by address alone.

A try is written down *before* the password is looked at and taken out when it was right, so that many tries at once
count as many. An account that does not exist locks in the same way, after as many tries, with the same words.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record
from concordat.application.sealing import keyed_hash
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system

# One account tried from many places, one place trying many accounts: so many times the limit of the pair.
ACCOUNT_ALONE = 10
ADDRESS_ALONE = 20
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Try:
    number: int
    locked: bool
    last: bool  # the next one is locked: if this one fails too, the sign-in is now locked


def too_many() -> str:
    """What everybody reads whose sign-in is locked, whether or not there is such an account."""
    minutes = settings.ENVIRONMENT.lockout_minutes
    return f"There were too many tries. Wait {minutes} minutes, or ask your organisation's administrator"


def account_key(email: str) -> str:
    return keyed_hash(email.strip().lower(), purpose="sign-in")


def begin_try(*, email: str, address: str) -> Try:
    """Write a try down. Where the sign-in is locked nothing is written, so that trying does not lock it for longer."""
    limit = settings.ENVIRONMENT.lockout_failures
    key, now = account_key(email), timezone.now()
    with as_the_system():
        models.FailedSignIn.objects.filter(at__lt=now - _KEPT).delete()
        mine = models.FailedSignIn.objects.create(account=key, address=address, at=now)
        before = models.FailedSignIn.objects.filter(at__gte=now - _window(), pk__lt=mine.pk)
        pair = before.filter(account=key, address=address).count()
        locked = (
            pair >= limit
            or before.filter(account=key).count() >= limit * ACCOUNT_ALONE
            or before.filter(address=address).count() >= limit * ADDRESS_ALONE
        )
        if locked:
            mine.delete()
    return Try(mine.pk or 0, locked, pair == limit - 1)


def was_right(*, email: str, address: str) -> None:
    """The person got in: their failures from this address no longer count."""
    with as_the_system():
        models.FailedSignIn.objects.filter(account=account_key(email), address=address).delete()


@transaction.atomic
def note_lock(email: str) -> None:
    """The trail of the account's organisation says that it was locked, where there is such an account."""
    person = models.Person.objects.filter(email=email.strip().lower()).first()
    if person is not None and person.home_id:
        actor = Actor(person.code, person.home_id)
        record(by=actor, act="account.locked", about=person.code, chain=organisation_chain(actor))


def second_step_of(email: str) -> str:
    """The failures of the code are counted apart: a right password must not clear them."""
    return f"second step of {email}"


def forget(email: str) -> int:
    """Unlock an account from everywhere, its password and its second step. How many failures were forgotten."""
    keys = [account_key(email), account_key(second_step_of(email))]
    with as_the_system():
        return models.FailedSignIn.objects.filter(account__in=keys).delete()[0]


def locked_among(emails: list[str]) -> frozenset[str]:
    """Those of these accounts that are locked from some address now."""
    keys = {account_key(said): email for email in emails for said in (email, second_step_of(email))}
    limit = settings.ENVIRONMENT.lockout_failures
    counts: dict[tuple[str, str], int] = {}
    with as_the_system():
        since = timezone.now() - _window()
        for account, address in models.FailedSignIn.objects.filter(account__in=keys, at__gte=since).values_list(
            "account", "address"
        ):
            counts[account, address] = counts.get((account, address), 0) + 1
    return frozenset(keys[account] for (account, _), count in counts.items() if count >= limit)


def _window() -> timedelta:
    return timedelta(minutes=settings.ENVIRONMENT.lockout_minutes)
