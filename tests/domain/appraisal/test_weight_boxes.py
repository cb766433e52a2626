"""Weights between bounds, against keeping what fits of many draws, and against a known volume."""

import numpy as np
import pytest

from concordat.domain.appraisal.consistency import fit
from concordat.domain.appraisal.inputs import StatementKind
from concordat.domain.appraisal.weight_boxes import box_of
from concordat.domain.appraisal.weight_sampling import draw_weights
from concordat.domain.appraisal.weight_statements import limits_from
from tests.domain.appraisal.made import appraisal, said

IDS = ("a", "b", "c", "d")
MADE = appraisal({"x": (1, 2, 3, 4)}, *IDS)


def between(**bounds: tuple[int, int]):  # type: ignore[no-untyped-def]
    said_ = tuple(said(StatementKind.INTERVAL, id, least=least, most=most) for id, (least, most) in bounds.items())
    return fit(limits_from(MADE, said_), 4)


def test_a_known_volume() -> None:
    """Of w1 ≤ 0.2 the part with w1 ≤ 0.1 is (1 − 0.9³)/(1 − 0.8³)."""
    drawn = draw_weights(between(a=(0, 20)), 4, draws=16_384, seed=5)
    assert drawn.how.startswith("Exact: every weighting between")
    assert (drawn.draws[:, 0] <= 0.1).mean() == pytest.approx((1 - 0.9**3) / (1 - 0.8**3), abs=2e-3)


def test_mean_and_spread_are_those_of_what_fits() -> None:
    fitted = between(a=(10, 40), b=(0, 25), c=(5, 45), d=(20, 35))
    drawn = draw_weights(fitted, 4, draws=65_536, seed=1).draws
    least, most = np.array([0.10, 0, 0.05, 0.20]), np.array([0.40, 0.25, 0.45, 0.35])
    every = np.random.default_rng(3).dirichlet(np.ones(4), 1_000_000)
    kept = every[((every >= least) & (every <= most)).all(axis=1)]
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert ((drawn >= least - 1e-12) & (drawn <= most + 1e-12)).all()
    assert drawn.mean(axis=0) == pytest.approx(kept.mean(axis=0), abs=1.5e-3)
    assert np.cov(drawn.T) == pytest.approx(np.cov(kept.T), abs=1e-4)


def test_a_fixed_weight_stays_and_the_others_share_the_rest() -> None:
    drawn = draw_weights(between(a=(30, 30), b=(0, 50)), 4, draws=4_096, seed=1).draws
    assert drawn[:, 0] == pytest.approx(0.3)
    assert drawn.sum(axis=1) == pytest.approx(1)


def test_bounds_that_leave_one_weighting_are_no_box() -> None:
    assert box_of(between(**dict.fromkeys(IDS, (25, 100))), 4) is None
