"""Score, fee by score, gain share and rewards; then the floor and what is retained."""

from collections.abc import Sequence
from decimal import Decimal

from concordat.domain.kernel.money import format_pounds, round_to_pence
from concordat.domain.payment import profit
from concordat.domain.payment.evidence_types import Evidence, together
from concordat.domain.payment.in_words import percent
from concordat.domain.payment.inputs import GainShare, Mechanism
from concordat.domain.payment.score import Score, composite
from concordat.domain.payment.units import agreed, measured, unit_of
from concordat.domain.payment.working import (
    AVAILABILITY,
    FEE,
    PARTS,
    PERFORMANCE,
    RETENTION,
    REWARD,
    Made,
    Working,
)
from concordat.domain.performance.periods import Month


def counted_values(mechanism: Mechanism, evidence: Evidence, *, month: Month) -> dict[str, Decimal | None]:
    """Of the contractor's measures that count in the month; what noise could explain is left out."""
    found: dict[str, Decimal | None] = {}
    for rule in mechanism.measures:
        figure = evidence.figure(rule.id, month)
        usable = figure is not None and figure.assessable and rule.counts_on(month.first_day)
        found[rule.id] = figure.value if usable and figure is not None else None
    return found


def month_score(work: Working) -> Score:
    rules = [rule for rule in work.mechanism.measures if rule.side == "contractor"]
    values = counted_values(work.mechanism, work.evidence, month=work.month)
    return composite(
        rules, values, scoring=work.mechanism.scoring, ratings=work.mechanism.ratings, last=work.before.scores
    )


def pay_fee(work: Working, score: Score) -> None:
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
                f"{percent(rule.fee)} of {format_pounds(turnover, show_pence=True)}, {percent(rule.at_risk)} of it at risk. "
                f"{score.says}. {percent(profit.earned_part(counted, rule).quantize(PARTS))} of that part is earned{unassessed}",
                rule.id, base=turnover, inputs=tuple(dict.fromkeys(inputs)),
            )
        )  # fmt: skip


def share_gains(work: Working) -> tuple[dict[str, int], dict[str, int]]:
    savings, owed = dict(work.before.savings), dict(work.before.owed)
    for rule in work.mechanism.gain_share:
        savings[rule.id] = savings.get(rule.id, 0) + round_to_pence(work.sum("saving", rule.id))
        if work.ends_year:
            owed[rule.id] = _settle_gain(work, rule, savings[rule.id], owed.get(rule.id, 0))
    return savings, owed


def _settle_gain(work: Working, rule: GainShare, verified: int, owed: int) -> int:
    year = work.mechanism.contract_year(work.month)
    years = dict(rule.guaranteed)
    if year not in years:
        return owed
    guaranteed = years[year]
    share, _, left = profit.gain_share(verified, guaranteed=guaranteed, bands=rule.bands, owed=owed)
    carries_on = rule.carry_forward and year < max(years)
    said = f"Verified savings of {year} {format_pounds(verified)}, guaranteed {format_pounds(guaranteed)}" + (
        f", brought forward {format_pounds(owed)}" if owed else ""
    )
    used = work.used(("saving",), rule.id)
    work.add(
        Made(f"gain/{rule.id}", f"{rule.title}: share above the guarantee", round_to_pence(share), REWARD,
             "payment.gain_share", said, rule.id, inputs=used)
    )  # fmt: skip
    if carries_on:
        return left
    work.add(
        Made(f"gain/{rule.id}/short", f"{rule.title}: shortfall against the guarantee", -left, REWARD,
             "payment.guaranteed_saving", said, rule.id, inputs=used)
    )  # fmt: skip
    return 0


def year_value(mechanism: Mechanism, evidence: Evidence, measure: str, *, month: Month) -> Decimal | None:
    """Of the contract year to date: the ratio of sums, never the mean of monthly figures; the mean where a month has none."""
    year = mechanism.contract_year(month)
    figures = [
        figure
        for y, m in year.months()
        if Month(y, m) <= month and (figure := evidence.figure(measure, Month(y, m))) is not None
    ]
    rule = mechanism.measure(measure)
    return together([one for one in figures if rule is None or rule.counts_on(one.month.first_day)])


def pay_rewards(work: Working) -> None:
    if not work.ends_year:
        return
    for rule in work.mechanism.rewards:
        value = year_value(work.mechanism, work.evidence, rule.measure, month=work.month)
        measure = work.mechanism.measure(rule.measure)
        unit = unit_of(measure, work.evidence.figure(rule.measure, work.month)) if measure is not None else ""
        if value is not None:
            due = work.of_the_year(profit.reward_for(value, rule))
            work.add(
                Made(
                    f"reward/{rule.id}", rule.title, round_to_pence(due), REWARD, "payment.reward",
                    f"{measured(value, unit)} in the year; from {agreed(rule.base, unit)} to {agreed(rule.target, unit)}, paid from "
                    f"{percent(rule.threshold)} of the way{work.in_proportion}", rule.id,
                )
            )  # fmt: skip


def not_below_nought(work: Working) -> int:
    """Deductions never take a month below nought; what they could not take is carried where the contract says so.

    What the contractor owes otherwise (its share above a target, savings it guaranteed) is a debt and stays payable.
    """
    total = sum(line.pence for line in work.lines)
    owed = work.before.below
    if owed:
        total -= owed
        work.add(
            Made("carried/brought", "Deductions carried from earlier months", -owed, RETENTION, "payment.carry",
                 "What earlier months could not bear")
        )  # fmt: skip
    deducted = owed - sum(line.pence for line in work.lines if line.group in DEDUCTED)
    back = min(-total, deducted)
    if back <= 0:
        return 0
    said = "is carried to the next month" if work.mechanism.carry_below_nought else "falls away"
    work.add(
        Made("carried/floor", "A month's payment does not go below nought", back, RETENTION, "payment.floor",
             f"{format_pounds(back, show_pence=True)} {said}")
    )  # fmt: skip
    return back if work.mechanism.carry_below_nought else 0


DEDUCTED = (AVAILABILITY, PERFORMANCE)


def what_was_borne(work: Working, kept: Sequence[tuple[str, str, Month, int]]) -> list[tuple[str, str, Month, int]]:
    """What may be earned back of the month's deductions: not the part that fell away because the month could not bear it."""
    fell = sum(line.pence for line in work.lines if line.rule == "payment.floor")
    if not fell or work.mechanism.carry_below_nought:
        return list(kept)
    taken = -sum(line.pence for line in work.lines if line.group in DEDUCTED and line.pence < 0)
    return [
        (id, name, month, round_to_pence(Decimal(pence) * (taken - fell) / taken) if month == work.month else pence)
        for id, name, month, pence in kept
    ]


def retain(work: Working) -> tuple[int, int]:
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
            f"{percent(rule.rate)} of {format_pounds(done)} to date above {format_pounds(rule.free)}: "
            f"{format_pounds(held, show_pence=True)} held, {format_pounds(work.before.held, show_pence=True)} before",
        )
    )  # fmt: skip
    return held, done
