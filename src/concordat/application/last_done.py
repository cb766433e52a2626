"""When the service was last backed up and its trail last checked: said by the operator's commands, read by the hardening page."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

BACKUP, TRAIL_CHECKED = "backup", "audit-verify"


def note(what: str, *, good: bool = True) -> None:
    file = _file(what)
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".half")
    half.write_text(json.dumps({"at": timezone.now().isoformat(), "good": good}))
    half.replace(file)


def last(what: str) -> tuple[datetime, bool] | None:
    """When, and whether all was well; None where it was never done, or the note cannot be read."""
    try:
        told = json.loads(_file(what).read_text())
        return datetime.fromisoformat(told["at"]), bool(told["good"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(what: str) -> Path:
    return Path(settings.FOLDER) / "last-done" / f"{what}.json"
