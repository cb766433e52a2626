"""The declared, editable parts of a group's value and of the plan: one document of kind ``groupings``.

Amounts are written in pounds and held in whole pence; rates are shares of a layer's cost as Decimal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.money import NotMoney, pence_from_pounds
from concordat.domain.sharing.inputs import LAYERS

KIND = "groupings"
BY_BASELINE = "in proportion to baseline"
EQUAL = "equal"
LIKELY, LOW, HIGH = "likely", "low", "high"
UNLIMITED = 10**15  # pence or changes: more than any partnership has


class AssumptionMistake(ValueError):
    """The document says something that cannot be read; the message says what and how to mend it."""


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of a layer's cost that is saved when so many teams become one."""

    layer: str
    teams: int
    low: Decimal
    likely: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class OneOff:
    per_group: int = 0
    per_council: int = 0
    per_extra_system: int = 0


@dataclass(frozen=True, slots=True)
class Wave:
    """`changes` per council: sharing a service's management is one step, sharing the rest of it another."""

    id: str
    title: str
    starts: date
    one_off_budget: int = UNLIMITED
    changes_per_council: int = UNLIMITED
    changes: Mapping[str, int] = field(default_factory=dict)  # councils whose capacity differs

    def changes_of(self, council: str) -> int:
        return self.changes.get(council, self.changes_per_council)


@dataclass(frozen=True)
class Assumptions:
    document: Document = field(repr=False)
    title: str
    years: int
    discount_rate: Decimal
    largest_group: int
    minimum_gain: Mapping[str, int]  # pence over the whole period, by council; "" for every other
    gains: str
    rates: tuple[Rate, ...]
    client_side_per_council: int
    difference_per_extra_system: int
    difference_per_kilometre: int
    management_once: OneOff
    service_once: OneOff
    waves: tuple[Wave, ...]

    def rate(self, layer: str, teams: int, which: str = LIKELY) -> Decimal:
        """The rate for the largest declared number of teams not above `teams`; nothing declared saves nothing."""
        fitting = [rate for rate in self.rates if rate.layer == layer and rate.teams <= teams]
        if not fitting:
            return Decimal(0)
        found = max(fitting, key=lambda rate: rate.teams)
        return {LOW: found.low, LIKELY: found.likely, HIGH: found.high}[which]

    def minimum_gain_of(self, council: str) -> int:
        return self.minimum_gain.get(council, self.minimum_gain.get("", 0))

    def offset_years(self, wave: int) -> Decimal:
        """From the first wave to this one, in twelfths of a year."""
        first, day = self.waves[0].starts, self.waves[wave].starts
        return Decimal((day.year - first.year) * 12 + day.month - first.month) / 12

    def discount_factor(self, year: int) -> Decimal:
        """Year 0 begins with the first wave and is not discounted (HM Treasury, The Green Book, annex on discounting)."""
        return 1 / (1 + self.discount_rate) ** year

    def years_of_benefit(self, wave: int) -> tuple[Decimal, ...]:
        """The part of each year, 0 to 1, in which what begins with the wave is in force."""
        offset = self.offset_years(wave)
        return tuple(max(Decimal(0), min(Decimal(1), year + 1 - offset)) for year in range(self.years))


def read_assumptions(case: Case, name: str | None = None) -> Assumptions | None:
    """The document, or None where the case holds none. Raises `AssumptionMistake` where it cannot be read."""
    document = case.document(KIND, name)
    return None if document is None else assumptions_from(document)


def assumptions_from(document: Document) -> Assumptions:
    """From a document of kind ``groupings``; pence, and rates as shares. Raises `AssumptionMistake` with its mend."""
    said = document.content
    waves = tuple(sorted((_wave(given) for given in _tables(said, "waves")), key=lambda wave: wave.starts))
    if not waves:
        raise AssumptionMistake(
            "No waves are given. Add at least one [[waves]] with an id, a title and the day it starts."
        )
    yearly, once = said.get("yearly_costs", {}), said.get("one_off", {})
    gains = str(said.get("gains", BY_BASELINE))
    if gains not in {BY_BASELINE, EQUAL}:
        raise AssumptionMistake(f"gains is “{gains}”. Write “{BY_BASELINE}” or “{EQUAL}”.")
    return Assumptions(
        document=document,
        title=document.title,
        years=_whole(said, "years", 10, least=1),
        discount_rate=_number(said, "discount_rate", Decimal(0), least=Decimal(0)),
        largest_group=_whole(said, "largest_group", 99, least=2),
        minimum_gain=_minimum(said.get("minimum_gain", 0)),
        gains=gains,
        rates=tuple(_rate(given) for given in _tables(said, "savings_rates")),
        client_side_per_council=_pence(yearly, "client_side_per_council"),
        difference_per_extra_system=_pence(yearly, "difference_per_extra_system"),
        difference_per_kilometre=_pence(yearly, "difference_per_kilometre"),
        management_once=_one_off(once.get("management", {})),
        service_once=_one_off(once.get("service", {})),
        waves=waves,
    )


def _tables(said: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    given = said.get(name, [])
    if not isinstance(given, Sequence) or isinstance(given, str) or not all(isinstance(row, Mapping) for row in given):
        raise AssumptionMistake(f"{name} is not a list of tables. Write each as [[{name}]] with its lines below.")
    return given


def _number(said: Mapping[str, Any], name: str, default: Decimal, *, least: Decimal) -> Decimal:
    value = said.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise AssumptionMistake(f"{name} is “{value}”. Write a number.")
    if value < least:
        raise AssumptionMistake(f"{name} is {value}. It must be {least} or more.")
    return Decimal(value)


def _whole(said: Mapping[str, Any], name: str, default: int, *, least: int) -> int:
    value = _number(said, name, Decimal(default), least=Decimal(least))
    if value != int(value):
        raise AssumptionMistake(f"{name} is {value}. Write a whole number.")
    return int(value)


def _pence(said: Mapping[str, Any], name: str, default: int = 0, *, least: int | None = 0) -> int:
    value = said.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise AssumptionMistake(f"{name} is “{value}”. Write pounds, such as 12000.")
    try:
        pence = pence_from_pounds(value)
    except NotMoney as problem:
        raise AssumptionMistake(f"{name}: {problem}") from problem
    if least is not None and pence < least:
        raise AssumptionMistake(f"{name} is {value}. A cost or limit is written as a positive figure.")
    return pence


def _minimum(given: Any) -> dict[str, int]:
    if isinstance(given, Mapping):
        return {"" if name == "every_council" else str(name): _pence(given, name, least=None) for name in given}
    return {"": _pence({"minimum_gain": given}, "minimum_gain", least=None)}


def _rate(given: Mapping[str, Any]) -> Rate:
    layer = str(given.get("layer", ""))
    if layer not in LAYERS:
        raise AssumptionMistake(f"A savings rate is for the layer “{layer}”. Use one of: {', '.join(LAYERS)}.")
    low, likely, high = (_number(given, name, Decimal(0), least=Decimal(-1)) for name in (LOW, LIKELY, HIGH))
    if not low <= likely <= high <= 1:
        raise AssumptionMistake(
            f"The savings rate of {layer} for {given.get('teams')} teams is {low}, {likely}, {high}. "
            "Low must not be above likely, nor likely above high, and no rate above 1."
        )
    return Rate(layer, _whole(given, "teams", 2, least=2), low, likely, high)


def _one_off(given: Mapping[str, Any]) -> OneOff:
    return OneOff(_pence(given, "per_group"), _pence(given, "per_council"), _pence(given, "per_extra_system"))


def _wave(given: Mapping[str, Any]) -> Wave:
    starts = given.get("starts")
    if not isinstance(starts, date):
        raise AssumptionMistake(
            f"The wave “{given.get('id', '')}” has no day on which it starts. Write starts = 2026-04-01."
        )
    own = given.get("changes", {})
    return Wave(
        str(given.get("id") or starts.isoformat()),
        str(given.get("title") or starts.isoformat()),
        starts,
        _pence(given, "one_off_budget", UNLIMITED),
        _whole(given, "changes_per_council", UNLIMITED, least=0),
        {str(name): _whole(own, name, 0, least=0) for name in own},
    )
