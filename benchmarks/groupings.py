"""The groupings solver at the sizes it promises: 4 × 40, 12 × 40 and 33 × 40 councils and services.

    .venv/bin/python benchmarks/groupings.py            all three
    .venv/bin/python benchmarks/groupings.py 12         one of them
    .venv/bin/python benchmarks/groupings.py --processor   the seconds promised are of processor time: for a busy machine

The partnerships are made up: places in a square, costs around a size of their own, positions drawn at random, four
computer systems to a service, and capacity and money that do not reach for everything.
"""

import sys
import time

import numpy as np

from concordat.domain.kernel.seeds import generator
from concordat.domain.sharing import (
    choosing,
    column_generation,
    diving,
    neighbourhood,
    rebuilding,
    solve,
    whole_items,
)
from concordat.domain.sharing.choosing import Progress
from concordat.domain.sharing.columns import group_count
from concordat.domain.sharing.programme import NEVER, Item, Numbers, Programme
from concordat.domain.sharing.solve import best_groupings

SERVICES = 40
WAVES = 3
# councils → (largest group, gap promised, seconds promised)
PROMISED = {4: (4, 0.001, 5), 12: (6, 0.02, 120), 33: (6, 0.03, 300)}


def made_up(councils: int, *, largest: int, seed: int = 1) -> Programme:
    """A partnership of so many councils; capacity and one-off money each reach for about half of what all want."""
    draw = generator(seed, "groupings", str(councils))
    size = draw.lognormal(0.0, 0.35, councils)
    place = draw.uniform(0, 25 * np.sqrt(councils), (councils, 2))
    distance = np.linalg.norm(place[:, None] - place[None], axis=2)
    items = tuple(_item(draw, at, size, distance) for at in range(SERVICES))
    years = np.array([sum(1.035**-year for year in range(wave, 10)) for wave in range(WAVES)])
    rates = np.zeros((5, councils + 1))
    for layer, top in enumerate((0.40, 0.07, 0.15, 0.025, 0.0)):
        rates[layer, 2:] = [top * (1 - 1.6 / (teams + 0.6)) for teams in range(2, councils + 1)]
    return Programme(
        councils=tuple(f"council-{at + 1}" for at in range(councils)),
        items=items,
        waves=WAVES,
        numbers=Numbers(
            rates=rates,
            in_force=years,
            when=np.array([1.035**-wave for wave in range(WAVES)]),
            client=3.0,
            per_system=9.0,
            per_kilometre=0.06,
            once=np.array([[5.0, 2.0, 0.0], [15.0, 8.0, 25.0]]),
        ),
        largest_group=largest,
        capacity=np.full((councils, WAVES), 12.0),
        budget=np.full(WAVES, 260.0 * councils),
        least_gain=np.full(councils, 300.0),
    )


def _item(draw: np.random.Generator, at: int, size: np.ndarray, distance: np.ndarray) -> Item:
    councils = len(size)
    layers = draw.uniform((30, 60, 20, 20, 20), (150, 500, 300, 400, 120))
    cost = size[:, None] * layers[None] * draw.lognormal(0.0, 0.12, (councils, 5))
    stance = draw.choice(3, councils, p=(0.12, 0.13, 0.75))
    begins = np.where(stance == 0, NEVER, draw.choice(WAVES, councils, p=(0.7, 0.2, 0.1)))
    widens = np.where(stance < 2, NEVER, np.maximum(begins, draw.choice(WAVES, councils, p=(0.6, 0.3, 0.1))))
    apart = np.zeros((councils, councils), dtype=bool)
    if draw.random() < 0.3:
        one, other = draw.choice(councils, 2, replace=False)
        apart[one, other] = apart[other, one] = True
    systems = np.eye(4, dtype=bool)[draw.choice(4, councils, p=(0.4, 0.3, 0.2, 0.1))]
    return Item(
        id=f"service-{at + 1}",
        services=(f"service-{at + 1}",),
        teams=tuple((council,) for council in range(councils)),
        cost=cost,
        base=cost.sum(axis=1),
        begins=begins,
        widens=widens,
        systems=(systems,),
        apart=apart,
        needs=(),
        distance=distance,
    )


class ProcessorTime:
    """Stands in for the module `time`, so that the search stops by the processor time it used."""

    monotonic = staticmethod(time.process_time)


def by_processor_time() -> None:
    for module in (choosing, column_generation, diving, neighbourhood, rebuilding, solve, whole_items):
        module.time = ProcessorTime  # type: ignore[attr-defined]


def run(councils: int, *, seed: int = 1, watch: bool = False, processor: bool = False) -> None:
    largest, gap, seconds = PROMISED[councils]
    programme = made_up(councils, largest=largest, seed=seed)
    begun, worked = time.monotonic(), time.process_time()

    def tell(progress: Progress) -> None:
        if watch:
            print(
                f"  {time.monotonic() - begun:6.1f} s  {progress.message}  best {progress.best}  bound {progress.bound}",
                flush=True,
            )

    found = best_groupings(programme, gap=gap, seconds=float(seconds), tell=tell)
    spent = time.process_time() - worked if processor else time.monotonic() - begun
    kept = "kept" if found.gap <= gap and spent <= seconds + 1 else "NOT KEPT"
    print(
        f"{councils:>3} × {SERVICES}: {group_count(programme):>9,} groups, best £{found.value / 1000:,.2f}m, "
        f"bound £{found.bound / 1000:,.2f}m, gap {found.gap:.2%} (promised {gap:.1%}), "
        f"{time.monotonic() - begun:.1f} s, {time.process_time() - worked:.1f} s of processor (promised {seconds} s), {found.method}: {kept}",
        flush=True,
    )


if __name__ == "__main__":
    asked = [int(given) for given in sys.argv[1:] if given.isdigit()] or list(PROMISED)
    if "--processor" in sys.argv:
        by_processor_time()
    for councils in asked:
        run(councils, watch="--watch" in sys.argv, processor="--processor" in sys.argv)
