"""Money: integer pence inside, Decimal at the edges, rounding with a name.

Unit: one penny sterling. A function that divides money says which rounding it uses, and a split always
adds up to what was split: the pennies left over go to the largest remainders.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import TypeVar

Key = TypeVar("Key")
Number = int | Decimal | Fraction

PENCE_IN_A_POUND = 100


class Rounding(StrEnum):
    """How a sum becomes whole pence. The agreed rule is `HALF_AWAY_FROM_ZERO`, once per line, year and ledger."""

    HALF_AWAY_FROM_ZERO = "half_away_from_zero"
    HALF_TO_EVEN = "half_to_even"
    DOWN_TO_PENNY = "down_to_penny"
    UP_TO_PENNY = "up_to_penny"


# Decimal's ROUND_HALF_UP rounds a half away from zero for negative numbers too.
_DECIMAL_RULE = {
    Rounding.HALF_AWAY_FROM_ZERO: ROUND_HALF_UP,
    Rounding.HALF_TO_EVEN: ROUND_HALF_EVEN,
    Rounding.DOWN_TO_PENNY: ROUND_FLOOR,
    Rounding.UP_TO_PENNY: ROUND_CEILING,
}


class NotMoney(ValueError):
    """The text cannot be read as an amount of money."""


def round_to_pence(amount: Number, *, rounding: Rounding = Rounding.HALF_AWAY_FROM_ZERO) -> int:
    """A quantity of pence with a fractional part → whole pence. Floats are refused: they are not exact."""
    if isinstance(amount, float):
        raise TypeError("Money is never a float. Give a Decimal, Fraction or int number of pence.")
    if isinstance(amount, int):
        return amount
    if isinstance(amount, Fraction):
        return _round_fraction(amount, rounding)
    return int(amount.to_integral_value(rounding=_DECIMAL_RULE[rounding]))


def _round_fraction(amount: Fraction, rounding: Rounding) -> int:
    floor = amount.numerator // amount.denominator
    rest = amount - floor
    if rounding is Rounding.DOWN_TO_PENNY or rest == 0:
        return floor
    if rounding is Rounding.UP_TO_PENNY or rest > Fraction(1, 2):
        return floor + 1
    if rest < Fraction(1, 2):
        return floor
    if rounding is Rounding.HALF_TO_EVEN:
        return floor if floor % 2 == 0 else floor + 1
    return floor + 1 if amount > 0 else floor


def pence_from_pounds(pounds: Number | str, *, rounding: Rounding = Rounding.HALF_AWAY_FROM_ZERO) -> int:
    """Pounds as a number or as people write them (``£1,234.50``, ``(500)``, ``-£3``, ``1.2k``, ``£1m``) → pence."""
    value = read_pounds(pounds) if isinstance(pounds, str) else pounds
    if isinstance(value, Fraction):
        return round_to_pence(value * PENCE_IN_A_POUND, rounding=rounding)
    return round_to_pence(Decimal(value) * PENCE_IN_A_POUND, rounding=rounding)


def exact_pence(text: str) -> int:
    """Pounds as people write them → pence, where nothing has to be rounded. Raises `NotMoney`."""
    pounds = read_pounds(text)
    if pounds * PENCE_IN_A_POUND % 1:
        raise NotMoney(f"“{text}” has a part of a penny. Write whole pence, like 1234.50.")
    return int(pounds * PENCE_IN_A_POUND)


_MULTIPLES = {"": 1, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}
_AMOUNT = re.compile(
    r"^(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*(?P<multiple>k|m|bn)?$", re.IGNORECASE
)


def read_pounds(text: str) -> Decimal:
    """Text → a Decimal number of pounds; brackets or a minus sign mean a negative. Raises `NotMoney`."""
    cleaned = text.strip().replace("\u00a0", " ").replace("\u2212", "-").replace("\u2013", "-")
    negative = cleaned.startswith("(") and cleaned.endswith(")")
    if negative:
        cleaned = cleaned[1:-1].strip()
    for _ in range(2):  # "-£5" and "£-5" both occur
        if cleaned.startswith("-") and not negative:
            negative, cleaned = True, cleaned[1:].strip()
        cleaned = cleaned.removeprefix("£").strip()
    cleaned = re.sub(r"^GBP\s*", "", cleaned)
    found = _AMOUNT.match(cleaned)
    if not found:
        raise NotMoney(f"“{text}” is not an amount of money. Write it like 1234.50, £1,234.50 or (500) for minus 500.")
    try:
        value = Decimal(found["digits"].replace(",", "")) * _MULTIPLES[(found["multiple"] or "").lower()]
    except InvalidOperation as error:  # pragma: no cover - the pattern admits only digits
        raise NotMoney(f"“{text}” is not an amount of money.") from error
    return -value if negative else value


def pounds_from_pence(pence: int) -> Decimal:
    """Whole pence → pounds with two decimal places, exactly."""
    return Decimal(pence).scaleb(-2)


def split_by_largest_remainder(total: int, weights: Sequence[Number]) -> tuple[int, ...]:
    """Split whole pence in proportion to weights so that the parts sum to the total (Hamilton's method).

    Ties in the remainder go to the earlier part, so the result does not depend on anything but its inputs.
    Weights may not be negative and must not all be zero. A negative total is split like its opposite.
    """
    exact = [Fraction(weight) for weight in weights]
    if any(weight < 0 for weight in exact):
        raise ValueError("A weight is negative: a share of a total cannot be less than nothing.")
    # Over one denominator everything is whole numbers, which divide many times faster than fractions and as exactly.
    scale = lcm(*(weight.denominator for weight in exact))
    whole = [weight.numerator * (scale // weight.denominator) for weight in exact]
    if not sum(whole):
        raise ValueError("Every weight is zero: there is nothing to share the total by.")
    sign = -1 if total < 0 else 1
    shared = [divmod(abs(total) * weight, sum(whole)) for weight in whole]
    parts = [part for part, _ in shared]
    left_over = abs(total) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda place: (-shared[place][1], place))
    for place in by_remainder[:left_over]:
        parts[place] += 1
    return tuple(sign * part for part in parts)


def split_among(total: int, weights: Mapping[Key, Number]) -> dict[Key, int]:
    """`split_by_largest_remainder` with names: whole pence to each key, in the mapping's order."""
    parts = split_by_largest_remainder(total, list(weights.values()))
    return dict(zip(weights, parts, strict=True))


def format_pounds(pence: int, *, show_pence: bool | None = None) -> str:
    """``£1,234.50``; pence are dropped when there are none, unless asked for. A minus sign stands before the £."""
    with_pence = show_pence if show_pence is not None else pence % PENCE_IN_A_POUND != 0
    sign = "-" if pence < 0 else ""
    if with_pence:
        return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
    return f"{sign}£{abs(round_to_pence(Fraction(pence, 100))):,}"
