"""A service that charges its users a standard rate: was the cost recovered, and if not, was it the cost or the volume?"""

from dataclasses import dataclass
from fractions import Fraction

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Recovery:
    """Pence. Above nought is recovered too much, below nought too little; `volume` + `cost` = `over_recovery`."""

    standard_rate: Fraction
    recovered: Fraction
    over_recovery: Fraction
    volume: Fraction
    cost: Fraction


def standard_rate_recovery(
    *, planned_cost: Number, planned_units: Number, actual_cost: Number, actual_units: Number
) -> Recovery:
    """The rate is planned cost ÷ planned units. Fewer units than planned recover less at that rate; the rest is cost."""
    if planned_units <= 0:
        raise ValueError("A standard rate needs planned units above nought.")
    rate = Fraction(planned_cost) / Fraction(planned_units)
    recovered = rate * Fraction(actual_units)
    volume = rate * (Fraction(actual_units) - Fraction(planned_units))
    return Recovery(
        rate, recovered, recovered - Fraction(actual_cost), volume, Fraction(planned_cost) - Fraction(actual_cost)
    )
