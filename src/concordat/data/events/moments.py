"""A time as people write it, in the mapping's zone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from concordat.data.events.quarantine import Reason

_ISO_LIKE = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%y %H:%M", "%d-%b-%Y %H:%M", "%d %b %Y %H:%M")


def read_moment(given: Any, *, formats: Sequence[str], zone: ZoneInfo, title: str) -> tuple[int | None, Reason | None]:
    """A time as people write it → seconds since 1970. A wall time that the change of clocks left out is refused."""
    moment = _as_datetime(given, formats)
    if moment is None:
        return None, Reason(title, f"“{given}” is not a time.", "Write it like 2026-04-01 08:30 or 01/04/2026 08:30.")
    if moment.tzinfo is None:
        aware = moment.replace(tzinfo=zone)
        if aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
            return None, Reason(
                title,
                f"{moment:%d %B %Y %H:%M} did not exist: the clocks went forward.",
                "Check the time with whoever recorded it.",
            )
        moment = aware
    if not 1990 <= moment.year <= 2100:
        return None, Reason(title, f"{moment:%d %B %Y} cannot be right.", "Check the year.")
    return int(moment.timestamp()), None


def _as_datetime(given: Any, formats: Sequence[str]) -> datetime | None:
    if isinstance(given, datetime):
        return given
    if isinstance(given, date):
        return datetime.combine(given, time())
    if isinstance(given, int) and not isinstance(given, bool):  # our own Parquet files hold seconds
        return datetime.fromtimestamp(given, UTC)
    text = str(given).strip()
    for pattern in formats:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the mapping's
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for pattern in (*_ISO_LIKE, "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d-%b-%Y"):
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the mapping's
        except ValueError:
            continue
    return None
