"""Kohlberg's criterion: a proof, apart from how it was found, that a split is the nucleolus.

E. Kohlberg, “On the nucleolus of a characteristic function game”, 1971: take the groups that overpay by at least some
level. Nobody may be able to move money between partners so that none of these groups pays more and some pays less.
That must hold at every level. Where nobody pays more than alone, partners who pay just that count as groups that may
not pay more.
"""

import numpy as np
from numpy.typing import NDArray

from concordat.domain.cost_sharing.sweep import ScaledGame, inside_span, rank_of, solve

_SAME = 1e-8  # overpayments closer than this (of the largest cost) are one level
_STEP = 60


def is_nucleolus(game: ScaledGame, shares: NDArray[np.float64], *, bounded: bool) -> bool:
    """True where every level of overpayment passes; `shares` in the scaled unit, adding up to the whole cost."""
    alone = game.costs[1 << np.arange(game.size)]
    if bounded and (shares > alone + _SAME).any():
        return False
    at_alone = [1 << i for i in range(game.size) if bounded and abs(shares[i] - alone[i]) <= _SAME]
    excess = game.excess(shares)
    basis = np.ones((1, game.size))
    settled = inside_span(basis, game.size)
    while len(basis) < game.size:
        open_groups = np.where(settled, -np.inf, excess)
        level = open_groups.max()
        reached = np.flatnonzero(open_groups >= level - _SAME)
        if not _is_balanced(game, reached, at_alone, basis):
            return False
        basis = _widened(game, basis, reached)
        settled = inside_span(basis, game.size)
    return True


def _is_balanced(game: ScaledGame, reached: NDArray[np.int64], at_alone: list[int], basis: NDArray[np.float64]) -> bool:
    """No change of shares (adding up to nought, leaving settled groups alone) lowers some reached group's payment and
    raises none. Constraints are added as they are broken, for there may be many thousands of groups at one level."""
    count = game.rows(reached.tolist()).sum(axis=0)
    scale = 1.0 / max(len(reached), 1)
    used = list(dict.fromkeys([*at_alone, *reached[:_STEP].tolist()]))
    while True:
        found = solve(
            count * scale,  # the most that all reached groups together can be relieved
            A_ub=game.rows(used),
            b_ub=np.zeros(len(used)),
            A_eq=basis,
            b_eq=np.zeros(len(basis)),
            bounds=[(-1, 1)] * game.size,
        )
        if found.value > -1e-9:
            return True
        payments = game.rows(reached.tolist()) @ found.at
        broken = reached[payments > 1e-9]
        fresh = [int(mask) for mask in broken[np.argsort(-payments[payments > 1e-9])][:_STEP] if int(mask) not in used]
        if not fresh:
            return False
        used += fresh


def _widened(game: ScaledGame, basis: NDArray[np.float64], reached: NDArray[np.int64]) -> NDArray[np.float64]:
    """The basis with every direction the reached groups add to it."""
    for mask in reached:
        if len(basis) == game.size:
            break
        wider = np.vstack([basis, game.row(int(mask))])
        if rank_of(wider) > len(basis):
            basis = wider
    return basis
