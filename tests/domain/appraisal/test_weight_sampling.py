"""Known volumes and moments: a sampler that is a little off would show here."""

import math

import numpy as np
import pytest

from concordat.domain.appraisal.consistency import fit
from concordat.domain.appraisal.inputs import Statement, StatementKind
from concordat.domain.appraisal.weight_sampling import _within, centre_of_order, draw_weights, is_inside
from concordat.domain.appraisal.weight_statements import limits_from
from tests.domain.appraisal.made import appraisal, said, swings

IDS = ("a", "b", "c", "d")
MADE = appraisal({"x": (1, 2, 3, 4)}, *IDS)


def order(*ids: str) -> tuple[Statement, ...]:
    return tuple(said(StatementKind.ORDER, id, points=place) for place, id in enumerate(ids, start=1))


def test_with_nothing_said_weights_are_uniform_on_the_simplex() -> None:
    """Uniform: mean 1/n, variance (n−1)/(n²(n+1)), and P(w > t) = (1 − t)^(n−1)."""
    drawn = draw_weights(fit((), 4), 4, draws=16_384, seed=3).draws
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert drawn.mean(axis=0) == pytest.approx([0.25] * 4, abs=1e-3)
    assert drawn.var(axis=0) == pytest.approx([3 / 80] * 4, rel=0.01)
    for at in (0.1, 0.5, 0.8):
        assert (drawn[:, 0] > at).mean() == pytest.approx((1 - at) ** 3, abs=2e-3)


def test_in_a_full_order_the_mean_is_the_rank_order_centroid() -> None:
    drawn = draw_weights(fit(limits_from(MADE, order(*IDS)), 4), 4, draws=16_384, seed=3)
    assert drawn.how.startswith("Exact")
    assert drawn.centre == pytest.approx([25 / 48, 13 / 48, 7 / 48, 3 / 48], abs=1e-3)
    assert centre_of_order(4) == pytest.approx([25 / 48, 13 / 48, 7 / 48, 3 / 48])


def test_an_order_of_some_leaves_the_others_free() -> None:
    """Sorting the three that were ordered: their means are the order's share of 3/4, and d keeps 1/4."""
    drawn = draw_weights(fit(limits_from(MADE, order("c", "a", "b")), 4), 4, draws=16_384, seed=3)
    three = centre_of_order(3) * 0.75
    assert drawn.centre == pytest.approx([three[1], three[2], three[0], 0.25], abs=1.5e-3)


def test_hit_and_run_finds_the_same_moments_as_the_exact_sampler() -> None:
    fitted = fit(limits_from(MADE, order(*IDS)), 4)
    drawn = _within(fitted, 4, 8_192, 3, "test")
    assert drawn.centre == pytest.approx(centre_of_order(4), abs=0.006)
    assert "effective sample size" in drawn.stopped
    assert drawn.effective is not None
    assert drawn.effective >= 8_192


def test_hit_and_run_finds_a_known_volume() -> None:
    """Of w1 ≤ 0.2 the part with w1 ≤ 0.1 is (1 − 0.9³)/(1 − 0.8³)."""
    fitted = fit(limits_from(MADE, (said(StatementKind.INTERVAL, "a", most=20),)), 4)
    drawn = _within(fitted, 4, 16_384, 5, "test").draws
    assert (drawn[:, 0] <= 0.1).mean() == pytest.approx((1 - 0.9**3) / (1 - 0.8**3), abs=0.012)


def test_keeping_what_fits_is_exact_too() -> None:
    """“At least twice as much” holds for one weighting in three: a/(a + b) ≥ 2/3, and that share is even."""
    fitted = fit(limits_from(MADE, (said(StatementKind.MATTERS_MORE, "a", than="b", least=2),)), 4)
    drawn = draw_weights(fitted, 4, draws=16_384, seed=5)
    assert drawn.stopped.startswith("Kept 3")
    share = drawn.draws[:, 0] / (drawn.draws[:, 0] + drawn.draws[:, 1])
    assert share.min() >= 2 / 3 - 1e-9
    assert (share <= 5 / 6).mean() == pytest.approx(1 / 2, abs=0.008)


def test_swing_points_fix_the_weights_in_proportion() -> None:
    fitted = fit(limits_from(MADE, swings(a=100, b=50, c=25, d=25)), 4)
    assert draw_weights(fitted, 4, draws=64, seed=1).draws[0] == pytest.approx([0.5, 0.25, 0.125, 0.125])


def test_points_with_a_range_keep_every_weighting_within_it() -> None:
    statements = (
        *swings(a=100),
        said(StatementKind.SWING, "b", least=40, most=60),
        said(StatementKind.SWING, "c", least=20, most=30),
        said(StatementKind.SWING, "d", points=10),
    )
    limits = limits_from(MADE, statements)
    drawn = draw_weights(fit(limits, 4), 4, draws=2_048, seed=1).draws
    assert all(is_inside(one, limits, tolerance=1e-6) for one in drawn[::16])
    assert np.ptp(drawn[:, 1] / drawn[:, 0]) > 0.15


def test_limits_that_only_equal_weights_can_keep_leave_one_weighting() -> None:
    limits = limits_from(MADE, tuple(said(StatementKind.INTERVAL, id, least=25, id=f"least-{id}") for id in IDS))
    assert draw_weights(fit(limits, 4), 4, draws=64, seed=1).draws[0] == pytest.approx([0.25] * 4, abs=1e-6)


def test_the_same_seed_draws_the_same() -> None:
    fitted = fit(limits_from(MADE, (said(StatementKind.MATTERS_MORE, "a", than="b", least=2),)), 4)
    first, again = (draw_weights(fitted, 4, draws=512, seed=9).draws for _ in range(2))
    assert math.isclose(float(np.abs(first - again).max()), 0.0)
