"""Is the service fit to be opened? Each problem with its fix: for `concordat serve`, the hardening page and /health/ready."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


@dataclass(frozen=True, slots=True)
class Problem:
    what: str
    fix: str
    stops: bool = True


def problems() -> list[Problem]:
    return [*_of_settings(), *_of_database(), *_of_folders()]


def _of_settings() -> list[Problem]:
    environment = settings.ENVIRONMENT
    if environment.mode != "production":
        return []
    found = []
    if len(environment.secret_key.get_secret_value()) < 40:
        found.append(
            Problem(
                "CONCORDAT_SECRET_KEY is shorter than 40 characters.",
                "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            )
        )
    if not environment.database_url:
        found.append(
            Problem(
                "No database server is named, so one SQLite file is used, without the second fence.",
                "Set CONCORDAT_DATABASE_URL=postgresql://user:password@host:5432/name",
                stops=False,
            )
        )
    if not environment.https:
        found.append(
            Problem(
                "Cookies may travel without encryption.",
                "Put HTTPS in front and set CONCORDAT_HTTPS=true",
                stops=False,
            )
        )
    if environment.allowed_hosts == "localhost,127.0.0.1,[::1]":
        found.append(
            Problem(
                "Only this machine's own name is allowed.",
                "Set CONCORDAT_ALLOWED_HOSTS to the address people use, such as concordat.example.gov.uk",
                stops=False,
            )
        )
    return found


def _of_database() -> list[Problem]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as problem:
        return [
            Problem(
                f"The database does not answer ({type(problem).__name__}).",
                "Is it running, and is CONCORDAT_DATABASE_URL right?",
            )
        ]
    found = []
    if waiting:
        found.append(
            Problem(
                f"The database is {len(waiting)} step(s) behind this version.",
                "Make a backup, then run: concordat serve --migrate",
            )
        )
    return found + _of_role()


def _of_role() -> list[Problem]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    if row and row[0]:
        return [
            Problem(
                "The database role is a superuser or bypasses row-level security, so the second fence is down.",
                "Use a role made with: CREATE ROLE concordat LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '…'",
            )
        ]
    return []


def _of_folders() -> list[Problem]:
    folder = Path(settings.FOLDER)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".can-write"
        probe.touch()
        probe.unlink()
    except OSError:
        return [
            Problem(
                f"The folder {folder.name} cannot be written to.",
                "Give the service's account the right, or set CONCORDAT_FOLDER.",
            )
        ]
    return []
