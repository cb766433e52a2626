import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.domain.appraisal.flips import moved_to, pair_flips, score_flips, weight_flips
from tests.reference.appraisal import flip_by_halving, weights_with

VALUES = st.lists(st.lists(st.integers(0, 100), min_size=3, max_size=3), min_size=2, max_size=4)
WEIGHTS = st.lists(st.integers(1, 20), min_size=3, max_size=3)
NODES = {"a": (0,), "b": (1,), "c": (2,)}


@settings(max_examples=60, deadline=None)
@given(VALUES, WEIGHTS)
def test_every_flip_point_is_where_halving_finds_it(rows: list[list[int]], given_weights: list[int]) -> None:
    values, weights = np.array(rows, dtype=float), np.array(given_weights) / sum(given_weights)
    totals = np.sort(values @ weights)
    if totals[-1] - totals[-2] < 1e-6:
        return  # level already: there is no flip to find
    flips = weight_flips(values, weights, NODES, np.ones(len(values), dtype=bool))
    for number, id in enumerate(NODES):
        for up in (True, False):
            found = [flip.at for flip in flips if flip.criterion == id and (flip.change > 0) == up]
            halved = flip_by_halving(rows, list(weights), number, up=up)
            if halved is None:
                assert not found
            elif min(halved, 1 - halved) > 1e-6:  # level only where the weight is nought or all is no flip
                assert found
                assert found[0] == pytest.approx(halved, abs=1e-6)


def test_the_other_weights_keep_their_proportions() -> None:
    weights = np.array([0.5, 0.3, 0.2])
    assert moved_to(weights, (0,), 0.2) == pytest.approx(weights_with(list(weights), 0, 0.2))
    assert moved_to(weights, (0, 1), 0.4) == pytest.approx([0.25, 0.15, 0.6])


def test_between_two_criteria_the_rest_stay_as_they_are() -> None:
    values, weights = np.array([[80.0, 20, 50], [20, 80, 50]]), np.array([0.6, 0.2, 0.2])
    flip = next(
        f for f in pair_flips(values, weights, NODES, np.ones(2, dtype=bool)) if (f.giver, f.taker) == ("a", "b")
    )
    assert flip.moved == pytest.approx(0.2)
    level = weights - flip.moved * np.array([1, -1, 0])
    assert (values @ level)[0] == pytest.approx((values @ level)[1])


def test_a_score_at_its_flip_point_makes_the_totals_level() -> None:
    values, weights = np.array([[80.0, 40], [50, 60]]), np.array([0.5, 0.5])
    for flip in score_flips(values, weights, ("a", "b"), np.ones(2, dtype=bool)):
        changed = values.copy()
        changed[flip.option, ("a", "b").index(flip.criterion)] = flip.at
        assert (changed @ weights)[0] == pytest.approx((changed @ weights)[1])


def test_an_option_that_may_not_lead_causes_no_flip() -> None:
    values, weights = np.array([[80.0, 20], [20, 80]]), np.array([0.6, 0.4])
    assert weight_flips(values, weights, {"a": (0,), "b": (1,)}, np.array([True, False])) == ()
