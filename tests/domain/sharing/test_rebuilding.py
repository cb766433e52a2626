"""Building parts of a plan again keeps every limit, never loses the best plan, and can be run again."""

import numpy as np
import pytest

from concordat.domain.kernel.seeds import generator
from concordat.domain.sharing.choosing import choose, quiet
from concordat.domain.sharing.columns import Column, every_column, keeps_gains
from concordat.domain.sharing.linear import Pool, linear_programme
from concordat.domain.sharing.programme import Programme
from concordat.domain.sharing.rebuilding import rebuild
from concordat.domain.sharing.rows import Rows, matrix_of
from tests.domain.sharing.partnerships import made_up


def rebuilt(programme: Programme, *, seed: int = 1) -> tuple[tuple[Column, ...], float]:
    pool = Pool(Rows(programme))
    pool.add(every_column(programme))
    worth, duals = linear_programme(pool)
    return rebuild(
        pool.rows,
        pool.columns,
        (),
        duals=duals,
        bound=worth,
        gap=0.03,
        seconds=20,
        draw=generator(seed, "test"),
        tell=quiet,
        steps=60,
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_plan_keeps_every_limit_and_comes_near_the_best(seed: int) -> None:
    programme = made_up(5, services=4, largest=4, seed=seed)
    columns, value = rebuilt(programme)
    rows = Rows(programme)
    used = np.asarray(matrix_of(rows, list(columns)).sum(axis=1)).ravel()
    assert (used <= np.array(rows.limits) + 1e-6).all()
    assert keeps_gains(programme, columns)
    best = choose(programme, every_column(programme), gap=1e-7, seconds=20).value
    assert value == pytest.approx(sum(column.value for column in columns))
    assert 0.97 * best <= value <= best + 1e-5


@pytest.mark.slow
def test_the_same_seed_gives_the_same_plan() -> None:
    programme = made_up(5, services=4, largest=4, seed=2)
    assert rebuilt(programme, seed=7) == rebuilt(programme, seed=7)
