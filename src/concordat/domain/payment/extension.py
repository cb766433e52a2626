"""The term a contractor earns: months by each year's score, taken away too, between a floor and a cap, in good time."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from concordat.domain.kernel.periods import ContractYear, day_in_words
from concordat.domain.payment.inputs import ExtensionRule
from concordat.domain.payment.score import Score
from concordat.domain.payment.told import change_said, months
from concordat.domain.performance.periods import Month


@dataclass(frozen=True, slots=True)
class YearOfTerm:
    """One assessment. `months` is what the score alone gives; `change` what decision, floor, cap and lead time leave of it;
    `open_until` is the last day on which months of the term as it then stands can be given or taken away."""

    year: ContractYear
    number: int
    score: Decimal | None
    months: int
    change: int
    carried: int
    term: int
    ends: date
    open_until: date
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


def open_until(term: Term) -> date:
    """The last day on which months can still be given or taken away, as the term stands."""
    return last_day(term.starts, term.months - term.rule.lead)


def months_for(score: Score | None, rule: ExtensionRule) -> int:
    """What a year's score gives: by every measure reaching its minimum, or by the table of awards."""
    if score is None:
        return 0
    if rule.every_measure is not None:
        held = [part for part in score.parts if part.value is not None]
        return 0 if not held or any(part.below_minimum for part in held) else rule.every_measure
    if score.counted is None:
        return 0
    for award in rule.awards:
        if award.score is None or score.counted >= award.score:
            return award.months
    return 0


def term_of(
    rule: ExtensionRule,
    *,
    starts: date,
    scores: Sequence[tuple[ContractYear, Score | None]],
    decided: Mapping[ContractYear, int] | None = None,
    first_year: int = 12,
) -> Term:
    """Every assessment in turn. Months within the lead time of the end cannot be taken away any more.

    `first_year` is how many twelfths of its award the first year gives (fewer than all where it was short and counts in
    proportion), rounded to whole months, half a month away from nought.

    At the client's discretion the term changes only by what it `decided` for the year; the score says what it may.
    """
    term, carried, years = rule.initial, 0, []
    for number, (year, score) in enumerate(scores, 1):
        given = months_for(score, rule) if number >= rule.assessed_from else 0
        twelfths = first_year if number == 1 else 12
        given = int((Decimal(given) * twelfths / 12).quantize(Decimal(1), rounding=ROUND_HALF_UP))
        decision = (decided or {}).get(year) if rule.decided == "discretion" else given
        carried += decision or 0
        wanted = carried - carried % rule.step if carried >= 0 else -((-carried) - (-carried) % rule.step)
        elapsed = _months_to(starts, year)
        floor = max(rule.minimum, min(term, elapsed + rule.lead))
        after = max(floor, min(rule.maximum, term + wanted))
        if term - elapsed < rule.lead and wanted > 0:
            after = term  # too late to be awarded
        carried = 0 if after in {rule.maximum, floor} and after != term + wanted else carried - wanted
        change, term = after - term, after
        ends = last_day(starts, term)
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
                last_day(starts, term - rule.lead),
                _says(rule, score, given, decision, change, carried, ends, twelfths),
            )
        )
    return Term(rule, starts, tuple(years))


def _months_to(starts: date, year: ContractYear) -> int:
    """From the contract's first month to the end of the year."""
    after = year.later(1).first_day
    return (after.year - starts.year) * 12 + after.month - starts.month


def _says(
    rule: ExtensionRule, score: Score | None, given: int, decision: int | None, change: int, carried: int, ends: date,
    twelfths: int,
) -> str:  # fmt: skip
    end = f"The contract ends on {day_in_words(ends)}."
    assessed = _assessed(rule, score)
    if not assessed and not decision:
        return f"Nothing could be assessed, so nothing changes. {end}"
    said = assessed or "Nothing could be assessed. "
    if rule.decided == "discretion":
        said += _at_discretion(given, decision)
    elif given > 0:
        said += f"The contractor is entitled to {months(given)} more."
    else:
        said += f"{months(-given)} {_is(given)} taken away." if given < 0 else "It earns no months."
    if twelfths < 12 and given:
        said += f" A first year of {months(twelfths)} counts in proportion."
    if change != (decision or 0):
        said += f" The shortest and the longest term, whole steps and the lead time leave {change_said(change)}."
    if carried:
        said += f" {change_said(carried)} {_is(carried)} carried to the next year."
    return f"{said} {end}"


def _assessed(rule: ExtensionRule, score: Score | None) -> str:
    """The score and, where every measure must reach its minimum, which did not; empty where nothing could be assessed."""
    if score is None:
        return ""
    said = f"Score {score.counted:.4f} of 1. " if score.counted is not None else ""
    asked = [part for part in score.parts if part.value is not None]
    if rule.every_measure is None or not asked:
        return said
    below, left = [part.title for part in asked if part.below_minimum], len(score.parts) - len(asked)
    if left:
        said += f"{left} measure{' has' if left == 1 else 's have'} no figure of the year and {_is(left)} left out. "
    return said + (f"Below the minimum: {', '.join(below)}. " if below else "Every measure reached its minimum. ")


def _at_discretion(given: int, decision: int | None) -> str:
    may = f"The client may give {months(given)}" if given > 0 else f"The client may take {months(-given)} away" if given else (
        "It earns no months")  # fmt: skip
    if decision is None:
        return f"{may}; it has not decided." if given else f"{may}."
    did = (
        f"gave {months(decision)}"
        if decision > 0
        else f"took {months(-decision)} away"
        if decision
        else "left the term as it was"
    )
    return f"{may}; it {did}."


def _is(count: int) -> str:
    return "is" if abs(count) == 1 else "are"
