"""A mechanism told back in plain English, rule by rule: what a member, a manager and a lawyer can check against the contract."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from concordat.domain.kernel.money import format_pounds, round_to_pence
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.payment.in_words import in_pounds, number, percent, rate_in_pounds
from concordat.domain.payment.inputs import (
    Band,
    Deduction,
    ExtensionRule,
    Indexation,
    MeasureRule,
    Mechanism,
    PriceLine,
    Ratchet,
    Threshold,
)

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One heading of the explanation with its sentences; `about` is what a line of a statement names."""

    heading: str
    sentences: tuple[str, ...]
    about: str = ""


def explain(mechanism: Mechanism) -> tuple[Told, ...]:
    """In the order in which a month is worked out, from the price to what is payable, then term and ratings."""
    parts = [
        Told("Who pays whom", tuple(_parties(mechanism))),
        *(Told(line.title, tuple(_price(line, mechanism)), line.id) for line in mechanism.prices),
        *(Told(rule.title, tuple(_indexation(rule)), rule.id) for rule in mechanism.indexation),
        *(
            Told(
                rule.title,
                (
                    f"Each of {len(rule.units)} places carries its weight of the year's charge for {rule.charge}. A day "
                    f"has {number(rule.sessions)} sessions; a session lost costs that part of the day. A session lost on "
                    f"paper but used all the same costs {percent(rule.used)} of it.",
                ),
                rule.id,
            )
            for rule in mechanism.availability
        ),
        *(Told(rule.title, tuple(_measure(rule, mechanism)), rule.id) for rule in mechanism.measures),
        *(Told(rule.title, tuple(_deduction(rule, mechanism)), rule.id) for rule in mechanism.deductions),
    ]
    parts += list(_rest(mechanism))
    return tuple(parts)


def _parties(m: Mechanism) -> Iterator[str]:
    yield (
        f"{m.name_of(m.client)} pays {m.name_of(m.contractor)} once a month from {day_in_words(m.starts)}, never before the "
        "month has ended."
    )
    if m.cap is not None:
        yield f"All deductions of a month together are never more than {percent(m.cap)} of its charges."
    yield (
        "A month's payment never goes below nought; what is left over "
        + ("is carried to the next month." if m.carry_below_nought else "falls away.")
    )
    if m.vat:
        yield f"VAT of {percent(m.vat)} is added at the end."
    stand = "stands until the dispute is over" if m.disputed_deductions_stand else "is paid until the dispute is over"
    yield (
        f"Either side disputes line by line. Only the disputed part waits; a disputed deduction {stand}. Whoever must "
        f"answer has {m.answer_within} days."
    )


def _price(line: PriceLine, m: Mechanism) -> Iterator[str]:
    told: dict[str, Callable[[], str]] = {
        "lump sum": lambda: (
            f"{format_pounds(line.pence)} a {line.per}"
            + (", in twelve parts that add up to the year." if line.per == "year" else ".")
        ),
        "schedule of rates": lambda: (
            "Each item is paid at its agreed rate: "
            + "; ".join(f"{rate.title} {rate_in_pounds(rate.pence)} {rate.unit}".strip() for rate in line.rates)
            + "."
        ),
        "volume bands": lambda: (
            "Paid by volume in the year, each part at the rate of its band: "
            + "; ".join(f"{_span(band)} at {rate_in_pounds(band.value)}" for band in line.bands)
            + "."
        ),
        "cost plus fee": lambda: (
            f"Defined cost less what is disallowed, plus a fee of {percent(line.fee)} of the {line.fee_on}."
        ),
        "target cost": lambda: (
            f"Cost plus a fee of {percent(line.fee)}, against a target of {format_pounds(line.pence)} a year. "
            f"At the {line.assessed} the difference is shared: "
            + "; ".join(
                f"cost from {_shares(band)} of the target, {percent(band.value)} to the contractor"
                for band in line.bands
            )
            + "."
        ),
        "orders": lambda: "Each order finished in the month is paid at the value the client certified for it.",
    }
    if line.lot:
        yield f"It belongs to {next(lot.title for lot in m.lots if lot.id == line.lot)}."
    yield told[line.kind]()
    if line.minimum is not None:
        yield (
            f"At least {number(line.minimum)} a year is paid for, less what was refused"
            + (f" and less {percent(line.avoidable)} of the rate, which is not spent." if line.avoidable else ".")
        )
    if line.maximum is not None:
        yield f"Nothing is paid above {number(line.maximum)} a year."
    if line.indexed_by:
        title = next(rule.title for rule in m.indexation if rule.id == line.indexed_by)
        yield f"It moves with {title[:1].lower()}{title[1:]}."


def _indexation(rule: Indexation) -> Iterator[str]:
    basket = ", ".join(f"{percent(part.weight)} {part.index}" for part in rule.parts)
    fixed = Decimal(1) - sum((part.weight for part in rule.parts), Decimal(0))
    yield (
        f"Each {MONTHS[rule.uplift_month - 1]} prices move with {basket}"
        + (f" ({percent(fixed)} does not move)" if fixed else "")
        + f", measured {rule.lag} months before; the base is {rule.base.in_words()}."
    )
    if rule.share != 1:
        yield f"{percent(rule.share)} of the price moves."
    if rule.averaged > 1:
        yield f"The mean of {rule.averaged} months is taken."
    if rule.cap is not None:
        carry = (
            "what the limit holds back follows in later years as far as there is room"
            if rule.carry_forward
            else "what the limit holds back is lost for good"
        )
        yield f"Never more than {percent(rule.cap)} a year; {carry}."
    if rule.collar is not None:
        yield f"Never less than {percent(rule.collar)} a year."
    yield "An index that is revised later is put right in the next statement."


def _measure(rule: MeasureRule, m: Mechanism) -> Iterator[str]:
    whose = "the contractor's" if rule.side == "contractor" else "the client's"
    yield f"Shows {whose} work" + (f" in {rule.service}." if rule.service else ".")
    better = "at least" if rule.polarity == "higher" else "at most"
    if rule.target is not None:
        yield f"Target: {better} {number(rule.target)}." + (
            f" Least that is acceptable: {better} {number(rule.minimum)}." if rule.minimum is not None else ""
        )
    if rule.weight:
        yield f"Weight in the score of its service: {number(rule.weight)}."
    if rule.gate:
        yield "It is a gate: below the least that is acceptable the whole score counts as nought."
    if rule.points:
        steps = "; ".join(
            f"{better} {number(edge)}: {number(points)}" if edge is not None else f"anything worse: {number(points)}"
            for edge, points in rule.points
        )
        yield f"Points a month: {steps}. Before that the figure is rounded {_ROUNDED[rule.rounding]} to {rule.places} decimal place{'' if rule.places == 1 else 's'}."
    if rule.per_failure:
        again = (
            f", {number(rule.if_not_put_right)} more where it is not put right in time" if rule.if_not_put_right else ""
        )
        yield f"{number(rule.per_failure)} points for each failure{again}."
    for ratchet in rule.ratchets:
        yield _ratchet(ratchet)
    if rule.not_with:
        yield "A failure whose lost availability was already deducted gives no points: nobody pays twice for one failure."
    if rule.bonus:
        edge = rule.bonus_from if rule.bonus_from is not None else rule.target
        yield f"A bonus of {format_pounds(rule.bonus)} for each month at {number(edge or Decimal(0))} or better."
    if rule.relieves:
        titles = ", ".join(found.title for name in rule.relieves if (found := m.measure(name)))
        yield f"Where the client falls below it, {percent(rule.relief)} of that month's points are relieved for: {titles}."
    if rule.pays:
        yield f"Where the client falls below it, it pays the contractor {format_pounds(rule.pays)} for the month."
    if rule.starts:
        yield f"Bedding in: it counts from {day_in_words(rule.starts)}."
    for window in rule.suspended:
        yield (
            f"Suspended from {day_in_words(window.first)} to {day_in_words(window.last)}: {window.reason}"
            + (f" (approved by {window.approved_by})." if window.approved_by else ".")
        )
    yield "A figure that chance alone could explain moves no money."


_ROUNDED = {"nearest": "to the nearest", "down": "down", "up": "up"}


def _ratchet(rule: Ratchet) -> str:
    if rule.kind == "in a row":
        return f"Failing {rule.after} months in a row or more multiplies its points by {number(rule.multiplier)}."
    return f"Failing more than {rule.after} times in {rule.within} months multiplies its points by {number(rule.multiplier)}."


def _deduction(rule: Deduction, m: Mechanism) -> Iterator[str]:
    titles = ", ".join(found.title for name in rule.measures if (found := m.measure(name)))
    yield f"Adds up the points of: {titles}."
    if rule.lot:
        title = next(lot.title for lot in m.lots if lot.id == rule.lot)
        yield f"It counts within {title} only: its charges are those of that lot."
    if rule.kind == "bands":
        bands = "; ".join(f"{_span(band)} ×{number(band.value)}" for band in rule.bands)
        yield f"A point costs {rate_in_pounds(rule.value)}. Points count by bands, each part in its own: {bands}."
    elif rule.kind == "steps":
        steps = "; ".join(f"from {number(points)} points {format_pounds(pence)}" for points, pence in rule.steps)
        yield f"The deduction goes by steps: {steps}; nothing below the first."
    else:
        yield f"Each point costs {percent(rule.share)} of the month's charges."
    if rule.each_unit:
        yield "Bands run for each place alone; the places are then added."
    caps = [f"{percent(rule.cap)} of the month's charges"] if rule.cap is not None else []
    caps += [format_pounds(rule.cap_pence)] if rule.cap_pence is not None else []
    if caps:
        yield f"Never more than {' or '.join(caps)} a month" + (
            "; the rest is carried to the next." if rule.carry_excess else "; the rest falls away."
        )
    if rule.earn_back:
        limit = "" if rule.earn_back.limit == 1 else f" {percent(rule.earn_back.limit)} of"
        but = (
            f" Never for {number(rule.earn_back.not_from)} points or more in a month, nor for a failure that was repeated."
            if rule.earn_back.not_from is not None
            else " Never for a failure that was repeated."
        )
        yield f"It can be earned back:{limit} a deduction returns where the measure meets its target in each of the next {rule.earn_back.months} months.{but}"


def _rest(m: Mechanism) -> Iterator[Told]:
    if any(rule.weight for rule in m.measures):
        yield Told("Score", tuple(_score(m)), "score")
    for rule in m.profit:
        stretch = (
            f" From there it rises to {percent(rule.stretch)} of that part at a score of {number(rule.stretch_score)}."
            if rule.stretch_score is not None
            else ""
        )
        yield Told(
            rule.title,
            (
                f"The fee is {percent(rule.fee)} of the month's charges; {percent(rule.at_risk)} of the fee depends on the score. "
                f"At a score of {number(rule.from_score)} or less none of that part is earned, at {number(rule.full_score)} all of "
                f"it, in a straight line between.{stretch}",
            ),
            rule.id,
        )
    for reward in m.rewards:
        yield Told(
            reward.title,
            (
                f"For moving from {number(reward.base)} to {number(reward.target)} in the year: {format_pounds(reward.pence)}, pro "
                f"rata once {percent(reward.threshold)} of the way is reached, nothing before.",
            ),
            reward.id,
        )
    for gain in m.gain_share:
        years = "; ".join(f"{year} {format_pounds(pence)}" for year, pence in gain.guaranteed)
        yield Told(
            gain.title,
            (
                f"Savings are guaranteed: {years}. The contractor pays what is missing. It shares only in what lies above "
                "the guarantee: "
                + "; ".join(f"{_money_span(band)} {percent(band.value)}" for band in gain.bands)
                + ".",
            ),
            gain.id,
        )
    for limit in m.thresholds:
        yield Told(limit.title, tuple(_threshold(limit, m)), limit.id)
    if m.retention:
        yield Told(
            "Retention",
            (
                f"{percent(m.retention.rate)} of work above {format_pounds(m.retention.free)} is held back"
                + (f", half until completion on {day_in_words(m.retention.halved_on)}" if m.retention.halved_on else "")
                + (f" and released on {day_in_words(m.retention.released_on)}." if m.retention.released_on else "."),
            ),
            "retention",
        )
    if m.extension:
        yield Told("Term and extension", tuple(_extension(m.extension, m)), "extension")
    if m.ratings:
        yield Told(
            "Ratings under the Procurement Act 2023",
            (
                f"From the same score of each measure: Good from {number(m.ratings.good)}, Approaching target from "
                f"{number(m.ratings.approaching)}, Requires improvement from {number(m.ratings.requires)}, Inadequate below; Other "
                "where it cannot be assessed.",
            ),
            "ratings",
        )


def _threshold(rule: Threshold, m: Mechanism) -> Iterator[str]:
    titles = ", ".join(found.title for name in rule.measures if (found := m.measure(name)))
    of = f" of {titles}" if titles else ""
    what = {"points": f"Points{of}", "deductions": f"Deductions{of}"}.get(
        rule.counts, f"Points{of}, as a share of the {number(rule.most)} that the worst month can bring,"
    )
    for window in rule.windows:
        limit = {"points": number, "share of most points": percent}.get(rule.counts, in_pounds)(window.limit)
        yield f"{what} of more than {limit} in any {window.months} months together: {window.then}."
    yield "The months roll: every window ends with the month just over, whatever year it falls in."


def _score(m: Mechanism) -> Iterator[str]:
    yield "Each measure scores 0 at the least that is acceptable, 1 at its target, in a straight line between."
    if m.scoring.services:
        weights = ", ".join(f"{name} {number(weight)}" for name, weight in m.scoring.services)
        yield f"Measures make a score for each service first; services then count by agreed weights, whatever is spent on them: {weights}."
    gates = [rule.title for rule in m.measures if rule.gate]
    if gates:
        yield f"Gates: {', '.join(gates)}."
    missing = {"leave out": "is left out", "nought": "counts as nought", "as last month": "counts as it last did"}
    yield f"A measure that cannot be assessed {missing[m.scoring.missing]}."


def _extension(rule: ExtensionRule, m: Mechanism) -> Iterator[str]:
    yield (
        f"The contract first runs {_years(rule.initial)}, at least {_years(rule.minimum)} and at most {_years(rule.maximum)}. "
        f"Each year's score, from contract year {rule.assessed_from}, gives or takes away months."
    )
    if rule.every_measure is not None:
        yield f"{rule.every_measure} months where every measure reaches the least that is acceptable; otherwise none."
    else:
        yield (
            "; ".join(
                (
                    f"A score of {number(a.score)} or more: {a.months:+d} months"
                    if a.score is not None
                    else f"below that: {a.months:+d} months"
                )
                for a in rule.awards
            )
            + "."
        )
    whose = (
        "The contractor is entitled to them."
        if rule.decided == "entitlement"
        else "The client decides whether to give them."
    )
    yield f"{whose} They must be given {rule.lead} months ahead, and months so committed are not taken away."


def _years(months: int) -> str:
    years, rest = divmod(months, 12)
    said = f"{years} years" if years != 1 else "1 year"
    return said + (f" and {rest} months" if rest else "")


def _span(band: Band) -> str:
    return f"above {number(band.above)}" if band.to is None else f"{number(band.above)} to {number(band.to)}"


def _money_span(band: Band) -> str:
    low = format_pounds(round_to_pence(band.above))
    return f"above {low}" if band.to is None else f"{low} to {format_pounds(round_to_pence(band.to))}"


def _shares(band: Band) -> str:
    return f"{percent(band.above)} up" if band.to is None else f"{percent(band.above)} to {percent(band.to)}"
