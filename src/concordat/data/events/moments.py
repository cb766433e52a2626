"""A time as people write it, in the mapping's zone."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from concordat.data.events.quarantine import Reason
from concordat.domain.kernel.periods import day_in_words

_DAYS = ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y")
_TIMES = (" %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p", "")
_WAYS = tuple(f"{day}{clock}" for day in _DAYS for clock in _TIMES)
# Month first, as programs set up for the United States write it; offered, never guessed.
MONTH_FIRST = tuple(f"{day}{clock}" for day in ("%m/%d/%Y", "%m/%d/%y") for clock in _TIMES)
_USUAL = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_TWO_NUMBERS = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})\b")
# A spreadsheet counts days from the end of 1899, as a number of five digits; others count seconds, or thousandths.
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall time: the zone is the mapping's
_DAY_NUMBERS = (20_000, 80_000)
_THOUSANDTHS = 100_000_000_000
_NUMBER = re.compile(r"\d{5}(?:\.\d+)?|\d{5}\.0*")


class Written(StrEnum):
    """What the way a moment is written tells."""

    DAY_FIRST = "day first"  # 31/12/2026 can be nothing else
    MONTH_FIRST = "month first"  # 12/31/2026 can be nothing else
    DAY_NUMBER = "day number"  # 46113.375, as a spreadsheet keeps it
    OTHERWISE = "otherwise"


def writing_of(given: Any, formats: Sequence[str] = ()) -> Written:
    """Which of the ways that need telling apart; nothing where the mapping says how days are written."""
    if _day_number(given) is not None:
        return Written.DAY_NUMBER
    numbers = _TWO_NUMBERS.match(given) if isinstance(given, str) and not formats else None
    if numbers is None:
        return Written.OTHERWISE
    first, second = int(numbers[1]), int(numbers[2])
    if first > 12 >= second:
        return Written.DAY_FIRST
    return Written.MONTH_FIRST if second > 12 >= first else Written.OTHERWISE


def read_moment(given: Any, *, formats: Sequence[str], zone: ZoneInfo, title: str) -> tuple[int | None, Reason | None]:
    """A time as people write it → seconds since 1970. A wall time that the change of clocks left out is refused."""
    moment = _as_datetime(given, formats)
    if moment is None:
        if writing_of(given, formats) is Written.MONTH_FIRST:
            return None, Reason(
                title,
                f"“{given}” is not a time: there is no such month.",
                "Write the day first, or say in a mapping that the month comes first.",
            )
        return None, Reason(title, f"“{given}” is not a time.", "Write it like 2026-04-01 08:30 or 01/04/2026 08:30.")
    if moment.tzinfo is None:
        aware = moment.replace(tzinfo=zone)
        if aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
            return None, Reason(
                title,
                f"{day_in_words(moment)} {moment:%H:%M} did not exist: the clocks went forward.",
                "Check the time with whoever recorded it.",
            )
        moment = aware
    if not 1990 <= moment.year <= 2100:
        return None, Reason(title, f"{day_in_words(moment)} cannot be right.", "Check the year.")
    return int(moment.timestamp()), None


def _as_datetime(given: Any, formats: Sequence[str]) -> datetime | None:
    if isinstance(given, datetime):
        return given
    if isinstance(given, date):
        return datetime.combine(given, time())
    day_number = _day_number(given)
    if day_number is not None:
        return _FIRST_DAY + timedelta(seconds=round(day_number * 86_400))
    if isinstance(given, int | float):
        return _counted(given)
    text = " ".join(str(given).split())
    usual = None if formats else _USUAL.fullmatch(text)
    if usual:
        return _as_usual(*usual.groups("0"))
    for pattern in formats:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the mapping's
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for pattern in () if formats else _WAYS:  # a mapping that says how days are written means those alone
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the mapping's
        except ValueError:
            continue
    return None


def _as_usual(day: str, month: str, year: str, hour: str, minute: str, second: str) -> datetime | None:
    """The way most British systems write a moment, read ten times as fast as by a pattern."""
    try:
        return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second))  # noqa: DTZ001
    except ValueError:
        return None


def _day_number(given: Any) -> float | None:
    if isinstance(given, bool):
        return None
    if isinstance(given, str):
        if not _NUMBER.fullmatch(given.strip()):
            return None
        given = float(given)
    if isinstance(given, int | float) and _DAY_NUMBERS[0] <= given <= _DAY_NUMBERS[1]:
        return float(given)
    return None


def _counted(given: float) -> datetime | None:
    """Seconds since 1970, as our own Parquet files have them, or thousandths, as web services do."""
    if isinstance(given, bool):
        return None
    try:
        return datetime.fromtimestamp(given / 1000 if abs(given) >= _THOUSANDTHS else given, UTC)
    except (ValueError, OverflowError, OSError):
        return None
