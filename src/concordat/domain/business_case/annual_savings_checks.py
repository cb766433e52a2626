"""What a person should know about the savings they typed, before anybody decides on them."""

from collections.abc import Callable, Sequence

from concordat.domain.business_case.annual_savings import (
    TABLE,
    AnnualSavings,
    LineKind,
    Meets,
    OptionSavings,
    SavingsLine,
    read_lines,
    savings_by_option,
)
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.estimates import Confidence
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.money import format_pounds
from concordat.domain.options import read_recommendations, read_review
from concordat.domain.options.inputs import Kind


def check_annual_savings(case: Case) -> list[Finding]:
    """Line by line, then option by option. A case without lines has no findings."""
    lines = read_lines(case)
    if not lines:
        return []
    savings = savings_by_option(case)
    return [
        *(finding for line in lines for check in LINE_CHECKS for finding in check(line)),
        *_check_unknown_options(case, lines),
        *_check_also_stated(case, lines),
        *_check_low_missing(lines),
        *_check_threshold(case, savings),
        *(finding for option in savings.options for finding in _check_option(option)),
        *_check_recommended(case, savings),
        *_check_one_off(savings),
    ]


def _where(line: SavingsLine, column: str = "") -> Where:
    return Where(table=TABLE, column=column, item=line.id)


def _check_estimate(line: SavingsLine) -> list[Finding]:
    """The order of the figures and their source; amounts are told in pounds."""
    return [
        error(
            _where(line),
            f"{line.title}: the {first} figure ({format_pounds(lower)}) is above the {second} one "
            f"({format_pounds(upper)}).",
            "Put the smallest figure under low and the largest under high; a cost is entered as a positive figure.",
            code="savings.order",
        )
        for first, second in (("low", "likely"), ("likely", "high"), ("low", "high"))
        for lower, upper in [(line.fact.get(first), line.fact.get(second))]
        if isinstance(lower, int) and isinstance(upper, int) and lower > upper
    ]


def _check_source(line: SavingsLine) -> list[Finding]:
    if line.estimate.source or line.basis or not line.is_quantified:
        return []
    return [
        warning(
            _where(line),
            f"{line.title} has a figure and no source.",
            "Say where it comes from, under source or basis.",
            code="savings.no_source",
        )
    ]


def _check_negative_cost(line: SavingsLine) -> list[Finding]:
    figures = (line.fact.get("low"), line.fact.get("likely"), line.fact.get("high"))
    if line.kind is not LineKind.COST or not any(isinstance(figure, int) and figure < 0 for figure in figures):
        return []
    return [
        error(
            _where(line),
            f"{line.title} is a cost with a negative figure, which would count as a saving.",
            "Enter a cost as a positive figure, or call the line a saving.",
            code="savings.negative_cost",
        )
    ]


def _check_quantified(line: SavingsLine) -> list[Finding]:
    if line.is_quantified:
        return []
    return [
        note(
            _where(line),
            f"Nobody has put a figure on “{line.title}”. It stands beside the totals and is in none of them.",
            "Put a range on it, or say why that cannot be done.",
            code="savings.unquantified",
        )
    ]


def _check_income(line: SavingsLine) -> list[Finding]:
    if line.kind is not LineKind.INCOME or not line.is_quantified:
        return []
    return [
        warning(
            _where(line, "kind"),
            f"“{line.title}” is income and is counted as though it were a saving.",
            "Look at the total without it too: income can fall away with the work that brings it.",
            code="savings.income",
        )
    ]


def _check_low_grade(line: SavingsLine) -> list[Finding]:
    if line.estimate.confidence is not Confidence.LOW or not line.is_quantified:
        return []
    basis = f" Basis: {line.basis}" if line.basis else ""
    return [
        warning(
            _where(line, "confidence"),
            f"“{line.title}” is an estimate of low grade.{basis}",
            "Get better evidence, or widen the range so that it shows how unsure the figure is.",
            code="savings.low_grade",
        )
    ]


def _check_single_point(line: SavingsLine) -> list[Finding]:
    """A figure of low grade with no range says more than anybody knows."""
    estimate = line.estimate
    if estimate.confidence is not Confidence.LOW or estimate.low is None or estimate.low != estimate.high:
        return []
    return [
        warning(
            _where(line, "low"),
            f"“{line.title}” is of low grade and has no range.",
            "Give a low and a high figure.",
            code="savings.low_grade_without_range",
        )
    ]


def _check_must_pay_for(line: SavingsLine) -> list[Finding]:
    """A figure that has to pay for something first, and nobody says whether it is what is left."""
    must_pay_for, net = str(line.fact.get("must_pay_for", "")), str(line.fact.get("net_of_that", "not stated"))
    if not must_pay_for or net == "yes":
        return []
    message = (
        f"“{line.title}” has to pay for {must_pay_for}, and it is not stated whether the figure is net of that."
        if net == "not stated"
        else f"“{line.title}” has to pay for {must_pay_for}, and the figure is before that."
    )
    return [
        warning(
            _where(line, "net_of_that"),
            message,
            "Say that it is net, or enter the cost as a line of its own.",
            code="savings.must_pay_for",
        )
    ]


def _check_unknown_options(case: Case, lines: Sequence[SavingsLine]) -> list[Finding]:
    known = read_review(case).option_by_id
    return [
        error(
            _where(line, "option"),
            f"{line.title} belongs to “{option}”, which is not an option of this case, so it counts for nothing.",
            "Add the option, or correct the identifier.",
            code="savings.unknown_option",
        )
        for line in lines
        for option in line.options
        if option not in known
    ]


def _check_also_stated(case: Case, lines: Sequence[SavingsLine]) -> list[Finding]:
    by_id = {line.id: line for line in lines}
    found: list[Finding] = []
    for row in case.rows("also_stated"):
        line = by_id.get(str(row.get("line", "")))
        if line is None:
            found.append(
                error(
                    Where(table="also_stated", column="line", item=row.id),
                    f"There is no line “{row.get('line', '')}” to compare this with.",
                    "Correct the identifier of the line.",
                    code="savings.unknown_line",
                )
            )
            continue
        found += _check_basis(line, str(row.get("basis", "not stated")), str(row.get("says", "")))
        found += _check_amounts(line, row.get("low"), row.get("high"))
    return found


def _check_basis(line: SavingsLine, basis: str, says: str) -> list[Finding]:
    ours = "a year" if line.recurring else "one sum"
    if basis in {"not stated", ours}:
        return []
    told = {"a year": "so much a year", "one sum": "one sum in all"}
    return [
        warning(
            _where(line, "recurring"),
            f"“{line.title}” is stated as {told[ours]} in one place and as {told[basis]} in another"
            + (f". {says}" if says else "."),
            "Ask whoever made the estimate which it is: a sum that comes once is not a saving every year.",
            code="savings.stated_twice_basis",
        )
    ]


def _check_amounts(line: SavingsLine, low: object, high: object) -> list[Finding]:
    """A single figure elsewhere agrees with a range that holds it; two figures agree corner by corner."""
    ours = line.estimate
    if low is None and isinstance(high, int) and isinstance(ours.low, int) and isinstance(ours.high, int):
        pairs: list[tuple[str, object, object]] = []
        if not ours.low <= high <= ours.high:
            pairs = [("low" if high < ours.low else "high", ours.low if high < ours.low else ours.high, high)]
    else:
        pairs = [("low", ours.low, low), ("high", ours.high, high)]
    return [
        warning(
            _where(line, corner),
            f"“{line.title}” is {format_pounds(here)} here and {format_pounds(there)} in another place ({corner}).",
            "Find out which is right.",
            code="savings.stated_twice_amount",
        )
        for corner, here, there in pairs
        if isinstance(here, int) and isinstance(there, int) and here != there
    ]


def _check_low_missing(lines: Sequence[SavingsLine]) -> list[Finding]:
    return [
        note(
            _where(line, "low"),
            f"“{line.title}” is given as “up to”, with no low figure. The low is taken as missing and not as nought.",
            "Give a low figure.",
            code="savings.low_missing",
        )
        for line in lines
        if line.is_quantified and line.estimate.low is None
    ]


def _check_threshold(case: Case, savings: AnnualSavings) -> list[Finding]:
    if savings.thresholds:
        return []
    return [
        note(
            Where(table="objectives", column="least_annual_saving"),
            "No objective says how much must be saved a year, so the savings are held to nothing.",
            "Enter the least annual saving with its objective, if there is one.",
            code="savings.no_threshold",
        )
    ]


def _check_option(option: OptionSavings) -> list[Finding]:
    where = Where(table="options", item=option.option.id)
    if not option.has_lines_of_its_own and option.option.kind is not Kind.BUSINESS_AS_USUAL:
        return [
            warning(
                where,
                f"{option.option.title} is on the short list and has no savings line of its own.",
                "Enter its lines, or say that there are none.",
                code="savings.no_line",
            )
        ]
    return _check_rests_on_income(option, where)


def _check_rests_on_income(option: OptionSavings, where: Where) -> list[Finding]:
    """An option that reaches the threshold at some corner only because income is counted as a saving."""
    return [
        warning(
            where,
            f"{option.option.title} reaches {format_pounds(test.threshold)} a year only because income is counted as a "
            f"saving: without it the range is {option.without_income.words}.",
            "Decide whether the objective is about cost or about the net position, and say so.",
            code="savings.rests_on_income",
        )
        for test, without in zip(option.tests, option.tests_without_income, strict=True)
        if test.high is True and without.high is False
    ]


def _check_recommended(case: Case, savings: AnnualSavings) -> list[Finding]:
    """Where the latest recommendation chooses an option that does not surely reach the threshold."""
    versions = read_recommendations(case)
    areas = read_review(case).area_by_id
    chosen: dict[str, list[str]] = {}
    for area in versions[-1].areas if versions else ():
        title = areas[area.service_area].title if area.service_area in areas else area.service_area
        chosen.setdefault(area.option, []).append(title)
    return [
        warning(
            Where(table="options", item=option.option.id),
            f"{option.option.title} is recommended for {', '.join(chosen[option.option.id])}. The option as a whole: "
            f"{option.total.words} a year. {test.words}.",
            "Say so in the recommendation, and what happens if the saving turns out lower.",
            code="savings.recommended_may_fall_short",
        )
        for option in savings.options
        if option.option.id in chosen
        for test in option.tests
        if test.meets is not Meets.BOTH
    ]


def _check_one_off(savings: AnnualSavings) -> list[Finding]:
    return [
        note(
            _where(line, "recurring"),
            f"“{line.title}” comes once, so it is not in the savings a year.",
            code="savings.one_off",
        )
        for line in savings.one_off
    ]


LINE_CHECKS: Sequence[Callable[[SavingsLine], list[Finding]]] = (
    _check_estimate,
    _check_negative_cost,
    _check_source,
    _check_quantified,
    _check_income,
    _check_low_grade,
    _check_single_point,
    _check_must_pay_for,
)
