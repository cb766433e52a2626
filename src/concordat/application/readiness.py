"""Is the service fit to be opened? Each problem with its fix: for `concordat serve`, the hardening page and /health/ready."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from concordat.clients.outside_sign_in import what_is_wrong
from concordat.data.records import models
from concordat.data.records.fences import role_passes_the_fence


@dataclass(frozen=True, slots=True)
class Problem:
    what: str
    fix: str
    stops: bool = True


def problems(*, ask_outside: bool = False) -> list[Problem]:
    """With `ask_outside`, identity providers are asked who they are: for the operator's check, never for a monitor."""
    found = [*_of_settings(), *_of_letters(), *_of_database(), *_of_folders()]
    found += _of_identity(ask_outside=ask_outside)
    return found


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
    elif len(set(environment.secret_key.get_secret_value())) < 15:
        found.append(
            Problem(
                "CONCORDAT_SECRET_KEY repeats a few characters, so it can be guessed.",
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
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            Problem(
                "The service answers to any name, so links in letters could lead anywhere.",
                "Set CONCORDAT_ALLOWED_HOSTS to the address people use, such as concordat.example.gov.uk",
            )
        )
    if environment.https and not environment.proxies:
        found.append(
            Problem(
                "Behind HTTPS every visitor seems to come from one address, so one person's failed tries lock out all.",
                "Set CONCORDAT_PROXIES to how many proxies stand in front, usually 1",
                stops=False,
            )
        )
    if environment.https and environment.address.startswith("http://"):
        found.append(
            Problem(
                "Links in letters begin with http:// though the service is behind HTTPS.",
                "Begin CONCORDAT_ADDRESS with https://",
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


def _of_letters() -> list[Problem]:
    environment = settings.ENVIRONMENT
    if environment.mode != "production":
        return []
    found = []
    if not environment.email_host:
        found.append(
            Problem(
                "No mail server is named, so invitations are kept as files and reach nobody.",
                "Set CONCORDAT_EMAIL_HOST (and _PORT, _USER, _PASSWORD, _SECURITY), or pass on the files under letters/",
                stops=False,
            )
        )
    elif not environment.email_from:
        found.append(
            Problem(
                "Letters have no sender, and mail servers refuse such letters.",
                "Set CONCORDAT_EMAIL_FROM=concordat@example.gov.uk",
            )
        )
    if not environment.address:
        found.append(
            Problem(
                "Links in letters begin with whatever name the page was asked at.",
                "Set CONCORDAT_ADDRESS to where people open the service, such as https://concordat.example.gov.uk",
                stops=False,
            )
        )
    return found


def _of_identity(*, ask_outside: bool) -> list[Problem]:
    """Each council's own sign-in: does it say whose it is, and is that organisation here?"""
    found = []
    for name, provider in settings.ENVIRONMENT.identity.items():
        said = f"CONCORDAT_IDENTITY__{name.upper()}__"
        if provider.wants_tenant():
            found.append(
                Problem(
                    f"The sign-in “{name}” is Entra ID and names no tenant, so user names do not count.",
                    f"Set {said}TENANT to the directory (tenant) id of the council",
                )
            )
        if not _is_here(provider.organisation):
            found.append(
                Problem(
                    f"The sign-in “{name}” is for “{provider.organisation}”, which is no organisation here.",
                    f"Mend {said}ORGANISATION, or bring it in with: concordat accounts invite",
                    stops=False,
                )
            )
        wrong = what_is_wrong(provider) if ask_outside else ""
        if wrong:
            found.append(
                Problem(
                    f"The sign-in “{name}” does not answer as it should: {wrong}.",
                    f"Is {said}ISSUER right, and may this machine reach it?",
                    stops=False,
                )
            )
    return found


def _is_here(organisation: str) -> bool:
    try:
        return models.Organisation.objects.filter(pk=organisation).exists()
    except DatabaseError:
        return True  # the database has problems of its own, told elsewhere


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
    if role_passes_the_fence():
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
