"""Named values out of one table of a document. Everything unknown, missing or unreadable is a finding."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from concordat.domain.kernel.findings import Finding, Where, error
from concordat.domain.kernel.money import NotMoney, pence_from_pounds, read_pounds
from concordat.domain.performance.periods import Month, NotAPeriod

T = TypeVar("T")


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
        if among and value not in among and (value or required):
            self.wrong(f"{name} is “{value}”.", f"Use one of: {', '.join(among)}.")
            return among[0]
        return value

    def number(self, name: str, default: Any = None, *, required: bool = False) -> Any:
        value = self.take(name, default, required=required)
        return self._number(name, value)

    def _number(self, name: str, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, str) and value.strip().endswith("%"):
            found = self._number(name, value.strip()[:-1])
            return None if found is None else found / 100
        try:
            return Decimal(str(value))
        except InvalidOperation:
            self.wrong(f"{name} is “{value}”, which is not a number.", "Write it like 0.5 or 50%.")
            return None

    def decimal(self, name: str, default: Decimal = Decimal(0), *, required: bool = False) -> Decimal:
        found = self.number(name, default, required=required)
        return default if found is None else Decimal(found)

    def whole(self, name: str, default: int = 0, *, required: bool = False) -> int:
        return int(self.decimal(name, Decimal(default), required=required))

    def pence(self, name: str, default: int | None = None, *, required: bool = False) -> int | None:
        value = self.take(name, None, required=required)
        return default if value is None else self.as_pence(name, value)

    def as_pence(self, name: str, value: Any) -> int:
        try:
            return pence_from_pounds(value if isinstance(value, str) else Decimal(str(value)))
        except (NotMoney, InvalidOperation) as problem:
            self.wrong(f"{name}: {problem}", "Write it like “£1,234.50”.")
            return 0

    def rate(self, name: str, value: Any) -> Decimal:
        """Pounds a unit → Decimal pence, never rounded."""
        try:
            return (read_pounds(value) if isinstance(value, str) else Decimal(str(value))) * 100
        except (NotMoney, InvalidOperation) as problem:
            self.wrong(f"{name}: {problem}", "Write it like “£36.55”.")
            return Decimal(0)

    def date(self, name: str, *, required: bool = False) -> date | None:
        value = self.take(name, None, required=required)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError:
            self.wrong(f"{name} is “{value}”, which is not a date.", "Write it like 2026-04-01.")
            return None

    def month(self, name: str) -> Month:
        try:
            return Month.from_text(str(self.take(name, "", required=True)))
        except NotAPeriod as problem:
            self.wrong(f"{name}: {problem}", "Write it like 2026-04.")
            return Month(2000, 1)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.take(name, ())
        return (value,) if isinstance(value, str) else tuple(str(item) for item in value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.take(name, default)
        return value if isinstance(value, bool) else str(value).strip().lower() in {"yes", "true"}

    def one(self, name: str) -> "Reader | None":
        value = self.take(name)
        if value is None:
            return None
        return Reader(value, Where(self.where.file, name), self.findings)

    def many(self, name: str, read: Callable[["Reader"], T]) -> tuple[T, ...]:
        found = []
        for place, value in enumerate(self.take(name, ()), 1):
            reader = Reader(value, Where(self.where.file, name, item=str(value.get("id", place))), self.findings)
            found.append(read(reader))
            reader.done()
        return tuple(found)

    def done(self) -> None:
        for name in self.given:
            if name not in self.asked:
                self.wrong(
                    f"“{name}” is not something this part of a mechanism says.",
                    f"Use: {', '.join(sorted(self.asked))}.",
                    "mechanism.unknown",
                )
