from fractions import Fraction

import pytest
from hypothesis import given

from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.marginal import (
    cost_gap,
    equal_left_over,
    equal_savings,
    in_proportion_to_alone,
    left_over,
    separable_cost_remaining_benefit,
)
from tests.domain.cost_sharing.games import SKANE_COSTS, THREE_COUNCILS, TVA_COSTS, any_game, gains, game_of


def test_tva_separable_costs_and_what_is_left():
    """Straffin and Heaney, 1981; Ransmeier, 1942. Thousand dollars."""
    game = game_of(TVA_COSTS, "NFP")
    assert game.own_cost == (45_214, 33_763, 110_977)
    assert left_over(game) == 222_630
    found = separable_cost_remaining_benefit(game)
    assert [float(x) for x in found] == pytest.approx([117_475.5, 99_157.3, 195_951.2], abs=0.1)
    assert equal_left_over(game) == (119_424, 107_973, 185_187)


def test_skane_water_by_separable_costs_and_remaining_benefits():
    """WP-79-77, table 8 (printed in million crowns); marginal costs from table 7."""
    game = game_of(SKANE_COSTS, "AHKLMT")
    assert game.own_cost == pytest.approx((1736, 985, 82, 640, 1290, 1406), abs=1), "M is printed as 12.90, for 12.89"
    printed = [19.54, 13.28, 5.62, 10.90, 16.66, 17.82]
    assert [float(x) / 100 for x in separable_cost_remaining_benefit(game)] == pytest.approx(printed, abs=0.01)


def test_three_councils_by_every_rule():
    game = game_of(THREE_COUNCILS)
    expected = {
        in_proportion_to_alone: [312.20, 234.15, 93.66],
        equal_savings: [340, 240, 60],
        equal_left_over: [296.67, 216.67, 126.67],
        separable_cost_remaining_benefit: [315.63, 226.88, 97.50],
        cost_gap: [313.23, 228.71, 98.06],
    }
    for rule, shares in expected.items():
        assert [float(x) for x in rule(game)] == pytest.approx(shares, abs=0.005), rule.__name__


def test_the_cost_gap_is_the_tau_value_that_the_r_package_coopgame_documents():
    """CoopGame, tauValue: v = (0, 0, 0, 2, 2, 3, 5) → 1.25, 1.875, 1.875."""
    assert [-x for x in cost_gap(gains(0, 0, 0, 2, 2, 3, 5))] == [Fraction(5, 4), Fraction(15, 8), Fraction(15, 8)]


@given(any_game())
def test_every_rule_shares_out_the_whole(game: CostGame):
    rules = [equal_savings, equal_left_over, separable_cost_remaining_benefit, cost_gap]
    if sum(game.alone):
        rules.append(in_proportion_to_alone)
    assert all(sum(rule(game)) == game.total for rule in rules)
