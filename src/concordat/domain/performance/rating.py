"""Did the measure meet its target? Noise first: where chance could explain it either way, the answer is “not assessable”."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from concordat.domain.kernel.hashing import decimal_text
from concordat.domain.performance.inputs import Target
from concordat.domain.performance.results import Interval, Rating


@dataclass(frozen=True, slots=True)
class Judged:
    rating: Rating
    why: str


def rate(
    value: Decimal | None,
    *,
    target: Target | None,
    polarity: str,
    denominator: Decimal,
    fewest: int = 0,
    interval: Interval | None = None,
    unbounded: bool = False,
    unit: str = "",
) -> Judged:
    """The rating and its reason in one sentence. A value exactly on the target meets it.

    `unbounded`: an interval belongs to the figure, but the records put no bound to it, so that it holds everything.
    """
    if value is None:
        return Judged(Rating.NO_RECORDS, "There are no records for it.")
    if denominator < fewest:
        return Judged(
            Rating.NOT_ASSESSABLE,
            f"Only {decimal_text(denominator)} to judge by; at least {fewest} are needed.",
        )
    if target is None or (target.target is None and target.band is None):
        return Judged(Rating.NO_TARGET, "No target was set for this year.")
    if target.band is not None:
        edge = min(max(value, target.band[0]), target.band[1])
        return _rate_band(value, target.band, target.tolerance, _noise([edge], interval, unbounded, unit), unit)
    edges = [edge for edge in (target.target, target.minimum) if edge is not None]
    return _rate_sided(value, target, polarity, _noise(edges, interval, unbounded, unit), unit)


def _noise(edges: Sequence[Decimal], interval: Interval | None, unbounded: bool, unit: str) -> str:
    """That chance alone could put the figure at each of the edges (target and least acceptable, or the band's edge that is
    nearer); or nothing."""
    if unbounded:
        return "; the records tell too little of what chance alone could do"
    if interval is None or not all(interval.holds(edge) for edge in edges):
        return ""
    because = "the records differ so much that" if interval.method == "Cochran" else "with so few,"
    low, high = said_with(interval.low, unit), said_with(interval.high, unit)
    return f"; {because} chance alone could put it anywhere from {low} to {high}"


def _rate_band(value: Decimal, band: tuple[Decimal, Decimal], tolerance: Decimal, noise: str, unit: str) -> Judged:
    low, high = band
    said = f"{said_with(value, unit)} against {said_with(low, unit)} to {said_with(high, unit)}"
    if low <= value <= high:
        return Judged(Rating.MET, f"Within the band: {said}.")
    if noise:
        return Judged(Rating.NOT_ASSESSABLE, f"Outside the band: {said}{noise}.")
    if low - tolerance <= value <= high + tolerance:
        return Judged(Rating.NEAR, f"Outside the band but within the tolerance: {said}.")
    return Judged(Rating.MISSED, f"Outside the band: {said}.")


def _rate_sided(value: Decimal, target: Target, polarity: str, noise: str, unit: str) -> Judged:
    sign = 1 if polarity == "higher" else -1
    aim = target.target
    assert aim is not None
    good = sign * (value - aim) >= 0
    said = f"{said_apart(value, aim, unit)} against a target of {said_with(aim, unit)}"
    if good:
        if target.stretch is not None and sign * (value - target.stretch) >= 0:
            stretch = said_with(target.stretch, unit)
            return Judged(Rating.STRETCH, f"At or beyond the stretch of {stretch}: {said}{noise}.")
        return Judged(Rating.MET, f"Met: {said}{noise}.")
    below = target.minimum is not None and sign * (value - target.minimum) < 0
    if noise:
        return Judged(Rating.NOT_ASSESSABLE, f"{said}{noise}.")
    if below:
        assert target.minimum is not None
        return Judged(
            Rating.BELOW_MINIMUM, f"Below the least that is acceptable ({said_with(target.minimum, unit)}): {said}."
        )
    if sign * (aim - value) <= target.tolerance:
        return Judged(Rating.NEAR, f"Missed within the tolerance of {said_between(target.tolerance, unit)}: {said}.")
    return Judged(Rating.MISSED, f"Missed: {said}.")


def said_apart(value: Decimal, other: Decimal, unit: str) -> str:
    """As `said_with`, with as many more decimal places as it takes to tell the value from the other."""
    for places in (0, 2, 4, 6) if unit == "£" else (2, 4, 6):
        said = said_with(value, unit, places=places)
        if value == other or said != said_with(other, unit, places=places):
            break
    return said


def said_range(interval: Interval, unit: str) -> str:
    """``83.78 to 97.94%``, ``£1,234 to £1,310``."""
    high = said_apart(interval.high, interval.low, unit)
    return f"{said_apart(interval.low, interval.high, unit if unit == '£' else '')} to {high}"


def said_between(distance: Decimal, unit: str) -> str:
    """How far two figures are apart: ``2 percentage points``, where 2% could be read as two hundredths of one of them."""
    if unit != "%":
        return said_with(distance, unit)
    return f"{decimal_text(distance)} percentage point{'' if distance == 1 else 's'}"


def said_with(value: Decimal, unit: str, *, places: int | None = None) -> str:
    """``96.5%``, ``4.2 days``, ``£1,234``; whole pounds and otherwise two decimal places are enough for reading."""
    if unit == "£":
        rounded = value.quantize(Decimal(1).scaleb(-(places or 0)), ROUND_HALF_UP)
        return f"{'−' if rounded < 0 else ''}£{abs(rounded):,}"
    text = decimal_text(value.quantize(Decimal(1).scaleb(-(2 if places is None else places)), ROUND_HALF_UP))
    text = text.replace("-", "−")
    if unit == "%":
        return f"{text}%"
    one = unit.endswith("s") and abs(value) == 1 and unit.isalpha()
    return f"{text} {unit[:-1] if one else unit}".strip()
