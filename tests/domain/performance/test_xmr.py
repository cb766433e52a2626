"""Published vectors: NHS-R Community, NHSRplotthedots (tests and vignettes); Montgomery, Statistical Quality Control, ex. 6.5."""

import pytest

from concordat.domain.performance.xmr import (
    Assurance,
    Limits,
    PointKind,
    assurance,
    chart,
    limits,
    sides,
    trends,
    two_of_three,
)

MONTGOMERY = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304]
ALTERNATING = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
IMPROVING = [82, 85, 79, 88, 84, 86, 81, 83, 87, 80, 85, 84, 86, 90, 91, 89, 92, 90, 91, 93]


@pytest.mark.parametrize("screen", [True, False])
def test_limits_agree_with_montgomery(screen: bool) -> None:
    found = limits(MONTGOMERY, screen=screen)
    assert found.mean == pytest.approx(300.5)
    assert found.moving_range == pytest.approx(7.789474, abs=1e-6)
    assert found.low == pytest.approx(279.783315, abs=0.005)  # Montgomery divides by 1.128; 3 / 1.128 is 2.6596
    assert found.high == pytest.approx(321.216685, abs=0.005)
    assert found.mean - 3 / 1.128 * found.moving_range == pytest.approx(279.783315, abs=1e-6)
    assert found.mean + 3 / 1.128 * found.moving_range == pytest.approx(321.216685, abs=1e-6)


def test_screening_agrees_with_plot_the_dots() -> None:
    screened, plain = limits(ALTERNATING), limits(ALTERNATING, screen=False)
    assert round(screened.mean, 2) == 1.94
    assert (round(screened.low, 2), round(screened.high, 2)) == (-0.72, 4.60)
    assert (round(plain.low, 2), round(plain.high, 2)) == (-3.06, 6.95)
    assert [p.label for p in chart(ALTERNATING).points if p.rule] == ["5"]


def test_seven_rising_or_falling_are_a_trend_and_a_tie_ends_it() -> None:
    assert trends([1, 2, 3, 4, 5, 6, 7])[-1] == 1
    assert trends([7, 6, 5, 4, 3, 2, 1])[-1] == -1
    assert not any(trends([1, 2, 3, 4, 4, 5, 6, 7]))
    assert not any(trends([1, 2, 3, 4, 5, 6]))


def test_seven_on_one_side_are_all_marked_and_six_are_not() -> None:
    assert sides([1, 1, 1, 1, 1, 1, 1, 1, -1], 0) == [1] * 8 + [0]
    assert sides([1, 1, 1, 1, 1, 1, -1], 0) == [0] * 7


def test_two_of_three_near_a_limit_must_be_on_the_same_side() -> None:
    found = Limits(mean=0, moving_range=1, low=-2.66, high=2.66)
    assert two_of_three([2, 1, 2], found) == [1, 0, 1]
    assert two_of_three([2, -2, 0.5], found) == [0, 0, 0]
    assert two_of_three([2, -0.1, 2], found) == [0, 0, 0]


def test_limits_fixed_on_the_first_twelve_show_the_improvement() -> None:
    found = chart(IMPROVING, fix_after=12, polarity="higher")
    assert found.latest.mean == pytest.approx(83.6667, abs=1e-4)
    assert (round(found.latest.low, 3), round(found.latest.high, 3)) == (72.059, 95.274)
    assert [n for n, p in enumerate(found.points, 1) if p.kind is PointKind.IMPROVEMENT] == list(range(11, 21))


def test_assurance_says_whether_the_process_can_pass() -> None:
    found = Limits(mean=90, moving_range=1, low=87.34, high=92.66)
    assert assurance(found, 95, "higher") is Assurance.FAILS
    assert assurance(found, 85, "higher") is Assurance.PASSES
    assert assurance(found, 95, "lower") is Assurance.PASSES
    assert assurance(found, 90, "higher") is Assurance.EITHER


def test_a_break_starts_a_stretch_with_limits_of_its_own() -> None:
    found = chart([1, 2, 1, 2, 1, 2, 11, 12, 11, 12, 11, 12], breaks=[6])
    assert found.stretches == (0, 6)
    assert found.points[0].mean == 1.5
    assert found.latest.mean == 11.5
    assert not any(point.rule for point in found.points)
    assert found.provisional
