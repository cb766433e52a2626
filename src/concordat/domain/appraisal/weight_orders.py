"""Weights in an order that people gave, whole or in part: drawn exactly.

On the simplex every order of the weights is as likely as any other. So draws that keep “this one matters more than that”
are draws from the whole simplex whose values are dealt out again in an order that fits: one of the orders that fit
(linear extensions of what was said), each as likely as another. Those are counted once, set by set from the largest
weight down, and then drawn by the counts. Criteria that no chain of statements connects do not concern each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concordat.domain.appraisal.consistency import Fitted

Numbers = npt.NDArray[np.float64]
_MOST_SETS = 20_000  # of one connected group of criteria: beyond, the counting takes longer than it saves


@dataclass(frozen=True)
class Ordered:
    """One connected group of leaves. Row s of `chances`: from set s, how likely each member comes next (added up);
    `after`: the set reached by taking it. Set 0 is empty."""

    leaves: tuple[int, ...]
    chances: Numbers
    after: npt.NDArray[np.int64]


def orders_of(fitted: Fitted) -> tuple[Ordered, ...] | None:
    """The groups; None unless every limit says no more than that one leaf is above another, without a circle."""
    above: dict[int, set[int]] = {}
    for limit, slack in zip(fitted.limits, fitted.slack, strict=True):
        row = np.array(limit.row)
        up, down = np.flatnonzero(row == -1.0), np.flatnonzero(row == 1.0)
        if limit.is_equal or slack > 0 or len(up) != 1 or len(down) != 1 or np.count_nonzero(row) != 2:
            return None
        above.setdefault(int(up[0]), set())
        above.setdefault(int(down[0]), set()).add(int(up[0]))
    found = [_counted(group, above) for group in _connected(above)]
    return None if any(group is None for group in found) else tuple(group for group in found if group is not None)


def deal_in_order(drawn: Numbers, groups: Sequence[Ordered], random: np.random.Generator) -> None:
    """Deal the values of each draw out again, in place, so that every group's order fits."""
    every = np.arange(len(drawn))
    for group in groups:
        members = np.array(group.leaves)
        largest_first = -np.sort(-drawn[:, members], axis=1)
        at = np.zeros(len(drawn), dtype=np.int64)
        for place in range(len(members)):
            chosen = (random.random(len(drawn))[:, None] >= group.chances[at]).sum(axis=1)
            drawn[every, members[chosen]] = largest_first[:, place]
            at = group.after[at, chosen]


def _connected(above: dict[int, set[int]]) -> list[tuple[int, ...]]:
    groups: list[set[int]] = []
    for leaf, others in above.items():
        touched = [group for group in groups if group & {leaf, *others}]
        groups = [group for group in groups if group not in touched]
        groups.append({leaf, *others}.union(*touched))
    return sorted(tuple(sorted(group)) for group in groups)


def _counted(leaves: tuple[int, ...], above: dict[int, set[int]]) -> Ordered | None:
    """Count the orders set by set; None where the statements run in a circle or there are too many sets."""
    needs = [sum(1 << leaves.index(up) for up in above[leaf]) for leaf in leaves]
    size = len(leaves)
    layers: list[list[int]] = [[0]]
    count = 1
    for _ in leaves:
        reached = {taken | 1 << k for taken in layers[-1] for k in _next(taken, needs, size)}
        count += len(reached)
        if not reached or count > _MOST_SETS:
            return None
        layers.append(sorted(reached))
    return _table(leaves, layers, needs)


def _next(taken: int, needs: list[int], size: int) -> list[int]:
    """Who may come next: not taken yet, and everything above it taken."""
    return [k for k in range(size) if not taken >> k & 1 and needs[k] & ~taken == 0]


def _table(leaves: tuple[int, ...], layers: list[list[int]], needs: list[int]) -> Ordered:
    size = len(leaves)
    numbers = {taken: number for number, taken in enumerate(taken for layer in layers for taken in layer)}
    ways = {layers[-1][0]: 1}
    chances, after = np.ones((len(numbers), size)), np.zeros((len(numbers), size), dtype=np.int64)
    for taken in (taken for layer in reversed(layers[:-1]) for taken in layer):
        by_member = [0] * size
        for k in _next(taken, needs, size):
            by_member[k] = ways[taken | 1 << k]
            after[numbers[taken], k] = numbers[taken | 1 << k]
        ways[taken] = sum(by_member)
        so_far = 0
        for k, found in enumerate(by_member):  # whole numbers: exact however many orders there are
            so_far += found
            chances[numbers[taken], k] = so_far / ways[taken]
    return Ordered(leaves, chances, after)
