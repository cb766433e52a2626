"""What a person may set from outside: environment variables, or files in a secrets folder. Each says what it is for."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from concordat.clients.identity_provider import IdentityProvider


class NotPossible(Exception):
    """A sentence for the operator: what is wrong and how to mend it."""


class Environment(BaseSettings):
    """Read from `CONCORDAT_…`; see ``dotenv-sample``. Nothing is needed for the demonstration."""

    model_config = SettingsConfigDict(
        env_prefix="CONCORDAT_", env_file=".env", extra="ignore", env_nested_delimiter="__"
    )

    mode: str = Field(default="demo", pattern="^(demo|production|test)$", description="demo, production or test")
    secret_key: SecretStr = Field(default=SecretStr(""), description="Signs sessions; needed in production")
    database_url: str = Field(
        default="", description="postgresql://user:password@host:5432/name; empty for SQLite under var/"
    )
    folder: Path = Field(default=Path("var"), description="Where the SQLite file, uploads and evidence are kept")
    allowed_hosts: str = Field(default="localhost,127.0.0.1,[::1]", description="Host names, separated by commas")
    https: bool = Field(default=False, description="True behind HTTPS: secure cookies, HSTS and redirect")
    proxies: int = Field(default=0, ge=0, le=5, description="How many proxies in front tell the visitor's address")
    address: str = Field(
        default="",
        pattern="^(https?://[^/]+)?$",
        description="https://concordat.example.gov.uk: begins links in letters",
    )

    email_host: str = Field(default="", description="The mail server; empty keeps letters as files under the folder")
    email_port: int = Field(default=587, description="Its port")
    email_user: str = Field(default="", description="Its user, where it wants one")
    email_password: SecretStr = Field(default=SecretStr(""), description="The user's password")
    email_security: str = Field(
        default="starttls", pattern="^(starttls|tls|none)$", description="starttls, tls or none"
    )
    email_from: str = Field(default="", description="The sender of letters, such as concordat@example.gov.uk")

    invitation_days: int = Field(default=7, ge=1, le=30, description="How long an invitation is good for")
    reset_hours: int = Field(default=24, ge=1, le=72, description="How long a link for a new password is good for")
    session_idle_minutes: int = Field(default=60, ge=5, le=480, description="Signed out after so long without a page")
    session_hours: int = Field(default=10, ge=1, le=24, description="Signed out after so long, whatever one does")
    lockout_failures: int = Field(default=5, ge=3, le=20, description="So many failed tries lock a sign-in")
    lockout_minutes: int = Field(default=15, ge=5, le=240, description="How long it is locked")

    identity: dict[str, IdentityProvider] = Field(
        default_factory=dict, description="Councils' own sign-in, such as Entra ID: CONCORDAT_IDENTITY__NAME__ISSUER …"
    )


def database(environment: Environment) -> dict[str, Any]:
    """Django's DATABASES entry: SQLite with write-ahead logging, or PostgreSQL."""
    if environment.database_url:
        url = urlparse(environment.database_url)
        if url.scheme not in {"postgres", "postgresql"}:
            raise ValueError("CONCORDAT_DATABASE_URL must begin with postgresql://. Leave it empty to use SQLite.")
        if not url.path.lstrip("/"):
            raise ValueError("CONCORDAT_DATABASE_URL names no database: postgresql://user:password@host:5432/name")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,  # a database that was restarted costs nobody a page
            "ATOMIC_REQUESTS": False,
        }
    environment.folder.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": environment.folder.resolve() / "concordat.sqlite3",
        "OPTIONS": {
            # Without IMMEDIATE a reader that turns writer fails at once instead of waiting its turn.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON;",
        },
    }
