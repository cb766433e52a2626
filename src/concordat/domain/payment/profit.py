"""Fee at risk by score, reward for stretch, guaranteed savings before any gain share, retention. Amounts are pence."""

from collections.abc import Sequence
from decimal import Decimal

from concordat.domain.payment.inputs import Band, ProfitAtRisk, Retention, Reward
from concordat.domain.payment.price import banded

NOUGHT, ONE = Decimal(0), Decimal(1)


def earned_part(score: Decimal, rule: ProfitAtRisk) -> Decimal:
    """g(score): 0 up to the floor score, 1 from the full score, straight between; more at the stretch score."""
    if rule.stretch_score is not None and score > rule.full_score:
        over = min(ONE, (score - rule.full_score) / (rule.stretch_score - rule.full_score))
        return ONE + over * (rule.stretch - ONE)
    return min(ONE, max(NOUGHT, (score - rule.from_score) / (rule.full_score - rule.from_score)))


def fee_earned(turnover: Decimal, *, score: Decimal, rule: ProfitAtRisk) -> Decimal:
    """turnover × fee × [(1 − at risk) + at risk × g(score)]."""
    return turnover * rule.fee * ((ONE - rule.at_risk) + rule.at_risk * earned_part(score, rule))


def reward_for(value: Decimal, rule: Reward) -> Decimal:
    """Nothing below the threshold share of the stretch; pro rata from there; never more than the whole."""
    reached = (value - rule.base) / (rule.target - rule.base)
    return NOUGHT if reached < rule.threshold else min(ONE, reached) * rule.pence


def gain_share(verified: int, *, guaranteed: int, bands: Sequence[Band], owed: int = 0) -> tuple[Decimal, Decimal, int]:
    """(contractor's share, shortfall the contractor pays, shortfall still to be made good) of one year.

    A share is taken only of what lies above the guarantee and above what earlier years left `owed`.
    """
    excess = verified - guaranteed - owed
    if excess >= 0:
        return banded(Decimal(excess), bands=bands), NOUGHT, 0
    short = max(0, guaranteed - verified)
    return NOUGHT, Decimal(short), -excess


def retained(work: int, rule: Retention, *, halved: bool = False) -> Decimal:
    """Held back of the work to date: the rate on what lies above the free part, up to the limit; half once completed."""
    held = rule.rate * max(0, work - rule.free)
    held = held if rule.limit is None else min(held, Decimal(rule.limit))
    return held / 2 if halved else held


def earned_back(deducted: int, *, met: Sequence[bool], months: int, limit: Decimal = ONE) -> Decimal:
    """A deduction that comes back: all of the next so many months met the target, or nothing."""
    return deducted * limit if len(met) >= months and all(met[:months]) else NOUGHT
