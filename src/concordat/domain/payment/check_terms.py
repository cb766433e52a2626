"""Whether fee, rewards, gain share, retention, term and ratings can be worked out as they are written."""

from datetime import date
from decimal import Decimal

from concordat.domain.kernel.periods import day_in_words
from concordat.domain.payment.checker import NOUGHT, ONE, Checker
from concordat.domain.payment.contract_years import agreed_by_the_year
from concordat.domain.payment.in_words import number
from concordat.domain.payment.inputs import ExtensionRule, Mechanism, ProfitAtRisk, Threshold


def check_rewards(about: Checker, found: Mechanism) -> None:
    scored = any(rule.weight > 0 and rule.side == "contractor" for rule in found.measures)
    for fee in found.profit:
        _fee(about, fee, scored)
    for reward in found.rewards:
        if reward.base == reward.target:
            about.say("reward", reward.id, "Its target is its base: there is no way to go.", "Change one of them.",
                      code="mechanism.limits")  # fmt: skip
        about.share("reward", reward.id, "threshold", reward.threshold)
    for gain in found.gain_share:
        about.bands("gain_share", gain.id, gain.bands)
        for band in gain.bands:
            if not about.share("gain_share", gain.id, "share", band.value):
                break


def _fee(about: Checker, fee: ProfitAtRisk, scored: bool) -> None:
    for name, value in (("fee", fee.fee), ("at_risk", fee.at_risk), ("full_score", fee.full_score)):
        if not about.share("profit_at_risk", fee.id, name, value):
            return
    if fee.from_score >= fee.full_score:
        about.say("profit_at_risk", fee.id, f"The whole is earned at a score of {number(fee.full_score)}, not above the "
                  f"{number(fee.from_score)} where earning begins.", "Let from_score be less than full_score.",
                  code="mechanism.limits")  # fmt: skip
    elif fee.stretch_score is not None and not fee.full_score < fee.stretch_score <= ONE:
        about.say("profit_at_risk", fee.id, f"The stretch score of {number(fee.stretch_score)} is not above the full score, "
                  "and at most 1.", "Change it, or leave it out.", code="mechanism.limits")  # fmt: skip
    elif fee.stretch < ONE:
        about.say("profit_at_risk", fee.id, "At the stretch score less is earned than at the full score.",
                  "Write stretch = 1.1.", code="mechanism.limits")  # fmt: skip
    elif not scored:
        about.say("profit_at_risk", fee.id, "There is no score: no measure has a weight.", "Give measures a weight.",
                  code="mechanism.unused")  # fmt: skip


def check_extension(about: Checker, found: Mechanism) -> None:
    rule = found.extension
    if rule is None:
        return
    if not 0 < rule.minimum <= rule.initial <= rule.maximum:
        about.say("extension", "", f"The term first runs {rule.initial} months, between a floor of {rule.minimum} and a cap "
                  f"of {rule.maximum}: that cannot be.", "Let minimum ≤ initial ≤ maximum.", code="mechanism.limits")  # fmt: skip
    if rule.lead < 0:
        about.say("extension", "", "The lead time is below nought.", "Write lead_months = 12.")
    if (rule.every_measure is None) == (not rule.awards):
        about.say("extension", "", "It says either an award for each score, or months where every measure reaches its "
                  "minimum.", "Keep one of the two.", code="mechanism.twice" if rule.awards else "mechanism.missing")  # fmt: skip
        return
    if rule.awards:
        _awards(about, rule)
    contractors = [one for one in found.measures if one.side == "contractor"]
    if rule.awards and not any(one.weight > 0 for one in contractors):
        about.say("extension", "", "Months go by the score, and no measure has a weight.", "Give measures a weight.",
                  code="mechanism.unused")  # fmt: skip
    if rule.every_measure is not None and not any(one.minimum is not None for one in contractors):
        about.say("extension", "", "No measure has a least that is acceptable.", "Add minimum to the measures.",
                  code="mechanism.unused")  # fmt: skip


def _awards(about: Checker, rule: ExtensionRule) -> None:
    scores = [award.score for award in rule.awards]
    if None in scores[:-1] or scores[-1] is not None:
        about.say("extension", "", "Its awards do not end with one for every lower score.",
                  "Let the last, and only the last, leave out score_at_least.", code="mechanism.bands")  # fmt: skip
        return
    given = [score for score in scores if score is not None]
    months = [award.months for award in rule.awards]
    if any(after >= one for one, after in zip(given, given[1:], strict=False)):
        about.say("extension", "", "Its awards overlap: a later one asks for as high a score as one before.",
                  "Begin with the highest score.", code="mechanism.bands")  # fmt: skip
    elif any(not NOUGHT <= score <= ONE for score in given):
        about.say(
            "extension", "", "A score lies between 0 and 1.", "Write score_at_least = 0.85.", code="mechanism.share"
        )
    elif months != sorted(months, reverse=True):
        about.say("extension", "", "A lower score gives more months than a higher one.", "Let months fall with the score.",
                  code="mechanism.bands")  # fmt: skip


def check_whole(about: Checker, found: Mechanism) -> None:
    about.share("", "", "cap_on_all_deductions", found.cap)
    about.share("", "", "vat", found.vat)
    if found.answer_within < 1:
        about.say("", "", "Nobody could answer a dispute in time.", "Write answer_within_days = 14.")
    if found.client and found.client == found.contractor:
        about.say("", "", "The client and the contractor are the same.", "Name both sides.", code="mechanism.twice")
    _first_year(about, found)
    if found.applies_from is not None and found.applies_from < found.starts:
        about.say("", "", f"It applies from {found.applies_from}, before the contract starts on {found.starts}.",
                  "Leave out applies_from, or change it.", code="mechanism.dates")  # fmt: skip
    _retention(about, found)
    if found.ratings is not None:
        words: tuple[Decimal, ...] = (
            ONE,
            found.ratings.good,
            found.ratings.approaching,
            found.ratings.requires,
            NOUGHT,
        )
        if list(words) != sorted(words, reverse=True) or len(set(words[1:4])) < 3:
            about.say("ratings", "", "The scores of the ratings do not fall from Good to Requires improvement, between 1 and 0.",
                      "Write good = 1, approaching_target = 0.6, requires_improvement = 0.2.", code="mechanism.bands")  # fmt: skip
    for limit in found.thresholds:
        if not limit.windows:
            about.say(
                "threshold", limit.id, "It has no window.", "Add window = [{ months = 6, more_than = …, then = “…” }]."
            )
        if limit.counts == "level":
            _level(about, limit, found)
        if limit.counts == "months at a cap":
            _at_cap(about, limit, found)
        elif limit.deductions:
            about.say("threshold", limit.id, f"deductions changes nothing where {limit.counts} are counted.",
                      "Leave it out, or write counts = “months at a cap”.", code="mechanism.unused")  # fmt: skip


def _at_cap(about: Checker, limit: Threshold, found: Mechanism) -> None:
    """Some deduction must have a cap to reach, and no window can hold more months than it has."""
    named = [rule for rule in found.deductions if not limit.deductions or rule.id in limit.deductions]
    capped = [rule for rule in named if (rule.cap, rule.cap_pence, rule.trailing_cap) != (None, None, None)]
    if not capped and found.cap is None and not set(limit.deductions) - {rule.id for rule in named}:
        about.say("threshold", limit.id, "None of the deductions it counts has a cap.", "Give one a cap, or leave this out.",
                  code="mechanism.unused")  # fmt: skip
    for window in limit.windows:
        if not 0 <= window.limit < window.months:
            about.say("threshold", limit.id, f"More than {number(window.limit)} months cannot fall in {window.months}.",
                      "Let more_than be less than months; 0 means any month.", code="mechanism.limits")  # fmt: skip


def _level(about: Checker, limit: Threshold, found: Mechanism) -> None:
    """A level belongs to one measure, and lies beyond what is acceptable of it."""
    rule = found.measure(limit.measures[0]) if len(limit.measures) == 1 else None
    if rule is None:
        if len(limit.measures) != 1:
            about.say("threshold", limit.id, "A level is that of one measure.", "Write measures = [“…”] with the one.")
        return
    for window in limit.windows:
        word, other = ("less_than", "more_than") if rule.polarity == "higher" else ("more_than", "less_than")
        if window.below != (rule.polarity == "higher"):
            about.say("threshold", limit.id, f"{rule.title} is better the {rule.polarity} it is, so no right follows from "
                      f"{other}.", f"Write {word} = {number(window.limit)}.", code="mechanism.limits")  # fmt: skip
            return
        least = rule.minimum if rule.minimum is not None else rule.target
        if least is not None and (window.limit > least if window.below else window.limit < least):
            about.say("threshold", limit.id, f"The right would follow at {number(window.limit)}, though {number(least)} is "
                      "acceptable.", "Change one of them.", code="mechanism.limits")  # fmt: skip
            return


def _first_year(about: Checker, found: Mechanism) -> None:
    months, yearly = found.months_of(found.first_year), agreed_by_the_year(found)
    if found.short_first_year and (months == 12 or not yearly):
        why = (
            "the first contract year has all its twelve months"
            if months == 12
            else "nothing is agreed for a whole year"
        )
        about.say("", "", f"short_first_year changes nothing: {why}.", "Leave it out.", code="mechanism.unused")
    elif yearly and months < 12 and not found.short_first_year:
        counted = "1 month" if months == 1 else f"{months} months"
        about.say(
            "", "", f"The first contract year has only {counted}, to {day_in_words(found.first_year.last_day)}, and nothing says "
            f"how what is agreed for a year counts in it: {', '.join(yearly)}. It counts in full.",
            "Write short_first_year = “in full” or “in proportion”"
            + (f", or year_begins = “{found.starts:%B}”." if found.starts.month != found.year_begins else "."),
            code="mechanism.short_year", only_warn=True,
        )  # fmt: skip


def _retention(about: Checker, found: Mechanism) -> None:
    rule = found.retention
    if rule is None:
        return
    about.share("retention", "", "rate", rule.rate)
    days: list[tuple[str, date]] = [("starts", found.starts)]
    days += [(name, day) for name, day in (("halved_on", rule.halved_on), ("released_on", rule.released_on)) if day]
    for (before, first), (after, last) in zip(days, days[1:], strict=False):
        if last <= first:
            about.say("retention", "", f"{after} ({last}) is not after {before} ({first}).", "Change the dates round.",
                      code="mechanism.dates")  # fmt: skip
