"""Improve a plan by freeing a part of it and choosing that part again, best of all its groups.

Each step frees some services; the rest of the plan stays, and uses what it uses of the limits. For the part there are
prices and a bound of its own. Where the bound is no better than what is there, the part is best as it is; otherwise
only groups whose reduced value is within the difference can be in anything better, and the choice is made among them.
What to free is drawn from a seed, so that a run can be repeated.
"""

import time
from collections.abc import Sequence

import numpy as np

from concordat.domain.sharing.choosing import Found, Progress, Tell, choose
from concordat.domain.sharing.columns import Column
from concordat.domain.sharing.linear import Pool, linear_programme, price_all
from concordat.domain.sharing.pricing import Pricer, Prices
from concordat.domain.sharing.programme import Floats, Programme

STEP_SECONDS = 6.0
FIRST_FREED = 6  # services
FRUITLESS = 8  # steps in a row before more is freed
MOST_COLUMNS = 12_000  # in one step
KEPT_EACH = 400  # columns of each freed item, schedule and size
ROUNDS = 10  # of pricing in one step
WORTH_IT = 0.05  # £1,000


def improve(
    programme: Programme,
    pool: Pool,
    chosen: tuple[Column, ...],
    *,
    pricer: Pricer,
    bound: float,
    gap: float,
    seconds: float,
    draw: np.random.Generator,
    tell: Tell,
) -> tuple[tuple[Column, ...], float]:
    """The best plan found and its value, £1,000. New columns that were of use are added to the pool."""
    begun = time.monotonic()
    value, freed, fruitless = sum(column.value for column in chosen), FIRST_FREED, 0
    items = list(range(len(programme.items)))
    pool.add(chosen)
    while (spent := time.monotonic() - begun) < seconds and bound - value > gap * abs(value):
        free = sorted(draw.choice(items, min(freed, len(items)), replace=False).tolist())
        kept = tuple(column for column in chosen if column.item not in free)
        now = value - sum(column.value for column in kept)
        part = _best_part(programme, pool, pricer, kept, free, now, min(STEP_SECONDS, seconds - spent))
        if part is not None and part.columns is not None and part.value > now + WORTH_IT:
            chosen, fruitless = (*kept, *part.columns), 0
            value = sum(column.value for column in chosen)
            pool.add(part.columns)
        else:
            fruitless += 1
            if fruitless >= FRUITLESS:
                freed, fruitless = min(freed + 1, len(items)), 0
        tell(Progress(0.5 + 0.5 * spent / seconds, "Improving the plan part by part", value, bound, chosen))
    return chosen, value


def _best_part(
    programme: Programme,
    pool: Pool,
    pricer: Pricer,
    kept: Sequence[Column],
    free: Sequence[int],
    now: float,
    seconds: float,
) -> Found | None:
    """The best columns for the freed items beside the kept ones; None where nothing better than `now` can be."""
    begun = time.monotonic()
    small = Pool(pool.rows.less(kept))
    wanted = set(free)
    small.add([column for column in pool.columns if column.item in wanted])
    worth, duals = linear_programme(small)
    for _ in range(ROUNDS):
        added, _bound = price_all(small, pricer, duals, exactly=False, items=free)
        if added == 0 or time.monotonic() - begun > seconds / 2:
            break
        worth, duals = linear_programme(small)
    slack = worth - now
    if slack <= WORTH_IT:
        return None
    prices = Prices.of(small.rows, duals)
    for at in free:
        small.add(pricer.price(at, prices, exactly=False, below=slack, most=KEPT_EACH).columns)
    columns = _nearest(small, duals, slack)
    return choose(programme, columns, rows=small.rows, gap=1e-4, seconds=max(0.5, seconds - (time.monotonic() - begun)))


def _nearest(pool: Pool, duals: Floats, slack: float) -> list[Column]:
    """The columns that may be in something better, at most `MOST_COLUMNS` of them, nearest first.

    All within the slack would prove the part; the nearest keep nearly everything that is ever of use.
    """
    reduced = np.array(
        [
            column.value - float(np.dot(duals[rows], amounts))
            for column, (rows, amounts) in zip(pool.columns, pool.uses, strict=True)
        ]
    )
    return [pool.columns[place] for place in np.argsort(-reduced)[:MOST_COLUMNS] if reduced[place] > -slack]
