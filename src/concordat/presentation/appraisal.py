"""An appraisal with the figures it takes from elsewhere, for the command line and the web alike."""

from collections.abc import Mapping
from decimal import Decimal

from concordat.domain.appraisal import AppraisalRead, Figure, read_appraisal
from concordat.domain.business_case.annual_savings import OptionSavings, savings_by_option
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.money import pounds_from_pence
from concordat.domain.kernel.provenance import InputUsed

SAVINGS = "savings"


def appraisal_of(case: Case, *, name: str | None = None) -> AppraisalRead:
    """The named appraisal, or the case's first; a criterion that takes savings gets them in pounds a year."""
    return read_appraisal(case, name=name, figures=figures_of(case))


def figures_of(case: Case) -> Mapping[str, Mapping[str, Figure]]:
    """What criteria may take, by option. An option without a figure is left out, and so stays unscored."""
    found = {option.option.id: _figure(option) for option in savings_by_option(case).options}
    return {SAVINGS: {id: figure for id, figure in found.items() if figure is not None}}


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
