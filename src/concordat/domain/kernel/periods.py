"""Aware periods, financial years and contract years. A period is half open: it holds its start and not its end.

A local authority's financial year runs from 1 April to 31 March (Local Government Finance Act 1992, s. 69); a contract's
years from the first day of whichever month the contract says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Self
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From `start` (in) to `end` (out), both aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("A period's times need a time zone.")
        if self.end <= self.start:
            raise ValueError("A period ends after it starts.")

    @classmethod
    def of_days(cls, first: date, last: date) -> Self:
        """Whole days in London time, both days included: 23 or 25 hours long where the clocks change."""
        return cls(midnight(first), midnight(date.fromordinal(last.toordinal() + 1)))

    @classmethod
    def of_month(cls, year: int, month: int) -> Self:
        following = (year + 1, 1) if month == 12 else (year, month + 1)
        return cls(midnight(date(year, month, 1)), midnight(date(*following, 1)))

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def overlaps(self, other: "Period") -> bool:
        return self.start < other.end and other.start < self.end


def day_in_words(day: date) -> str:
    """``11 September 2008``."""
    return f"{day.day} {day:%B %Y}"


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """The year from 1 April `starting` to 31 March of the next, written ``2026/27``."""

    starting: int

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(day.year if (day.month, day.day) >= (4, 1) else day.year - 1)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Reads ``2026/27``, ``2026-27`` and ``2026/2027``; anything else raises `ValueError`."""
        first, separator, second = text.strip().replace("-", "/").partition("/")
        if not separator or not first.isdigit() or not second.isdigit() or len(first) != 4:
            raise ValueError(f"“{text}” is not a financial year. Write it like 2026/27.")
        year = int(first)
        if int(second) not in {(year + 1) % 100, year + 1}:
            raise ValueError(
                f"“{text}” does not run from one year to the next. Write it like {year}/{(year + 1) % 100:02d}."
            )
        return cls(year)

    @property
    def first_day(self) -> date:
        return date(self.starting, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.starting + 1, 3, 31)

    @property
    def period(self) -> Period:
        return Period.of_days(self.first_day, self.last_day)

    def months(self) -> Iterator[tuple[int, int]]:
        """(year, month) from April to March."""
        for place in range(12):
            month = (3 + place) % 12 + 1
            yield (self.starting if month >= 4 else self.starting + 1, month)

    def later(self, years: int) -> "FinancialYear":
        return FinancialYear(self.starting + years)

    def __str__(self) -> str:
        return f"{self.starting}/{(self.starting + 1) % 100:02d}"


@dataclass(frozen=True, slots=True, order=True)
class ContractYear:
    """The twelve months from the first day of month `begins` (1 to 12) of the calendar year `starting`.

    Written as a financial year where it is one (``2026/27``), otherwise by its months: ``September 2025 to August 2026``.
    """

    starting: int
    begins: int = 4

    def __post_init__(self) -> None:
        if not 1 <= self.begins <= 12:
            raise ValueError(f"A year cannot begin in month {self.begins}.")

    @classmethod
    def containing(cls, day: date, *, begins: int = 4) -> Self:
        return cls(day.year if day.month >= begins else day.year - 1, begins)

    @classmethod
    def from_text(cls, text: str, *, begins: int = 4) -> Self:
        """Reads ``2025/26`` (the year that begins in 2025; ``2026`` where years begin in January) and the year as it is
        written in months; anything else raises `ValueError`."""
        found = re.search(r"\d{4}", text)
        year = cls(int(found[0]), begins) if found and 1 <= int(found[0]) < 9999 else None
        said = text.strip()
        if year is None or said not in {str(year), year.short, year.short.replace("/", "-"), year._long}:
            raise ValueError(f"“{text}” is not a year of this contract. Write it like {cls(2026, begins).short}.")
        return year

    @property
    def short(self) -> str:
        """``2025/26`` by the calendar years it touches; ``2026`` where that is one."""
        year = self.starting
        return f"{year:04d}" if self.begins == 1 else f"{year:04d}/{(year + 1) % 100:02d}"

    @property
    def _long(self) -> str:
        return self.short if self.begins == 1 else f"{self.starting:04d}/{self.starting + 1:04d}"

    @property
    def first_day(self) -> date:
        return date(self.starting, self.begins, 1)

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.later(1).first_day.toordinal() - 1)

    @property
    def period(self) -> Period:
        return Period.of_days(self.first_day, self.last_day)

    def months(self) -> Iterator[tuple[int, int]]:
        """(year, month) of its twelve months in turn."""
        for place in range(self.begins - 1, self.begins + 11):
            yield self.starting + place // 12, place % 12 + 1

    def later(self, years: int) -> "ContractYear":
        return ContractYear(self.starting + years, self.begins)

    def __str__(self) -> str:
        if self.begins == 4:
            return str(FinancialYear(self.starting))
        return f"{self.first_day:%B} {self.starting} to {self.last_day:%B %Y}"
