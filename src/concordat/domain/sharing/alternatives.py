"""The next-best plans that really differ: other partners for several services, not the same ones a year later."""

import time
from collections.abc import Sequence

from concordat.domain.kernel.seeds import generator
from concordat.domain.sharing.around import Around
from concordat.domain.sharing.choosing import Found, Progress, Tell, choose, quiet
from concordat.domain.sharing.columns import Column
from concordat.domain.sharing.programme import Programme
from concordat.domain.sharing.rows import keeps_limits

NEIGHBOURS, FREED, EACH = 24, 6, 2  # parts looked at, services in one, plans from one
NEAR_EACH = 60  # columns of a service
SERVICES_APART = 2  # at least so many of a plan's groups are not in the other


def next_best(
    programme: Programme,
    best: Found,
    *,
    count: int = 10,
    apart: int = SERVICES_APART,
    gap: float = 0.0005,
    seconds: float = 60.0,
    tell: Tell = quiet,
) -> tuple[Found, ...]:
    """Plans in falling value, each with at least `apart` groups fewer in common with every better one than it has.

    A group counts as the same whatever its wave. Plans are chosen among the columns the best one was chosen from, so
    where columns were generated, a next-best plan is the best found and not proven.
    """
    if best.columns is None:
        return ()
    pool = list(best.pool)
    place_of: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for place, column in enumerate(pool):
        place_of.setdefault(column.key, []).append(place)
    cuts = [_unlike(best.columns, place_of, apart)]
    found: list[Found] = []
    for number in range(count):
        another = choose(programme, pool, gap=gap, seconds=seconds / count, cuts=cuts)
        if another.columns is None or not another.columns:
            break
        found.append(another)
        cuts.append(_unlike(another.columns, place_of, apart))
        tell(Progress((number + 1) / count, f"{number + 1} of the {count} next-best plans"))
    return tuple(found)


def next_best_near(
    around: Around, *, count: int, apart: int = SERVICES_APART, seed: int, seconds: float, tell: Tell = quiet
) -> tuple[Found, ...]:
    """The same near the plan, where columns were generated: a few services at a time are chosen again, unlike all so far.

    What is found is the best of many neighbours; another plan that differs may be worth more, up to the plan's bound.
    """
    begun, draw, best = time.monotonic(), generator(seed, "groupings.next-best"), around.best
    tried: list[Found] = []
    items = len(around.programme.items)
    for number in range(NEIGHBOURS):
        if time.monotonic() - begun > seconds and len(tried) >= 3 * count:
            break
        free = set(draw.choice(items, min(FREED, items), replace=False).tolist())
        tried.extend(_neighbours(around, free, apart))
        tell(Progress((number + 1) / NEIGHBOURS, f"Plans near the best: {len(tried)} looked at"))
    kept: list[Found] = []
    for one in sorted(tried, key=lambda found: -found.value):
        if len(kept) < count and all(_differ(one.columns or (), other.columns or (), apart) for other in (best, *kept)):
            kept.append(one)
    return tuple(kept)


def _neighbours(around: Around, free: set[int], apart: int) -> list[Found]:
    kept = [column for column in around.columns if column.item not in free]
    own = [column for column in around.columns if column.item in free]
    near = list(dict.fromkeys([*own, *around.nearest(free, each=NEAR_EACH)]))
    place_of: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for place, column in enumerate(near):
        place_of.setdefault(column.key, []).append(place)
    cuts, found, rows = [_unlike(own, place_of, apart)], list[Found](), around.rows.less(kept)
    for _ in range(EACH):
        other = choose(around.programme, near, rows=rows, cuts=cuts, gap=1e-3, seconds=2.0)
        if other.columns is None:
            break
        whole = (*kept, *other.columns)
        if keeps_limits(around.rows, whole):
            found.append(Found(whole, sum(c.value for c in whole), around.best.bound, 0.0))
        cuts.append(_unlike(other.columns, place_of, apart))
    return found


def _differ(columns: Sequence[Column], other: Sequence[Column], apart: int) -> bool:
    keys, others = {column.key for column in columns}, {column.key for column in other}
    return len(others - keys) >= min(apart, len(others))


def _unlike(
    columns: Sequence[Column], place_of: dict[tuple[int, tuple[int, ...]], list[int]], apart: int
) -> tuple[list[int], float]:
    keys = dict.fromkeys(column.key for column in columns)
    places = [place for key in keys for place in place_of.get(key, [])]
    return places, float(max(len(keys) - min(apart, len(keys)), 0))
