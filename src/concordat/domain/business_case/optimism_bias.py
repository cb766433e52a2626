"""Optimism bias by kind of project and mitigation, and corrections for weak evidence.

The bias left is the upper bound less what is managed, and not less than the lower bound:
``left = max(lower, upper × (1 − Σ contribution × managed))``. A mitigation that relies on another works only as far as
the other does. Outsourcing's bias applies to operating cost (Mott MacDonald for HM Treasury, 2002).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from concordat.domain.business_case.annual_savings import LineKind
from concordat.domain.business_case.inputs import Line, Mitigation
from concordat.domain.kernel.parameters import NoValueOnThatDay, Parameter


@dataclass(frozen=True, slots=True)
class AreaManaged:
    """One risk area: its share of the upper bound, how much of it is managed in the end, and what that costs."""

    risk_area: str
    contribution: Fraction
    managed: Fraction
    cost: int


@dataclass(frozen=True)
class BiasLeft:
    """The bias that stays on costs of one kind of project, as a share."""

    bias_type: str
    upper: Fraction
    lower: Fraction
    areas: tuple[AreaManaged, ...]
    left: Fraction
    parameters: tuple[str, ...] = field(repr=False, default=())

    @property
    def managed(self) -> Fraction:
        return sum((area.contribution * area.managed for area in self.areas), start=Fraction(0))

    @property
    def cost_of_managing(self) -> int:
        return sum(area.cost for area in self.areas)


def bias_left(
    bias_type: str, mitigations: Iterable[Mitigation], *, on: date, parameters: Mapping[str, Parameter]
) -> BiasLeft | None:
    """None where nothing is published for the kind of project."""
    key = f"optimism_bias.{bias_type.replace(' ', '-')}"
    upper, lower = (_value(parameters, f"{key}.cost.{bound}", on) for bound in ("upper", "lower"))
    if upper is None or lower is None:
        return None
    every = {item.id: item for item in mitigations}
    areas = tuple(
        AreaManaged(item.risk_area, _contribution(item, key, on, parameters), effective(item, every), item.cost)
        for item in every.values()
        if item.bias_type == bias_type
    )
    managed = sum((area.contribution * area.managed for area in areas), start=Fraction(0))
    left = max(lower, upper * (1 - min(Fraction(1), managed)))
    return BiasLeft(bias_type, upper, lower, areas, left, (f"{key}.cost.upper", f"{key}.cost.lower"))


def effective(mitigation: Mitigation, every: Mapping[str, Mitigation], _seen: frozenset[str] = frozenset()) -> Fraction:
    """How much is managed: its own share, and not more than the least of what it relies on. In a circle: nothing."""
    if mitigation.id in _seen:
        return Fraction(0)
    seen = _seen | {mitigation.id}
    relied = [effective(every[id], every, seen) for id in mitigation.relies_on if id in every]
    return min([Fraction(mitigation.managed), *relied])


def circles(mitigations: Iterable[Mitigation]) -> list[tuple[str, ...]]:
    """Mitigations that rely on each other in a circle, each circle once, beginning with its first in the table."""
    every = {item.id: item for item in mitigations}
    found: list[tuple[str, ...]] = []
    known: set[frozenset[str]] = set()
    for item in every.values():
        path = _circle(item.id, every, ())
        if path and frozenset(path) not in known:
            known.add(frozenset(path))
            found.append(path)
    return found


def _circle(id: str, every: Mapping[str, Mitigation], path: tuple[str, ...]) -> tuple[str, ...]:
    if id in path:
        return path[path.index(id) :]
    for next_id in every[id].relies_on:
        if next_id in every and (found := _circle(next_id, every, (*path, id))):
            return found
    return ()


def correction_for(line: Line, *, on: date, parameters: Mapping[str, Parameter]) -> Fraction:
    """The share by which weak evidence moves the line: the line's own, else its grade's, else nothing."""
    if line.correction is not None:
        return Fraction(line.correction)
    if not line.evidence_grade:
        return Fraction(0)
    return _value(parameters, f"evidence_grade.{line.evidence_grade}.correction", on) or Fraction(0)


def corrected(line: Line, share: Fraction) -> Fraction:
    """What the amount is multiplied by: a cost goes up, a benefit down."""
    return 1 + share if line.kind is LineKind.COST else 1 - share


def _contribution(item: Mitigation, key: str, on: date, parameters: Mapping[str, Parameter]) -> Fraction:
    if item.contribution is not None:
        return Fraction(item.contribution)
    return _value(parameters, f"{key}.contribution.{item.risk_area.replace(' ', '-')}", on) or Fraction(0)


def _value(parameters: Mapping[str, Parameter], id: str, on: date) -> Fraction | None:
    try:
        return Fraction(Decimal(parameters[id].on(on).value))
    except (KeyError, NoValueOnThatDay):
        return None
