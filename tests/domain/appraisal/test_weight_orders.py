"""Partial orders, against every order written out."""

from itertools import permutations

import numpy as np
import pytest

from concordat.domain.appraisal.consistency import fit
from concordat.domain.appraisal.inputs import Statement, StatementKind
from concordat.domain.appraisal.weight_orders import orders_of
from concordat.domain.appraisal.weight_sampling import centre_of_order, draw_weights
from concordat.domain.appraisal.weight_statements import limits_from
from tests.domain.appraisal.made import appraisal, said

IDS = ("a", "b", "c", "d", "e")
MADE = appraisal({"x": (1, 2, 3, 4, 5)}, *IDS)


def more(*pairs: str) -> tuple[Statement, ...]:
    return tuple(said(StatementKind.MATTERS_MORE, one, than=other, id=one + other) for one, other in pairs)


def fitting(*pairs: str) -> list[tuple[str, ...]]:
    """Every order, largest first, in which each pair stands the right way round."""
    return [o for o in permutations(IDS) if all(o.index(one) < o.index(other) for one, other in pairs)]


@pytest.mark.parametrize(
    "pairs", [("ab", "ac", "bd", "cd"), ("ab", "cb", "cd"), ("ab", "cd"), ("ae", "be", "ce", "de")]
)
def test_every_order_that_fits_comes_as_often_as_another(pairs: tuple[str, ...]) -> None:
    drawn = draw_weights(fit(limits_from(MADE, more(*pairs)), 5), 5, draws=65_536, seed=2)
    assert drawn.how.startswith("Exact")
    found, counts = np.unique(np.argsort(-drawn.draws, axis=1), axis=0, return_counts=True)
    orders = fitting(*pairs)
    assert {tuple(IDS[k] for k in row) for row in found} == set(orders)
    assert counts / 65_536 == pytest.approx([1 / len(orders)] * len(orders), abs=0.005)


@pytest.mark.parametrize("pairs", [("ab", "ac", "bd", "cd"), ("ab", "cb", "cd")])
def test_the_mean_is_that_of_all_the_orders_together(pairs: tuple[str, ...]) -> None:
    """Each order's mean weights are known in closed form: place k has (1/n) Σ 1/i from k to n."""
    places = centre_of_order(5)
    by_hand = np.mean([[places[order.index(id)] for id in IDS] for order in fitting(*pairs)], axis=0)
    drawn = draw_weights(fit(limits_from(MADE, more(*pairs)), 5), 5, draws=65_536, seed=2)
    assert drawn.centre == pytest.approx(by_hand, abs=1e-3)


def test_a_circle_is_no_order_and_a_factor_is_more_than_one() -> None:
    assert orders_of(fit(limits_from(MADE, more("ab", "bc", "ca")), 5)) is None
    twice = (said(StatementKind.MATTERS_MORE, "a", than="b", least=2),)
    assert orders_of(fit(limits_from(MADE, twice), 5)) is None
