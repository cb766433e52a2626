"""What becomes of a surplus or a deficit: into the reserve up to its cap, or out of it, and the rest to the partners."""

from collections.abc import Mapping

from concordat.domain.cost_sharing.inputs import round_half_away
from concordat.domain.cost_sharing.keys import shares_by
from concordat.domain.cost_sharing.recharge.inputs import ReserveRule
from concordat.domain.cost_sharing.recharge.results import Extra, ReserveMove
from concordat.domain.cost_sharing.recharge.splitting import split_cost
from concordat.domain.kernel.money import format_pounds


def settle_reserve(rule: ReserveRule, *, budget: int, actual: int) -> ReserveMove:
    """A surplus fills the reserve to its cap (a part of the year's budget); a deficit is met from it as far as it goes."""
    surplus = budget - actual
    room = max(0, round_half_away(rule.cap * budget) - rule.opening)
    if surplus >= 0:
        return ReserveMove(rule.opening, min(surplus, room), 0)
    return ReserveMove(rule.opening, 0, min(-surplus, max(0, rule.opening)))


def reserve_extra(move: ReserveMove, charged: Mapping[str, int]) -> Extra | None:
    """Each partner's part of what was kept or drawn, in proportion to what it was charged."""
    moved = move.kept - move.drawn
    if not moved:
        return None
    shares = dict(zip(charged, shares_by([max(0, pence) for pence in charged.values()]), strict=True))
    amounts = split_cost(moved, shares)
    if move.kept:
        return Extra(
            "reserve", "Kept in the reserve", amounts,
            f"{format_pounds(move.kept)} of the surplus is kept; the reserve now holds {format_pounds(move.closing)}.",
        )  # fmt: skip
    return Extra(
        "reserve", "Met from the reserve", amounts,
        f"{format_pounds(move.drawn)} of the deficit is met from the reserve, which now holds {format_pounds(move.closing)}.",
    )  # fmt: skip
