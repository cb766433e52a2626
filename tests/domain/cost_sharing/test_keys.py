from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.cost_sharing.keys import (
    NothingToShareBy,
    Pool,
    at_service_levels,
    equally,
    split_by,
    staged,
    two_part,
    weighted_counts,
)

COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(lambda counts: sum(counts) > 0)


@given(st.integers(-(10**12), 10**12), COUNTS)
def test_the_parts_add_up_exactly(total: int, counts: list[int]):
    assert sum(split_by(total, counts)) == total


def test_counts_of_nothing_or_below_nought_are_refused():
    for counts in ([0, 0], [3, -1], []):
        with pytest.raises(NothingToShareBy):
            split_by(100, counts)


def test_equal_shares_of_a_cost_of_three_councils():
    assert equally(640, size=3) == (Fraction(640, 3),) * 3


def test_cameras_by_number_alone_and_with_a_fixed_part():
    """Hertfordshire CCTV: £600k for 150, 80, 100 and 70 cameras; then East Herts takes out 60 and only £20k is saved."""
    before, after = (150, 80, 100, 70), (150, 80, 40, 70)
    assert split_by(600, before) == (225, 120, 150, 105)
    by_camera = split_by(580, after)
    assert [round(float(x), 1) for x in by_camera] == [255.9, 136.5, 68.2, 119.4]
    with_fixed_part = two_part(fixed=420, variable=160, fixed_shares=before, usage=after)
    assert [round(float(x), 1) for x in with_fixed_part] == [228.1, 121.6, 123.8, 106.4]


def test_equivalent_cameras_count_by_class():
    counts = [{"active": 100, "re-active": 50}, {"active": 20, "re-active": 0}]
    assert weighted_counts(counts, weights={"active": 1, "re-active": Fraction(2, 5)}) == (120, 20)


def test_services_each_with_its_own_key_add_up():
    pools = [Pool("calls", 1000, (70, 30)), Pool("bins", 500, (1, 4))]
    assert staged(pools) == (800, 700)


def test_aircraft_fees_as_littlechild_and_owen_share_them():
    """S. C. Littlechild and G. Owen, 1973; R package CoopGame: 8, 11, 13, 18 → 2, 3, 4, 9. Runways: 1500, 2200, 3000."""
    assert at_service_levels([8, 11, 13, 18]) == (2, 3, 4, 9)
    assert at_service_levels([1500, 2200, 3000]) == (500, 850, 1650)
    assert at_service_levels([1500, 2200, 3500]) == (500, 850, 2150)
    assert at_service_levels([Fraction(3, 2), Fraction(5, 2), Fraction(7, 2)]) == (Fraction(1, 2), 1, 2)


@given(COUNTS)
def test_those_who_want_the_least_pay_the_least_and_the_highest_level_is_covered(levels: list[int]):
    found = at_service_levels(levels)
    assert sum(found) == max(levels)
    assert [share for _, share in sorted(zip(levels, found, strict=True))] == sorted(found)
