"""Prices find the best missing group for certain, and the bound is never below what a plan can reach."""

import numpy as np
import pytest

from concordat.domain.kernel.seeds import generator
from concordat.domain.sharing import pricing
from concordat.domain.sharing.choosing import choose
from concordat.domain.sharing.column_generation import generate_and_search
from concordat.domain.sharing.columns import every_column
from concordat.domain.sharing.linear import Pool, linear_programme
from concordat.domain.sharing.pricing import Pricer, Prices
from concordat.domain.sharing.programme import Programme
from concordat.domain.sharing.rows import Rows
from tests.domain.sharing.partnerships import made_up


def reduced_by_hand(programme: Programme, rows: Rows, duals: np.ndarray) -> dict[int, float]:
    """For each item the highest value less prices over all its columns, from each column's own rows."""
    best: dict[int, float] = {}
    for column in every_column(programme):
        at, amounts = rows.uses(column)
        reduced = column.value - float(np.dot(duals[at], amounts))
        best[column.item] = max(best.get(column.item, 0.0), reduced)
    return best


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("written", [True, False])
def test_the_highest_reduced_value_is_that_of_all_columns(
    seed: int, written: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not written:
        monkeypatch.setattr(pricing, "MOST_WRITTEN_DOWN", 0)
    programme = made_up(6, services=5, largest=4, seed=seed)
    rows = Rows(programme)
    duals = generator(seed, "duals").uniform(0, 40, rows.count)
    duals[list(rows.gain.values())] = 0 if seed % 2 else 0.1
    by_hand = reduced_by_hand(programme, rows, duals)
    pricer, prices = Pricer(programme), Prices.of(rows, duals)
    for at in range(len(programme.items)):
        highest = max(pricer.price(at, prices, exactly=True).highest.values(), default=0.0)
        assert highest == pytest.approx(by_hand.get(at, 0.0), abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_generated_columns_come_near_the_best_of_all_columns_and_the_bound_is_one(seed: int) -> None:
    programme = made_up(6, services=6, largest=4, seed=seed)
    whole = Pool(Rows(programme))
    whole.add(every_column(programme))
    worth, _ = linear_programme(whole)
    best = choose(programme, whole.columns, gap=1e-7, seconds=20)
    found = generate_and_search(programme, gap=1e-4, seconds=8, seed=1)
    assert found.bound >= best.value - 1e-5
    assert found.bound <= worth * 1.01 + 1e-6
    assert found.value <= best.value + 1e-5
    assert found.value >= best.value * 0.99


def test_the_size_rows_cut_no_plan_off() -> None:
    programme = made_up(5, services=3, largest=4, seed=7)
    columns = every_column(programme)
    rows = Rows(programme)
    best = choose(programme, columns, gap=1e-9, seconds=10)
    without = Rows(programme)
    for row in without.sizes.values():
        without.limits[row] = 1e9
    assert rows.sizes
    assert choose(programme, columns, gap=1e-9, seconds=10, rows=without).value == pytest.approx(best.value)
