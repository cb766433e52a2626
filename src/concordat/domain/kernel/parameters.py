"""Dated reference values: a rate, a price index or a threshold, with the days it holds and where it was published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


class NoValueOnThatDay(LookupError):
    """No value of the parameter holds on the day asked for."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value from a day (in) to a day (out); None means from the beginning or until further notice."""

    value: Decimal | str
    unit: str
    source: str
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value over time, by its dotted identifier, e.g. ``discounting.standard``."""

    id: str
    title: str
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> DatedValue:
        """The one value that holds on the day; raises `NoValueOnThatDay`."""
        found = [value for value in self.values if value.holds_on(day)]
        if not found:
            raise NoValueOnThatDay(f"{self.id} has no value on {day.isoformat()}.")
        return found[-1]


def overlapping(values: Iterable[DatedValue]) -> list[tuple[DatedValue, DatedValue]]:
    """Pairs of neighbours that both hold on some day: a mistake in the reference data."""
    ordered = sorted(values, key=lambda value: value.valid_from or date.min)
    return [
        (first, second)
        for first, second in zip(ordered, ordered[1:], strict=False)
        if first.valid_to is None or second.valid_from is None or second.valid_from < first.valid_to
    ]
