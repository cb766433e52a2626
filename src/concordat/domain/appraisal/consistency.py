"""Do somebody's statements fit together? If not: which of them clash, and the least change that mends it.

Found by linear programming over the weights (non-negative, adding to 1). A statement meant as “more” must leave some
room (one part in ten thousand), so that “A more than B, B more than C, C more than A” is told as a clash and not taken
as three equal weights.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from concordat.domain.appraisal.weight_statements import Limit

Numbers = npt.NDArray[np.float64]
_ROOM = 1e-4


@dataclass(frozen=True)
class Clash:
    """Statements that cannot all hold, while any of them alone could be given up to mend it."""

    words: tuple[str, ...]
    statements: tuple[str, ...]
    repair: tuple[str, ...]  # what would have to be said instead, in words


@dataclass(frozen=True)
class Fitted:
    """`slack` (beside each limit) is how far it had to give; all nought where the statements fit together."""

    limits: tuple[Limit, ...]
    slack: tuple[float, ...]
    clash: Clash | None = None


def fit(limits: tuple[Limit, ...], leaves: int, *, rows: dict[str, Numbers] | None = None) -> Fitted:
    """`rows`: the leaves at or below each criterion as ones (needed only to word a repair)."""
    if not limits or _fits(limits, leaves):
        return Fitted(limits, (0.0,) * len(limits))
    slack, weights = _least_change(limits, leaves)
    clashing = _smallest_clash(limits, leaves)
    repair = tuple(
        words
        for limit, give in zip(limits, slack, strict=True)
        if rows is not None and (words := _mended(limit, give, weights, rows))
    )
    ids = tuple(dict.fromkeys(id for limit in clashing for id in limit.statements))
    clash = Clash(tuple(limit.words for limit in clashing), ids, repair)
    return Fitted(limits, tuple(slack), clash)


def _matrix(limits: tuple[Limit, ...]) -> tuple[Numbers, Numbers, Numbers]:
    """Inequalities with their room, and equalities."""
    unequal = [limit for limit in limits if not limit.is_equal]
    a = np.array([limit.row for limit in unequal]) if unequal else np.zeros((0, 0))
    room = np.array([-_ROOM if limit.is_strict else 0.0 for limit in unequal])
    equal = [limit.row for limit in limits if limit.is_equal]
    return a, room, np.array(equal) if equal else np.zeros((0, 0))


def _fits(limits: tuple[Limit, ...], leaves: int) -> bool:
    a, room, equal = _matrix(limits)
    eq = np.vstack([np.ones((1, leaves)), *([equal] if equal.size else [])])
    target = np.zeros(len(eq))
    target[0] = 1.0
    found = linprog(
        np.zeros(leaves),
        A_ub=a if a.size else None,
        b_ub=room if a.size else None,
        A_eq=eq,
        b_eq=target,
        bounds=(0, 1),
        method="highs",
    )
    return bool(found.status == 0)


def _least_change(limits: tuple[Limit, ...], leaves: int) -> tuple[list[float], Numbers]:
    """The least total give, shared over as few limits as linear programming finds; and the weights it leads to."""
    count = len(limits)
    rows, bounds = [], []
    for number, limit in enumerate(limits):
        give = np.zeros(count)
        give[number] = -1.0
        rows.append(np.concatenate([limit.row, give]))
        bounds.append(-_ROOM if limit.is_strict else 0.0)
        if limit.is_equal:
            rows.append(np.concatenate([-np.array(limit.row), give]))
            bounds.append(0.0)
    found = linprog(
        np.concatenate([np.zeros(leaves), np.ones(count)]),
        A_ub=np.array(rows),
        b_ub=np.array(bounds),
        A_eq=np.concatenate([np.ones(leaves), np.zeros(count)])[None, :],
        b_eq=[1.0],
        bounds=(0, None),
        method="highs",
    )
    at = np.asarray(found.x, dtype=np.float64)
    return [max(0.0, float(value)) for value in at[leaves:]], at[:leaves]


def _smallest_clash(limits: tuple[Limit, ...], leaves: int) -> tuple[Limit, ...]:
    """Drop each limit in turn and keep it out where the rest still clash: what is left all belongs to the clash."""
    kept = list(limits)
    for limit in limits:
        rest = [item for item in kept if item is not limit]
        if rest and not _fits(tuple(rest), leaves):
            kept = rest
    return tuple(kept)


def _mended(limit: Limit, give: float, weights: Numbers, rows: dict[str, Numbers]) -> str:
    """The statement as it could stand, in the words and the unit in which it was made."""
    if give <= _ROOM / 10:
        return ""
    below = float(rows[limit.below] @ weights)
    ratio = float(rows[limit.above] @ weights) / below if below > 0 else 0.0
    if limit.is_strict and abs(ratio - limit.times) < 0.02:
        return f"“{limit.words}”: say that they matter the same, or give it up."
    return f"“{limit.words}”: make it {ratio * limit.scale:.3g}{limit.unit}, or give it up."
