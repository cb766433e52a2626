"""What protects this service, and whether it is on: read from the running settings and asked of the database itself."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import timezone

from concordat.application import last_done
from concordat.data.records.fences import role_passes_the_fence, without_append_only, without_row_security
from concordat.presentation.words import moment_in_words


class State(StrEnum):
    ON = "on"
    PARTLY = "partly"
    OFF = "off"
    NOT_SET_UP = "not set up"


@dataclass(frozen=True, slots=True)
class Protection:
    """`says` is what is so now, `mend` what the operator would do; empty where nothing is to be done."""

    part: str
    name: str
    state: State
    says: str
    mend: str = ""


def protections() -> tuple[Protection, ...]:
    return (*_transport(), *_pages(), *_signing_in(), *_records(), *_care())


def _transport() -> list[Protection]:
    part, https = "On the way", settings.ENVIRONMENT.https
    secure = settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE
    script_free = settings.SESSION_COOKIE_HTTPONLY and settings.CSRF_COOKIE_HTTPONLY
    days = settings.SECURE_HSTS_SECONDS // 86_400
    set_https = "Put HTTPS in front and set CONCORDAT_HTTPS=true"
    return [
        _switch(
            part,
            "HTTPS",
            https and settings.SECURE_SSL_REDIRECT,
            "Pages are asked for with encryption only",
            "Pages can be asked for without encryption",
            set_https,
        ),
        _switch(
            part,
            "HSTS",
            bool(days),
            f"Browsers are told to use HTTPS alone for {days} days",
            "Browsers are not told to use HTTPS alone",
            set_https,
        ),
        _switch(
            part,
            "Cookies with encryption only",
            secure,
            "Both cookies travel with HTTPS only",
            "Cookies may travel without encryption",
            set_https,
        ),
        _switch(
            part,
            "Cookies out of reach",
            script_free and settings.SESSION_COOKIE_SAMESITE in {"Lax", "Strict"},
            f"No script reads them; SameSite is {settings.SESSION_COOKIE_SAMESITE}",
            "A script or another site can use them",
            "Set this version's own settings back",
        ),
    ]


def _pages() -> list[Protection]:
    part = "In the browser"
    policy: dict[str, list[Any]] = dict(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
    loose = sorted(
        name
        for name, given in policy.items()
        if {"'unsafe-inline'", "'unsafe-eval'", "*"} & {str(one) for one in given}
    )
    framing = settings.X_FRAME_OPTIONS == "DENY" and [str(one) for one in policy.get("frame-ancestors", [])] == [
        "'none'"
    ]
    back = "Set this version's own settings back"
    return [
        _switch(
            part,
            "Content security policy",
            bool(policy) and not loose,
            "Nothing is loaded from elsewhere, nothing inline without a nonce, nothing evaluated",
            f"Too wide: {', '.join(loose) or 'there is none'}",
            back,
        ),
        _switch(
            part,
            "No framing",
            framing,
            "No other site can show these pages inside its own",
            "Another site can show these pages inside its own",
            back,
        ),
        _switch(
            part,
            "No guessing of types, no referrer to others",
            settings.SECURE_CONTENT_TYPE_NOSNIFF and settings.SECURE_REFERRER_POLICY == "same-origin",
            "Files are what they say; other sites do not learn which page one came from",
            "A browser may guess, or tell others",
            back,
        ),
        _switch(
            part,
            "Debugging is off",
            not settings.DEBUG,
            "A page that falls tells its reader nothing of what it held",
            "A page that falls shows what it held",
            back,
        ),
    ]


def _signing_in() -> list[Protection]:
    part, environment = "Signing in", settings.ENVIRONMENT
    found = [
        _switch(
            part,
            "Second step",
            settings.SECOND_STEP_REQUIRED,
            "Needed from everybody who decides, pays or administers accounts",
            "Nobody is asked for a second step here",
            "It is always on in production: set CONCORDAT_MODE=production",
        ),
        _switch(
            part,
            "Passwords",
            "Argon2" in settings.PASSWORD_HASHERS[0],
            f"Kept as Argon2id; at least {_least_length()} characters, none of the common ones",
            "Kept with a hash meant for tests",
            "Set CONCORDAT_MODE=production",
        ),
        Protection(
            part,
            "Lockout",
            State.ON,
            f"{environment.lockout_failures} failed tries lock a sign-in for {environment.lockout_minutes} minutes",
        ),
        Protection(
            part,
            "Sessions end",
            State.ON,
            f"After {environment.session_idle_minutes} minutes without a page, "
            f"and after {environment.session_hours} hours in any case",
        ),
        *_identity(part),
        _secret_key(part),
    ]
    hosts = settings.ALLOWED_HOSTS
    found.append(
        _switch(
            part,
            "Host names",
            "*" not in hosts and bool(hosts),
            f"Answers to {', '.join(hosts)} only",
            "Answers to any name",
            "Set CONCORDAT_ALLOWED_HOSTS to the name people use",
        )
    )
    return found


def _least_length() -> int:
    validators: Any = settings.AUTH_PASSWORD_VALIDATORS
    named = (one.get("OPTIONS", {}).get("min_length") for one in validators)
    return next((length for length in named if length), 8)


def _identity(part: str) -> list[Protection]:
    providers = settings.ENVIRONMENT.identity
    if not providers:
        mend = "Set the CONCORDAT_IDENTITY settings of dotenv-sample, one set for each council that wants it"
        return [
            Protection(
                part, "A council's own sign-in", State.NOT_SET_UP, "Everybody signs in with a password here", mend
            )
        ]
    titles = ", ".join(sorted(provider.title for provider in providers.values()))
    return [Protection(part, "A council's own sign-in", State.ON, f"Set up: {titles}")]


def _secret_key(part: str) -> Protection:
    key = settings.SECRET_KEY
    good = len(key) >= 40 and len(set(key)) >= 15
    mend = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))' and set CONCORDAT_SECRET_KEY"
    return _switch(part, "Secret key", good, "Long and varied", "Short, or of few different characters", mend)


def _records() -> list[Protection]:
    part = "In the database"
    open_tables, changeable = without_row_security(), without_append_only()
    if open_tables is None:
        rows = Protection(
            part,
            "Row-level security",
            State.NOT_SET_UP,
            "SQLite has no such fence: the rule in the service alone decides who sees what",
            "Set CONCORDAT_DATABASE_URL to a PostgreSQL database",
        )
    elif role_passes_the_fence():
        rows = Protection(
            part,
            "Row-level security",
            State.OFF,
            "The service's own role is not bound by it",
            "Use a role made with: CREATE ROLE concordat LOGIN NOSUPERUSER NOBYPASSRLS",
        )
    else:
        rows = _switch(
            part,
            "Row-level security",
            not open_tables,
            "The database itself hides what the viewer may not see",
            f"Down for {', '.join(open_tables)}",
            "Run: concordat serve --migrate",
        )
    kept = _switch(
        part,
        "Nothing is rewritten",
        not changeable,
        "Rows, versions, decisions, files and the trail refuse change and deletion",
        f"These could be changed: {', '.join(changeable)}",
        "Restore a backup, and find out who took the trigger away",
    )
    return [
        rows,
        kept,
        _last(
            "Trail checked",
            last_done.TRAIL_CHECKED,
            "concordat audit verify",
            timedelta(days=2),
            "Every entry fitted",
            "It did not fit: an entry was changed, taken out or cut off",
        ),
    ]


def _care() -> list[Protection]:
    part, environment = "Care", settings.ENVIRONMENT
    letters = _switch(
        part,
        "Letters",
        bool(environment.email_host),
        "Sent by the mail server",
        "Kept as files: invitations reach nobody",
        "Set CONCORDAT_EMAIL_HOST and the others",
    )
    if not environment.email_host:
        letters = Protection(part, letters.name, State.NOT_SET_UP, letters.says, letters.mend)
    return [
        _last(
            "Backup",
            last_done.BACKUP,
            "concordat backup",
            timedelta(days=2),
            "Complete, each part with its hash",
            "It failed",
            part,
        ),
        Protection(
            part, "Logs", State.ON, "JSON lines with times, routes and kinds of problem; never what somebody wrote"
        ),
        letters,
    ]


def _last(
    name: str, what: str, command: str, often: timedelta, good: str, bad: str, part: str = "In the database"
) -> Protection:
    done = last_done.last(what)
    if done is None:
        return Protection(part, name, State.OFF, "Never, or not where this service looks", f"Run {command} every night")
    at, fine = done
    said = f"{good if fine else bad}, {moment_in_words(at)}"
    if not fine:
        return Protection(part, name, State.OFF, said, f"Run {command} and look at what it says")
    if timezone.now() - at > often:
        return Protection(part, name, State.PARTLY, said, f"Run {command} every night")
    return Protection(part, name, State.ON, said)


def _switch(part: str, name: str, is_on: Any, on: str, off: str, mend: str) -> Protection:
    return Protection(part, name, State.ON, on) if is_on else Protection(part, name, State.OFF, off, mend)
