"""One month under a mechanism: every line from gross to payable, and what the next month must remember."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from concordat.domain.kernel.money import format_pounds, round_to_pence, split_among
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.payment import points as point
from concordat.domain.payment import price as pricing
from concordat.domain.payment import profit
from concordat.domain.payment.availability import availability_deduction
from concordat.domain.payment.indexation import Factor, factor_for
from concordat.domain.payment.inputs import (
    Availability,
    Deduction,
    Entry,
    Evidence,
    Figure,
    GainShare,
    MeasureRule,
    Mechanism,
    PriceLine,
)
from concordat.domain.payment.score import Score, composite, is_below
from concordat.domain.performance.periods import Month

NOUGHT = Decimal(0)
_PARTS, _SHOWN = Decimal("0.0001"), Decimal("0.01")  # figures in sentences; the sums use all their places
PRICE, INDEX, AVAILABILITY, PERFORMANCE, BEHAVIOUR, REWARD, FEE, RETENTION, CORRECTION, VAT = GROUPS = (
    "Price",
    "Indexation",
    "Availability",
    "Performance",
    "Behaviour of the client",
    "Bonus and gain share",
    "Fee by score",
    "Retention and carry-over",
    "Corrections",
    "VAT",
)


@dataclass(frozen=True, slots=True)
class Made:
    """One line as worked out. `about` is the price line, measure or rule it comes from."""

    id: str
    title: str
    pence: int
    group: str
    rule: str
    workings: str
    about: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    base: int | None = None
    share: Decimal | None = None
    inputs: tuple[InputUsed, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureInMonth:
    """What a measure did for money: `points` after relief and ratchet; `suspended` says why it did not count."""

    measure: str
    title: str
    service: str
    side: str
    value: Decimal | None
    target: Decimal | None
    minimum: Decimal | None
    points: Decimal
    ratchet: Decimal
    relieved: Decimal
    failed: bool
    says: str


@dataclass(frozen=True, slots=True)
class Carried:
    """From one month to the next. Sums of the financial year start again each April, those of the contract do not."""

    volumes: Mapping[str, Decimal] = field(default_factory=dict)
    refused: Mapping[str, Decimal] = field(default_factory=dict)
    paid: Mapping[str, int] = field(default_factory=dict)
    costs: Mapping[str, Decimal] = field(default_factory=dict)
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    savings: Mapping[str, int] = field(default_factory=dict)
    owed: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)
    met: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)
    excess: Mapping[str, int] = field(default_factory=dict)
    deducted: tuple[tuple[str, str, Month, int], ...] = ()  # deduction, measure, month, pence that may be earned back
    scores: Mapping[str, Decimal] = field(default_factory=dict)
    work: int = 0
    held: int = 0
    below: int = 0


@dataclass(frozen=True)
class MonthResult:
    month: Month
    lines: tuple[Made, ...]
    measures: tuple[MeasureInMonth, ...]
    score: Score
    carried: Carried
    findings: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(line.pence for line in self.lines)

    def total_of(self, group: str) -> int:
        return sum(line.pence for line in self.lines if line.group == group)


@dataclass
class _Working:
    """The month while it is being worked out."""

    mechanism: Mechanism
    evidence: Evidence
    month: Month
    before: Carried
    factors: dict[str, Factor]
    lines: list[Made] = field(default_factory=list)
    charges: dict[str, int] = field(default_factory=dict)
    points: dict[str, Decimal] = field(default_factory=dict)
    unit_points: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    ratchets: dict[str, Decimal] = field(default_factory=dict)
    unavailable: dict[str, int] = field(default_factory=dict)

    @property
    def ends_year(self) -> bool:
        return self.month.number == 3

    @property
    def of_year(self) -> int:
        """April is 1, March 12."""
        return (self.month.number - 4) % 12 + 1

    def add(self, line: Made) -> int:
        if line.pence:
            self.lines.append(line)
        return line.pence

    def entries(self, kind: str, about: str) -> list[Entry]:
        return self.evidence.entries_of(kind, about, self.month)

    def sum(self, kind: str, about: str) -> Decimal:
        return sum((entry.quantity for entry in self.entries(kind, about)), NOUGHT)

    def used(self, kinds: Iterable[str], about: str) -> tuple[InputUsed, ...]:
        return tuple(item for kind in kinds for entry in self.entries(kind, about) for item in entry.inputs)

    def charged(self, ids: Sequence[str]) -> int:
        return sum(pence for id, pence in self.charges.items() if not ids or id in ids)


def work_out_month(
    mechanism: Mechanism,
    evidence: Evidence,
    *,
    month: Month,
    before: Carried | None = None,
    factors: dict[str, Factor] | None = None,
) -> MonthResult:
    """Every line of the month. `before` is what the month before left; raises `IndexMissing` where prices cannot be set."""
    carried = _new_year(before or Carried(), month)
    rates = factors if factors is not None else {}
    for rule in mechanism.indexation:
        if rule.id not in rates:
            rates[rule.id] = factor_for(rule, evidence, month=month)
    work = _Working(mechanism, evidence, month, carried, rates)
    after = _prices(work, carried)
    _availability(work)
    measures, failed, met = _measures(work)
    deducted, excess = _deductions(work)
    deducted += _earn_backs(work, met)
    _behaviour(work)
    _bonuses(work)
    score = _score(work)
    _fee(work, score)
    savings, owed = _gain_shares(work)
    _rewards(work)
    below = _floor(work)
    held, done = _retention(work)
    known = {part.measure: part.score for part in score.parts if part.score is not None and part.value is not None}
    return MonthResult(
        month,
        tuple(work.lines),
        measures,
        score,
        Carried(
            volumes=after.volumes,
            refused=after.refused,
            paid=after.paid,
            costs=after.costs,
            targets=after.targets,
            savings=savings,
            owed=owed,
            failed=failed,
            met=met,
            excess=excess,
            deducted=tuple(deducted),
            scores={**carried.scores, **known},
            work=done,
            held=held,
            below=below,
        ),
    )


def _new_year(before: Carried, month: Month) -> Carried:
    if month.number != 4:
        return before
    return replace(before, volumes={}, refused={}, paid={}, costs={}, targets={}, savings={})


# Price and indexation


@dataclass
class _Sums:
    """Of the year to date, by price line."""

    volumes: dict[str, Decimal]
    refused: dict[str, Decimal]
    paid: dict[str, int]
    costs: dict[str, Decimal]
    targets: dict[str, Decimal]


def _prices(work: _Working, before: Carried) -> _Sums:
    after = _Sums(
        dict(before.volumes), dict(before.refused), dict(before.paid), dict(before.costs), dict(before.targets)
    )
    for line in work.mechanism.prices:
        amount = _PRICES[line.kind](work, line, after)
        work.charges[line.id] = amount
        if line.indexed_by and amount:
            work.charges[line.id] += _indexed(work, line, amount)
    return after


def _lump_sum(work: _Working, line: PriceLine, after: _Sums) -> int:
    if line.per == "month":
        pence, says = line.pence, f"{format_pounds(line.pence)} a month"
    else:
        pence = pricing.twelfth(line.pence, month=work.of_year)
        says = f"{format_pounds(line.pence)} a year, month {work.of_year} of 12"
    return work.add(
        Made(f"price/{line.id}", line.title, pence, PRICE, "payment.lump_sum", says, line.id, base=line.pence)
    )


def _schedule(work: _Working, line: PriceLine, after: _Sums) -> int:
    total = 0
    for rate in line.rates:
        entries = [entry for entry in work.entries("quantity", line.id) if entry.item == rate.item]
        quantity = sum((entry.quantity for entry in entries), NOUGHT)
        total += work.add(
            Made(
                f"price/{line.id}/{rate.item}", f"{line.title}: {rate.title}", round_to_pence(quantity * rate.pence),
                PRICE, "payment.schedule_of_rates",
                f"{_n(quantity)} {rate.unit} at {_rate(rate.pence)}".replace("  ", " "), line.id, quantity=quantity,
                unit=rate.unit, inputs=tuple(used for entry in entries for used in entry.inputs),
            )
        )  # fmt: skip
    return total


def _orders(work: _Working, line: PriceLine, after: _Sums) -> int:
    """Orders finished in the month at what the client certified for each."""
    entries = work.entries("orders", line.id) or work.entries("orders", line.service)
    total = 0
    for entry in entries:
        item = f"/{entry.item}" if entry.item else ""
        title = f"{line.title}: {entry.item}" if entry.item else line.title
        count = f"{entry.note}: " if entry.note else ""
        total += work.add(
            Made(
                f"price/{line.id}{item}", title, round_to_pence(entry.quantity), PRICE, "payment.orders",
                f"{count}certified value of orders finished in {work.month.in_words()}", line.id, inputs=entry.inputs,
            )
        )  # fmt: skip
    return total


def _volumes(work: _Working, line: PriceLine, after: _Sums) -> int:
    done = after.volumes.get(line.id, NOUGHT)
    here = work.sum("quantity", line.id)
    now = done + here
    refused = after.refused.get(line.id, NOUGHT) + work.sum("refused quantity", line.id)
    after.volumes[line.id], after.refused[line.id] = now, refused
    paid_before = after.paid.get(line.id, 0)
    due = round_to_pence(pricing.volume_payment(now, bands=line.bands, maximum=line.maximum))
    after.paid[line.id] = due
    used = work.used(("quantity", "refused quantity"), line.id)
    total = work.add(
        Made(
            f"price/{line.id}", line.title, due - paid_before, PRICE, "payment.volume_bands",
            f"{_n(now)} in the year to date by marginal bands, {format_pounds(due, show_pence=True)}, "
            f"less {format_pounds(paid_before, show_pence=True)} before", line.id, quantity=here, inputs=used,
        )
    )  # fmt: skip
    if work.ends_year and line.minimum is not None:
        short = pricing.shortfall(
            now, bands=line.bands, minimum=line.minimum, refused=refused, avoidable=line.avoidable
        )
        total += work.add(
            Made(
                f"price/{line.id}/minimum", f"{line.title}: guaranteed minimum", round_to_pence(short), PRICE,
                "payment.volume_minimum",
                f"{_n(now)} came and {_n(refused)} was refused; {_n(line.minimum)} is guaranteed", line.id, inputs=used,
            )
        )  # fmt: skip
    return total


def _cost_plus(work: _Working, line: PriceLine, after: _Sums) -> int:
    cost, disallowed = work.sum("cost", line.id), work.sum("disallowed cost", line.id)
    due = pricing.cost_plus_fee(cost, disallowed=disallowed, fee=line.fee, fee_on=line.fee_on)
    return work.add(
        Made(
            f"price/{line.id}", line.title, round_to_pence(due), PRICE, "payment.cost_plus_fee",
            f"Defined cost {_p(cost)} less disallowed {_p(disallowed)}, plus a fee of {_pc(line.fee)} on {line.fee_on}",
            line.id, inputs=work.used(("cost", "disallowed cost"), line.id),
        )
    )  # fmt: skip


def _target(work: _Working, line: PriceLine, after: _Sums) -> int:
    cost, disallowed = work.sum("cost", line.id), work.sum("disallowed cost", line.id)
    spent = pricing.cost_plus_fee(cost, disallowed=disallowed, fee=line.fee, fee_on=line.fee_on)
    used = work.used(("cost", "disallowed cost", "change of target"), line.id)
    total = work.add(
        Made(
            f"price/{line.id}", f"{line.title}: cost and fee", round_to_pence(spent), PRICE, "payment.target_cost",
            f"Cost {_p(cost)} less disallowed {_p(disallowed)}, plus a fee of {_pc(line.fee)}", line.id, inputs=used,
        )
    )  # fmt: skip
    after.costs[line.id] = after.costs.get(line.id, NOUGHT) + spent
    changed = after.targets.get(line.id, NOUGHT) + work.sum("change of target", line.id)
    after.targets[line.id] = changed
    if work.ends_year or line.assessed == "month":
        target = (
            Decimal(line.pence) + changed
            if line.assessed == "year end"
            else Decimal(pricing.twelfth(line.pence, month=work.of_year)) + work.sum("change of target", line.id)
        )
        whole = after.costs[line.id] if line.assessed == "year end" else spent
        share = pricing.contractors_share(target, whole, ranges=line.bands)
        total += work.add(
            Made(
                f"price/{line.id}/share", f"{line.title}: contractor's share", round_to_pence(share), PRICE,
                "payment.share_ranges", f"Target {_p(target)}, cost {_p(whole)}: the difference by share ranges",
                line.id, inputs=used,
            )
        )  # fmt: skip
    return total


_PRICES = {
    "lump sum": _lump_sum,
    "schedule of rates": _schedule,
    "volume bands": _volumes,
    "cost plus fee": _cost_plus,
    "target cost": _target,
    "orders": _orders,
}


def _indexed(work: _Working, line: PriceLine, amount: int) -> int:
    factor = work.factors[line.indexed_by]
    return work.add(
        Made(
            f"index/{line.id}", f"Indexation: {line.title}", round_to_pence(amount * (factor.value - 1)), INDEX,
            "payment.indexation", factor.says, line.id, base=amount, share=factor.value - 1, inputs=factor.inputs,
        )
    )  # fmt: skip


# Availability, performance, behaviour


def _availability(work: _Working) -> None:
    for rule in work.mechanism.availability:
        line = next(one for one in work.mechanism.prices if one.id == rule.charge)
        year = line.pence if line.per == "year" else line.pence * 12
        factor = work.factors[line.indexed_by].value if line.indexed_by else Decimal(1)
        total = sum((weight for _, weight in rule.units), NOUGHT)
        for unit, weight in rule.units:
            lost, used = (_of_unit(work, kind, rule, unit) for kind in _LOST)
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
                    f"Weight {_n(weight)} of {_n(total)}; {_n(lost)} sessions lost"
                    + (f" and {_n(used)} lost though used" if used else "")
                    + f", {_n(rule.sessions)} a day", rule.id, inputs=work.used(_LOST, rule.id),
                )
            )  # fmt: skip


_LOST = ("sessions lost", "sessions lost though used")


def _of_unit(work: _Working, kind: str, rule: Availability, unit: str) -> Decimal:
    return sum((entry.quantity for entry in work.entries(kind, rule.id) if entry.unit == unit), NOUGHT)


def _measures(
    work: _Working,
) -> tuple[tuple[MeasureInMonth, ...], dict[str, tuple[bool, ...]], dict[str, tuple[bool, ...]]]:
    failed, met, found = dict(work.before.failed), dict(work.before.met), []
    relieved = _relief(work)
    for rule in work.mechanism.measures:
        figure = work.evidence.figure(rule.id, work.month)
        counts = rule.counts_on(work.month.first_day)
        assessable = figure is not None and figure.value is not None and figure.assessable and counts
        plain = _points(work, rule, figure) if counts else NOUGHT
        history = (*failed.get(rule.id, ()), plain > 0)[-36:]
        if counts and (figure is not None or rule.per_failure):
            failed[rule.id] = history
        ratchet = point.ratchet_of(history, rule.ratchets) if plain > 0 else Decimal(1)
        relief = relieved.get(rule.id, NOUGHT) if plain > 0 else NOUGHT
        points = plain * ratchet * (1 - relief)
        work.points[rule.id], work.ratchets[rule.id] = points, ratchet
        if rule.target is not None and assessable and figure is not None and figure.value is not None:
            met[rule.id] = (*met.get(rule.id, ()), not is_below(figure.value, rule.target, rule.polarity))[-36:]
        elif counts:
            met[rule.id] = (*met.get(rule.id, ()), not plain)[-36:]
        below = (
            assessable and figure is not None and figure.value is not None and rule.minimum is not None
            and is_below(figure.value, rule.minimum, rule.polarity)
        )  # fmt: skip
        found.append(
            MeasureInMonth(
                rule.id, rule.title, rule.service, rule.side, figure.value if figure else None, rule.target,
                rule.minimum, points, ratchet, plain * ratchet - points, bool(plain) or below,
                _said(rule, figure, work.month, plain, ratchet, relief),
            )
        )  # fmt: skip
    return tuple(found), failed, met


def _points(work: _Working, rule: MeasureRule, figure: Figure | None) -> Decimal:
    """Before ratchet and relief. Units (areas, sites) count alone where there are figures of units."""
    if rule.per_failure:
        return _per_failure(work, rule)
    if not rule.points or figure is None or figure.value is None or not figure.assessable:
        return NOUGHT
    return point.points_for(figure.value, rule)


def _per_failure(work: _Working, rule: MeasureRule) -> Decimal:
    """Points for each failure, again where it was not put right; none for one whose availability was already deducted."""
    lost = {entry.item for kind in _LOST for entry in work.entries(kind, rule.not_with)} if rule.not_with else set()
    total = NOUGHT
    for kind, points in (("failure", rule.per_failure), ("failure not put right", rule.if_not_put_right)):
        for entry in work.entries(kind, rule.id):
            if entry.item and entry.item in lost:
                continue
            total += entry.quantity * points
            key = (rule.id, entry.unit)
            work.unit_points[key] = work.unit_points.get(key, NOUGHT) + entry.quantity * points
    return total


def _relief(work: _Working) -> dict[str, Decimal]:
    """Measures of the contractor relieved because the client fell short in the same month."""
    found: dict[str, Decimal] = {}
    for rule in work.mechanism.measures:
        figure = work.evidence.figure(rule.id, work.month)
        if rule.side != "client" or not rule.relieves or figure is None or figure.value is None or rule.minimum is None:
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
        return f"{_n(plain)} points" if plain else "No figure"
    if not figure.assessable:
        return f"{_n(figure.value.quantize(_SHOWN))}: not assessable, so no money moves. {figure.why}".strip()
    said = f"{_n(figure.value.quantize(_SHOWN))}"
    if plain:
        said += f": {_n(plain)} points"
    if ratchet != 1:
        said += f", ×{_n(ratchet)} because it failed again"
    if relief:
        said += f", {_pc(relief)} relieved because the client fell short"
    return said


def _deductions(work: _Working) -> tuple[list[tuple[str, str, Month, int]], dict[str, int]]:
    kept: list[tuple[str, str, Month, int]] = []
    excess = dict(work.before.excess)
    room = None if work.mechanism.cap is None else round_to_pence(work.mechanism.cap * max(0, work.charged(())))
    for rule in work.mechanism.deductions:
        charges = work.charged(rule.charges)
        points = sum((work.points.get(name, NOUGHT) for name in rule.measures), NOUGHT)
        wanted = round_to_pence(_wanted(work, rule, points, charges)) + (
            excess.get(rule.id, 0) if rule.carry_excess else 0
        )
        pence = round_to_pence(point.capped_deduction(Decimal(wanted), rule, charges=charges))
        if room is not None:
            pence = min(pence, room)
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
                    _how_deducted(work, rule, name, points, charges, wanted, pence), name,
                    quantity=work.points.get(name), unit="points", inputs=inputs,
                )
            )  # fmt: skip
            if rule.earn_back and _may_come_back(rule, work.points.get(name, NOUGHT), work.ratchets.get(name)):
                kept.append((rule.id, name, work.month, part))
    return kept, excess


def _wanted(work: _Working, rule: Deduction, points: Decimal, charges: int) -> Decimal:
    if not rule.each_unit:
        return point.deduction_for(points, rule, charges=charges)
    units = {unit for name, unit in work.unit_points if name in rule.measures}
    total = NOUGHT
    for unit in sorted(units):
        of_unit = sum((work.unit_points.get((name, unit), NOUGHT) for name in rule.measures), NOUGHT)
        total += point.deduction_for(of_unit, rule, charges=charges)
    return total


def _by_measure(work: _Working, rule: Deduction, pence: int) -> dict[str, int]:
    """A deduction shared by the points that caused it, so that each line opens to one measure; sums to the penny."""
    weights = {name: work.points.get(name, NOUGHT) for name in rule.measures if work.points.get(name, NOUGHT) > 0}
    if not weights:  # only what was carried over from earlier months
        return {rule.measures[0]: pence}
    return split_among(pence, weights)


def _how_deducted(
    work: _Working, rule: Deduction, name: str, points: Decimal, charges: int, wanted: int, pence: int
) -> str:
    own = work.points.get(name, NOUGHT)
    said = f"{_n(own)} of {_n(points)} points"
    if rule.kind == "bands":
        said += f"; {point.in_bands(points, rule.bands)} of {_rate(rule.value)} a point"
    elif rule.kind == "steps":
        said += "; the step reached"
    else:
        said += f"; each {_pc(rule.share)} of charges of {format_pounds(charges, show_pence=True)}"
    ratchet = work.ratchets.get(name, Decimal(1))
    if ratchet != 1:
        said += f"; points ×{_n(ratchet)} because it failed again"
    return f"{said}; {_p(Decimal(wanted))} limited to {_p(Decimal(pence))}" if pence < wanted else said


def _may_come_back(rule: Deduction, points: Decimal, ratchet: Decimal | None) -> bool:
    back = rule.earn_back
    return back is not None and (back.not_from is None or points < back.not_from) and (ratchet or 1) == 1


def _earn_backs(work: _Working, met: Mapping[str, tuple[bool, ...]]) -> list[tuple[str, str, Month, int]]:
    """Pay what the months since have earned back; what is left is still open. What can no longer come back is forgotten."""
    rules = {rule.id: rule for rule in work.mechanism.deductions if rule.earn_back is not None}
    still: list[tuple[str, str, Month, int]] = []
    for id, name, month, pence in work.before.deducted:
        rule = rules.get(id)
        if rule is None or rule.earn_back is None:
            continue
        since = (work.month.year - month.year) * 12 + work.month.number - month.number
        history = met.get(name, ())[-since:] if since else ()
        if since < rule.earn_back.months and all(history):
            still.append((id, name, month, pence))
            continue
        if since == rule.earn_back.months:
            back = round_to_pence(
                profit.earned_back(pence, met=history, months=rule.earn_back.months, limit=rule.earn_back.limit)
            )
            owner = work.mechanism.measure(name)
            work.add(
                Made(
                    f"earned-back/{id}/{name}/{month}", f"Earned back: {owner.title if owner else name}, {month}", back,
                    PERFORMANCE, "payment.earn_back",
                    f"The target was met in each of the {since} months since {month.in_words()}", name,
                )
            )  # fmt: skip
    return still


def _behaviour(work: _Working) -> None:
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
                    "payment.client_behaviour", f"{_n(figure.value)} against at least {_n(rule.minimum)}", rule.id,
                    inputs=figure.inputs,
                )
            )  # fmt: skip


def _bonuses(work: _Working) -> None:
    for rule in work.mechanism.measures:
        edge = rule.bonus_from if rule.bonus_from is not None else rule.target
        figure = work.evidence.figure(rule.id, work.month)
        if not rule.bonus or edge is None or figure is None or figure.value is None or not figure.assessable:
            continue
        if rule.counts_on(work.month.first_day) and not is_below(figure.value, edge, rule.polarity):
            work.add(
                Made(
                    f"bonus/{rule.id}", f"Bonus: {rule.title}", rule.bonus, REWARD, "payment.bonus",
                    f"{_n(figure.value)} against {_n(edge)}", rule.id, inputs=figure.inputs,
                )
            )  # fmt: skip


def counted_values(mechanism: Mechanism, evidence: Evidence, *, month: Month) -> dict[str, Decimal | None]:
    """Of the contractor's measures that count in the month; what noise could explain is left out."""
    found: dict[str, Decimal | None] = {}
    for rule in mechanism.measures:
        figure = evidence.figure(rule.id, month)
        usable = figure is not None and figure.assessable and rule.counts_on(month.first_day)
        found[rule.id] = figure.value if usable and figure is not None else None
    return found


def _score(work: _Working) -> Score:
    rules = [rule for rule in work.mechanism.measures if rule.side == "contractor"]
    values = counted_values(work.mechanism, work.evidence, month=work.month)
    return composite(
        rules, values, scoring=work.mechanism.scoring, ratings=work.mechanism.ratings, last=work.before.scores
    )


def _fee(work: _Working, score: Score) -> None:
    for rule in work.mechanism.profit:
        turnover = work.charged(rule.on)
        counted = score.counted if score.counted is not None else rule.full_score
        due = round_to_pence(profit.fee_earned(Decimal(turnover), score=counted, rule=rule))
        unassessed = "; nothing was assessable, so the whole fee is paid" if score.counted is None else ""
        inputs = [
            used
            for part in score.parts
            if (figure := work.evidence.figure(part.measure, work.month)) is not None
            for used in figure.inputs
        ]
        work.add(
            Made(
                f"fee/{rule.id}", rule.title, due, FEE, "payment.profit_at_risk",
                f"{_pc(rule.fee)} of {format_pounds(turnover, show_pence=True)}, {_pc(rule.at_risk)} of it at risk; "
                f"{score.says}: {_pc(profit.earned_part(counted, rule).quantize(_PARTS))} of that part is earned{unassessed}",
                rule.id, base=turnover, inputs=tuple(dict.fromkeys(inputs)),
            )
        )  # fmt: skip


def _gain_shares(work: _Working) -> tuple[dict[str, int], dict[str, int]]:
    savings, owed = dict(work.before.savings), dict(work.before.owed)
    for rule in work.mechanism.gain_share:
        savings[rule.id] = savings.get(rule.id, 0) + round_to_pence(work.sum("saving", rule.id))
        if work.ends_year:
            owed[rule.id] = _settle_gain(work, rule, savings[rule.id], owed.get(rule.id, 0))
    return savings, owed


def _settle_gain(work: _Working, rule: GainShare, verified: int, owed: int) -> int:
    year = str(work.mechanism.contract_year(work.month))
    guaranteed = dict(rule.guaranteed).get(year, 0)
    share, short, left = profit.gain_share(
        verified, guaranteed=guaranteed, bands=rule.bands, owed=owed if rule.carry_forward else 0
    )
    said = f"Verified savings of {year} {format_pounds(verified)}, guaranteed {format_pounds(guaranteed)}" + (
        f", brought forward {format_pounds(owed)}" if owed else ""
    )
    used = work.used(("saving",), rule.id)
    work.add(
        Made(f"gain/{rule.id}", f"{rule.title}: share above the guarantee", round_to_pence(share), REWARD,
             "payment.gain_share", said, rule.id, inputs=used)
    )  # fmt: skip
    work.add(
        Made(f"gain/{rule.id}/short", f"{rule.title}: shortfall against the guarantee", -round_to_pence(short), REWARD,
             "payment.guaranteed_saving", said, rule.id, inputs=used)
    )  # fmt: skip
    # What the contractor pays in money is made good; only what earlier years left open is carried.
    return max(0, left - round_to_pence(short)) if rule.carry_forward else 0


def year_value(mechanism: Mechanism, evidence: Evidence, measure: str, *, month: Month) -> Decimal | None:
    """Of the financial year to date: the ratio of sums, never the mean of monthly figures; the mean where there are none."""
    year = mechanism.contract_year(month)
    figures = [
        figure
        for y, m in year.months()
        if Month(y, m) <= month and (figure := evidence.figure(measure, Month(y, m))) is not None
    ]
    rule = mechanism.measure(measure)
    figures = [f for f in figures if f.value is not None and (rule is None or rule.counts_on(f.month.first_day))]
    bottom = sum((figure.denominator for figure in figures), NOUGHT)
    if bottom:
        return sum((figure.numerator for figure in figures), NOUGHT) / bottom * figures[0].scale
    values = [figure.value for figure in figures if figure.value is not None]
    return sum(values, NOUGHT) / len(values) if values else None


def _rewards(work: _Working) -> None:
    if not work.ends_year:
        return
    for rule in work.mechanism.rewards:
        value = year_value(work.mechanism, work.evidence, rule.measure, month=work.month)
        if value is not None:
            work.add(
                Made(
                    f"reward/{rule.id}", rule.title, round_to_pence(profit.reward_for(value, rule)), REWARD,
                    "payment.reward",
                    f"{_n(value)} in the year; from {_n(rule.base)} to {_n(rule.target)}, paid from "
                    f"{_pc(rule.threshold)} of the way", rule.id,
                )
            )  # fmt: skip


# Floor and retention


def _floor(work: _Working) -> int:
    """A month never goes below nought; what is left over is carried to the next where the contract says so."""
    total = sum(line.pence for line in work.lines)
    owed = work.before.below
    if owed:
        total -= owed
        work.add(
            Made("carried/brought", "Deductions carried from earlier months", -owed, RETENTION, "payment.carry",
                 "What earlier months could not bear")
        )  # fmt: skip
    if total >= 0:
        return 0
    said = "is carried to the next month" if work.mechanism.carry_below_nought else "falls away"
    work.add(
        Made("carried/floor", "A month's payment does not go below nought", -total, RETENTION, "payment.floor",
             f"{format_pounds(-total, show_pence=True)} {said}")
    )  # fmt: skip
    return -total if work.mechanism.carry_below_nought else 0


def _retention(work: _Working) -> tuple[int, int]:
    rule = work.mechanism.retention
    done = work.before.work + sum(line.pence for line in work.lines)
    if rule is None:
        return 0, done
    day = work.month.first_day
    if rule.released_on is not None and day >= rule.released_on:
        held = 0
    else:
        held = round_to_pence(profit.retained(done, rule, halved=rule.halved_on is not None and day >= rule.halved_on))
    work.add(
        Made(
            "retention", "Retention" if held >= work.before.held else "Retention released", work.before.held - held,
            RETENTION, "payment.retention",
            f"{_pc(rule.rate)} of {format_pounds(done)} to date above {format_pounds(rule.free)}: "
            f"{format_pounds(held, show_pence=True)} held, {format_pounds(work.before.held, show_pence=True)} before",
        )
    )  # fmt: skip
    return held, done


def _n(value: Decimal) -> str:
    text = f"{value:,.6f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _p(pence: Decimal) -> str:
    return format_pounds(round_to_pence(pence), show_pence=True)


def _pc(share: Decimal) -> str:
    return f"{_n(share * 100)}%"


def _rate(pence: Decimal) -> str:
    pounds = pence / 100
    text = f"{pounds:,.4f}".rstrip("0")
    whole, _, part = text.partition(".")
    return f"£{whole}.{part.ljust(2, '0')}"
