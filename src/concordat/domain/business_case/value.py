"""What a stream of money is worth: present value, ratio, payback, equivalent annual value, switching values.

Streams are whole pence by year, already rounded; ratios are exact fractions. Formulas are printed with the figure they
give, because a ratio means nothing without its formula.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from concordat.domain.business_case.inputs import RatioFormula
from concordat.domain.kernel.money import round_to_pence


@dataclass(frozen=True, slots=True)
class Ratio:
    """A benefit-cost ratio with its formula in words; None where there is no cost to divide by."""

    value: Fraction | None
    formula: str


@dataclass(frozen=True, slots=True)
class Payback:
    """`years` from the start of year 0 until what was spent has come back, with the part of the year by straight line.
    `always` where nothing was ever owed; None where it is not paid back within the case."""

    years: Fraction | None
    always: bool = False

    @property
    def words(self) -> str:
        if self.always:
            return "at once: it never costs more than it has saved"
        if self.years is None:
            return "not within the years of the case"
        months = round_to_pence(self.years * 12)
        year, month = divmod(months, 12)
        parts = [f"{year} year{'' if year == 1 else 's'}"] if year else []
        parts += [f"{month} month{'' if month == 1 else 's'}"] if month else []
        return " and ".join(parts) or "under a month"


def present_value(stream: Sequence[int], factors: Sequence[Fraction]) -> int:
    """Each year discounted and rounded, then added."""
    return sum(round_to_pence(amount * factor) for amount, factor in zip(stream, factors, strict=True))


def ratio(benefits: int, costs: int, formula: RatioFormula) -> Ratio:
    """`benefits` and `costs` are present values in pence, both positive."""
    if formula is RatioFormula.NET_TO_COSTS:
        words = "(present value of benefits − present value of costs) ÷ present value of costs"
        return Ratio(Fraction(benefits - costs, costs) if costs > 0 else None, words)
    words = "present value of benefits ÷ present value of costs"
    return Ratio(Fraction(benefits, costs) if costs > 0 else None, words)


def payback(net: Sequence[int]) -> Payback:
    """From the running total of a net stream: the moment from which it stays at nought or above to the end."""
    running, totals = 0, []
    for amount in net:
        running += amount
        totals.append(running)
    if not totals or min(totals) >= 0:
        return Payback(Fraction(0), always=True)
    last_below = max(place for place, total in enumerate(totals) if total < 0)
    if last_below == len(totals) - 1:
        return Payback(None)
    owed = -totals[last_below]
    return Payback(last_below + 1 + Fraction(owed, net[last_below + 1]))


def simple_payback(investment: int, annual_saving: int) -> Fraction | None:
    """Years of an even saving that pay back what was invested at once."""
    return Fraction(investment, annual_saving) if annual_saving > 0 else None


def equivalent_annual_value(net_present_value: int, factors: Sequence[Fraction]) -> int | None:
    """The even yearly sum in years 1 to the last that is worth the same; None for a case of one year."""
    annuity = sum(factors[1:], start=Fraction(0))
    return round_to_pence(net_present_value / annuity) if annuity else None


def switching_value(difference: int, part: int) -> Fraction | None:
    """By what share a part (its present value, signed as it counts) must change for `difference` to become nought:
    ``−difference ÷ part``. For one case, `difference` is its net present value; for a ranking, that of two options."""
    return Fraction(-difference, part) if part else None
