"""How long each kind of record is kept, and what is now beyond that. Periods are dated parameters: `retention.…`.

Rows, versions, decisions and the trail are append-only and are never deleted by themselves: of a partnership that ended
long ago only its name is told, and its members decide.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from concordat.application.erasure import ERASED_DOMAIN
from concordat.data.files import load_parameters
from concordat.data.records import models
from concordat.data.records.models import JobState
from concordat.data.records.row_security import as_the_system

NOBODYS = ""  # what belongs to no organisation: cookies, failed tries, letters


@dataclass(frozen=True, slots=True)
class Due:
    """One thing beyond its time. `number` names it inside its kind (a key, a code, a file's name)."""

    organisation: str
    number: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is the last part of the parameter; `done` says what carrying it out does; `find` looks for what is older."""

    name: str
    done: str
    find: Callable[[datetime], list[Due]]

    @property
    def title(self) -> str:
        return load_parameters()[f"retention.{self.name}"].title

    def days(self, on: date) -> int:
        return int(load_parameters()[f"retention.{self.name}"].on(on).value)

    def due(self, on: date) -> list[Due]:
        before = datetime.combine(on, time(), UTC) - timedelta(days=self.days(on))
        with as_the_system():
            return self.find(before)


def _browser_sessions(before: datetime) -> list[Due]:
    found = Session.objects.filter(expire_date__lt=before).values_list("session_key", "expire_date")
    return [Due(NOBODYS, key, since) for key, since in found]


def _failed_sign_ins(before: datetime) -> list[Due]:
    found = models.FailedSignIn.objects.filter(at__lt=before).values_list("pk", "at")
    return [Due(NOBODYS, str(key), since) for key, since in found]


def _sign_in_sessions(before: datetime) -> list[Due]:
    """Ended, or not seen since: a browser that was closed never says so."""
    found = (
        models.SignInSession.objects.annotate(over=Coalesce("ended_at", "last_seen_at"))
        .filter(over__lt=before)
        .values_list("person__home_id", "pk", "over")
    )
    return [Due(home or NOBODYS, str(key), since) for home, key, since in found]


def _invitations(before: datetime) -> list[Due]:
    found = (
        models.Invitation.objects.annotate(over=Coalesce("accepted_at", "withdrawn_at", "expires_at"))
        .filter(over__lt=before)
        .values_list("organisation_id", "pk", "over")
    )
    return [Due(organisation, str(key), since) for organisation, key, since in found]


def _role_offers(before: datetime) -> list[Due]:
    """Those nobody took up; one taken up or withdrawn is gone at once."""
    found = models.RoleOffer.objects.filter(expires_at__lt=before)
    return [Due(row.by_organisation_id, str(row.pk), row.expires_at) for row in found]


def _letters_counted(before: datetime) -> list[Due]:
    found = models.LetterSent.objects.filter(at__lt=before).values_list("pk", "at")
    return [Due(NOBODYS, str(key), since) for key, since in found]


def _letters(before: datetime) -> list[Due]:
    folder = Path(settings.EMAIL_FILE_PATH)
    found = [
        (file, datetime.fromtimestamp(file.stat().st_mtime, UTC))
        for file in (sorted(folder.glob("*.log")) if folder.is_dir() else [])
    ]
    return [Due(NOBODYS, file.name, since) for file, since in found if since < before]


def _jobs(before: datetime) -> list[Due]:
    ended = [JobState.DONE, JobState.FAILED, JobState.CANCELLED]
    found = models.Job.objects.filter(state__in=ended, finished_at__lt=before)
    told = found.values_list("organisation", "pk", "finished_at")
    return [Due(organisation, str(key), at) for organisation, key, at in told if at is not None]


def _closed_accounts(before: datetime) -> list[Due]:
    """Closed when the trail says so; where it does not, when somebody was last here."""
    closed = dict(
        models.AuditEntry.objects.filter(act="account.closed").values("about").annotate(at=Max("at")).values_list("about", "at")
    )  # fmt: skip
    found = models.Person.objects.filter(is_active=False).exclude(email__endswith=f"@{ERASED_DOMAIN}")
    due = [
        Due(row.home_id or NOBODYS, row.code, closed.get(row.code) or row.last_login or row.joined_at) for row in found
    ]
    return [one for one in due if one.organisation and one.since < before]


def _records(before: datetime) -> list[Due]:
    """Partnerships of which every member's membership ended before."""
    still = Q(to_date=None) | Q(to_date__gte=before.date())
    ended = (
        models.Partnership.objects.exclude(pk__in=models.Membership.objects.filter(still).values("partnership"))
        .annotate(ended=Max(F("memberships__to_date")))
        .exclude(ended=None)
    )
    return [Due(NOBODYS, row.slug, datetime.combine(row.ended, time(), UTC)) for row in ended]


RULES = (
    Rule("browser-sessions", "deleted", _browser_sessions),
    Rule("failed-sign-ins", "deleted", _failed_sign_ins),
    Rule("sign-in-sessions", "deleted", _sign_in_sessions),
    Rule("invitations", "deleted", _invitations),
    Rule("role-offers", "deleted", _role_offers),
    Rule("letters-counted", "deleted", _letters_counted),
    Rule("letters", "deleted", _letters),
    Rule("jobs", "deleted", _jobs),
    Rule("closed-accounts", "erased", _closed_accounts),
    Rule("records", "told", _records),
)


def delete_what_is_nobodys(on: date) -> dict[str, int]:
    """Cookies, failed tries, letters, and sessions of accounts without an organisation. They are in no trail."""
    counts = {}
    for rule in (rule for rule in RULES if rule.done == "deleted"):
        due = [one for one in rule.due(on) if one.organisation == NOBODYS]
        counts[rule.name] = remove(rule.name, due)
    return {name: count for name, count in counts.items() if count}


def remove(name: str, due: list[Due]) -> int:
    """For `application` only: delete the things named. Returns how many are gone."""
    numbers = [one.number for one in due]
    if name == "letters":
        for number in numbers:
            (Path(settings.EMAIL_FILE_PATH) / number).unlink(missing_ok=True)
        return len(numbers)
    table = {
        "browser-sessions": Session,
        "failed-sign-ins": models.FailedSignIn,
        "sign-in-sessions": models.SignInSession,
        "invitations": models.Invitation,
        "role-offers": models.RoleOffer,
        "letters-counted": models.LetterSent,
        "jobs": models.Job,
    }[name]
    with as_the_system():
        for part in range(0, len(numbers), 5000):
            table._default_manager.filter(pk__in=numbers[part : part + 5000]).delete()
    return len(numbers)
