"""Failures to points, points to money. Every band edge is decided by the mechanism's own rounding before banding."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from concordat.domain.payment.inputs import Band, Deduction, MeasureRule, Ratchet
from concordat.domain.payment.price import banded

_ROUNDING = {"nearest": ROUND_HALF_UP, "down": ROUND_FLOOR, "up": ROUND_CEILING}
ONE, NOUGHT = Decimal(1), Decimal(0)


def as_banded(value: Decimal, rule: MeasureRule) -> Decimal:
    """The value at the decimal places the bands are printed in."""
    return value.quantize(ONE.scaleb(-rule.places), rounding=_ROUNDING[rule.rounding])


def points_for(value: Decimal, rule: MeasureRule) -> Decimal:
    """Points of a month by the bands of attainment, or for each unit short of the target; nought where it has neither."""
    shown = as_banded(value, rule)
    if rule.per_unit_short and rule.target is not None:
        short = rule.target - shown if rule.polarity == "higher" else shown - rule.target
        return max(NOUGHT, short) * rule.per_unit_short
    for edge, points in rule.points:
        if edge is None or (shown >= edge if rule.polarity == "higher" else shown <= edge):
            return points
    return NOUGHT


def ratchet_of(failed: Sequence[bool | None], ratchets: Sequence[Ratchet]) -> Decimal:
    """The multiplier for the last month of the history (True: failed; None: it did not count). The strongest that applies;
    1 where none does. A month that did not count neither breaks a row nor makes it longer; a window is of calendar months."""
    if not failed or not failed[-1]:
        return ONE
    counted = [month for month in failed if month is not None]
    in_a_row = next((place for place, month in enumerate(reversed(counted)) if not month), len(counted))
    found = ONE
    for ratchet in ratchets:
        times = in_a_row if ratchet.kind == "in a row" else sum(month is True for month in failed[-ratchet.within :])
        reached = times >= ratchet.after if ratchet.kind == "in a row" else times > ratchet.after
        if reached:
            found = max(found, ratchet.multiplier)
    return found


def deduction_for(points: Decimal, rule: Deduction, *, charges: int = 0) -> Decimal:
    """Pence for a month's points (of one unit where the bands run for each unit alone), before any cap."""
    if rule.kind == "bands":
        return banded(points, bands=rule.bands) * rule.value
    if rule.kind == "steps":
        return Decimal(max((pence for edge, pence in rule.steps if points >= edge), default=0))
    return points * rule.share * charges


def capped_deduction(pence: Decimal, rule: Deduction, *, charges: int) -> Decimal:
    """Never more than the cap of the month."""
    return min([pence, *caps_of(rule, charges=charges)])


def caps_of(rule: Deduction, *, charges: int) -> list[Decimal]:
    """What the deduction's own caps leave of a month of such charges, in pence."""
    caps = [Decimal(rule.cap_pence)] if rule.cap_pence is not None else []
    return caps if rule.cap is None else [*caps, rule.cap * max(charges, 0)]


def in_bands(points: Decimal, bands: Sequence[Band]) -> str:
    """``20 points at ×0, 80 points at ×1, 50 points at ×1.2`` for the workings of a line."""
    said = []
    for band in bands:
        top = points if band.to is None else min(points, band.to)
        if top > band.above:
            part = top - band.above
            said.append(f"{_plain(part)} point{'' if part == 1 else 's'} at ×{_plain(band.value)}")
    return ", ".join(said)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
