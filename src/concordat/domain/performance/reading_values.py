"""Plain values of a document → typed ones; whatever does not read becomes a finding and never an exception."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from concordat.domain.kernel.findings import Finding, Where, error, warning
from concordat.domain.kernel.periods import LONDON, midnight


@dataclass
class Problems:
    item: str
    found: list[Finding] = field(default_factory=list)

    def error(self, message: str, fix: str, code: str) -> None:
        self.found.append(error(Where(table="Measures", item=self.item), message, fix, code=f"measure.{code}"))

    def warning(self, message: str, fix: str, code: str) -> None:
        self.found.append(warning(Where(table="Measures", item=self.item), message, fix, code=f"measure.{code}"))

    def unknown(self, given: Mapping[str, Any], known: Collection[str], place: str = "here") -> None:
        """A warning for each key that means nothing, with the one that was probably meant."""
        for key in sorted(set(given) - set(known)):
            near = get_close_matches(key, sorted(known), 1)
            hint = f"Did you mean “{near[0]}”? " if near else ""
            self.warning(f"“{key}” means nothing {place}.", f"{hint}Check its spelling, or leave it out.", "unknown")


def number(given: Any, problems: Problems, what: str) -> Decimal:
    try:
        found = Decimal(str(given))
    except InvalidOperation:
        found = Decimal("NaN")
    if isinstance(given, bool) or not found.is_finite():
        problems.error(f"“{given}” is not a number ({what}).", "Enter digits only.", "number")
        return Decimal(0)
    return found


def count(given: Any, problems: Problems, what: str) -> int:
    found = number(given, problems, what)
    if found < 0 or found != found.to_integral_value():
        problems.error(f"“{given}” is not a whole number of nought or more ({what}).", "Enter digits only.", "number")
        return 0
    return int(found)


def table(given: Any, problems: Problems, what: str, known: Collection[str] = ()) -> Mapping[str, Any]:
    """`known`: the keys it may have, where they are not names of its own."""
    if isinstance(given, Mapping):
        if known:
            problems.unknown(given, known, f"in {what}")
        return given
    problems.error(
        f"“{what}” holds “{given}”, not named entries.", f"Write it as [{what}] with an entry a line.", "table"
    )
    return {}


def tables(given: Any, problems: Problems, what: str, known: Collection[str] = ()) -> list[Mapping[str, Any]]:
    """A list of tables; nothing said is an empty list."""
    if given is None:
        return []
    if isinstance(given, Sequence) and not isinstance(given, str):
        return [table(item, problems, what, known) for item in given]
    problems.error(f"“{what}” is not a list.", f"Write each as [[{what}]].", "table")
    return []


def listed(given: Any, problems: Problems, what: str) -> list[Any]:
    if isinstance(given, Sequence) and not isinstance(given, str):
        return list(given)
    problems.error(f"“{given}” is not a list ({what}).", "Write it in square brackets, with commas between.", "list")
    return []


def day(given: Any, problems: Problems) -> date | None:
    if given is None:
        return None
    try:
        found = given if isinstance(given, date) else date.fromisoformat(str(given))
        return found.date() if isinstance(found, datetime) else found
    except ValueError:
        problems.error(f"“{given}” is not a date.", "Write it like 2026-04-01.", "date")
        return None


def moment(given: Any, problems: Problems) -> datetime:
    try:
        value = given if isinstance(given, date) else datetime.fromisoformat(str(given))
    except ValueError:
        problems.error(f"“{given}” is not a time.", "Write it like 2026-01-05T08:00:00+00:00.", "date")
        return midnight(date(2000, 1, 1))
    if not isinstance(value, datetime):
        return midnight(value)
    return value if value.tzinfo else value.replace(tzinfo=LONDON)
