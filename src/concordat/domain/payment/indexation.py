"""Prices moved by published indices: a basket, its base and lag, a cap and collar with or without carry-forward."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.index_series import latest_level
from concordat.domain.payment.inputs import Indexation
from concordat.domain.performance.periods import Month

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Factor:
    """What base prices are multiplied by. `provisional` where an index behind it may still be revised."""

    value: Decimal
    uncapped: Decimal
    says: str
    provisional: bool = False
    inputs: tuple[InputUsed, ...] = ()


def price_adjustment(movements: Sequence[tuple[Decimal, Decimal, Decimal]]) -> Decimal:
    """NEC X1: Σ weight × (latest − base) ÷ base over (weight, base, latest). A part that does not move is left out."""
    return sum((weight * (latest - base) / base for weight, base, latest in movements), Decimal(0))


def rise_of_target(change: Decimal, *, adjustment: Decimal) -> Decimal:
    """NEC Option C: the target rises by the change of work done × PAF ÷ (1 + PAF), since cost is already at today's price."""
    return change * adjustment / (ONE + adjustment)


def to_base(amount: Decimal, *, adjustment: Decimal) -> Decimal:
    """A sum at today's cost (a compensation event) at base prices."""
    return amount / (ONE + adjustment)


def capped(
    ratios: Sequence[Decimal], *, cap: Decimal | None, collar: Decimal | None, carry_forward: bool, places: int
) -> tuple[Decimal, Decimal]:
    """(factor, factor without limits) after so many yearly ratios. With carry-forward what a limit held back follows later."""
    factor, free = ONE, ONE
    for ratio in ratios:
        free *= ratio
        wanted = free if carry_forward else factor * ratio
        most = wanted if cap is None else min(wanted, factor * (ONE + cap))
        factor = most if collar is None else max(most, factor * (ONE + collar))
    return rounded(factor, places), rounded(free, places)


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def uplifts_until(rule: Indexation, month: Month) -> list[Month]:
    """The months in which prices moved, from the first after the base to the one that rules `month`."""
    at = Month(rule.base.year - 1, rule.uplift_month)
    while at.later(-rule.lag) <= rule.base:
        at = at.later(rule.every)
    found, end = [], month if rule.last is None else min(month, rule.last)
    while at <= end:
        found.append(at)
        at = at.later(rule.every)
    return found


def _taken(rule: Indexation, month: Month) -> list[Month]:
    """The uplifts whose indices are needed: every one of a chain, the last where the base is gone back to."""
    found = uplifts_until(rule, month)
    return found[-1:] if rule.method == "from base" else found


def factor_for(rule: Indexation, evidence: Evidence, *, month: Month) -> Factor:
    """The factor that rules prices in the month. Raises `IndexMissing`."""
    uplifts = _taken(rule, month)
    if not uplifts:
        return Factor(ONE, ONE, f"Prices stand at their base of {rule.base.in_words()}; the first change has not come")
    ratios = list[Decimal]()
    before, provisional, inputs, linked = _levels(rule, evidence, rule.base)
    base = before
    for uplift in uplifts:
        levels, is_provisional, used, linked = _levels(rule, evidence, uplift.later(-rule.lag))
        provisional, inputs = provisional or is_provisional, [*inputs, *used]
        if rule.method == "from base":
            ratios = [_ratio(rule, base, levels)]
        else:
            ratios.append(_ratio(rule, before, levels))
        before = levels
    value, free = capped(ratios, cap=rule.cap, collar=rule.collar, carry_forward=rule.carry_forward, places=rule.places)
    held = f"; without its limits it would be ×{free}" if value != free else ""
    says = (
        f"{rule.title}: base prices ×{value}, by the index of {uplifts[-1].later(-rule.lag).in_words()}{held}{linked}"
    )
    return Factor(value, free, says + ("; provisional" if provisional else ""), provisional, tuple(inputs))


def _levels(
    rule: Indexation, evidence: Evidence, month: Month
) -> tuple[Mapping[str, Decimal], bool, list[InputUsed], str]:
    """(level by the name in the basket, whether one is provisional, what they rest on, what is said of links and gaps)."""
    levels: dict[str, Decimal] = {}
    provisional, used, linked = False, list[InputUsed](), dict[str, None]()
    for part in rule.parts:
        total = Decimal(0)
        for back in range(rule.averaged):
            found = latest_level(part, evidence, month.later(-back), within=rule.latest)
            total += found.value
            provisional = provisional or found.provisional
            used += found.inputs
            linked |= dict.fromkeys(f"; {one}" for one in found.says)
        levels[part.index] = total / rule.averaged
    return levels, provisional, used, "".join(linked)


def last_steps(rule: Indexation, evidence: Evidence, *, month: Month) -> list[tuple[str, Month, Month, Decimal]]:
    """(index, from, to, level at the end ÷ level at the beginning) of the change that rules the month. Raises `IndexMissing`."""
    moments = [rule.base, *(uplift.later(-rule.lag) for uplift in _taken(rule, month))]
    if len(moments) < 2:
        return []
    first, last = moments[-2:]
    before, now = (_levels(rule, evidence, at)[0] for at in (first, last))
    return [(name, first, last, now[name] / before[name]) for name in before]


def _ratio(rule: Indexation, before: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> Decimal:
    moved = price_adjustment([(part.weight, before[part.index], now[part.index]) for part in rule.parts])
    return ONE + rule.share * moved
