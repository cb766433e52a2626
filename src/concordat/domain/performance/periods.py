"""Months as they are written (``2026-04``) and counted (202604), and the spans a figure can be about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from concordat.domain.kernel.periods import FinancialYear, Period


class NotAPeriod(ValueError):
    """The text names no period; the message says how to write one."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def from_text(cls, text: str) -> "Month":
        year, separator, month = text.strip().partition("-")
        is_written = separator and year.isdecimal() and month.isdecimal() and len(year) == 4 and len(month) <= 2
        if not (is_written and 1 <= int(year) < 9999 and 1 <= int(month) <= 12):
            raise NotAPeriod(f"“{text}” is not a month. Write it like 2026-04.")
        return cls(int(year), int(month))

    @classmethod
    def from_key(cls, key: int) -> "Month":
        return cls(key // 100, key % 100)

    @property
    def key(self) -> int:
        return self.year * 100 + self.number

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def period(self) -> Period:
        return Period.of_month(self.year, self.number)

    def later(self, months: int) -> "Month":
        count = self.year * 12 + self.number - 1 + months
        return Month(count // 12, count % 12 + 1)

    def in_words(self) -> str:
        return f"{self.first_day:%B %Y}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, slots=True)
class Span:
    """The months from first to last, with the label a figure over them carries."""

    first: Month
    last: Month
    label: str

    @property
    def period(self) -> Period:
        return Period(self.first.period.start, self.last.period.end)

    def months(self) -> Iterator[Month]:
        at = self.first
        while at <= self.last:
            yield at
            at = at.later(1)

    def holds(self, key: int | None) -> bool:
        return key is not None and self.first.key <= key <= self.last.key


def month_span(month: Month) -> Span:
    return Span(month, month, str(month))


def year_to_date(month: Month) -> Span:
    year = FinancialYear.containing(month.first_day)
    return Span(Month(year.starting, 4), month, f"{month} year to date")


def rolling(month: Month, months: int = 12) -> Span:
    return Span(month.later(1 - months), month, f"{month} rolling {months}")


def block_span(month: Month, months: int) -> Span:
    """The last block of so many months, counted from April, that had ended with the month: the month itself for one."""
    if months == 1:
        return month_span(month)
    over = (month.number - 4) % 12 % months
    last = month if over == months - 1 else month.later(-over - 1)
    first = last.later(1 - months)
    return Span(first, last, str(FinancialYear.containing(first.first_day)) if months == 12 else f"{first} to {last}")


def in_words(span: Span) -> str:
    """``April 2026``, ``April to July 2026``, ``December 2025 to March 2026``."""
    if span.first == span.last:
        return span.last.in_words()
    if span.first.year == span.last.year:
        return f"{span.first.first_day:%B} to {span.last.in_words()}"
    return f"{span.first.in_words()} to {span.last.in_words()}"


def span_from_text(text: str) -> Span:
    """``2026-04`` is a month, ``2026-04 to 2026-07`` some of them, ``2026/27`` a financial year."""
    first, several, last = text.partition(" to ")
    if several:
        span = Span(Month.from_text(first), Month.from_text(last), text)
        if span.last < span.first:
            raise NotAPeriod(f"“{text}” ends before it begins.")
        return span
    if "/" in text:
        try:
            year = FinancialYear.from_text(text)
        except ValueError as problem:
            raise NotAPeriod(str(problem)) from problem
        return Span(Month(year.starting, 4), Month(year.starting + 1, 3), str(year))
    return month_span(Month.from_text(text))
