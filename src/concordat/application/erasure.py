"""A person's details are taken out of their account; what they did stays and leads to nobody.

Names and addresses are kept with the account and nowhere else; rows, versions and the trail carry the account's code. So
the trail fits together afterwards exactly as it did before.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from concordat.application import letter_limit, lockout
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system

ERASED_DOMAIN = "erased.invalid"  # ".invalid" can never be anybody's address (RFC 2606)


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, in numbers; `code` is what stays."""

    code: str
    sign_ins: int
    invitations: int


def is_erased(row: models.Person) -> bool:
    return row.email.endswith(f"@{ERASED_DOMAIN}")


def erase(row: models.Person) -> Erased:
    """For `application` only, inside a transaction and with an entry in the trail."""
    email = row.email
    with as_the_system():
        ended = models.SignInSession.objects.filter(person=row).delete()[0]
        for table in (models.SecondStep, models.RecoveryCode, models.OutsideIdentity):
            table.objects.filter(person=row).delete()
        invitations = models.Invitation.objects.filter(email__iexact=email).delete()[0]
        models.RoleOffer.objects.filter(email__iexact=email).delete()
    lockout.forget(email)
    letter_limit.forget_address(email)
    _end_browser_sessions(row.pk)
    today = timezone.localdate()
    with as_the_system():  # held for other organisations too
        row.roles.filter(to_date=None).update(to_date=today)
        row.roles.filter(to_date__gt=today).update(to_date=today)
    row.name, row.email = f"Erased person {row.code}", f"{row.code}@{ERASED_DOMAIN}"
    row.is_active, row.administrator, row.last_login, row.turn = False, False, None, row.turn + 1
    row.set_unusable_password()
    row.save()
    transaction.on_commit(lambda: _delete_letters_to(email))
    return Erased(row.code, ended, invitations)


def _end_browser_sessions(person: int) -> None:
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(person):
            session.delete()


def _delete_letters_to(email: str) -> None:
    """Letters that were kept as files, because no mail server was named."""
    folder = Path(settings.EMAIL_FILE_PATH)
    for letter in folder.glob("*.log") if folder.is_dir() else ():
        if f"\nTo: {email}\n".lower() in f"\n{letter.read_text(errors='replace')}".lower():
            letter.unlink(missing_ok=True)
