"""What was not available and what each measure came to: the points of a month, with ratchet and relief."""

from decimal import Decimal

from concordat.domain.kernel.money import round_to_pence
from concordat.domain.payment import points as point
from concordat.domain.payment.availability import availability_deduction, counts_from, sessions_lost
from concordat.domain.payment.evidence_types import Figure, Outage
from concordat.domain.payment.in_words import number, percent
from concordat.domain.payment.inputs import Availability, MeasureRule
from concordat.domain.payment.score import is_below
from concordat.domain.payment.units import measured, points_said, unit_of
from concordat.domain.payment.working import (
    AVAILABILITY,
    NOUGHT,
    Made,
    MeasureInMonth,
    Working,
)
from concordat.domain.performance.periods import Month


def deduct_availability(work: Working) -> None:
    for rule in work.mechanism.availability:
        line = next(one for one in work.mechanism.prices if one.id == rule.charge)
        year = line.pence if line.per == "year" else line.pence * 12
        factor = work.factors[line.indexed_by].value if line.indexed_by else Decimal(1)
        total = sum((weight for _, weight in rule.units), NOUGHT)
        for unit, weight in rule.units:
            lost, used = (_of_unit(work, kind, rule, unit) for kind in LOST)
            outages = _outages(work, rule, unit)
            timed = sessions_lost(outages, rule, month=work.month)
            lost, used = lost + len(timed[0]), used + len(timed[1])
            if not (lost or used):
                continue
            pence = availability_deduction(
                round_to_pence(year * factor), weight=weight, weights=total, lost=lost, sessions=rule.sessions,
                days=rule.days, used=used, used_counts=rule.used,
            )  # fmt: skip
            work.unavailable[rule.id] = work.unavailable.get(rule.id, 0) + round_to_pence(pence)
            work.add(
                Made(
                    f"availability/{rule.id}/{unit}", f"{rule.title}: {unit}", -round_to_pence(pence), AVAILABILITY,
                    "payment.availability",
                    f"Weight {number(weight)} of {number(total)}; {number(lost)} sessions lost"
                    + (f" and {number(used)} lost though used" if used else "")
                    + f", {number(rule.sessions)} a day", rule.id,
                    inputs=(*work.used(LOST, rule.id), *(used for one in outages for used in one.inputs)),
                )
            )  # fmt: skip


LOST = ("sessions lost", "sessions lost though used")


def _outages(work: Working, rule: Availability, unit: str) -> list[Outage]:
    return [one for one in work.evidence.outages if one.about == rule.id and one.unit == unit]


def _of_unit(work: Working, kind: str, rule: Availability, unit: str) -> Decimal:
    return sum((entry.quantity for entry in work.entries(kind, rule.id) if entry.unit == unit), NOUGHT)


def work_out_measures(
    work: Working,
) -> tuple[tuple[MeasureInMonth, ...], dict[str, tuple[bool | None, ...]], dict[str, tuple[bool | None, ...]]]:
    failed, met, found = dict(work.before.failed), dict(work.before.met), []
    relieved = _relief(work)
    for rule in work.mechanism.measures:
        figure = work.evidence.figure(rule.id, work.month)
        counts = rule.counts_on(work.month.first_day)
        assessable = figure is not None and figure.value is not None and figure.assessable and counts
        plain = _points(work, rule, figure) if counts else NOUGHT
        known = counts and (bool(rule.per_failure) or (figure is not None and figure.value is not None))
        failed[rule.id] = (*failed.get(rule.id, ()), plain > 0 if known else None)
        ratchet = point.ratchet_of(failed[rule.id], rule.ratchets) if plain > 0 else Decimal(1)
        relief = relieved.get(rule.id, NOUGHT) if plain > 0 else NOUGHT
        points = plain * ratchet * (1 - relief)
        work.points[rule.id], work.ratchets[rule.id] = points, ratchet
        for key in [key for key in work.unit_points if key[0] == rule.id]:
            work.unit_points[key] *= ratchet * (1 - relief)
        met[rule.id] = (*met.get(rule.id, ()), _met(rule, figure, plain) if counts else None)
        below = (
            assessable and figure is not None and figure.value is not None and rule.minimum is not None
            and is_below(figure.value, rule.minimum, rule.polarity)
        )  # fmt: skip
        found.append(
            MeasureInMonth(
                rule.id, rule.title, rule.service, rule.side, unit_of(rule, figure), figure.value if figure else None, rule.target,
                rule.minimum, points, ratchet, plain * ratchet - points, bool(plain) or below,
                _said(rule, figure, work.month, plain, ratchet, relief), figure if counts else None,
            )
        )  # fmt: skip
    return tuple(found), failed, met


def _met(rule: MeasureRule, figure: Figure | None, plain: Decimal) -> bool | None:
    """Whether the month met the target; None where nothing shows it either way (no figure, or one chance could explain)."""
    if rule.per_failure:
        return not plain
    if figure is None or figure.value is None or not figure.assessable:
        return None
    return not plain if rule.target is None else not is_below(figure.value, rule.target, rule.polarity)


def _points(work: Working, rule: MeasureRule, figure: Figure | None) -> Decimal:
    """Before ratchet and relief. Units (areas, sites) count alone where there are figures of units."""
    if rule.per_failure:
        return _per_failure(work, rule)
    if figure is None or figure.value is None or not figure.assessable:
        return NOUGHT
    return point.points_for(figure.value, rule)


def _lost_numbers(work: Working, availability: str) -> set[str]:
    """The numbers of failures whose lost availability is deducted: of an outage in whichever month that is."""
    found = {entry.item for kind in LOST for entry in work.entries(kind, availability)}
    rule = next(one for one in work.mechanism.availability if one.id == availability)
    for one in work.evidence.outages:
        if one.about == availability and counts_from(one, rule) is not None:
            found.add(one.item)
    return found


def _per_failure(work: Working, rule: MeasureRule) -> Decimal:
    """Points for each failure, again where it was not put right; none for one whose availability was already deducted."""
    lost = _lost_numbers(work, rule.not_with) if rule.not_with else set()
    total = NOUGHT
    for kind, points in (("failure", rule.per_failure), ("failure not put right", rule.if_not_put_right)):
        for entry in work.entries(kind, rule.id):
            if entry.item and entry.item in lost:
                continue
            total += entry.quantity * points
            key = (rule.id, entry.unit)
            work.unit_points[key] = work.unit_points.get(key, NOUGHT) + entry.quantity * points
    return total


def _relief(work: Working) -> dict[str, Decimal]:
    """Measures of the contractor relieved because the client fell short in the same month."""
    found: dict[str, Decimal] = {}
    for rule in work.mechanism.measures:
        figure = work.evidence.figure(rule.id, work.month)
        if rule.side != "client" or not rule.relieves or figure is None or figure.value is None or rule.minimum is None:
            continue
        if not figure.assessable:  # what chance could explain moves no money, for neither side
            continue
        if rule.counts_on(work.month.first_day) and is_below(figure.value, rule.minimum, rule.polarity):
            for name in rule.relieves:
                found[name] = min(Decimal(1), found.get(name, NOUGHT) + rule.relief)
    return found


def _said(
    rule: MeasureRule, figure: Figure | None, month: Month, plain: Decimal, ratchet: Decimal, relief: Decimal
) -> str:
    for window in rule.suspended:
        if window.first <= month.first_day <= window.last:
            return f"Suspended: {window.reason}"
    if rule.starts is not None and month.first_day < rule.starts:
        return f"Bedding in: counts from {rule.starts:%B %Y}"
    if figure is None or figure.value is None:
        if not plain:
            return "No figure"
        said = points_said(plain)
    elif figure.assessable or rule.per_failure:  # a failure is a failure; a share of so few may be chance
        said = measured(figure.value, unit_of(rule, figure)) + (f": {points_said(plain)}" if plain else "")
    else:
        return (
            f"{measured(figure.value, unit_of(rule, figure))}: not assessable, so no money moves. {figure.why}".strip()
        )
    if ratchet != 1:
        said += f", ×{number(ratchet)} because it failed again"
    if relief:
        said += f", {percent(relief)} of them not counted because the client missed its own minimum"
    return said
