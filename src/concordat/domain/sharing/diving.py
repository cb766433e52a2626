"""A first plan from the linear programme: fix what it is surest of, price again for what is left, and so on down.

What is fixed uses up its part of the limits; columns that no longer fit are dropped, and the pricer is asked for groups
that do. At the bottom everything is chosen or nothing more fits.
"""

import time
from collections.abc import Sequence

import numpy as np

from concordat.domain.sharing.columns import Column
from concordat.domain.sharing.linear import Pool, linear_solution, price_all
from concordat.domain.sharing.pricing import Pricer
from concordat.domain.sharing.programme import Floats

SURE = 0.95
FIXED_AT_LEAST = 0.04  # of what the linear programme still chooses, in each round
TOO_DEAR = 1e7  # the price of what is used up, £1,000
HAIR = 1e-7


def dive(pool: Pool, pricer: Pricer, *, seconds: float, items: Sequence[int] | None = None) -> tuple[Column, ...]:
    """Columns that keep every limit together. Those found on the way stay in the pool."""
    begun = time.monotonic()
    chosen: list[Column] = []
    open_items = set(range(len(pool.rows.programme.items)) if items is None else items)
    rest = Pool(pool.rows.less(()))
    rest.rows.limits = list(pool.rows.limits)
    rest.add([column for column in pool.columns if column.item in open_items])
    while True:
        rest = _that_fit(rest)
        if not rest.columns:
            return tuple(chosen)
        _, duals, taken = linear_solution(rest)
        late = time.monotonic() - begun > seconds
        if not late:
            before = len(rest.columns)
            price_all(rest, pricer, _dear_where_used(rest, duals), exactly=False, items=sorted(open_items))
            pool.add(rest.columns[before:])
            rest = _that_fit(rest)
            _, duals, taken = linear_solution(rest)
        order = np.argsort(-taken)
        positive = int((taken > HAIR).sum())
        if positive == 0:
            return tuple(chosen)
        count = max(1, int((taken > SURE).sum()), int(FIXED_AT_LEAST * positive))
        chosen.extend(_fix(rest, order[: count if not late else positive].tolist()))


def _fix(rest: Pool, order: Sequence[int]) -> list[Column]:
    """Choose columns in this order as long as they fit; takes what they use off the limits."""
    fixed = []
    for place in order:
        rows, amounts = rest.uses[place]
        if _fits(rest.rows.limits, rows, amounts):
            for row, amount in zip(rows, amounts, strict=True):
                rest.rows.limits[row] -= amount
            fixed.append(rest.columns[place])
    return fixed


def _fits(limits: Sequence[float], rows: Sequence[int], amounts: Sequence[float]) -> bool:
    return all(amount <= max(limits[row], 0.0) + HAIR for row, amount in zip(rows, amounts, strict=True) if amount > 0)


def _that_fit(rest: Pool) -> Pool:
    kept = Pool(rest.rows)
    for column, (rows, amounts) in zip(rest.columns, rest.uses, strict=True):
        if _fits(rest.rows.limits, rows, amounts):
            kept.columns.append(column)
            kept.uses.append((rows, amounts))
            kept.held.add((column.item, column.group, column.wave, column.widened))
    return kept


def _dear_where_used(rest: Pool, duals: Floats) -> Floats:
    """Places and steps that are gone cost more than anything is worth, so that no group is made of them."""
    dear = duals.copy()
    for item, start in enumerate(rest.rows.pack):
        for team in range(len(rest.rows.programme.items[item].teams)):
            if rest.rows.limits[start + team] < 1 - HAIR:
                dear[start + team] = TOO_DEAR
    for row in rest.rows.capacity.values():
        if rest.rows.limits[row] < 1 - HAIR:
            dear[row] = TOO_DEAR
    return dear
