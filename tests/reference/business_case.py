"""The two ledgers the slow way: one line, one year, one fraction at a time, with no memory and no arrays."""

from decimal import Decimal
from fractions import Fraction

from concordat.domain.business_case.inputs import BusinessCase, Line
from concordat.domain.business_case.ledgers import Corner, Ledgers, Step


def discount_factor_the_slow_way(year: int, rates: list[tuple[int, str]]) -> Decimal:
    """Year 0 is 1; each later year divides by one plus the rate of the last band that has begun."""
    factor = Decimal(1)
    for passed in range(1, year + 1):
        rate = [Decimal(rate) for first, rate in rates if first <= passed][-1]
        factor /= 1 + rate
    return factor


def effect_the_slow_way(line: Line, business_case: BusinessCase, year: int) -> Fraction:
    """Month by month."""
    base = business_case.assumptions.base_year.starting
    start = line.timing.start
    first = 0 if start is None else (start.year - base) * 12 + start.month - 4
    end = line.timing.end
    last = business_case.assumptions.years * 12 - 1 if end is None else (end.year - base) * 12 + end.month - 4
    if not line.recurring:
        return Fraction(1 if first // 12 == year else 0)
    total = Fraction(0)
    for month in range(year * 12, year * 12 + 12):
        if first <= month <= last:
            grown = month - first + 1
            ramp = line.timing.ramp_up_months
            total += Fraction(min(grown, ramp), ramp) if ramp else 1
    return total / 12


def round_half_away(value: Fraction) -> int:
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def cell_the_slow_way(ledgers: Ledgers, line: Line, year: int, step: Step, corner: Corner) -> int:
    business_case = ledgers.business_case
    if step is Step.ECONOMIC and line.is_transfer:
        return 0
    if step is Step.FINANCIAL and line.cashable == "not cash-releasing":
        return 0
    place = ledgers.lines.index(line)
    base, now = business_case.assumptions.base_year, ledgers.years[year]
    prices = ledgers.setting.prices
    index = line.price_index or business_case.assumptions.price_index
    amount = {
        Corner.LIKELY: line.central,
        Corner.WORST: line.most if line.sign < 0 else line.least,
        Corner.BEST: line.least if line.sign < 0 else line.most,
    }[corner]
    value = Fraction(amount) * effect_the_slow_way(line, business_case, year)
    value *= prices.ratio(index, of=line.price_base or base, to=now) * ledgers.scales[place]
    if step is Step.ECONOMIC:
        value = value / prices.ratio("gdp", of=base, to=now) * ledgers.setting.schedule.factor(year)
    elif line.vat == "not recoverable":
        value *= 1 + ledgers.setting.vat_rate
    return line.sign * round_half_away(value)
