"""What a person may set from outside: environment variables, or files in a secrets folder. Each says what it is for."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class NotPossible(Exception):
    """A sentence for the operator: what is wrong and how to mend it."""


class Environment(BaseSettings):
    """Read from `CONCORDAT_…`; see ``dotenv-sample``. Nothing is needed for the demonstration."""

    model_config = SettingsConfigDict(env_prefix="CONCORDAT_", env_file=".env", extra="ignore")

    mode: str = Field(default="demo", pattern="^(demo|production|test)$", description="demo, production or test")
    secret_key: SecretStr = Field(default=SecretStr(""), description="Signs sessions; needed in production")
    database_url: str = Field(
        default="", description="postgresql://user:password@host:5432/name; empty for SQLite under var/"
    )
    folder: Path = Field(default=Path("var"), description="Where the SQLite file, uploads and evidence are kept")
    allowed_hosts: str = Field(default="localhost,127.0.0.1,[::1]", description="Host names, separated by commas")
    https: bool = Field(default=False, description="True behind HTTPS: secure cookies, HSTS and redirect")


def database(environment: Environment) -> dict[str, Any]:
    """Django's DATABASES entry: SQLite with write-ahead logging, or PostgreSQL."""
    if environment.database_url:
        url = urlparse(environment.database_url)
        if url.scheme not in {"postgres", "postgresql"}:
            raise ValueError("CONCORDAT_DATABASE_URL must begin with postgresql://. Leave it empty to use SQLite.")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
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
