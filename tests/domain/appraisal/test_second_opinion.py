"""Published figures; the answer itself never rests on these methods."""

import numpy as np
import pytest
from pymcdm.methods import PROMETHEE_II, TOPSIS

from concordat.domain.appraisal.second_opinion import (
    critic_weights,
    deviation_weights,
    entropy_weights,
    promethee_ii,
    topsis,
    vikor,
    weighted_product,
    weighted_sum_of,
)

CARS = np.array([[1.0, 3000.0], [2.0, 3750.0], [5.0, 4500.0]])
HALVES = np.array([0.5, 0.5])


def test_a_weighted_sum_is_the_published_one_and_refuses_less_is_better() -> None:
    """scikit-criteria's own test of WeightedSumModel."""
    matrix = np.array([[1.0, 0, 3], [0, 5, 6]])
    assert weighted_sum_of(matrix, np.ones(3), more_is_better=[True] * 3).tolist() == [4, 11]
    with pytest.raises(ValueError):
        weighted_sum_of(matrix, np.ones(3), more_is_better=[True, False, True])


def test_a_weighted_product_is_the_published_one_and_refuses_nought() -> None:
    matrix = np.array([[1.0, 2, 3], [4, 5, 6]])
    assert weighted_product(matrix, np.ones(3)) == pytest.approx([0.77815125, 2.07918125], abs=1e-8)
    with pytest.raises(ValueError):
        weighted_product(np.array([[0.0, 1]]), HALVES)


def test_topsis_gives_the_figures_of_tzeng_and_huang() -> None:
    """Tzeng and Huang, Multiple Attribute Decision Making, 2011."""
    matrix = np.array([[5.0, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]])
    found = topsis(matrix, np.array([0.3, 0.4, 0.3]), more_is_better=[True] * 3)
    assert found == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=6e-5)


def test_topsis_by_range_and_vikor_give_the_figures_of_opricovic_and_tzeng() -> None:
    """Opricovic and Tzeng, European Journal of Operational Research 156, 2004."""
    found = topsis(CARS, HALVES, more_is_better=[False, True], by_range=True)
    assert found == pytest.approx([0.5, 0.617, 0.5], abs=5e-4)
    s, r, q = vikor(CARS, HALVES, more_is_better=[False, True])
    assert s == pytest.approx([0.5, 0.375, 0.5])
    assert r == pytest.approx([0.5, 0.25, 0.5])
    assert q == pytest.approx([1, 0, 1])


def test_promethee_gives_the_net_flows_of_zhao() -> None:
    matrix = np.array([[4.0, 3, 2], [3, 2, 4], [5, 1, 3]])
    found = promethee_ii(matrix, np.array([0.5, 0.3, 0.2]), more_is_better=[True] * 3)
    assert found == pytest.approx([0.1, -0.3, 0.2])


def test_objective_weights_are_the_published_ones() -> None:
    """Diakoulaki, Mavrotas and Papayannakis, Computers and Operations Research 22, 1995; scikit-criteria's tests."""
    two = np.array([[1.0, 2], [4, 16]])
    assert entropy_weights(two) == pytest.approx([0.358889, 0.641111], abs=1e-6)
    assert deviation_weights(two) == pytest.approx([0.176471, 0.82353], abs=1e-5)
    firms = np.array(
        [
            [61, 1.08, 4.33], [20.7, 0.26, 4.34], [16.3, 1.98, 2.53], [9, 3.29, 1.65],
            [5.4, 2.77, 2.33], [4, 4.12, 1.21], [-6.1, 3.52, 2.10], [-34.6, 3.31, 0.98],
        ]
    )  # fmt: skip
    assert critic_weights(firms) == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=1e-7)


def test_topsis_and_promethee_agree_with_pymcdm() -> None:
    random = np.random.default_rng(5)
    matrix, weights = random.uniform(1, 99, (9, 6)), random.dirichlet(np.ones(6))
    assert topsis(matrix, weights, more_is_better=[True] * 6, by_range=True) == pytest.approx(
        TOPSIS()(matrix, weights, np.ones(6))
    )
    assert promethee_ii(matrix, weights, more_is_better=[True] * 6) == pytest.approx(
        PROMETHEE_II("usual")(matrix, weights, np.ones(6))
    )
