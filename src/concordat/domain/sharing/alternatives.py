"""The next-best plans that really differ: other partners for several services, not the same ones a year later."""

from collections.abc import Sequence

from concordat.domain.sharing.choosing import Found, Progress, Tell, choose, quiet
from concordat.domain.sharing.columns import Column
from concordat.domain.sharing.programme import Programme

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


def _unlike(
    columns: Sequence[Column], place_of: dict[tuple[int, tuple[int, ...]], list[int]], apart: int
) -> tuple[list[int], float]:
    keys = dict.fromkeys(column.key for column in columns)
    places = [place for key in keys for place in place_of.get(key, [])]
    return places, float(max(len(keys) - min(apart, len(keys)), 0))
