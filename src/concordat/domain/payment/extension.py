"""The term a contractor earns: months by each year's score, taken away too, between a floor and a cap, in good time."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from concordat.domain.kernel.periods import FinancialYear, day_in_words
from concordat.domain.payment.inputs import ExtensionRule
from concordat.domain.payment.score import Score
from concordat.domain.performance.periods import Month


@dataclass(frozen=True, slots=True)
class YearOfTerm:
    """One assessment. `months` is what the score alone gives; `change` what floor, cap and lead time leave of it."""

    year: FinancialYear
    number: int
    score: Decimal | None
    months: int
    change: int
    carried: int
    term: int
    ends: date
    notice_by: date
    says: str


@dataclass(frozen=True, slots=True)
class Term:
    rule: ExtensionRule
    starts: date
    years: tuple[YearOfTerm, ...]

    @property
    def months(self) -> int:
        return self.years[-1].term if self.years else self.rule.initial

    @property
    def ends(self) -> date:
        return last_day(self.starts, self.months)


def last_day(starts: date, months: int) -> date:
    """The last day of a term of so many months."""
    after = Month(starts.year, starts.month).later(months)
    day = min(starts.day, monthrange(after.year, after.number)[1])
    return date.fromordinal(date(after.year, after.number, day).toordinal() - 1)


def months_for(score: Score | None, rule: ExtensionRule) -> int:
    """What a year's score gives: by every measure reaching its minimum, or by the table of awards."""
    if score is None or score.counted is None:
        return 0
    if rule.every_measure is not None:
        return 0 if any(part.below_minimum for part in score.parts) else rule.every_measure
    for award in rule.awards:
        if award.score is None or score.counted >= award.score:
            return award.months
    return 0


def term_of(rule: ExtensionRule, *, starts: date, scores: Sequence[tuple[FinancialYear, Score | None]]) -> Term:
    """Every assessment in turn. Months whose notice has already run out cannot be taken away any more."""
    term, carried, years = rule.initial, 0, []
    for number, (year, score) in enumerate(scores, 1):
        given = months_for(score, rule) if number >= rule.assessed_from else 0
        carried += given
        wanted = carried - carried % rule.step if carried >= 0 else -((-carried) - (-carried) % rule.step)
        elapsed = _months_to(starts, year)
        floor = max(rule.minimum, min(term, elapsed + rule.lead))
        after = max(floor, min(rule.maximum, term + wanted))
        if term - elapsed < rule.lead and wanted > 0:
            after = term  # too late to be awarded
        carried = 0 if after in {rule.maximum, floor} and after != term + wanted else carried - wanted
        change, term = after - term, after
        ends = last_day(starts, term)
        notice = Month(ends.year, ends.month).later(-rule.lead).first_day
        counted = score.counted if score is not None else None
        years.append(
            YearOfTerm(
                year,
                number,
                counted,
                given,
                change,
                carried,
                term,
                ends,
                notice,
                _says(rule, counted, given, change, carried, ends),
            )
        )
    return Term(rule, starts, tuple(years))


def _months_to(starts: date, year: FinancialYear) -> int:
    end = Month(year.starting + 1, 4)
    return (end.year - starts.year) * 12 + end.number - starts.month


def _says(rule: ExtensionRule, score: Decimal | None, given: int, change: int, carried: int, ends: date) -> str:
    if score is None:
        return f"Nothing could be assessed, so nothing changes. The contract ends on {day_in_words(ends)}."
    may = "The contractor is entitled to" if rule.decided == "entitlement" else "The client may give"
    what = f"{may} {_m(given)} more" if given > 0 else f"{_m(-given)} are taken away" if given < 0 else "No months"
    said = f"Score {score:.4f}: {what[:1].lower() + what[1:] if given <= 0 else what}."
    if change != given:
        said += f" Floor, cap, whole steps and lead time leave {_m(change)}."
    if carried:
        said += f" {_m(carried)} are carried to the next year."
    return f"{said} The contract ends on {day_in_words(ends)}."


def _m(months: int) -> str:
    return f"{months} month" if abs(months) == 1 else f"{months} months"
