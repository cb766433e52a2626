"""The evidence of a contract's months, in frozen types: figures of measures, what was counted and spent, indices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from concordat.domain.kernel.periods import LONDON
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.performance.periods import Month


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure in a month, for the whole contract or one unit of it (an area, a site)."""

    measure: str
    month: Month
    value: Decimal | None
    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)
    scale: Decimal = Decimal(1)
    unit: str = ""
    assessable: bool = True
    why: str = ""
    inputs: tuple[InputUsed, ...] = ()


def together(figures: Sequence[Figure]) -> Decimal | None:
    """Of several months: the ratio of sums, never the mean of monthly figures; the mean where a month has no sums."""
    known = [figure for figure in figures if figure.value is not None]
    if known and all(figure.denominator for figure in known):
        bottom = sum(figure.denominator for figure in known)
        return sum((figure.numerator for figure in known), Decimal(0)) / bottom * known[0].scale
    values = [figure.value for figure in known if figure.value is not None]
    return sum(values, Decimal(0)) / len(values) if values else None


@dataclass(frozen=True, slots=True)
class Entry:
    """Something counted or spent in a month. `quantity` is a count, or pence where the kind is a sum of money."""

    kind: str
    about: str
    month: Month
    quantity: Decimal
    item: str = ""
    unit: str = ""
    note: str = ""
    inputs: tuple[InputUsed, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexValue:
    index: str
    month: Month
    value: Decimal
    status: str = "firm"
    inputs: tuple[InputUsed, ...] = ()


@dataclass(frozen=True, slots=True)
class Outage:
    """A place that could not be used. `put_right` is None while it cannot; moments carry their time zone."""

    about: str
    unit: str
    failed: datetime
    notified: datetime
    put_right: datetime | None = None
    used: bool = False
    item: str = ""
    inputs: tuple[InputUsed, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordsHeld:
    """How far the job records delivered so far reach: when the last thing in them happened, who delivered them, which
    measures are worked out from them, and the certified orders (by service, lot and month; `item` is how many, `quantity`
    pence) that no contract pays for."""

    until: datetime
    by: tuple[str, ...] = ()
    measures: frozenset[str] = frozenset()
    unpaid: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """Everything a mechanism needs, already cut to what was known at one moment. `records` is None where nobody knows what
    was delivered."""

    figures: tuple[Figure, ...] = ()
    entries: tuple[Entry, ...] = ()
    indices: tuple[IndexValue, ...] = ()
    outages: tuple[Outage, ...] = ()
    records: RecordsHeld | None = None

    @cached_property
    def _figures(self) -> dict[tuple[str, Month, str], Figure]:
        return {(f.measure, f.month, f.unit): f for f in self.figures}

    @cached_property
    def _entries(self) -> dict[tuple[str, str, Month], list[Entry]]:
        found: dict[tuple[str, str, Month], list[Entry]] = {}
        for entry in self.entries:
            found.setdefault((entry.kind, entry.about, entry.month), []).append(entry)
        return found

    @cached_property
    def _indices(self) -> dict[tuple[str, Month], IndexValue]:
        return {(value.index, value.month): value for value in self.indices}

    def figure(self, measure: str, month: Month, unit: str = "") -> Figure | None:
        return self._figures.get((measure, month, unit))

    def entries_of(self, kind: str, about: str, month: Month) -> list[Entry]:
        return self._entries.get((kind, about, month), [])

    def index(self, index: str, month: Month) -> IndexValue | None:
        return self._indices.get((index, month))

    @cached_property
    def months(self) -> tuple[Month, ...]:
        outages = {Month(at.year, at.month) for one in self.outages for at in [one.failed.astimezone(LONDON)]}
        return tuple(sorted({f.month for f in self.figures} | {e.month for e in self.entries} | outages))
