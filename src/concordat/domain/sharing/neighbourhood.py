"""Improve a plan by taking a part of it out and making that part again from prices of its own.

A part is either all groups of some services, or the groups that have most councils in common with a few councils drawn:
what frees places and steps of the same councils can be put to better use together. The rest of the plan stays and uses
what it uses of the limits; a dive makes the part again. What to take out is drawn from a seed.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from concordat.domain.sharing.choosing import Progress, Tell
from concordat.domain.sharing.columns import Column, with_dependents
from concordat.domain.sharing.diving import dive
from concordat.domain.sharing.linear import Pool
from concordat.domain.sharing.pricing import Pricer
from concordat.domain.sharing.programme import Programme
from concordat.domain.sharing.rows import keeps_limits

BY_COUNCILS = 0.75  # how often a part is drawn by councils
PART = 0.25  # of the plan's groups, or of the services, in a part
STEP_SECONDS = 30.0
WORTH_IT = 0.05  # £1,000


@dataclass(frozen=True)
class Part:
    """What stays of a plan, and the items whose groups may be made again."""

    kept: tuple[Column, ...]
    items: tuple[int, ...]


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
    value = sum(column.value for column in chosen)
    pool.add(chosen)
    while (spent := time.monotonic() - begun) < seconds and bound - value > gap * abs(value) and chosen:
        part = _part(programme, chosen, draw)
        limit = min(STEP_SECONDS, seconds - spent)
        again = (*part.kept, *_make_again(pool, pricer, part, seconds=limit))
        worth = sum(column.value for column in again)
        if worth > value + WORTH_IT and keeps_limits(pool.rows, again):
            chosen, value = again, worth
            pool.add(chosen)
        tell(Progress(0.5 + 0.5 * spent / seconds, "Improving the plan part by part", value, bound, chosen))
    return chosen, value


def _part(programme: Programme, chosen: Sequence[Column], draw: np.random.Generator) -> Part:
    count = len(programme.items)
    if draw.random() >= BY_COUNCILS:
        items = {int(item) for item in draw.choice(count, max(2, round(PART * count)), replace=False)}
        return _taken_out(programme, chosen, {at for at, column in enumerate(chosen) if column.item in items}, items)
    councils = len(programme.councils)
    drawn = set(draw.choice(councils, max(2, round(councils * draw.uniform(0.2, 0.35))), replace=False).tolist())
    common = np.array([_share_in(programme, column, drawn) for column in chosen]) + 0.2 * draw.random(len(chosen))
    out = set(np.argsort(-common)[: max(2, round(PART * len(chosen)))].tolist())
    return _taken_out(programme, chosen, out, set())


def _taken_out(programme: Programme, chosen: Sequence[Column], out: set[int], items: set[int]) -> Part:
    out = with_dependents(programme, chosen, out)
    kept = tuple(column for place, column in enumerate(chosen) if place not in out)
    return Part(kept, tuple(sorted(items | {chosen[place].item for place in out})))


def _share_in(programme: Programme, column: Column, councils: set[int]) -> float:
    members = [council for team in column.group for council in programme.items[column.item].teams[team]]
    return len(councils.intersection(members)) / len(members)


def _make_again(pool: Pool, pricer: Pricer, part: Part, *, seconds: float) -> tuple[Column, ...]:
    items = set(part.items)
    small = Pool(pool.rows.less(part.kept))
    small.add([column for column in pool.columns if column.item in items])
    return dive(small, pricer, seconds=seconds, items=part.items)
