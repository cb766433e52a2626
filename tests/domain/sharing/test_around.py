"""Where columns are generated, what limits and leaving cost and the next best are floors and ceilings that hold."""

import pytest

from concordat.domain.sharing import groupings, solve
from concordat.domain.sharing.groupings import find_groupings
from concordat.domain.sharing.results import Groupings
from tests.domain.sharing.cases import at_random

PENNIES = 500  # what exact figures round away, line by line


def both_ways(seed: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Groupings, Groupings]:
    """The same case proven with every group written down, and with columns generated."""
    sharing, assumptions = at_random(seed, councils=4, services=3)
    proven = find_groupings(sharing, assumptions, next_plans=3)
    for module in (solve, groupings):
        monkeypatch.setattr(module, "MOST_GROUPS_AT_ONCE", 0)
    return proven, find_groupings(sharing, assumptions, gap=0.02, seconds=4, next_plans=3)


SEEDS = (3, 5, 8, 11)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_limit_costs_lies_between_what_is_told(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    proven, near = both_ways(seed, monkeypatch)
    if proven.plan is None:
        assert near.plan is None
        return
    assert near.plan is not None
    assert proven.limits is not None
    assert near.limits is not None
    ahead = proven.plan.likely - near.plan.likely
    exact = {limit.says: limit.cost for limit in proven.limits}
    assert {limit.says for limit in near.limits} == set(exact)
    for limit in near.limits:
        assert not limit.exact
        assert limit.at_most is not None
        assert limit.cost - PENNIES <= exact[limit.says] + ahead <= limit.at_most + PENNIES


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_what_leaving_does_to_the_others_lies_between_what_is_told(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    proven, near = both_ways(seed, monkeypatch)
    if proven.plan is None or near.plan is None:
        return
    for one, told in zip(proven.leaving, near.leaving, strict=True):
        alone = proven.plan.likely - proven.plan.gains[one.council] - one.others_loss_replanned  # the others' best
        loss = near.plan.likely - near.plan.gains[one.council] - alone
        assert told.at_least is not None
        assert told.at_least - PENNIES <= loss <= told.others_loss_replanned + PENNIES


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_next_best_near_a_plan_differ_and_are_no_better_than_its_bound(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    proven, near = both_ways(seed, monkeypatch)
    if near.plan is None:
        return
    assert all(other.plan.likely <= near.bound + PENNIES for other in near.next_best)
    assert all(not other.proven for other in near.next_best)
    assert bool(near.next_best) == bool(proven.next_best)
