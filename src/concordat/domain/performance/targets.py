"""What was agreed for the months of a span: a year's target, its profile, and both over several months and years."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext

from concordat.domain.performance.inputs import Measure, Target
from concordat.domain.performance.periods import Month, Span

_PLACES = Decimal("0.000001")
_LEVELS = ("target", "minimum", "stretch", "tolerance")


def target_in(measure: Measure, month: Month) -> Target | None:
    """The target of one month. A profile gives each month its own; where the figure is a sum, the least acceptable and the
    stretch keep their proportion to it, so that a month in which little is planned is not below the minimum by its plan."""
    target = measure.target_for(month.first_day)
    if target is None or not target.profile:
        return target
    own = target.profile[(month.number - 4) % 12]
    if measure.denominator is not None or not target.target:
        return replace(target, target=own)
    share = own / target.target
    return replace(
        target,
        target=own,
        minimum=None if target.minimum is None else target.minimum * share,
        stretch=None if target.stretch is None else target.stretch * share,
    )


def target_over(measure: Measure, span: Span, *, weights: Mapping[int, Decimal] | None = None) -> Target | None:
    """The target of a span; None where its last month has none.

    What is a sum adds up: target, least acceptable, stretch and tolerance of each month, and no target where a month has
    none. What is a ratio takes each month's by its share of the denominator (`weights`, by month such as 202604), so that
    meeting every month's target meets the span's.
    """
    agreed = [target_in(measure, month) for month in span.months()]
    last = agreed[-1]
    if last is None:
        return None
    if measure.denominator is None:
        return _with(last, {name: _added([getattr(one, name, None) for one in agreed]) for name in _LEVELS})
    pairs = [
        (one, (weights or {}).get(month.key, Decimal(0)))
        for month, one in zip(span.months(), agreed, strict=True)
        if one is not None
    ]
    return _with(last, {name: _weighed([(getattr(one, name), weight) for one, weight in pairs]) for name in _LEVELS})


def _with(target: Target, levels: Mapping[str, Decimal | None]) -> Target:
    return replace(
        target,
        target=levels["target"],
        minimum=levels["minimum"],
        stretch=levels["stretch"],
        tolerance=levels["tolerance"] or Decimal(0),
    )


def _added(values: Sequence[Decimal | None]) -> Decimal | None:
    held = [value for value in values if value is not None]
    return sum(held, Decimal(0)) if len(held) == len(values) else None


def _weighed(pairs: Sequence[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    """The mean by weight of what differs; what is the same all along stays what it is, and without weights the last counts."""
    values = [value for value, _ in pairs]
    held = [(value, weight) for value, weight in pairs if value is not None]
    total = sum((weight for _, weight in held), Decimal(0))
    if len(held) < len(values) or len(set(values)) == 1 or total <= 0:
        return values[-1]
    with localcontext(prec=50):
        return (sum((v * w for v, w in held), Decimal(0)) / total).quantize(_PLACES, ROUND_HALF_UP)
