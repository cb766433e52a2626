"""How far chance alone could have moved a figure: 95% intervals for shares and counts.

Wilson's score interval for a share and Byar's approximation for a count, as Public Health England publishes them
("Technical guide: confidence intervals", 2018). z is 1.96.
"""

from decimal import ROUND_HALF_UP, Decimal, localcontext

from concordat.domain.performance.results import Interval

Z = Decimal("1.96")
_PLACES = Decimal("0.000001")


def wilson(numerator: Decimal, denominator: Decimal, *, scale: Decimal = Decimal(100)) -> Interval | None:
    """The interval of numerator ÷ denominator × scale; None without a denominator or beyond what a share can be."""
    if denominator <= 0 or not 0 <= numerator <= denominator:
        return None
    with localcontext(prec=40):
        missed = denominator - numerator
        middle = 2 * numerator + Z * Z
        spread = Z * (Z * Z + 4 * numerator * missed / denominator).sqrt()
        below = 2 * (denominator + Z * Z)
        low, high = (middle - spread) / below, (middle + spread) / below
        low = Decimal(0) if numerator == 0 else low
        high = Decimal(1) if missed == 0 else high
        return Interval(
            (low * scale).quantize(_PLACES, ROUND_HALF_UP), (high * scale).quantize(_PLACES, ROUND_HALF_UP), "Wilson"
        )


def byar(count: Decimal, *, scale: Decimal = Decimal(1)) -> Interval:
    """The interval of a count of independent events."""
    with localcontext(prec=40):
        low = Decimal(0) if count <= 0 else _byar_side(count, -Z)
        return Interval(
            (low * scale).quantize(_PLACES, ROUND_HALF_UP),
            (_byar_side(count + 1, Z) * scale).quantize(_PLACES, ROUND_HALF_UP),
            "Byar",
        )


def rate_interval(count: Decimal, exposure: Decimal, *, scale: Decimal) -> Interval | None:
    """The interval of a rate: Byar's of the count, over what it is a rate of. None without anything it could be a rate of."""
    if exposure <= 0 or count < 0:
        return None
    with localcontext(prec=40):
        low = Decimal(0) if count == 0 else _byar_side(count, -Z)
        sides = [(side * scale / exposure).quantize(_PLACES, ROUND_HALF_UP) for side in (low, _byar_side(count + 1, Z))]
        return Interval(sides[0], sides[1], "Byar")


def _byar_side(count: Decimal, z: Decimal) -> Decimal:
    return count * (1 - 1 / (9 * count) + z / (3 * count.sqrt())) ** 3
