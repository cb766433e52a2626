from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.keys import equally, split_by
from concordat.domain.cost_sharing.marginal import (
    equal_left_over,
    equal_savings,
    separable_cost_remaining_benefit,
)
from concordat.domain.cost_sharing.shapley import sampled_shapley, shapley_value
from concordat.domain.cost_sharing.stability import find_core, stability_of
from tests.domain.cost_sharing.games import (
    NO_STABLE_SPLIT,
    SKANE_COSTS,
    THREE_COUNCILS,
    TVA_COSTS,
    any_game,
    game_of,
    sharing_game,
)
from tests.domain.cost_sharing.test_shapley import thirty_three
from tests.reference.fair_split import groups_better_alone


def leaving(game: CostGame, shares: tuple[Fraction, ...]) -> dict[str, float]:
    found = stability_of(game, shares)
    return {"".join(group.members): float(group.gain) for group in found.leaving}


def test_skane_water_leaves_hkl_with_reason_to_go():
    """Young, Okada and Hashimoto: the Shapley value and SCRB are not in the core, by H, K and L. Ten thousand crowns."""
    game = game_of(SKANE_COSTS, "AHKLMT")
    assert leaving(game, shapley_value(game)) == pytest.approx({"HKL": 42.75})
    by_scrb = leaving(game, separable_cost_remaining_benefit(game))
    assert by_scrb == pytest.approx({"HKL": 254.33, "AHL": 51.01, "AHKL": 39.41}, abs=0.01)


def test_skane_water_by_population_would_make_two_municipalities_leave_by_themselves():
    """WP-79-77, table 8, by population: H and M pay more than alone; by demand: M."""
    game = game_of(SKANE_COSTS, "AHKLMT")
    by_population = split_by(8382, (1013, 2100, 319, 822, 3422, 707))
    by_demand = split_by(8382, (1333, 1632, 743, 700, 2904, 1069))
    alone = lambda shares: {group.members for group in stability_of(game, shares).councils_leaving}  # noqa: E731
    assert alone(by_population) == {("H",), ("M",)}
    assert alone(by_demand) == {("M",)}


def test_three_councils_who_would_rather_leave_and_by_how_much():
    game = game_of(THREE_COUNCILS)
    assert leaving(game, equally(640, size=3)) == pytest.approx({"C": 93.333, "BC": 36.667}, abs=0.001)
    assert leaving(game, (Fraction(384), Fraction(192), Fraction(64))) == {"AB": 16}
    assert leaving(game, equal_savings(game)) == {"AB": 20}
    assert leaving(game, equal_left_over(game)) == pytest.approx({"C": 6.667}, abs=0.001)


def test_a_council_that_pays_less_than_it_adds_is_subsidised():
    game = game_of(THREE_COUNCILS)
    found = stability_of(game, equal_savings(game)).subsidised
    assert [(council.partner, council.by) for council in found] == [("C", 20)]


def test_tva_every_published_split_is_stable():
    game = game_of(TVA_COSTS, "NFP")
    rules = (shapley_value, separable_cost_remaining_benefit, equal_left_over)
    assert all(stability_of(game, rule(game)).is_stable for rule in rules)


def test_where_no_stable_split_exists_it_says_so_with_the_least_core():
    """Three pairs at 120 and all at 200: half of 3 × 120 is 180, less than 200; each pair pays 13⅓ too much at best."""
    core = find_core(game_of(NO_STABLE_SPLIT))
    assert core.exists is False
    assert core.least_overpayment == pytest.approx(40 / 3, abs=1e-3)


def test_the_nearest_stable_split_moves_the_least_money():
    game = game_of(THREE_COUNCILS)
    found = stability_of(game, equal_savings(game))
    assert found.distance == 20, "A and B together must pay 20 less, so C 20 more"
    assert found.nearest is not None
    assert stability_of(game, tuple(found.nearest)).is_stable


@settings(max_examples=60, deadline=None)
@given(any_game(), st.data())
def test_the_sweep_finds_what_looking_at_each_group_finds(game: CostGame, data: st.DataObject):
    weights = data.draw(st.lists(st.integers(1, 9), min_size=game.size, max_size=game.size))
    shares = split_by(game.total, weights)
    found, slow = stability_of(game, shares), groups_better_alone(game, shares)
    big = {group: gain for group, gain in slow.items() if gain > Fraction(1, 1000)}
    assert {group.members for group in found.leaving} <= set(slow)
    assert found.groups_better_alone >= len(big)
    assert found.is_stable == (not slow) or not big


@settings(max_examples=40, deadline=None)
@given(sharing_game(), st.data())
def test_the_nearest_stable_split_is_stable_and_that_far(game: CostGame, data: st.DataObject):
    weights = data.draw(st.lists(st.integers(1, 9), min_size=game.size, max_size=game.size))
    shares = split_by(game.total, weights)
    found = stability_of(game, shares)
    assert found.nearest is not None
    moved = sum((abs(a - b) for a, b in zip(shares, found.nearest, strict=True)), Fraction(0)) / 2
    assert float(moved) == pytest.approx(float(found.distance or 0), abs=0.01)
    worst = max((gain for gain in groups_better_alone(game, found.nearest).values()), default=Fraction(0))
    assert worst < Fraction(1, 100)


def test_above_twenty_councils_it_says_that_not_every_group_was_looked_at():
    game = thirty_three()
    found = stability_of(game, sampled_shapley(game, pairs=100).shares)
    assert not found.every_group_looked_at
    assert find_core(game).exists is None
    assert "council-0" in {
        name for group in stability_of(game, equally(game.total, size=33)).leaving for name in group.members
    }
