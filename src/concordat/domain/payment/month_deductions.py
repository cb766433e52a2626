"""Points to money and back: deductions with their caps, earn-back, the client's own failures, bonuses."""

from collections.abc import Mapping
from decimal import Decimal

from concordat.domain.kernel.money import format_pounds, round_to_pence, split_among
from concordat.domain.payment import points as point
from concordat.domain.payment import profit
from concordat.domain.payment.caps import MonthTaken, Room, room_under
from concordat.domain.payment.evidence_types import Figure
from concordat.domain.payment.in_words import in_pounds, number, percent, rate_in_pounds
from concordat.domain.payment.inputs import Deduction, MeasureRule
from concordat.domain.payment.score import is_below
from concordat.domain.payment.units import agreed, measured_against, points_said, unit_of
from concordat.domain.payment.working import (
    BEHAVIOUR,
    NOUGHT,
    PERFORMANCE,
    REWARD,
    Made,
    Working,
)
from concordat.domain.performance.periods import Month


def deduct_points(work: Working) -> tuple[list[tuple[str, str, Month, int]], dict[str, int], MonthTaken]:
    """(what may be earned back, what limits cut off and the next month takes, what each deduction took of what was charged)."""
    kept: list[tuple[str, str, Month, int]] = []
    excess, taken, at_cap = dict(work.before.excess), dict[str, int](), set[str]()
    room = None if work.mechanism.cap is None else round_to_pence(work.mechanism.cap * max(0, work.charged(())))
    for rule in work.mechanism.deductions:
        charges = work.charged(rule.charges or work.of_lot(rule.lot))
        points = sum((work.points.get(name, NOUGHT) for name in rule.measures), NOUGHT)
        wanted = round_to_pence(_wanted(work, rule, points, charges)) + (
            excess.get(rule.id, 0) if rule.carry_excess else 0
        )
        trailing = _trailing_room(work, rule)
        limits = [round_to_pence(cap) for cap in point.caps_of(rule, charges=charges)]
        limits += [trailing.pence] if trailing is not None else []
        limits += [room] if room is not None else []
        pence = taken[rule.id] = min([wanted, *limits])
        if limits and 0 < wanted >= min(limits):
            at_cap.add(rule.id)
        if room is not None:
            room -= pence
        excess[rule.id] = wanted - pence if rule.carry_excess else 0
        if not pence:
            continue
        shares = _by_measure(work, rule, pence)
        for name, part in shares.items():
            owner = work.mechanism.measure(name)
            figure = work.evidence.figure(name, work.month)
            inputs = (*(figure.inputs if figure else ()), *work.used(("failure", "failure not put right"), name))
            work.add(
                Made(
                    f"performance/{rule.id}/{name}", f"{rule.title}: {owner.title if owner else name}", -part,
                    PERFORMANCE, f"payment.points.{rule.kind.replace(' ', '_')}",
                    _how_deducted(work, rule, name, points, charges, wanted, pence)
                    + (f" ({trailing.says})" if trailing is not None and trailing.pence == pence < wanted else ""), name,
                    quantity=work.points.get(name), unit="points", inputs=inputs,
                )
            )  # fmt: skip
            if rule.earn_back and _may_come_back(rule, work.points.get(name, NOUGHT), work.ratchets.get(name)):
                kept.append((rule.id, name, work.month, part))
    return kept, excess, MonthTaken(dict(work.charges), taken, frozenset(at_cap))


def _trailing_room(work: Working, rule: Deduction) -> Room | None:
    if rule.trailing_cap is None:
        return None
    lines = rule.charges or work.of_lot(rule.lot)
    charged = [
        sum(pence for line, pence in month.charged.items() if not lines or line in lines)
        for month in work.before.months
    ]
    taken = [month.taken.get(rule.id, 0) for month in work.before.months]
    return room_under(rule.trailing_cap, charged=charged, taken=taken)


def _wanted(work: Working, rule: Deduction, points: Decimal, charges: int) -> Decimal:
    if not rule.each_unit:
        return point.deduction_for(points, rule, charges=charges)
    return sum((point.deduction_for(of, rule, charges=charges) for of in _by_unit(work, rule).values()), NOUGHT)


def _by_unit(work: Working, rule: Deduction) -> dict[str, Decimal]:
    """The points of each place, of all the measures of the deduction."""
    units = sorted({unit for name, unit in work.unit_points if name in rule.measures})
    return {unit: sum((work.unit_points.get((name, unit), NOUGHT) for name in rule.measures), NOUGHT) for unit in units}


def _by_measure(work: Working, rule: Deduction, pence: int) -> dict[str, int]:
    """A deduction shared by the points that caused it, so that each line opens to one measure; sums to the penny."""
    weights = {name: work.points.get(name, NOUGHT) for name in rule.measures if work.points.get(name, NOUGHT) > 0}
    if not weights:  # only what was carried over from earlier months
        return {rule.measures[0]: pence}
    return split_among(pence, weights)


def _how_deducted(
    work: Working, rule: Deduction, name: str, points: Decimal, charges: int, wanted: int, pence: int
) -> str:
    own = work.points.get(name, NOUGHT)
    said = f"{number(own)} of {points_said(points)}"
    if rule.kind == "bands":
        parts = _by_unit(work, rule) if rule.each_unit else {}
        places = "; ".join(
            f"{unit or 'no place named'}: {point.in_bands(of, rule.bands)}" for unit, of in parts.items()
        )
        said += f"; {places or point.in_bands(points, rule.bands)} of {rate_in_pounds(rule.value)} a point"
    elif rule.kind == "steps":
        said += "; the step reached" + (" by each place alone" if rule.each_unit else "")
    else:
        said += f"; each {percent(rule.share)} of charges of {format_pounds(charges, show_pence=True)}"
    ratchet = work.ratchets.get(name, Decimal(1))
    if ratchet != 1:
        said += f"; points ×{number(ratchet)} because it failed again"
    return f"{said}; {in_pounds(Decimal(wanted))} limited to {in_pounds(Decimal(pence))}" if pence < wanted else said


def _may_come_back(rule: Deduction, points: Decimal, ratchet: Decimal | None) -> bool:
    back = rule.earn_back
    return back is not None and (back.not_from is None or points < back.not_from) and (ratchet or 1) == 1


def earn_back(work: Working, met: Mapping[str, tuple[bool | None, ...]]) -> list[tuple[str, str, Month, int]]:
    """Pay what the months since have earned back; what is left is still open. What can no longer come back is forgotten.

    A month in which the measure did not count (suspended, no figure, noise) neither earns nor loses: the next one is looked at.
    """
    rules = {rule.id: rule for rule in work.mechanism.deductions if rule.earn_back is not None}
    still: list[tuple[str, str, Month, int]] = []
    for id, name, month, pence in work.before.deducted:
        rule = rules.get(id)
        if rule is None or rule.earn_back is None:
            continue
        year = work.mechanism.contract_year
        if rule.earn_back.within_year and year(month) != year(work.month):
            continue
        since = (work.month.year - month.year) * 12 + work.month.number - month.number
        history = tuple(mark for mark in met.get(name, ())[-since:] if mark is not None) if since else ()
        if len(history) < rule.earn_back.months and all(history):
            still.append((id, name, month, pence))
            continue
        if all(history):
            back = round_to_pence(
                profit.earned_back(pence, met=history, months=rule.earn_back.months, limit=rule.earn_back.limit)
            )
            owner = work.mechanism.measure(name)
            work.add(
                Made(
                    f"earned-back/{id}/{name}/{month}", f"Earned back: {owner.title if owner else name}, {month}", back,
                    PERFORMANCE, "payment.earn_back",
                    f"The target was met in each of the {len(history)} months since {month.in_words()}", name,
                )
            )  # fmt: skip
    return still


def pay_for_behaviour(work: Working) -> None:
    for rule in work.mechanism.measures:
        figure = work.evidence.figure(rule.id, work.month)
        if rule.side != "client" or not rule.pays or figure is None or figure.value is None or rule.minimum is None:
            continue
        if not rule.counts_on(work.month.first_day) or not figure.assessable:
            continue
        if is_below(figure.value, rule.minimum, rule.polarity):
            work.add(
                Made(
                    f"client/{rule.id}", f"{rule.title}: below what the client promised", rule.pays, BEHAVIOUR,
                    "payment.client_behaviour",
                    _against(rule, figure, rule.minimum), rule.id,
                    inputs=figure.inputs,
                )
            )  # fmt: skip


def _against(rule: MeasureRule, figure: Figure, edge: Decimal) -> str:
    """``68% against at least 70%``."""
    unit, value = unit_of(rule, figure), figure.value or NOUGHT
    least = "at least" if rule.polarity == "higher" else "at most"
    return f"{measured_against(value, edge, unit)} against {least} {agreed(edge, unit)}"


def pay_bonuses(work: Working) -> None:
    for rule in work.mechanism.measures:
        edge = rule.bonus_from if rule.bonus_from is not None else rule.target
        figure = work.evidence.figure(rule.id, work.month)
        if not rule.bonus or edge is None or figure is None or figure.value is None or not figure.assessable:
            continue
        if rule.counts_on(work.month.first_day) and not is_below(figure.value, edge, rule.polarity):
            work.add(
                Made(
                    f"bonus/{rule.id}", f"Bonus: {rule.title}", rule.bonus, REWARD, "payment.bonus",
                    _against(rule, figure, edge), rule.id, inputs=figure.inputs,
                )
            )  # fmt: skip
