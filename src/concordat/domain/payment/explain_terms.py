"""Score, fee, rewards, gain share, limits, retention, term and ratings in plain English."""

from collections.abc import Iterator
from decimal import Decimal

from concordat.domain.kernel.money import format_pounds, round_to_pence
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.payment.in_words import in_pounds, number, percent
from concordat.domain.payment.inputs import (
    Band,
    ExtensionRule,
    GainShare,
    Mechanism,
    ProfitAtRisk,
    Retention,
    Reward,
    Threshold,
)
from concordat.domain.payment.told import Told, charges_named, last_month, measures_named, months, years
from concordat.domain.payment.units import agreed


def tell_rewards(m: Mechanism) -> Iterator[Told]:
    if any(rule.weight or rule.gate for rule in m.measures):
        yield Told("Score", tuple(_score(m)), "score")
    for rule in m.profit:
        yield Told(rule.title, tuple(_fee(rule, m)), rule.id)
    for reward in m.rewards:
        yield Told(reward.title, tuple(_reward(reward, m)), reward.id)
    for gain in m.gain_share:
        yield Told(gain.title, tuple(_gain(gain, m)), gain.id)
    if m.retention:
        yield Told("Retention", tuple(_retention(m.retention)), "retention")


def tell_term(m: Mechanism) -> Iterator[Told]:
    for limit in m.thresholds:
        yield Told(limit.title, tuple(_threshold(limit, m)), limit.id)
    if m.extension:
        yield Told("Term and extension", tuple(_extension(m.extension)), "extension")
    if m.ratings:
        yield Told(
            "Ratings under the Procurement Act 2023",
            (
                f"From the same score of each measure: Good from {number(m.ratings.good)}, Approaching target from "
                f"{number(m.ratings.approaching)}, Requires improvement from {number(m.ratings.requires)}, Inadequate below; Other "
                "where it cannot be assessed. The words are the Act's, the scores this contract's own choice.",
            ),
            "ratings",
        )


def _score(m: Mechanism) -> Iterator[str]:
    yield "Each measure scores 0 at the least that is acceptable, 1 at its target, in a straight line between, never more or less."
    if m.scoring.services:
        weights = ", ".join(f"{name} {number(weight)}" for name, weight in m.scoring.services)
        yield (
            "Measures make a score for each service first; services then count by agreed weights, whatever is spent on them: "
            f"{weights}."
        )
    gates = [rule.title for rule in m.measures if rule.gate]
    if gates:
        yield f"Gates: {', '.join(gates)}. One below its minimum makes the whole score count as nought."
    missing = {"leave out": "is left out", "nought": "counts as nought", "as last month": "counts as it last did"}
    yield f"A measure that cannot be assessed {missing[m.scoring.missing]}."


def _fee(rule: ProfitAtRisk, m: Mechanism) -> Iterator[str]:
    yield (
        f"The fee is {percent(rule.fee)} of {charges_named(rule.on, '', m)}; {percent(rule.at_risk)} of the fee depends on the "
        f"month's score. At a score of {number(rule.from_score)} or less none of that part is earned, at "
        f"{number(rule.full_score)} all of it, in a straight line between."
    )
    if rule.stretch_score is not None:
        yield f"From there it rises to {percent(rule.stretch)} of that part at a score of {number(rule.stretch_score)}."
    yield "Where nothing could be assessed the whole fee is paid."


def _reward(rule: Reward, m: Mechanism) -> Iterator[str]:
    measure = m.measure(rule.measure)
    unit = measure.unit if measure else ""
    yield (
        f"For moving {measure.title if measure else rule.measure} from {agreed(rule.base, unit)} to "
        f"{agreed(rule.target, unit)} in the year: "
        f"{format_pounds(rule.pence)}, pro rata once {percent(rule.threshold)} of the way is reached, nothing before, and never "
        f"more. It is settled in {last_month(m)}, on the year's figure as the ratio of its sums."
    )


def _gain(rule: GainShare, m: Mechanism) -> Iterator[str]:
    guaranteed = "; ".join(f"{year} {format_pounds(pence)}" for year, pence in rule.guaranteed)
    yield f"Savings are guaranteed: {guaranteed}. It is settled each {last_month(m)} on savings that were verified."
    yield (
        "What is missing is made good first out of the savings of later years, and paid by the contractor at the end of the last."
        if rule.carry_forward
        else "The contractor pays what is missing."
    )
    shares = "; ".join(f"{_money_span(band)} {percent(band.value)}" for band in rule.bands)
    yield f"It shares only in what lies above the guarantee: {shares}. In a year without a guarantee nothing is shared."


def _money_span(band: Band) -> str:
    low = format_pounds(round_to_pence(band.above))
    return f"above {low}" if band.to is None else f"{low} to {format_pounds(round_to_pence(band.to))}"


def _retention(rule: Retention) -> Iterator[str]:
    most = f", at most {format_pounds(rule.limit)}" if rule.limit is not None else ""
    yield (
        f"{percent(rule.rate)} of what has become payable since the contract began, above {format_pounds(rule.free)}, is held "
        f"back{most}; corrections and VAT are left out."
    )
    if rule.halved_on:
        yield f"Half of it is let go on {day_in_words(rule.halved_on)}."
    if rule.released_on:
        yield f"All of it is let go on {day_in_words(rule.released_on)}."


def rights_told(rule: Threshold, m: Mechanism) -> tuple[str, ...]:
    """One sentence for each of its windows, in turn: what is passed, and the right that follows."""
    return tuple(_threshold(rule, m))[: len(rule.windows)]


def _threshold(rule: Threshold, m: Mechanism) -> Iterator[str]:
    if rule.counts == "level":
        yield from _level(rule, m)
        return
    if rule.counts == "months at a cap":
        yield from _at_cap(rule, m)
        return
    titles = measures_named(rule.measures, m)
    of = f" of {titles}" if titles else ""
    what = {"points": f"Points{of}", "deductions": f"Deductions{of}"}.get(
        rule.counts, f"Points{of}, as a share of the {number(rule.most)} that the worst month can bring,"
    )
    for window in rule.windows:
        limit = {"points": number, "share of most points": percent}.get(rule.counts, in_pounds)(window.limit)
        yield f"{what} of more than {limit} in any {window.months} months together: {window.then}."
    yield "The months roll: every window ends with the month just over, whatever year it falls in."


def _at_cap(rule: Threshold, m: Mechanism) -> Iterator[str]:
    names = ", ".join(one.title for one in m.deductions if not rule.deductions or one.id in rule.deductions)
    for window in rule.windows:
        more = f"More than {months(int(window.limit))}" if window.limit else "Any month"
        yield f"{more} in which {names} reach a cap, in any {months(window.months)} together: {window.then}."
    yield "The months roll: every window ends with the month just over, whatever year it falls in."


def _level(rule: Threshold, m: Mechanism) -> Iterator[str]:
    measure = m.measure(rule.measures[0])
    title, unit = (measure.title, measure.unit) if measure is not None else (rule.measures[0], "")
    for window in rule.windows:
        limit = f"{'below' if window.below else 'above'} {agreed(window.limit, unit)}"
        span = "in a month" if window.months == 1 else f"in any {window.months} months together, by their sums"
        if window.times is not None:
            span = f"in at least {window.times} of any {months(window.months)} together"
        yield f"{title} {limit} {span}: {window.then}."
    yield (
        "The months roll: every window ends with the month just over, whatever year it falls in. A month in which the measure "
        "does not count is left out, and no right follows where chance alone could explain every month."
    )


def _extension(rule: ExtensionRule) -> Iterator[str]:
    yield (
        f"The contract first runs {years(rule.initial)}; it may come to run {years(rule.minimum)} at least and "
        f"{years(rule.maximum)} at most. Each year's score, from contract year {rule.assessed_from}, gives or takes away months."
    )
    if rule.every_measure is not None:
        yield (
            f"{months(rule.every_measure)} for a year in which every measure reaches the least that is acceptable; otherwise none."
        )
    else:
        told = "; ".join(_award(award.score, award.months) for award in rule.awards)
        yield f"{told[:1].upper()}{told[1:]}."
    if rule.step > 1:
        yield f"Months are given in steps of {rule.step}; what is left over is carried to the next year."
    yield (
        "The contractor is entitled to them."
        if rule.decided == "entitlement"
        else "The score says what may be given or taken; nothing changes before the client has decided."
    )
    yield (
        f"They must be given while {months(rule.lead)} of the term are still to run, and months so committed are not taken away. "
        "A year in which nothing could be assessed changes nothing."
    )


def _award(score: Decimal | None, given: int) -> str:
    what = "nothing changes" if given == 0 else f"{months(given)} more" if given > 0 else f"{months(-given)} fewer"
    return f"below that {what}" if score is None else f"a score of {number(score)} or more: {what}"
