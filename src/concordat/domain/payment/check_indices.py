"""Whether the prices of a month can be moved by what is known of their indices, and what is doubtful about it."""

from decimal import Decimal

from concordat.domain.kernel.findings import Finding, Where, error, warning
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.in_words import number, percent
from concordat.domain.payment.index_series import IndexMissing
from concordat.domain.payment.indexation import factor_for, last_steps
from concordat.domain.payment.inputs import Indexation, Mechanism
from concordat.domain.performance.periods import Month

JUMP = Decimal(
    "0.2"
)  # a year: more than prices or pay have moved in Britain for forty years, less than most new bases do


def check_indices(mechanism: Mechanism, evidence: Evidence, *, month: Month) -> list[Finding]:
    """A month that is not known keeps the statement from being made; a provisional one, or a jump, is said."""
    found: list[Finding] = []
    where = Where(mechanism.name, item=str(month))
    for rule in mechanism.indexation:
        try:
            factor = factor_for(rule, evidence, month=month)
        except IndexMissing as problem:
            found.append(_missing(where, evidence, problem))
            continue
        if factor.provisional:
            said, fix = f"{rule.title} rests on a provisional index.", "A revision is corrected in the next statement."
            found.append(warning(where, said, fix, code="payment.provisional"))
        found += _jumps(where, rule, evidence, month)
    return found


def _missing(where: Where, evidence: Evidence, problem: IndexMissing) -> Finding:
    """Not published yet and no longer published look the same: both mends are named."""
    held = evidence.index(problem.index, problem.month)
    if held is not None:
        said = f"The value of {problem.index} for {problem.month} is {number(held.value)}: an index lies above nought."
        return error(where, said, f"Mend {problem.index} for {problem.month}.", code="payment.index")
    known = [one.month for one in evidence.indices if one.index == problem.index and one.month < problem.month]
    last = f" Its last is that of {max(known).in_words()}." if known else ""
    return error(
        where,
        f"{problem}{last}",
        f"Enter {problem.index} for {problem.month}. If it is no longer published, agree what takes its place, and write it in "
        "the basket: successor = [{ index = “…”, from = “2030-02”, linked_at = “2030-01” }].",
        code="payment.index",
    )


def _jumps(where: Where, rule: Indexation, evidence: Evidence, month: Month) -> list[Finding]:
    """A new base under the old name moves prices as if it were inflation: such a step is never silent."""
    found = []
    for index, first, last, ratio in last_steps(rule, evidence, month=month):
        months = (last.year - first.year) * 12 + last.number - first.number
        if abs(ratio - 1) > JUMP * max(Decimal(1), Decimal(months) / 12):
            moved = percent((ratio - 1).quantize(Decimal("0.001")))
            found.append(
                warning(
                    where,
                    f"{index} moves by {moved} from {first.in_words()} to {last.in_words()}: was it given a new base?",
                    "If so, enter the new series under a name of its own, and link it with successor in the basket.",
                    code="payment.index_jump",
                )
            )
    return found
