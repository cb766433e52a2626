"""The fast slices against the inverse of the incomplete beta function itself."""

import numpy as np
import pytest
from scipy.special import betaincinv

from concordat.domain.appraisal.pert import MIDDLES, pert_slices


def test_the_slices_are_those_of_the_beta_distribution() -> None:
    modes = np.concatenate([[0.0, 0.5, 1.0], np.random.default_rng(4).random(200)])
    exact = betaincinv(1 + 4 * modes[:, None], 5 - 4 * modes[:, None], MIDDLES)
    assert np.abs(pert_slices(modes) - exact).max() < 1e-12


def test_the_mean_is_that_of_pert() -> None:
    """(low + 4 × likely + high) / 6, for 0, 0.2 and 1; the middles of slices miss a little of the tails."""
    assert pert_slices(np.array([0.2])).mean() == pytest.approx((0 + 4 * 0.2 + 1) / 6, abs=1e-4)
