"""A published analysis, worked out anew: blood thinners after surgery, two drugs on three criteria.

Gert van Valkenhoef, *smaa* for R (2013), the example “thrombo”: 10,000 draws of what each drug achieves on each criterion,
already valued from 0 to 1, and all weightings alike. Its published results rest on those draws. Held here are the quantiles
of the six spreads, from which we draw for ourselves; so figures agree within what 10,000 draws carry. Run on the package's
own draws, our counting gives its results to the last of the four digits published.
"""

import numpy as np
import pytest

from concordat.domain.appraisal.consistency import fit
from concordat.domain.appraisal.pert import MIDDLES
from concordat.domain.appraisal.shares import confidence_of, rank_shares
from concordat.domain.appraisal.weight_sampling import draw_weights

# fmt: off
AT = (0, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99, 0.995, 1)
SPREADS = {
    ("Heparin", "proximal thrombosis"): (-0.102, 0.071, 0.106, 0.155, 0.195, 0.25, 0.285, 0.312, 0.333, 0.354, 0.371, 0.387, 0.404, 0.419, 0.434, 0.449, 0.464, 0.48, 0.497, 0.516, 0.537, 0.564, 0.601, 0.63, 0.662, 0.684, 0.763),
    ("Heparin", "distal thrombosis"): (-0.248, 0.002, 0.041, 0.101, 0.159, 0.223, 0.264, 0.295, 0.321, 0.347, 0.369, 0.389, 0.409, 0.429, 0.448, 0.468, 0.487, 0.509, 0.535, 0.559, 0.586, 0.622, 0.676, 0.718, 0.77, 0.805, 0.976),
    ("Heparin", "bleeding"): (0.402, 0.624, 0.664, 0.729, 0.779, 0.829, 0.859, 0.881, 0.897, 0.91, 0.922, 0.932, 0.941, 0.948, 0.955, 0.962, 0.968, 0.973, 0.978, 0.983, 0.987, 0.992, 0.996, 0.998, 0.999, 1.0, 1.0),
    ("Enoxaparin", "proximal thrombosis"): (0.324, 0.496, 0.519, 0.566, 0.6, 0.64, 0.665, 0.684, 0.7, 0.714, 0.726, 0.738, 0.749, 0.759, 0.769, 0.78, 0.791, 0.801, 0.813, 0.824, 0.837, 0.853, 0.874, 0.89, 0.907, 0.92, 0.965),
    ("Enoxaparin", "distal thrombosis"): (-0.006, 0.186, 0.225, 0.292, 0.348, 0.408, 0.449, 0.482, 0.508, 0.532, 0.554, 0.574, 0.595, 0.615, 0.635, 0.653, 0.673, 0.693, 0.715, 0.74, 0.765, 0.801, 0.85, 0.89, 0.928, 0.954, 1.114),
    ("Enoxaparin", "bleeding"): (-0.352, 0.067, 0.134, 0.231, 0.31, 0.397, 0.447, 0.486, 0.521, 0.548, 0.574, 0.595, 0.615, 0.636, 0.656, 0.676, 0.694, 0.715, 0.736, 0.757, 0.781, 0.81, 0.844, 0.874, 0.9, 0.914, 0.967),
}
# fmt: on
DRAWS = 65_536


@pytest.fixture(scope="module")
def quantiles() -> np.ndarray:
    return np.array([np.interp(MIDDLES, AT, row) for row in SPREADS.values()]).reshape(2, 3, -1)


def test_rank_acceptability_and_central_weights_are_those_published(quantiles: np.ndarray) -> None:
    """Standard error of a published share: √(0.35 × 0.65 / 10,000) = 0.005."""
    weights = draw_weights(fit((), 3), 3, draws=DRAWS, seed=1).draws
    found = rank_shares(weights, quantiles, random=np.random.default_rng(1))
    assert found.places == pytest.approx(np.array([[0.3504, 0.6496], [0.6496, 0.3504]]), abs=0.01)
    published = [[0.1865097, 0.2772205, 0.5362698], [0.4073100, 0.3641477, 0.2285423]]
    assert found.centres == pytest.approx(np.array(published), abs=0.012)
    sure = confidence_of(np.array(published), quantiles, draws=DRAWS, random=np.random.default_rng(2))
    assert sure == pytest.approx([0.6682, 0.8956], abs=0.015)


def test_with_fixed_weights_the_first_places_are_those_published(quantiles: np.ndarray) -> None:
    """Standard error of the published share: 0.003."""
    found = rank_shares(np.tile([0.5, 0.2, 0.3], (DRAWS, 1)), quantiles, random=np.random.default_rng(1))
    assert found.first == pytest.approx([0.1279, 0.8721], abs=0.009)
