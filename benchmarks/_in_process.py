"""The web service inside this process, on a database of its own: for benchmarks of pages."""

import os
import sys
import time
from pathlib import Path
from typing import Any

# On a machine that is busy with other things, ``--cpu`` counts the time of this process alone.
CLOCK = time.process_time if "--cpu" in sys.argv else time.perf_counter
MEASURED = "processor" if "--cpu" in sys.argv else "elapsed"


def use_settings(folder: Path) -> None:
    """The demonstration's settings, in this folder. Before anything that reads Django's settings is imported."""
    os.environ |= {
        "CONCORDAT_MODE": "demo",
        "CONCORDAT_FOLDER": str(folder),
        "CONCORDAT_DATABASE_URL": "",
        "CONCORDAT_ALLOWED_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "concordat.config.settings",
    }


def prepare_database(folder: Path) -> None:
    """Settings, and an empty database."""
    use_settings(folder)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def signed_in(organisation: str, duty: str = "programme-manager") -> Any:
    from django.test import Client

    from concordat.data.records import models

    client = Client(raise_request_exception=True)
    client.force_login(models.Person.objects.get(email=f"{duty}@{organisation}.example"))
    return client


def timed(work: Any, *, repeat: int = 1) -> float:
    """The least of the times, in seconds."""
    found = []
    for _ in range(repeat):
        started = CLOCK()
        work()
        found.append(CLOCK() - started)
    return min(found)


def tell(name: str, seconds: float, aim: float | None = None) -> bool:
    """One line; whether the aim was met."""
    met = aim is None or seconds <= aim
    said = "" if aim is None else f"   aim {aim * 1000:5.0f} ms   {'good' if met else 'TOO SLOW'}"
    print(f"  {name:<46}{seconds * 1000:7.0f} ms{said}")
    return met
