"""An appraisal with the figures it takes from elsewhere, for the command line and the web alike."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from concordat.data.files.business_case_reference import load_reference
from concordat.domain.appraisal import KIND, AppraisalRead, Figure, read_appraisal
from concordat.domain.business_case.annual_savings import OptionSavings, savings_by_option
from concordat.domain.business_case.inputs import KIND as BUSINESS_CASE
from concordat.domain.business_case.reading import READS, options_of_line, read_business_case
from concordat.domain.business_case.work_out import work_out
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.money import format_pounds, pounds_from_pence
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.options.inputs import Kind, Option

SAVINGS = "savings"
NET_PRESENT_VALUE = "net present value"


Values = Callable[[Case], Mapping[str, Figure]]


def net_present_values(case: Case) -> Mapping[str, Figure]:
    """By option, in pounds: worst, likely and best over all lines that hold for it. Everything is measured against
    business as usual, so that is worth nought by definition, once another option has a figure."""
    whole = read_business_case(case, reference=load_reference())
    every = (*whole.lines, *whole.set_aside)
    named = dict.fromkeys(option for line in every for option in options_of_line(line))
    options = list(named) if named else [whole.assumptions.option] if whole.assumptions.option else []
    found = {option: figure for option in options if (figure := _net_present_value(case, option)) is not None}
    if found:
        nought = InputUsed("rule", "business case", "", "Business as usual is what the others are measured against")
        for fact in case.rows("options"):
            if Option.of(fact).kind is Kind.BUSINESS_AS_USUAL and fact.id not in named:
                found[fact.id] = Figure(Decimal(0), Decimal(0), Decimal(0), nought)
    return found


def appraisal_of(case: Case, *, name: str | None = None, values_of: Values = net_present_values) -> AppraisalRead:
    """The named appraisal, or the case's first; a criterion that takes a figure from elsewhere gets it in pounds."""
    return read_appraisal(case, name=name, figures=figures_of(case, values_of))


def what_values_rest_on(case: Case) -> Case:
    """The part of a case that its net present values are worked out from."""
    facts = tuple(fact for fact in case.facts if fact.table in READS)
    documents = tuple(document for document in case.documents if document.kind == BUSINESS_CASE)
    return replace(case, facts=facts, documents=documents)


def figures_of(case: Case, values_of: Values = net_present_values) -> Mapping[str, Mapping[str, Figure]]:
    """What criteria may take, by option. An option without a figure is left out, and so stays unscored. The business
    case is worked out only where a criterion takes its net present value."""
    found = {option.option.id: _figure(option) for option in savings_by_option(case).options}
    figures = {SAVINGS: {id: figure for id, figure in found.items() if figure is not None}}
    taken = {
        item.get("takes")
        for document in case.documents
        if document.kind == KIND
        for item in document.content.get("criteria", ())
        if isinstance(item, Mapping)
    }
    return {**figures, NET_PRESENT_VALUE: values_of(case) if NET_PRESENT_VALUE in taken else {}}


def _net_present_value(case: Case, option: str) -> Figure | None:
    result = work_out(read_business_case(case, reference=load_reference(), option=option))
    if not result.lines:
        return None
    value = result.joint.economic.net_present_value
    used = InputUsed(
        "result",
        f"business-case/{option}",
        result.hash,
        f"Net present value {format_pounds(value.likely)}, {format_pounds(value.worst)} to {format_pounds(value.best)}",
        illustrative=result.illustrative,
        source="The business case, economic ledger",
    )
    worst, likely, best = (Decimal(pounds_from_pence(pence)) for pence in (value.worst, value.likely, value.best))
    return Figure(worst, likely, best, used)


def _figure(option: OptionSavings) -> Figure | None:
    """“Up to” a figure means from the rest of its lines; the likely saving is the one given, else the middle."""
    total = option.total
    if total.high is None:
        return None
    low = total.low if total.low is not None else _least(option)
    likely = total.likely if total.likely is not None else (low + total.high) // 2
    used = InputUsed(
        "result",
        f"savings/{option.option.id}",
        option.provenance.inputs_hash,
        f"{total.words} a year",
        illustrative=option.provenance.illustrative,
        source="The savings by option, from the lines of the case",
    )
    low_pounds, likely_pounds, high_pounds = (pounds_from_pence(pence) for pence in (low, likely, total.high))
    return Figure(Decimal(low_pounds), Decimal(likely_pounds), Decimal(high_pounds), used)


def _least(option: OptionSavings) -> int:
    """The lows that are given; a saving of “up to” so much may be nothing."""
    return sum(int(line.counted.low) for line in option.lines if line.is_quantified and line.counted.low is not None)
