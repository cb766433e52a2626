from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.estimates import Estimate, add_up
from concordat.domain.kernel.findings import Where

ESTIMATES = st.lists(st.integers(-1000, 1000), min_size=3, max_size=3).map(sorted).map(lambda three: Estimate(*three))


@given(st.lists(ESTIMATES, min_size=1, max_size=6))
def test_complete_estimates_add_up_corner_by_corner(estimates: list[Estimate]) -> None:
    total = add_up((str(place), estimate) for place, estimate in enumerate(estimates))
    assert total.low == sum(estimate.low or 0 for estimate in estimates)
    assert total.high == sum(estimate.high or 0 for estimate in estimates)


@given(st.lists(ESTIMATES, max_size=5))
def test_a_missing_low_is_missing_and_not_nought(estimates: list[Estimate]) -> None:
    named = [("known", estimate) for estimate in estimates] + [("up to", Estimate(None, None, 5))]
    total = add_up(named)
    assert total.low is None
    assert total.missing_low == ("up to",)
    assert total.high is not None


def test_what_nobody_put_a_figure_on_changes_no_total() -> None:
    assert add_up([("a", Estimate(1, 2, 3)), ("b", Estimate(None, None, None))]).low == 1
    assert add_up([("b", Estimate(None, None, None))]).high is None


@given(st.permutations([1, 2, 3]))
def test_figures_out_of_order_are_found(three: list[int]) -> None:
    found = [item for item in Estimate(*three, source="x").checks(Where()) if item.is_error]
    assert bool(found) == (three != sorted(three))
