"""One month under a mechanism: every line from gross to payable, and what the next month must remember."""

from dataclasses import replace

from concordat.domain.payment.caps import MONTHS
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.indexation import Factor, factor_for
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.month_deductions import deduct_points, earn_back, pay_bonuses, pay_for_behaviour
from concordat.domain.payment.month_performance import deduct_availability, work_out_measures
from concordat.domain.payment.month_prices import price_lines
from concordat.domain.payment.month_rewards import (
    month_score,
    not_below_nought,
    pay_fee,
    pay_rewards,
    retain,
    share_gains,
    what_was_borne,
)
from concordat.domain.payment.working import (
    Carried,
    MonthResult,
    Working,
)
from concordat.domain.performance.periods import Month


def work_out_month(
    mechanism: Mechanism,
    evidence: Evidence,
    *,
    month: Month,
    before: Carried | None = None,
    factors: dict[str, Factor] | None = None,
) -> MonthResult:
    """Every line of the month. `before` is what the month before left; raises `IndexMissing` where prices cannot be set."""
    carried = _of_its_year(before or Carried(), mechanism, month)
    rates = factors if factors is not None else {}
    for rule in mechanism.indexation:
        if rule.id not in rates:
            rates[rule.id] = factor_for(rule, evidence, month=month)
    work = Working(mechanism, evidence, month, carried, rates)
    after = price_lines(work, carried)
    deduct_availability(work)
    measures, failed, met = work_out_measures(work)
    deducted, excess, taken = deduct_points(work)
    deducted += earn_back(work, met)
    pay_for_behaviour(work)
    pay_bonuses(work)
    score = month_score(work)
    pay_fee(work, score)
    savings, owed = share_gains(work)
    pay_rewards(work)
    below = not_below_nought(work)
    deducted = what_was_borne(work, deducted)
    held, done = retain(work)
    known = {part.measure: part.score for part in score.parts if part.score is not None and part.value is not None}
    return MonthResult(
        month,
        tuple(work.lines),
        measures,
        score,
        Carried(
            volumes=after.volumes,
            refused=after.refused,
            substitutes=after.substitutes,
            income=after.income,
            paid=after.paid,
            costs=after.costs,
            targets=after.targets,
            savings=savings,
            owed=owed,
            failed=failed,
            met=met,
            excess=excess,
            deducted=tuple(deducted),
            scores={**carried.scores, **known},
            months=(*carried.months, taken)[-MONTHS:],
            work=done,
            held=held,
            below=below,
        ),
    )


def _of_its_year(before: Carried, mechanism: Mechanism, month: Month) -> Carried:
    if month.number != mechanism.year_begins:
        return before
    return replace(before, volumes={}, refused={}, substitutes={}, income={}, paid={}, costs={}, targets={}, savings={})
