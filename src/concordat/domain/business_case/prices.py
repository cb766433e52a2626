"""Price factors between financial years: general prices (the GDP deflator) and a case's own indices, exactly.

A financial year takes the deflator of the calendar year in which it starts. After the last published year, general
prices grow by the planning assumption that the reference data names. An own index is a chain of changes on the year
before; a year it does not hold takes the last change before it (or the first after), and `checks` says so. A case of an
earlier day is worked out without hindsight: it knows only the deflators of the calendar years before that day's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from concordat.domain.kernel.parameters import Parameter
from concordat.domain.kernel.periods import FinancialYear

GDP, FIXED = "gdp", "fixed"


@dataclass(frozen=True)
class Prices:
    parameters: Mapping[str, Parameter]
    own: Mapping[str, Mapping[FinancialYear, Decimal]]
    default: str = GDP
    known_on: date | None = None  # a case made on a day knows only the deflators of years that were over
    _held: dict[tuple[str, int, int], Fraction] = field(default_factory=dict, repr=False, compare=False)

    def is_known(self, index: str) -> bool:
        return not index or index.lower() in {GDP, FIXED} or index in self.own

    def ratio(self, index: str, *, of: FinancialYear, to: FinancialYear) -> Fraction:
        """The price in `to` over the price in `of`. An index nobody declared moves like the case's own default."""
        name = index if self.is_known(index) and index else self.default
        key = (name, of.starting, to.starting)
        if key not in self._held:
            self._held[key] = self._ratio(name, of, to)
        return self._held[key]

    def _ratio(self, name: str, of: FinancialYear, to: FinancialYear) -> Fraction:
        if name.lower() == FIXED:
            return Fraction(1)
        if name in self.own:
            return self._own_level(name, to) / self._own_level(name, of)
        return self._gdp_level(to) / self._gdp_level(of)

    @cached_property
    def published(self) -> Mapping[int, Fraction]:
        """The deflator by calendar year."""
        values = self.parameters["deflators.gdp"].values
        every = {value.valid_from.year: Fraction(Decimal(value.value)) for value in values if value.valid_from}
        known = {year: level for year, level in every.items() if self.known_on is None or year < self.known_on.year}
        return known or every

    @cached_property
    def growth_after(self) -> Fraction:
        return Fraction(Decimal(self.parameters["deflators.gdp.growth_after"].on(date.max).value))

    def _gdp_level(self, year: FinancialYear) -> Fraction:
        first, last = min(self.published), max(self.published)
        if year.starting > last:
            return self.published[last] * (1 + self.growth_after) ** (year.starting - last)
        if year.starting < first:
            return self.published[first] / (1 + self.growth_after) ** (first - year.starting)
        return self.published[year.starting]

    def _own_level(self, name: str, year: FinancialYear) -> Fraction:
        """The level with 1 in the year before the first change."""
        changes = self.own[name]
        first = min(changes)
        change = Fraction(changes[first])
        if year < first:
            return 1 / (1 + change) ** (first.starting - 1 - year.starting)
        level = Fraction(1)
        for starting in range(first.starting, year.starting + 1):
            held = changes.get(FinancialYear(starting))
            change = change if held is None else Fraction(held)
            level *= 1 + change
        return level
