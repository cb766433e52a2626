"""Slow, obvious twins: the Shapley value by permutations, the nucleolus by its definition, groups one by one."""

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations

import numpy as np
from scipy.optimize import linprog

from concordat.domain.cost_sharing.game import CostGame


def shapley_by_permutations(game: CostGame) -> tuple[Fraction, ...]:
    """Every order in which the partners can join, one by one."""
    sums = [Fraction(0)] * game.size
    orders = list(permutations(range(game.size)))
    for order in orders:
        mask = 0
        for i in order:
            sums[i] += game.cost(mask | 1 << i) - game.cost(mask)
            mask |= 1 << i
    return tuple(total / len(orders) for total in sums)


def groups_better_alone(game: CostGame, shares: tuple[Fraction, ...]) -> dict[tuple[str, ...], Fraction]:
    """Every group, one by one: what it pays above its own cost, where that is above nought."""
    found = {}
    for mask in range(1, game.everybody):
        pays = sum((shares[i] for i in range(game.size) if mask >> i & 1), Fraction(0))
        if pays > game.cost(mask):
            found[game.members(mask)] = pays - game.cost(mask)
    return found


def nucleolus_by_definition(game: CostGame, *, weight: Callable[[int], float] = lambda mask: 1.0) -> tuple[float, ...]:
    """Lower the largest overpayment, with a constraint for every group; then ask of each group by a programme of its
    own whether it could pay less without that level rising. Those that could not are fixed, and so on."""
    n, scale = game.size, float(max(abs(game.cost(mask)) for mask in range(1 << game.size))) or 1.0
    cost = {mask: game.cost(mask) / scale for mask in range(1, game.everybody + 1)}
    bounds = [(None, cost[1 << i]) for i in range(n)] if sum(game.alone) >= game.total else [(None, None)] * n
    row = {mask: [float(mask >> i & 1) for i in range(n)] for mask in cost}
    fixed: dict[int, float] = {game.everybody: cost[game.everybody]}
    while True:
        free = [mask for mask in cost if mask not in fixed]
        if not free:
            break
        equal = [row[mask] + [0.0] for mask in fixed]
        best = linprog(
            [0.0] * n + [1.0],
            A_ub=[row[mask] + [-weight(mask)] for mask in free],
            b_ub=[cost[mask] for mask in free],
            A_eq=equal,
            b_eq=list(fixed.values()),
            bounds=[*bounds, (None, None)],
        )
        level = best.x[-1]
        for mask in free:
            least = linprog(
                row[mask],
                A_ub=[row[other] for other in free],
                b_ub=[cost[other] + level * weight(other) + 1e-10 for other in free],
                A_eq=[row[other] for other in fixed],
                b_eq=list(fixed.values()),
                bounds=bounds,
            )
            if least.fun > cost[mask] + level * weight(mask) - 1e-7:
                fixed[mask] = cost[mask] + level * weight(mask)
    shares = np.linalg.lstsq(np.array([row[mask] for mask in fixed]), np.array(list(fixed.values())), rcond=None)[0]
    return tuple(float(share) * scale for share in shares)
