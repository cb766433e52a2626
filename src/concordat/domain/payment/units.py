"""Figures of measures with their unit: ``93.2%``, ``4.5 days``. A number alone could be read as either."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from concordat.domain.payment.evidence_types import Figure
from concordat.domain.payment.in_words import number
from concordat.domain.payment.inputs import MeasureRule, Mechanism
from concordat.domain.performance.rating import said_apart, said_with


def with_units(mechanism: Mechanism, units: Mapping[str, str]) -> Mechanism:
    """The mechanism, and the versions before it, with the unit of each measure where its own document says none.

    `units` holds the units of the measures as they are defined, by identifier.
    """
    measures = tuple(
        replace(rule, unit=units[rule.id]) if not rule.unit and units.get(rule.id) else rule
        for rule in mechanism.measures
    )
    earlier = tuple(with_units(one, units) for one in mechanism.earlier)
    return replace(mechanism, measures=measures, earlier=earlier)


def unit_of(rule: MeasureRule, figure: Figure | None = None) -> str:
    """As the mechanism or the measure says; a share in hundredths is a percentage whoever says nothing."""
    if rule.unit or figure is None:
        return rule.unit
    return "%" if figure.denominator and figure.scale == 100 else ""


def said_of(figure: Figure, unit: str = "") -> str:
    """``91.65% (494 of 539)``; the counts only of a share. `unit` is the measure's, where anybody knows it."""
    if figure.value is None:
        return "no figure"
    share = bool(figure.denominator) and figure.scale == 100
    counts = f" ({number(figure.numerator)} of {number(figure.denominator)})" if share else ""
    return f"{measured(figure.value, unit or ('%' if share else ''))}{counts}"


def measured(value: Decimal, unit: str) -> str:
    """A figure as it came about, to two decimal places (whole pounds): ``91.65%``."""
    return said_with(value, unit)


def measured_against(value: Decimal, other: Decimal, unit: str) -> str:
    """The figure with as many decimal places as it takes to tell it from what it is held against."""
    return said_apart(value, other, unit)


def agreed(value: Decimal, unit: str) -> str:
    """A target or an edge as it was agreed, with all its decimal places."""
    if unit == "£":
        return f"£{number(value)}" if value >= 0 else f"−£{number(-value)}"
    if unit == "%":
        return f"{number(value)}%"
    one = unit.endswith("s") and abs(value) == 1 and unit.isalpha()
    return f"{number(value)} {unit[:-1] if one else unit}".strip()


def one_of(unit: str) -> str:
    """What one of it is called: ``percentage point``, ``day``; ``unit`` where nothing says."""
    known = {"%": "percentage point", "£": "pound", "": "unit"}
    return known.get(unit, unit[:-1] if unit.endswith("s") and unit.isalpha() else unit)


def points_said(points: Decimal) -> str:
    """``1 point``, ``10 points``."""
    return f"{number(points)} point{'' if points == 1 else 's'}"
