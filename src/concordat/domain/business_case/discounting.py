"""Discount factors from dated, stepped rates, exactly.

``factor(0) = 1`` and ``factor(t) = factor(t - 1) / (1 + r_t)``, r_t the real rate of the band that year t falls in
(HM Treasury, The Green Book). Half-way through the year, year t takes the factor of t + ½: the root of the factors on
both sides, worked out to fifty digits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

from concordat.domain.business_case.inputs import Convention
from concordat.domain.kernel.parameters import DatedValue, NoValueOnThatDay, Parameter

_FIFTY_DIGITS = Context(prec=50)


class UnknownSchedule(LookupError):
    """There is no schedule of discount rates of this name on this day."""


@dataclass(frozen=True)
class Schedule:
    """Real rates a year: `bands` holds (first year it discounts into, rate), in order."""

    name: str
    bands: tuple[tuple[int, Decimal], ...]
    values: tuple[tuple[str, DatedValue], ...] = ()

    def rate(self, year: int) -> Decimal:
        """The rate that takes year `year` back to the year before it."""
        return next(rate for first, rate in reversed(self.bands) if first <= year)

    def factors(self, years: int, *, convention: Convention = Convention.YEAR_END) -> tuple[Fraction, ...]:
        """The factors of years 0 to `years` - 1."""
        whole = [Fraction(1)]
        for year in range(1, years + 1):
            whole.append(whole[-1] / (1 + Fraction(self.rate(year))))
        if convention is Convention.YEAR_END:
            return tuple(whole[:years])
        return tuple(_root(whole[year] * whole[year + 1]) for year in range(years))

    def factor(self, year: int) -> Fraction:
        """The factor of one year at its end; raises `ValueError` before year 0."""
        if year < 0:
            raise ValueError("There is no discount factor before year 0.")
        return self.factors(year + 1)[year]


def _root(value: Fraction) -> Fraction:
    quotient = _FIFTY_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Fraction(_FIFTY_DIGITS.sqrt(quotient))


def schedule_names(parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id.split(".")[1] for id in parameters if id.startswith("discounting.")))


def schedule_on(name: str, *, on: date, parameters: Mapping[str, Parameter]) -> Schedule:
    """The schedule as it stood on a day; raises `UnknownSchedule`."""
    prefix = f"discounting.{name}.from_year_"
    held = []
    for id, parameter in parameters.items():
        if id.startswith(prefix):
            try:
                held.append((int(id.removeprefix(prefix)), id, parameter.on(on)))
            except NoValueOnThatDay:
                continue
    held.sort(key=lambda item: item[0])
    if not held or held[0][0] != 0:
        raise UnknownSchedule(f"No discount rates called “{name}” held on {on.isoformat()}.")
    bands = tuple((first, Decimal(value.value)) for first, _, value in held)
    return Schedule(name, bands, tuple((id, value) for _, id, value in held))
