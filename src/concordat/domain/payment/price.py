"""Price lines: what is paid for one service in one month before anything is added or taken off. Amounts are pence."""

from collections.abc import Sequence
from decimal import Decimal

from concordat.domain.kernel.money import round_to_pence
from concordat.domain.payment.inputs import Band

NOUGHT = Decimal(0)
ONE = Decimal(1)


def twelfth(year: int, *, month: int) -> int:
    """The part of a year's sum due in its `month`-th month (1 to 12): twelve parts that add up to the year exactly."""
    return round_to_pence(Decimal(year) * month / 12) - round_to_pence(Decimal(year) * (month - 1) / 12)


def banded(quantity: Decimal, *, bands: Sequence[Band]) -> Decimal:
    """Marginal bands: each part of the quantity at the value of the band it lies in."""
    total = NOUGHT
    for band in bands:
        top = quantity if band.to is None else min(quantity, band.to)
        if top > band.above:
            total += (top - band.above) * band.value
    return total


def volume_payment(quantity: Decimal, *, bands: Sequence[Band], maximum: Decimal | None = None) -> Decimal:
    """Pence for a year's volume to date; nothing above the maximum."""
    return banded(quantity if maximum is None else min(quantity, maximum), bands=bands)


def shortfall(
    quantity: Decimal,
    *,
    bands: Sequence[Band],
    minimum: Decimal,
    refused: Decimal = NOUGHT,
    substitutes: Decimal = NOUGHT,
    avoidable: Decimal = NOUGHT,
) -> Decimal:
    """At the year's end: the guaranteed minimum less what came, what was refused and what took its place, at the bands'
    rates, less the part of the cost that was avoided."""
    counted = quantity + refused + substitutes
    if counted >= minimum:
        return NOUGHT
    return (banded(minimum, bands=bands) - banded(counted, bands=bands)) * (ONE - avoidable)


def substituted(
    counted: Decimal, *, bands: Sequence[Band], minimum: Decimal, substitutes: Decimal
) -> tuple[Decimal, Decimal]:
    """(how much of the shortfall substitutes fill, its price at the bands' rates). They fill it from below; what comes
    beyond the minimum is the contractor's own affair."""
    filled = max(NOUGHT, min(substitutes, minimum - counted))
    return filled, banded(counted + filled, bands=bands) - banded(counted, bands=bands)


def for_substitutes(price: Decimal, *, income: Decimal, surplus: Decimal) -> Decimal:
    """The client pays what substitutes bring less than their price; of what they bring more it has its share (below nought)."""
    gap = price - income
    return gap if gap >= 0 else gap * surplus


def cost_plus_fee(cost: Decimal, *, disallowed: Decimal, fee: Decimal, fee_on: str = "defined cost") -> Decimal:
    """Defined cost less disallowed cost, plus the fee on the defined (or on the allowed) cost."""
    allowed = cost - disallowed
    return allowed + fee * (cost if fee_on == "defined cost" else allowed)


def contractors_share(target: Decimal, cost: Decimal, *, ranges: Sequence[Band]) -> Decimal:
    """NEC Option C: the difference between target and cost in increments by share range, each at the contractor's share.

    A range runs between fractions of the target (`above`, `to`); its value is the share. Above nought is paid to the
    contractor, below nought by it. The base of the ratio is the target.
    """
    total = NOUGHT
    for band in ranges:
        low = band.above * target
        high = max(cost, target, low) if band.to is None else band.to * target
        saved = max(NOUGHT, min(high, target) - max(low, cost))
        overspent = max(NOUGHT, min(high, cost) - max(low, target))
        total += (saved - overspent) * band.value
    return total
