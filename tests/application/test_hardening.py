"""What the page says is on is on: each protection follows the setting, the database or the deed it names."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from concordat.application import last_done
from concordat.application.hardening import Protection, State, protections
from concordat.config.environment import Environment
from concordat.data.records import fences

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FOLDER = tmp_path
    return tmp_path


def protection(name: str) -> Protection:
    (found,) = [one for one in protections() if one.name == name]
    return found


SWITCHES: dict[str, dict[str, Any]] = {
    "HSTS": {"SECURE_HSTS_SECONDS": 31_536_000},
    "Cookies with encryption only": {"SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True},
    "Cookies out of reach": {"SESSION_COOKIE_HTTPONLY": True},
    "Content security policy": {"CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"default-src": ["'self'"]}}},
    "No guessing of types, no referrer to others": {"SECURE_CONTENT_TYPE_NOSNIFF": True},
    "Debugging is off": {"DEBUG": False},
    "Second step": {"SECOND_STEP_REQUIRED": True},
    "Passwords": {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"]},
    "Secret key": {"SECRET_KEY": "b7Qx-wEr_tyUi0pAsd9fGhjKl2zXcvBn3mQwe5RtyUi8op"},
    "Host names": {"ALLOWED_HOSTS": ["concordat.example.gov.uk"]},
}
OPPOSITE: dict[str, Any] = {
    "SECURE_HSTS_SECONDS": 0,
    "CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"script-src": ["'self'", "'unsafe-inline'"]}},
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "SECRET_KEY": "a" * 60,
    "ALLOWED_HOSTS": ["*"],
}


@pytest.mark.parametrize("name", SWITCHES)
def test_a_protection_follows_its_setting(name: str, settings: Any) -> None:
    for setting, value in SWITCHES[name].items():
        setattr(settings, setting, value)
    assert protection(name).state is State.ON, protection(name)
    assert not protection(name).mend
    for setting, value in SWITCHES[name].items():
        setattr(settings, setting, OPPOSITE.get(setting, not value))
    assert protection(name).state is State.OFF
    assert protection(name).mend


def test_https_needs_both_the_word_and_the_redirect(settings: Any) -> None:
    assert protection("HTTPS").state is State.OFF
    settings.ENVIRONMENT = Environment(_env_file=None, mode="test", https=True)  # type: ignore[call-arg]
    assert protection("HTTPS").state is State.OFF
    settings.SECURE_SSL_REDIRECT = True
    assert protection("HTTPS").state is State.ON


def test_what_nobody_set_up_is_no_fault(settings: Any) -> None:
    settings.ENVIRONMENT = Environment(_env_file=None, mode="test")  # type: ignore[call-arg]
    assert protection("A council's own sign-in").state is State.NOT_SET_UP
    assert protection("Letters").state is State.NOT_SET_UP


def test_a_backup_and_a_check_of_the_trail_are_on_while_they_are_fresh(folder: Path, monkeypatch: Any) -> None:
    for name, what in (("Backup", last_done.BACKUP), ("Trail checked", last_done.TRAIL_CHECKED)):
        assert protection(name).state is State.OFF
        last_done.note(what)
        assert protection(name).state is State.ON
        now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda now=now: now + timedelta(days=3))
        assert protection(name).state is State.PARTLY
        monkeypatch.undo()
        last_done.note(what, good=False)
        assert protection(name).state is State.OFF


def test_a_note_that_cannot_be_read_is_no_backup(folder: Path) -> None:
    last_done.note(last_done.BACKUP)
    (folder / "last-done" / "backup.json").write_text("{")
    assert protection("Backup").state is State.OFF


def test_nothing_is_rewritten_while_every_trigger_is_there() -> None:
    assert fences.without_append_only() == ()
    assert protection("Nothing is rewritten").state is State.ON
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER records_fact_append_only ON records_fact")
        else:
            cursor.execute("DROP TRIGGER records_fact_no_delete")
    assert fences.without_append_only() == ("records_fact",)
    assert protection("Nothing is rewritten").state is State.OFF
    assert "records_fact" in protection("Nothing is rewritten").says


@pytest.mark.skipif(connection.vendor == "postgresql", reason="this is about the database without the fence")
def test_sqlite_has_no_row_level_security_and_says_so() -> None:
    assert protection("Row-level security").state is State.NOT_SET_UP


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="this is about PostgreSQL's fence")
def test_row_level_security_is_on_until_one_table_is_without_it() -> None:
    assert protection("Row-level security").state is State.ON
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_fact NO FORCE ROW LEVEL SECURITY")
    assert protection("Row-level security").state is State.OFF
    assert "records_fact" in protection("Row-level security").says
