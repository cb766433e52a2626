"""How far chance alone could have moved a figure: 95% intervals for shares, counts, averages and ratios of sums.

Wilson's score interval for a share and Byar's approximation for a count, as Public Health England publishes them
("Technical guide: confidence intervals", 2018); z is 1.96. Cochran's linearised variance for a ratio of two sums (Sampling
Techniques, 3rd edition 1977, sections 2.11 and 6.3), of which an average is the case in which each record weighs one.
"""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from concordat.domain.performance.results import EXACT, Cohort, Interval

Z = Decimal("1.96")
_PLACES = Decimal("0.000001")
# Fewer records than Cochran's working rule asks for (section 6.3) say nothing of how records differ when none of them does.
ALIKE = 30


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


def ratio_interval(found: Cohort, *, scale: Decimal = Decimal(1), is_part: bool = False) -> Interval | None:
    """The interval of R = Σy ÷ Σx over n records: R ± t √v, v = n ÷ (n − 1) × Σ(y − R x)² ÷ (Σx)², t of n − 1 degrees.

    Student's t because the variance is estimated from the same records: of an average it is his own interval, exact where
    times are normal; it is wider than the normal by a fifth with five records, and the same with hundreds. Records count as
    drawn from a process that goes on, so there is no correction for a finite number of them.

    It ends at nought where no record is below it, and at the whole where y is part of x (`is_part`).

    None where the records put no bound to it: fewer than two of them (or no sums of squares), fewer than thirty all alike,
    a denominator of nothing or less, or one so uneven that by the same reckoning it may itself be nothing (Fieller, JRSS B
    16, 1954: then the ratio may be anything). Thirty and more that are all alike give an interval without width.
    """
    spread, x, y = found.spread, found.denominator, found.numerator
    if spread is None or spread.records < 2 or x <= 0:
        return None
    n = spread.records
    with localcontext(prec=EXACT):
        t = student(n - 1)
        # x² Σ(y − R x)², as sums of whole numbers.
        squares = x * x * spread.top - 2 * x * y * spread.cross + y * y * spread.bottom
        if (squares <= 0 and n < ALIKE) or t * t * (n * spread.bottom - x * x) >= (n - 1) * x * x:
            return None
        half = t * (n * max(squares, Decimal(0)) / (n - 1)).sqrt() / (x * x)
        low = y / x - half if spread.below else max(y / x - half, Decimal(0))
        high = min(y / x + half, Decimal(1)) if is_part else y / x + half
        low, high = ((side * scale).quantize(_PLACES, ROUND_HALF_UP) for side in (low, high))
        return Interval(low, high, "Cochran")


@lru_cache(maxsize=4096)
def student(degrees: int) -> Decimal:
    """Student's t that 2.5% lies beyond, to nine places, so that every machine comes to the same."""
    from scipy.special import stdtrit  # loading it takes longer than most questions, and shares never ask

    return Decimal(f"{float(stdtrit(degrees, 0.975)):.9f}")
