"""A slow, obvious twin of how much of the way was won: count the steps one by one."""

from decimal import ROUND_HALF_UP, Decimal


def way_by_counting(agreed: int, aims_for: int, stops_at: int) -> Decimal | None:
    if aims_for == stops_at:
        return None
    step = 1 if aims_for > stops_at else -1
    whole = len(range(stops_at, aims_for, step))
    won = len(range(stops_at, agreed, step)) or -len(range(stops_at, agreed, -step))
    return (Decimal(won) / whole).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
