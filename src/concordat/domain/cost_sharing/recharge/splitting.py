"""One sum to several partners in whole pence."""

from concordat.domain.cost_sharing.recharge.inputs import Shares
from concordat.domain.kernel.money import split_by_largest_remainder


def split_cost(pence: int, shares: Shares) -> dict[str, int]:
    """Whole pence to each partner by its share, the odd pennies to the largest remainders; a credit is split alike."""
    if not pence:
        return dict.fromkeys(shares, 0)
    return dict(zip(shares, split_by_largest_remainder(pence, list(shares.values())), strict=True))
