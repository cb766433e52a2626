"""So many letters an organisation sends to one address in a day: invitations and roles offered, in all its partnerships.

Like `lockout`, it counts by a keyed hash of the address, whether or not there is such an account, and keeps it for a day. An
organisation's count depends on its own letters alone and is told to nobody else. The number is a dated parameter:
`letters.to-an-address`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, take_turn
from concordat.application.errors import NotNow
from concordat.application.sealing import keyed_hash
from concordat.data.files import load_parameters
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system, become
from concordat.presentation.words import count_of, moment_in_words

WINDOW = timedelta(days=1)


def most() -> int:
    """How many letters an address gets from one organisation within the window, today."""
    return int(load_parameters()["letters.to-an-address"].on(timezone.localdate()).value)


def count_letter(*, by: Actor, email: str) -> None:
    """Inside the transaction of the act that sends it, before any row of the act is locked. `NotNow` where it is one too many."""
    take_turn(organisation_chain(by))  # of two letters at once, the second is counted after the first
    again = again_from(by=by, emails=[email]).get(_plain(email))
    if again is not None:
        raise NotNow(
            f"Your organisation has sent {count_of(most(), 'letter')} to this address within a day. "
            f"The next can go from {moment_in_words(again)}."
        )
    now = timezone.now()
    models.LetterSent.objects.filter(organisation_id=by.organisation, at__lte=now - WINDOW).delete()
    models.LetterSent.objects.create(organisation_id=by.organisation, address=address_key(email), at=now)


def again_from(*, by: Actor, emails: Iterable[str]) -> dict[str, datetime]:
    """Address → the full minute from which the actor's organisation may write to it again. Others may be written to now."""
    become(by.viewer, by.partnership)
    keys = {address_key(email): _plain(email) for email in emails}
    sent: dict[str, list[datetime]] = {}
    for key, at in (
        models.LetterSent.objects.filter(
            organisation_id=by.organisation, address__in=keys, at__gt=timezone.now() - WINDOW
        )
        .order_by("-at")
        .values_list("address", "at")
    ):
        sent.setdefault(key, []).append(at)
    limit = most()
    return {keys[key]: _full_minute(at[limit - 1] + WINDOW) for key, at in sent.items() if len(at) >= limit}


def was_not_sent(*, by: Actor, email: str) -> None:
    """The mail server would not take it: a letter that never left does not count."""
    become(by.viewer, by.partnership)
    found = models.LetterSent.objects.filter(organisation_id=by.organisation, address=address_key(email))
    last = found.order_by("-at").first()
    if last is not None:
        last.delete()


def forget_address(email: str) -> None:
    """For `application` only: of somebody who is erased nothing is counted any more."""
    with as_the_system():
        models.LetterSent.objects.filter(address=address_key(email)).delete()


def address_key(email: str) -> str:
    return keyed_hash(_plain(email), purpose="letters")


def _plain(email: str) -> str:
    return email.strip().lower()


def _full_minute(moment: datetime) -> datetime:
    down = moment.replace(second=0, microsecond=0)
    return down if down == moment else down + timedelta(minutes=1)
