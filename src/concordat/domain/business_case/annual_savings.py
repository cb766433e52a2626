"""Savings a year by option and source, low to high, and which corners of the range meet the threshold.

All money is whole pence a year. Only recurring lines count; a line that names no option counts for every option but
business as usual, which cannot save against itself. Costs are taken off: the least a total can be has the highest cost.
A corner is missing where a line gives no figure for it ("up to £200,000" has no low), and a line that nobody put a
figure on stays visible beside the total. Nothing is rounded, so a total is exactly the sum of the lines shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from concordat.domain.business_case.from_baseline import amounts_from_baseline
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.estimates import Confidence, Estimate
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.options import read_review, screen_options
from concordat.domain.options.inputs import Kind, Objective, Option, Review
from concordat.domain.options.results import Screen

TABLE = "case_lines"


class LineKind(StrEnum):
    SAVING = "saving"
    INCOME = "income"
    COST = "cost"


@dataclass(frozen=True)
class SavingsLine:
    """One line of the case; `options` is empty where it holds for every option."""

    id: str
    title: str
    kind: LineKind
    options: tuple[str, ...]
    source_of_saving: str
    service: str
    estimate: Estimate
    basis: str
    recurring: bool
    fact: Fact = field(repr=False)

    @property
    def is_quantified(self) -> bool:
        return self.estimate.is_quantified

    @property
    def counted(self) -> Estimate:
        """As it changes the saving: a cost counts against it, and its highest figure makes the least saving."""
        if self.kind is not LineKind.COST:
            return self.estimate
        return Estimate(
            _opposite(self.estimate.high),
            _opposite(self.estimate.likely),
            _opposite(self.estimate.low),
            self.estimate.source,
            self.estimate.confidence,
        )


@dataclass(frozen=True)
class SavingsRange:
    """The sum of lines. A corner is None where a line does not give it; `missing_low` and `missing_high` name those."""

    low: int | None
    likely: int | None
    high: int | None
    missing_low: tuple[str, ...] = ()
    missing_high: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return any(corner is not None for corner in (self.low, self.likely, self.high))

    @property
    def words(self) -> str:
        """``£768,000 to £1,018,000``, ``up to £568,000``, ``at least £5``, ``£60,000`` or ``no figure``."""
        if self.low is not None and self.high is not None and self.low > self.high:
            return "cannot be told: a low figure stands above a high one"
        if self.low is not None and self.high is not None:
            same = self.low == self.high
            return format_pounds(self.low) if same else f"{format_pounds(self.low)} to {format_pounds(self.high)}"
        if self.high is not None:
            return f"up to {format_pounds(self.high)}"
        if self.low is not None:
            return f"at least {format_pounds(self.low)}"
        return f"about {format_pounds(self.likely)}" if self.likely is not None else "no figure"


class Meets(StrEnum):
    """Which corners of the range reach the threshold."""

    BOTH = "both"
    HIGH_ONLY = "high"
    LOW_ONLY = "low"  # only where the low figure was entered above the high one, which is a finding of its own
    NEITHER = "neither"
    HIGH_LOW_UNKNOWN = "high, low unknown"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ThresholdTest:
    """One range against one threshold. `low` and `high` are None where that corner cannot be told."""

    objective: Objective
    threshold: int
    low: bool | None
    high: bool | None
    meets: Meets
    words: str


@dataclass(frozen=True)
class OptionSavings:
    """One option's lines, totals and tests; `total` counts income as a saving, `without_income` does not."""

    option: Option
    lines: tuple[SavingsLine, ...]
    unquantified: tuple[SavingsLine, ...]
    total: SavingsRange
    without_income: SavingsRange
    tests: tuple[ThresholdTest, ...]
    tests_without_income: tuple[ThresholdTest, ...]
    has_lines_of_its_own: bool
    provenance: Provenance = field(repr=False)

    @property
    def income(self) -> tuple[SavingsLine, ...]:
        return tuple(line for line in self.lines if line.kind is LineKind.INCOME and line.is_quantified)


@dataclass(frozen=True)
class SourceRow:
    """One source of saving across the options, by the option's identifier."""

    source: str
    kind: LineKind
    ranges: dict[str, SavingsRange]


@dataclass(frozen=True)
class AnnualSavings:
    options: tuple[OptionSavings, ...]
    by_source: tuple[SourceRow, ...]
    thresholds: tuple[Objective, ...]
    one_off: tuple[SavingsLine, ...]  # not counted: they do not come every year
    provenance: Provenance = field(repr=False)
    hash: str = ""
    as_now: tuple[str, ...] = ()  # titles of business as usual, which the others are compared with

    @property
    def illustrative(self) -> bool:
        return self.provenance.illustrative

    @property
    def left_out(self) -> str:
        """Why business as usual is not among the options; empty where there is none."""
        if not self.as_now:
            return ""
        named = " and ".join(f"“{title}”" for title in self.as_now)
        return f"{named} (business as usual) is not in the table: the others are compared with it, so it saves nothing."

    def of(self, option: str) -> OptionSavings:
        return next(savings for savings in self.options if savings.option.id == option)


def savings_by_option(case: Case) -> AnnualSavings:
    """The options on the short list, and any other that has a line of its own, in the order of the list."""
    review = read_review(case)
    lines = read_lines(case)
    recurring = tuple(line for line in lines if line.recurring)
    thresholds = tuple(item for item in review.objectives if item.least_annual_saving is not None)
    options = tuple(
        _option_savings(option, recurring, thresholds)
        for option in options_to_compare(review, screen_options(review), lines)
    )
    provenance = Provenance.of(
        "business_case.annual_savings.total",
        "Recurring savings and income less recurring costs, each corner added up; a missing corner stays missing.",
        _distinct(item for savings in options for item in savings.provenance.inputs),
    )
    figures = {savings.option.id: [savings.total, [test.meets for test in savings.tests]] for savings in options}
    return AnnualSavings(
        options,
        _by_source(options),
        thresholds,
        tuple(line for line in lines if not line.recurring),
        provenance,
        result_hash(figures, provenance),
        tuple(
            option.title
            for option in review.options
            if option.kind is Kind.BUSINESS_AS_USUAL and option.id not in figures
        ),
    )


def read_lines(case: Case) -> tuple[SavingsLine, ...]:
    return tuple(_line(fact, case) for fact in case.rows(TABLE))


def options_to_compare(review: Review, screen: Screen, lines: Iterable[SavingsLine]) -> tuple[Option, ...]:
    named = {option for line in lines for option in line.options}
    short_list = {row.option.id for row in screen.short_list if row.option.kind is not Kind.BUSINESS_AS_USUAL}
    return tuple(option for option in review.options if option.id in named | short_list)


def _line(fact: Fact, case: Case) -> SavingsLine:
    said = fact.get("option", ())
    confidence = str(fact.get("confidence", ""))
    kind = str(fact.get("kind", ""))
    amounts = amounts_from_baseline(fact, case) if fact.get("baseline_rule") else None
    low, likely, high = amounts or (fact.get("low"), fact.get("likely"), fact.get("high"))
    return SavingsLine(
        id=fact.id,
        title=str(fact.get("title", fact.id)),
        kind=LineKind(kind) if kind in set(LineKind) else LineKind.SAVING,
        options=(said,) if isinstance(said, str) else tuple(said),
        source_of_saving=str(fact.get("source_of_saving", "")),
        service=str(fact.get("service", "")),
        estimate=Estimate(
            low,
            likely,
            high,
            fact.source,
            Confidence(confidence) if confidence in set(Confidence) else Confidence.NOT_GRADED,
        ),
        basis=str(fact.get("basis", "")),
        recurring=fact.get("recurring", True) is not False,
        fact=fact,
    )


def _option_savings(option: Option, lines: tuple[SavingsLine, ...], thresholds: tuple[Objective, ...]) -> OptionSavings:
    held = tuple(line for line in lines if _holds_for(line, option))
    total, without_income = add_lines(held), add_lines(line for line in held if line.kind is not LineKind.INCOME)
    unquantified = tuple(line for line in held if not line.is_quantified)
    provenance = Provenance.of(
        "business_case.annual_savings.option",
        f"{option.title}: {total.words} a year.",
        [
            InputUsed.of_fact(option.fact, option.title),
            *(InputUsed.of_fact(line.fact, _says(line)) for line in held),
            *(InputUsed.of_fact(item.fact, item.title) for item in thresholds),
        ],
    )
    return OptionSavings(
        option=option,
        lines=held,
        unquantified=unquantified,
        total=total,
        without_income=without_income,
        tests=_tests(total, thresholds, unquantified),
        tests_without_income=_tests(without_income, thresholds, unquantified),
        has_lines_of_its_own=any(option.id in line.options for line in held),
        provenance=provenance,
    )


def _tests(
    total: SavingsRange, thresholds: tuple[Objective, ...], unquantified: tuple[SavingsLine, ...]
) -> tuple[ThresholdTest, ...]:
    return tuple(hold_to_threshold(total, item, not_counted=len(unquantified)) for item in thresholds)


def _holds_for(line: SavingsLine, option: Option) -> bool:
    return option.id in line.options or (not line.options and option.kind is not Kind.BUSINESS_AS_USUAL)


def add_lines(lines: Iterable[SavingsLine]) -> SavingsRange:
    """Sum each corner of the lines that have a figure; one missing low makes the total's low missing."""
    counted = [(line.title, line.counted) for line in lines if line.is_quantified]
    if not counted:
        return SavingsRange(None, None, None)
    lows = [estimate.low for _, estimate in counted]
    likelies = [estimate.likely for _, estimate in counted]
    highs = [estimate.high for _, estimate in counted]
    return SavingsRange(
        _sum(lows),
        _sum(likelies),
        _sum(highs),
        tuple(title for title, estimate in counted if estimate.low is None),
        tuple(title for title, estimate in counted if estimate.high is None),
    )


def hold_to_threshold(total: SavingsRange, objective: Objective, *, not_counted: int = 0) -> ThresholdTest:
    """Hold a range to an objective's least annual saving. What follows from the other corner is told, not guessed:
    where even the high falls short the low does too, and where the low reaches the threshold the high does.
    `not_counted` is the number of lines that nobody put a figure on."""
    threshold = objective.least_annual_saving or 0
    if total.low is not None and total.high is not None and total.low > total.high:
        words = f"Cannot be told whether it meets {format_pounds(threshold)}: a low figure stands above a high one"
        return ThresholdTest(objective, threshold, None, None, Meets.UNKNOWN, words)
    low = None if total.low is None else total.low >= threshold
    high = None if total.high is None else total.high >= threshold
    low = False if low is None and high is False else low
    high = True if high is None and low is True else high
    meets = _MEETS[(low, high)]
    words = _in_words(meets, threshold) + _not_counted(not_counted)
    return ThresholdTest(objective, threshold, low, high, meets, words)


_MEETS: dict[tuple[bool | None, bool | None], Meets] = {
    (True, True): Meets.BOTH,
    (False, True): Meets.HIGH_ONLY,
    (True, False): Meets.LOW_ONLY,
    (False, False): Meets.NEITHER,
    (None, True): Meets.HIGH_LOW_UNKNOWN,
    (None, None): Meets.UNKNOWN,
    (False, None): Meets.UNKNOWN,
}


def _in_words(meets: Meets, threshold: int) -> str:
    amount = format_pounds(threshold)
    return {
        Meets.BOTH: f"Meets {amount} even at its low figure",
        Meets.HIGH_ONLY: f"Meets {amount} only at its high figure",
        Meets.LOW_ONLY: f"Meets {amount} at its low figure and not at its high one: check the figures",
        Meets.NEITHER: f"Falls short of {amount} even at its high figure",
        Meets.HIGH_LOW_UNKNOWN: f"Meets {amount} at its high figure; its low is not known",
        Meets.UNKNOWN: f"Cannot be told from the figures whether it meets {amount}",
    }[meets]


def _not_counted(number: int) -> str:
    return f", not counting {number} {'line' if number == 1 else 'lines'} without a figure" if number else ""


def _by_source(options: tuple[OptionSavings, ...]) -> tuple[SourceRow, ...]:
    names = dict.fromkeys((_source(line), line.kind) for savings in options for line in savings.lines)
    return tuple(
        SourceRow(
            source,
            kind,
            {
                savings.option.id: add_lines(held)
                for savings in options
                if (held := [line for line in savings.lines if (_source(line), line.kind) == (source, kind)])
            },
        )
        for source, kind in names
    )


def _source(line: SavingsLine) -> str:
    return line.source_of_saving or line.title


def _says(line: SavingsLine) -> str:
    return add_lines([line]).words


def _sum(values: Iterable[object]) -> int | None:
    given = list(values)
    whole = [value for value in given if isinstance(value, int)]
    return sum(whole) if len(whole) == len(given) else None


def _opposite(value: object) -> int | None:
    return -value if isinstance(value, int) else None


def _distinct(items: Iterable[InputUsed]) -> list[InputUsed]:
    return list({(item.kind, item.name): item for item in items}.values())
