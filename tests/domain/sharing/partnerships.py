"""Programmes of any size made up from a seed, without a case."""

import numpy as np

from concordat.domain.kernel.seeds import generator
from concordat.domain.sharing.programme import NEVER, Item, Numbers, Programme


def made_up(councils: int, *, services: int, largest: int, seed: int) -> Programme:
    draw = generator(seed, "test-partnership")
    place = draw.uniform(0, 60, (councils, 2))
    distance = np.linalg.norm(place[:, None] - place[None], axis=2)
    items = []
    for at in range(services):
        cost = draw.uniform(20, 300, (councils, 5))
        begins = np.where(draw.random(councils) < 0.15, NEVER, draw.choice(2, councils))
        widens = np.where(
            (begins == NEVER) | (draw.random(councils) < 0.2), NEVER, np.maximum(begins, draw.choice(2, councils))
        )
        apart = np.zeros((councils, councils), dtype=bool)
        if draw.random() < 0.5:
            apart[0, 1] = apart[1, 0] = True
        items.append(
            Item(
                id=f"s{at}",
                services=(f"s{at}",),
                teams=tuple((council,) for council in range(councils)),
                cost=cost,
                base=cost.sum(axis=1),
                begins=begins,
                widens=widens,
                systems=(np.eye(3, dtype=bool)[draw.choice(3, councils)],),
                apart=apart,
                needs=((2, 3),) if draw.random() < 0.5 else (),
                distance=distance,
            )
        )
    rates = np.zeros((5, councils + 1))
    for layer, top in enumerate((0.4, 0.07, 0.15, 0.025, 0.0)):
        rates[layer, 2:] = [top * (1 - 1.6 / (teams + 0.6)) for teams in range(2, councils + 1)]
    return Programme(
        councils=tuple(f"c{at}" for at in range(councils)),
        items=tuple(items),
        waves=2,
        numbers=Numbers(
            rates, np.array([8.0, 7.0]), np.array([1.0, 0.97]), 3.0, 9.0, 0.06, np.array([[5.0, 2, 0], [15.0, 8, 25]])
        ),
        largest_group=largest,
        capacity=np.full((councils, 2), float(services)),
        budget=np.full(2, 60.0 * services),
        least_gain=np.full(councils, 1.0),
        only_after=((0, 1, 0),) if services > 1 else (),
    )
