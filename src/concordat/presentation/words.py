"""Numbers, dates and values in words people read. Exact where the figure is exact; never finer than it is known."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from concordat.domain.kernel.hashing import decimal_text
from concordat.domain.kernel.money import format_pounds, round_to_pence
from concordat.domain.kernel.periods import LONDON
from concordat.domain.kernel.tables import Column, ColumnType, Value


def date_in_words(day: date | datetime) -> str:
    """``13 June 2008``, in London time."""
    local = day.astimezone(LONDON).date() if isinstance(day, datetime) else day
    return f"{local.day} {local:%B %Y}"


def days_in_words(text: str) -> str:
    """Text in which days stand as ``2009-03-31``, with each as ``31 March 2009``."""
    return re.sub(r"\b\d{4}-\d{2}-\d{2}\b", lambda found: _day_said(found[0]), text)


def _day_said(text: str) -> str:
    try:
        return date_in_words(date.fromisoformat(text))
    except ValueError:
        return text


def moment_in_words(moment: datetime) -> str:
    """``13 June 2008, 2:05pm``; midnight is left out, because then only the day was given."""
    local = moment.astimezone(LONDON)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return date_in_words(local)
    hour = local.hour % 12 or 12
    return f"{date_in_words(local)}, {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def pounds_short(pence: int) -> str:
    """``£1.018m`` or ``£768k`` for an axis or a heading; the exact figure is always beside it."""
    pounds = Decimal(pence) / 100
    for size, letter in ((Decimal(1_000_000_000), "bn"), (Decimal(1_000_000), "m"), (Decimal(1_000), "k")):
        if abs(pounds) >= size:
            number = (pounds / size).quantize(Decimal("0.001") if letter != "k" else Decimal(1))
            return f"{'-' if number < 0 else ''}£{decimal_text(abs(number))}{letter}"
    return format_pounds(pence)


def in_whole_pounds(parts: Sequence[int], total: int) -> tuple[list[int], int]:
    """Pence rounded to the pound, so that the rounded parts add up to the rounded total: largest remainders go up.

    For estimates, whose pennies tell nobody anything. Parts that do not add up to their total are rounded each by itself.
    """
    whole_total = round_to_pence(Fraction(total, 100)) * 100
    if sum(parts) != total:
        return [round_to_pence(Fraction(part, 100)) * 100 for part in parts], whole_total
    whole = [part // 100 for part in parts]
    left_over = whole_total // 100 - sum(whole)
    for place in sorted(range(len(parts)), key=lambda at: (-(parts[at] % 100), at))[:left_over]:
        whole[place] += 1
    return [part * 100 for part in whole], whole_total


def count_of(number: int, one: str, many: str = "") -> str:
    """``1 option``, ``18 options``, ``no options``."""
    noun = one if number == 1 else (many or f"{one}s")
    return f"{'no' if number == 0 else number} {noun}"


def listed(words: Iterable[str], *, word: str = "and") -> str:
    """``a, b and c``; ``a; b, with more; and c`` where an item holds a comma of its own."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    if any("," in item for item in items):
        return f"{'; '.join(items[:-1])}; {word} {items[-1]}"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def true_minus(text: str) -> str:
    """``−£500`` with a minus sign where a hyphen stands before pounds. A browser may still end a line after it."""
    return text.replace("-£", "−£")


def cell_in_words(value: Value, column: Column) -> str:
    """A value as its column's type reads on a page; nothing for a missing one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if column.type is ColumnType.MONEY and isinstance(value, int):
        return format_pounds(value)
    if column.type is ColumnType.SHARE and isinstance(value, Decimal):
        return f"{decimal_text(value * 100)}%"
    if isinstance(value, datetime):
        return moment_in_words(value)
    if isinstance(value, date):
        return date_in_words(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    return decimal_text(value) if isinstance(value, Decimal) else str(value)
