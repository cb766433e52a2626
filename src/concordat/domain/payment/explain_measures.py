"""Measures, their points, and what points cost, in plain English."""

from collections.abc import Iterator

from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.payment.in_words import number, percent, rate_in_pounds
from concordat.domain.payment.inputs import Deduction, MeasureRule, Mechanism, Ratchet, TrailingCap
from concordat.domain.payment.told import Told, charges_named, measures_named, months, span
from concordat.domain.payment.units import agreed, one_of, points_said

_ROUNDED = {"nearest": "", "down": "down ", "up": "up "}


def tell_measures(m: Mechanism) -> Iterator[Told]:
    for rule in m.measures:
        yield Told(rule.title, tuple(_measure(rule, m)), rule.id)


def tell_deductions(m: Mechanism) -> Iterator[Told]:
    for rule in m.deductions:
        yield Told(rule.title, tuple(_deduction(rule, m)), rule.id)


def _measure(rule: MeasureRule, m: Mechanism) -> Iterator[str]:
    whose = "the contractor's" if rule.side == "contractor" else "the client's"
    yield f"Shows {whose} work" + (f" in {rule.service}." if rule.service else ".")
    better = "at least" if rule.polarity == "higher" else "at most"
    if rule.target is not None:
        yield f"Target: {better} {agreed(rule.target, rule.unit)}."
    if rule.minimum is not None:
        yield f"Least that is acceptable: {better} {agreed(rule.minimum, rule.unit)}."
    if rule.weight:
        yield f"Weight in the score{' of its service' if m.scoring.services else ''}: {number(rule.weight)}."
    if rule.gate:
        yield "It is a gate: below the least that is acceptable the whole score counts as nought."
    yield from _points(rule, m)
    yield from _client(rule, m)
    edge = rule.bonus_from if rule.bonus_from is not None else rule.target
    if rule.bonus and edge is not None:
        yield f"A bonus of {format_pounds(rule.bonus)} for each month of {better} {agreed(edge, rule.unit)}."
    if rule.starts:
        partly = "" if rule.starts.day == 1 else f"; {rule.starts:%B %Y} began before and does not count"
        yield f"Bedding in: it counts from {day_in_words(rule.starts)}{partly}."
    for window in rule.suspended:
        by = f" (approved by {window.approved_by})" if window.approved_by else ""
        yield (
            f"Suspended from {day_in_words(window.first)} to {day_in_words(window.last)}: {window.reason}{by}; a month whose "
            "first day lies in that time does not count at all, and every other counts in full."
        )
    yield "A figure that chance alone could explain moves no money."


def _points(rule: MeasureRule, m: Mechanism) -> Iterator[str]:
    better = "at least" if rule.polarity == "higher" else "at most"
    if rule.points:
        steps = "; ".join(
            f"{better} {agreed(edge, rule.unit)}: {points_said(points)}"
            if edge is not None
            else f"anything worse: {points_said(points)}"
            for edge, points in rule.points
        )
        yield f"Points a month: {steps}."
    if rule.per_unit_short and rule.target is not None:
        yield (
            f"{points_said(rule.per_unit_short)} for each {one_of(rule.unit)} by which it misses "
            f"{agreed(rule.target, rule.unit)}, and in proportion."
        )
    if rule.points or rule.per_unit_short:
        yield f"Before that the figure is rounded {_ROUNDED[rule.rounding]}to {_places(rule.places)}."
    if rule.per_failure:
        again = (
            f", and {number(rule.if_not_put_right)} more where it is not put right in time"
            if rule.if_not_put_right
            else ""
        )
        by = f" (counted by {rule.not_put_right_by})" if rule.not_put_right_by and again else ""
        yield f"{points_said(rule.per_failure)} for each failure{again}{by}."
    for ratchet in rule.ratchets:
        yield _ratchet(ratchet)
    if len(rule.ratchets) > 1:
        yield "Where several of these apply, the strongest does."
    if rule.not_with:
        title = next((one.title for one in m.availability if one.id == rule.not_with), rule.not_with)
        yield (
            f"A failure whose number stands under {title} too gives no points: its lost availability is already deducted, and "
            "nobody pays twice for one failure."
        )


def _places(count: int) -> str:
    return "whole numbers" if count == 0 else "1 decimal place" if count == 1 else f"{count} decimal places"


def _client(rule: MeasureRule, m: Mechanism) -> Iterator[str]:
    if rule.relieves:
        titles = measures_named(rule.relieves, m)
        yield f"{_where_missed(rule)} {percent(rule.relief)} of that month's points are not counted against the contractor for: {titles}."
    if rule.pays:
        yield f"{_where_missed(rule)} the client pays the contractor {format_pounds(rule.pays)}."


def _where_missed(rule: MeasureRule) -> str:
    """``In a month in which the client stays below 70%,``"""
    edge = "the least that is acceptable" if rule.minimum is None else agreed(rule.minimum, rule.unit)
    return f"In a month in which the client's figure is {'below' if rule.polarity == 'higher' else 'above'} {edge},"


def _ratchet(rule: Ratchet) -> str:
    if rule.kind == "in a row":
        return f"Failing {rule.after} months in a row or more multiplies its points by {number(rule.multiplier)}."
    return f"Failing in more than {rule.after} of the last {rule.within} months multiplies its points by {number(rule.multiplier)}."


def _deduction(rule: Deduction, m: Mechanism) -> Iterator[str]:
    yield f"Adds up the points of: {measures_named(rule.measures, m)}."
    charges = charges_named(rule.charges, rule.lot, m)
    if rule.lot:
        title = next((lot.title for lot in m.lots if lot.id == rule.lot), rule.lot)
        yield f"It counts within {title} only: its charges are those of that lot."
    if rule.kind == "bands":
        bands = "; ".join(f"{span(band)} ×{number(band.value)}" for band in rule.bands)
        yield f"A point costs {rate_in_pounds(rule.value)}. Points count by bands, each part in its own: {bands}."
    elif rule.kind == "steps":
        steps = "; ".join(f"from {points_said(points)} {format_pounds(pence)}" for points, pence in rule.steps)
        yield f"The deduction goes by steps: {steps}; nothing below the first."
    else:
        yield f"Each point costs {percent(rule.share)} of {charges}."
    if rule.each_unit:
        yield "Bands run for each place alone; the places are then added."
    caps = [f"{percent(rule.cap)} of {charges}"] if rule.cap is not None else []
    caps += [format_pounds(rule.cap_pence)] if rule.cap_pence is not None else []
    if caps:
        yield f"Never more than {' or '.join(caps)} a month{', whichever is less' if len(caps) > 1 else ''}."
    if rule.trailing_cap is not None:
        yield from _trailing_cap(rule.trailing_cap, charges)
    if caps or rule.trailing_cap is not None or m.cap is not None:
        yield "What a limit cuts off is carried to the next month." if rule.carry_excess else (
            "What a limit cuts off falls away.")  # fmt: skip
    yield from _earn_back(rule)


def _trailing_cap(cap: TrailingCap, charges: str) -> Iterator[str]:
    what = "A month never takes" if cap.each_month else "Twelve months together never take"
    first = "each of the contract's first twelve months" if cap.each_month else "the contract's first twelve months"
    of = charges.replace("the month's charges", "the charges")
    yield (
        f"{what} more than {percent(cap.share)} of {of} in the twelve months before; {first} "
        f"{'takes' if cap.each_month else 'take'} at most {format_pounds(cap.first)}"
        f"{'' if cap.each_month else ' together'}, since no twelve months lie before."
    )
    if not cap.each_month:
        yield "What is earned back makes no room under it."


def _earn_back(rule: Deduction) -> Iterator[str]:
    back = rule.earn_back
    if back is None:
        return
    part = "it" if back.limit == 1 else f"{percent(back.limit)} of it"
    yield (
        f"It can be earned back: {part} returns where the measure meets its target in each of the next {months(back.months)} "
        "that count. A month without a figure, suspended, or explained by chance neither earns nor loses."
    )
    if back.within_year:
        yield "What has not come back when the contract year ends is lost for good."
    severe = f", nor for {points_said(back.not_from)} or more in a month" if back.not_from is not None else ""
    yield f"Never for a failure that was repeated{severe}."
