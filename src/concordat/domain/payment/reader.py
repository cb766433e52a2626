"""Named values out of one table of a document. Everything unknown, missing or unreadable is a finding."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, TypeVar

from concordat.domain.kernel.findings import Finding, Where, error, warning
from concordat.domain.kernel.money import NotMoney, format_pounds, read_pounds, round_to_pence
from concordat.domain.performance.periods import Month, NotAPeriod

T = TypeVar("T")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass
class Reader:
    """Takes named values out of one table; `done` reports what nobody asked for."""

    given: Mapping[str, Any]
    where: Where
    findings: list[Finding]
    asked: set[str] = field(default_factory=set)

    def take(self, name: str, default: Any = None, *, required: bool = False) -> Any:
        self.asked.add(name)
        value = self.given.get(name)
        if value is None and required:
            self.wrong(f"“{name}” is missing.", f"Add {name} = …", "mechanism.missing")
        return default if value is None else value

    def wrong(self, message: str, fix: str, code: str = "mechanism.value") -> None:
        self.findings.append(error(self.where, message, fix, code=code))

    def text(self, name: str, default: str = "", *, required: bool = False, among: tuple[str, ...] = ()) -> str:
        value = str(self.take(name, default, required=required))
        if among and value and value not in among:
            near = get_close_matches(value, among, 1)
            hint = f"Did you mean “{near[0]}”? " if near else ""
            self.wrong(f"{name} is “{value}”.", f"{hint}Use one of: {', '.join(among)}.")
            return among[0]
        return value

    def number(self, name: str, default: Any = None, *, required: bool = False) -> Any:
        value = self.take(name, default, required=required)
        return self._number(name, value)

    def _number(self, name: str, value: Any) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, str) and value.strip().endswith("%"):
            found = self._number(name, value.strip()[:-1])
            return None if found is None else found / 100
        try:
            number = value if isinstance(value, Decimal) else Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.wrong(f"{name} is “{value}”, which is not a number.", "Write it like 0.5 or “50%”.")
            return None
        return number

    def decimal(self, name: str, default: Decimal = Decimal(0), *, required: bool = False) -> Decimal:
        found = self.number(name, default, required=required)
        return default if found is None else Decimal(found)

    def whole(self, name: str, default: int = 0, *, required: bool = False) -> int:
        found = self.decimal(name, Decimal(default), required=required)
        if found != found.to_integral_value():
            self.wrong(f"{name} is {found}, which is not a whole number.", f"Write it like {int(found)}.")
        return int(found)

    def pence(self, name: str, default: int | None = None, *, required: bool = False) -> int | None:
        value = self.take(name, None, required=required)
        return default if value is None else self.as_pence(name, value)

    def as_pence(self, name: str, value: Any) -> int:
        pence = self.rate(name, value)
        if pence != round_to_pence(pence):
            self.wrong(f"{name}: {value} has a part of a penny.", "Write whole pence, like “£1,234.50”.")
        return round_to_pence(pence)

    def rate(self, name: str, value: Any) -> Decimal:
        """Pounds a unit → Decimal pence, never rounded."""
        if not isinstance(value, str):
            found = self._number(name, value)
            if found:
                self.findings.append(
                    warning(
                        self.where,
                        f"{name} is {value} without a unit; it is read as {format_pounds(round_to_pence(found * 100), show_pence=True)}.",
                        "Write the pound sign, like “£36.55”, so that nobody takes it for pence.",
                        code="mechanism.unit",
                    )
                )
            return (found or Decimal(0)) * 100
        try:
            return read_pounds(value) * 100
        except (NotMoney, InvalidOperation) as problem:
            self.wrong(f"{name}: {problem}", "Write it in pounds, like “£36.55”.")
            return Decimal(0)

    def date(self, name: str, *, required: bool = False) -> date | None:
        value = self.take(name, None, required=required)
        if value is None:
            return None
        try:
            day = date.fromisoformat(str(value)[:10])
        except ValueError:
            self.wrong(f"{name} is “{value}”, which is not a date.", "Write it like 2026-04-01.")
            return None
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:  # where years end, the calendar cannot count on
            self.wrong(
                f"{name} is “{value}”, when no contract runs.", f"Name a year from {_FIRST_YEAR} to {_LAST_YEAR}."
            )
            return None
        return day

    def month(self, name: str) -> Month:
        try:
            return Month.from_text(str(self.take(name, "", required=True)))
        except NotAPeriod as problem:
            self.wrong(f"{name}: {problem}", "Write it like 2026-04.")
            return Month(2000, 1)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.take(name, ())
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, (list, tuple)):
            self.wrong(f"{name} is “{value}”, which is not a list.", f"Write {name} = [“…”, “…”].")
            return ()
        return tuple(str(item) for item in value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.take(name, default)
        if not isinstance(value, bool):
            self.wrong(f"{name} is “{value}”, which is neither true nor false.", f"Write {name} = true or false.")
            return default
        return value

    def one(self, name: str) -> "Reader | None":
        value = self.take(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.wrong(f"“{name}” stands there more than once, or is not a part.", f"Write [{name}] once.")
            return None
        return Reader(value, Where(self.where.file, name), self.findings)

    def many(self, name: str, read: Callable[["Reader"], T]) -> tuple[T, ...]:
        given, found = self.take(name, ()), []
        if not isinstance(given, (list, tuple)) or not all(isinstance(one, Mapping) for one in given):
            self.wrong(f"“{name}” is not a list of parts.", f"Write [[{name}]] with double brackets.")
            return ()
        inside = f"{self.where.table} {self.where.item}".strip()
        for place, value in enumerate(given, 1):
            where = Where(self.where.file, f"{inside}: {name}" if inside else name, item=str(value.get("id", place)))
            reader = Reader(value, where, self.findings)
            found.append(read(reader))
            reader.done()
        return tuple(found)

    def done(self) -> None:
        for name in self.given:
            if name not in self.asked:
                near = get_close_matches(name, self.asked, 1)
                hint = f"Did you mean “{near[0]}”? Otherwise use" if near else "Use"
                self.wrong(
                    f"“{name}” is not something this part of a mechanism says.",
                    f"{hint}: {', '.join(sorted(self.asked))}.",
                    "mechanism.unknown",
                )
