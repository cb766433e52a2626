from collections.abc import Sequence

import numpy as np
import pytest

from concordat.domain.appraisal.consistency import fit
from concordat.domain.appraisal.performance import perform
from concordat.domain.appraisal.shares import confidence_of, rank_shares, shares_of_draws
from concordat.domain.appraisal.weight_sampling import draw_weights
from concordat.domain.appraisal.work_out import work_out
from tests.domain.appraisal.made import appraisal, criteria, score
from tests.reference.appraisal import pert, shares_by_hand


def test_an_option_that_is_better_on_everything_is_always_first() -> None:
    """rsmaa's tests: A = 1, B = 0 on all three criteria; B has no typical weights."""
    drawn = np.tile(np.array([[1.0, 1, 1], [0, 0, 0]]), (10, 1, 1))
    found = shares_of_draws(drawn, np.ones(3) / 3)
    assert found.first.tolist() == [1, 0]
    assert found.centres[0] == pytest.approx([1 / 3] * 3)
    assert np.isnan(found.centres[1]).all()
    quantiles = np.repeat(drawn[0][:, :, None], 256, axis=2)
    sure = confidence_of(found.centres, quantiles, draws=10, random=np.random.default_rng(1))
    assert sure[0] == 1
    assert np.isnan(sure[1])


def test_one_draw_the_other_way_gives_the_other_its_typical_weights() -> None:
    drawn = np.tile(np.array([[1.0, 1, 1], [0, 0, 0]]), (10, 1, 1))
    drawn[0] = drawn[0][::-1]
    found = shares_of_draws(drawn, np.ones(3) / 3)
    assert found.centres[1] == pytest.approx([1 / 3] * 3)
    assert found.beats.tolist() == [[0, 0.9], [0.1, 0]]


def test_two_opposed_options_share_the_simplex_in_half() -> None:
    made = appraisal({"x": (100, 0), "y": (0, 100)}, "a", "b")
    shares = work_out(made, draws=4096).joint.shares
    assert shares is not None
    assert shares.first == pytest.approx([0.5, 0.5], abs=1e-3)
    assert shares.centres[0] == pytest.approx([0.75, 0.25], abs=1e-3)


def test_the_share_of_a_corner_is_its_volume() -> None:
    """x leads where its one criterion weighs more than the even score of 60: w > 0.6, (1 − 0.6)² of a triangle."""
    made = appraisal({"x": (100, 0, 0), "y": (60, 60, 60)}, "a", "b", "c")
    shares = work_out(made, draws=16_384).joint.shares
    assert shares is not None
    assert shares.first[0] == pytest.approx(0.16, abs=2e-3)


def test_options_that_come_to_the_same_share_their_places() -> None:
    made = appraisal({"x": (50, 50), "y": (50, 50), "z": (10, 10)}, "a", "b")
    shares = work_out(made, draws=512).joint.shares
    assert shares is not None
    assert shares.places == pytest.approx(np.array([[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]))


@pytest.mark.slow
def test_uncertain_scores_agree_with_one_draw_at_a_time() -> None:
    figures: dict[str, Sequence[tuple[float, float, float]]] = {
        "x": [(20, 60, 90), (30, 40, 50)], "y": [(50, 55, 60), (10, 50, 90)], "z": [(40, 50, 80), (40, 45, 60)],
    }  # fmt: skip
    scores = tuple(
        score(id, option, *row) for option, cells in figures.items() for id, row in zip("ab", cells, strict=True)
    )
    made = appraisal(dict.fromkeys(figures, (0, 0)), "a", "b")
    made = type(made)(
        **{**{f: getattr(made, f) for f in made.__dataclass_fields__}, "scores": scores, "criteria": criteria("a", "b")}
    )
    weights = draw_weights(fit((), 2), 2, draws=65_536, seed=1).draws
    found = rank_shares(weights, perform(made).quantiles, random=np.random.default_rng(2))
    twin = shares_by_hand([[pert(*cell) for cell in cells] for cells in figures.values()], 60_000, 4)
    assert found.places == pytest.approx(np.array(twin), abs=0.009)
    assert found.standard_error <= 0.002
    assert found.places.sum(axis=0) == pytest.approx(1)
    assert found.places.sum(axis=1) == pytest.approx(1)
