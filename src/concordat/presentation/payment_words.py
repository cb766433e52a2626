"""A contract's figures and scores in sentences, the same on the page and in the terminal."""

from dataclasses import dataclass

from concordat.domain.kernel.periods import day_in_words
from concordat.domain.payment.evidence_types import Figure
from concordat.domain.payment.extension import Term, open_until
from concordat.domain.payment.inputs import MeasureRule, Mechanism
from concordat.domain.payment.issued import RestsOn
from concordat.domain.payment.score import Score
from concordat.domain.payment.thresholds import reached, told
from concordat.domain.payment.told import months, years
from concordat.domain.payment.units import said_of, unit_of
from concordat.domain.payment.working import MonthResult
from concordat.domain.performance.periods import Month


def figure_in_words(figure: Figure, rule: MeasureRule) -> str:
    """``91.65% (494 of 539).`` with the reason where it has one; empty without a value."""
    return "" if figure.value is None else f"{said_of(figure, unit_of(rule, figure))}. {figure.why}".strip()


def year_so_far(mechanism: Mechanism, until: Month) -> str:
    """``April 2025 to March 2026``: the months of the contract year that `until` closes for now."""
    year = mechanism.contract_year(until)
    first = max(Month(year.first_day.year, year.first_day.month), mechanism.first_month)
    return until.in_words() if first == until else f"{first.in_words()} to {until.in_words()}"


def scores_in_words(mechanism: Mechanism, result: MonthResult, year: Score) -> tuple[tuple[str, str], ...]:
    """The score of the month and of the contract year so far, and why they are two; nothing where nothing is scored.

    A month too short to judge a measure leaves it out; the year counts it, by its sums.
    """
    scored = mechanism.extension is not None or any(rule.weight or rule.gate for rule in mechanism.measures)
    if not scored or not result.score.parts:  # a measure with a minimum has a part, whatever it weighs
        return ()
    month = f"{result.score.says}."
    if mechanism.profit:
        month += " The month's fee goes by it."
    so_far = f"{year.says}."
    if year.value is not None:
        so_far += (
            " It adds up the jobs of all these months, so it also counts what one month alone is too short to judge."
        )
    if mechanism.extension is not None:
        so_far += " The score that the whole year ends with decides the term."
    return (
        (f"The month: {result.month.in_words()}", month),
        (f"The contract year so far: {year_so_far(mechanism, result.month)}", so_far),
    )


def term_in_words(term: Term) -> tuple[str, str]:
    """(where the term stands, how it changes), each in a few sentences."""
    rule = term.rule
    stands = (
        f"It was first agreed for {years(rule.initial)} and now runs {years(term.months)}. "
        f"It may run {years(rule.minimum)} at the shortest and {years(rule.maximum)} at the longest."
    )
    if rule.decided == "entitlement":
        how = "Each contract year's score gives or takes away months; the contractor is entitled to what it earns."
    else:
        how = "Each contract year's score says what the client may give or take away; nothing changes before it has decided."
    if rule.lead:
        how += (
            f" Months can be given or taken away only while {months(rule.lead)} of the term are still to run: as it stands, "
            f"until {day_in_words(open_until(term))}."
        )
    return stands, how


MEASURE_HEADINGS = ("Measure", "Whose", "Points", "What it came to")


@dataclass(frozen=True, slots=True)
class BesideTheLines:
    """What a statement of payment shows beside its lines, each row as it reads: measures of both sides under
    `MEASURE_HEADINGS`, (which score, what it says), (about the term, what it says), (which limit over months, how it stands)."""

    measures: tuple[tuple[str, str, str, str], ...]
    scores: tuple[tuple[str, str], ...]
    term: tuple[tuple[str, str], ...]
    limits: tuple[tuple[str, str], ...] = ()


def beside_the_lines(rests: RestsOn) -> BesideTheLines:
    """Of an issued statement, as it was known then."""
    mechanism, result = rests.payment.mechanism, rests.payment.result
    measures = tuple((m.title, m.side.capitalize(), f"{m.points.normalize():f}", m.says) for m in result.measures)
    scores = scores_in_words(mechanism, result, rests.score)
    limits = tuple(told(one) for one in reached(mechanism, rests.payment.months))
    return BesideTheLines(measures, scores, _term_rows(rests.term), limits)


def _term_rows(term: Term | None) -> tuple[tuple[str, str], ...]:
    if term is None:
        return ()
    ended = tuple((str(one.year), one.says) for one in term.years)
    stands, how = term_in_words(term)
    return (
        ("As it stands", stands),
        ("How it changes", how),
        *(ended or (("Contract years", "No contract year has ended yet."),)),
    )
