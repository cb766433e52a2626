"""Whether the cost that a target is held against is known: what nobody entered would count as saved."""

from concordat.domain.kernel.findings import Finding, Where, warning
from concordat.domain.payment.contract_years import month_of_year
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.inputs import Mechanism, PriceLine
from concordat.domain.performance.periods import Month

NO_COST = "payment.no_cost"
_FIX = "Enter the cost; where nothing was spent, enter £0."


def months_settled(mechanism: Mechanism, line: PriceLine, month: Month) -> tuple[Month, ...]:
    """The months whose cost a share of the target cost paid in this month rests on; none where none is paid in it."""
    if line.assessed == "month":
        return (month,)
    of_year = month_of_year(mechanism, month)
    months = (month.later(-back) for back in range(of_year - 1, -1, -1))
    return tuple(one for one in months if one >= mechanism.first_month) if of_year == 12 else ()


def is_entered(evidence: Evidence, line: PriceLine, month: Month) -> bool:
    """A cost of nothing is entered too, as £0."""
    return bool(evidence.entries_of("cost", line.id, month))


def check_costs(mechanism: Mechanism, evidence: Evidence, *, month: Month) -> tuple[Finding, ...]:
    """One warning at the most for each target cost: of the month, and when its year is settled of every month of it."""
    where = Where(mechanism.name, item=str(month))
    lines = [line for line in mechanism.prices if line.kind == "target cost"]
    said = [_said(line, months_settled(mechanism, line, month), evidence, month) for line in lines]
    return tuple(warning(where, one, _FIX, code=NO_COST) for one in said if one)


def _said(line: PriceLine, settled: tuple[Month, ...], evidence: Evidence, month: Month) -> str:
    missing = [one for one in settled or (month,) if not is_entered(evidence, line, one)]
    of = ", ".join(one.in_words() for one in missing)
    if not missing:
        return ""
    if not settled:
        return f"No cost of {line.title} is entered for {of}: nothing is paid for it, and at the year's end it would count as saved."
    if len(missing) == len(settled):
        when = of if line.assessed == "month" else f"its contract year to {month.in_words()}"
        return f"No cost of {line.title} is entered for {when}: no share of what was saved or overspent is settled."
    return f"The share of {line.title} is settled without the cost of {of}: none is entered, so it counts as saved."
