from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from coopgt.shapley_value import calculate
from hypothesis import given, settings

from concordat.domain.cost_sharing.game import CostGame, SavingBySize, TooManyPartners
from concordat.domain.cost_sharing.shapley import sampled_shapley, shapley_value
from tests.domain.cost_sharing.games import (
    NO_STABLE_SPLIT,
    SKANE_COSTS,
    THREE_COUNCILS,
    TVA_COSTS,
    any_game,
    gains,
    game_of,
)
from tests.reference.fair_split import shapley_by_permutations


def test_skane_water_has_the_shapley_value_that_was_printed():
    """Young, Okada and Hashimoto, IIASA WP-79-77 (1979), table 8; order A, H, K, L, M, T."""
    found = shapley_value(game_of(SKANE_COSTS, "AHKLMT"))
    printed = [20.01, 10.71, 6.61, 10.37, 16.94, 19.18]
    assert [float(x) / 100 for x in found] == pytest.approx(printed, abs=0.01)


def test_tva_has_the_shapley_value_that_was_published():
    """Straffin and Heaney, 1981."""
    found = shapley_value(game_of(TVA_COSTS, "NFP"))
    assert found == (117_829, Fraction(201_513, 2), Fraction(387_997, 2))


def test_three_councils():
    assert shapley_value(game_of(THREE_COUNCILS)) == (Fraction(955, 3), Fraction(685, 3), Fraction(280, 3))
    assert shapley_value(game_of(NO_STABLE_SPLIT)) == (Fraction(200, 3),) * 3


def test_a_game_of_gains_as_the_r_package_coopgame_documents_it():
    """CoopGame (J. Staudacher and J. Anwander), shapleyValue: v = (2, 4, 5, 18, 14, 9, 24)."""
    assert [-x for x in shapley_value(gains(2, 4, 5, 18, 14, 9, 24))] == [Fraction(19, 2), 8, Fraction(13, 2)]


@pytest.mark.parametrize(
    ("quota", "power"),
    [
        (51, (Fraction(2, 3), Fraction(1, 6), Fraction(1, 6))),
        (52, (Fraction(1, 2), Fraction(1, 2), 0)),
        (100, (Fraction(1, 3),) * 3),
    ],
)
def test_votes_of_50_49_and_1(quota: int, power: tuple[Fraction, ...]):
    """The Shapley–Shubik power of three shareholders (CoopGame, weightedVotingGame)."""
    votes = {"A": 50, "B": 49, "C": 1}
    groups = ("A", "B", "C", "AB", "AC", "BC", "ABC")
    found = shapley_value(gains(*(int(sum(votes[name] for name in group) >= quota) for group in groups)))
    assert tuple(-x for x in found) == power


@given(any_game())
def test_the_fold_gives_what_every_order_gives(game: CostGame):
    assert shapley_value(game) == shapley_by_permutations(game)


@settings(max_examples=20)
@given(any_game(most=4))
def test_the_library_coopgt_gives_the_same(game: CostGame):
    """https://github.com/drvinceknight/coopgt, version 0.0.3: every order, in floats."""
    places = range(1, game.size + 1)
    costs = {
        group: game.cost(sum(1 << (place - 1) for place in group))
        for size in range(game.size + 1)
        for group in combinations(places, size)
    }
    theirs = calculate(costs, number_of_players=game.size)
    assert [float(share) for share in shapley_value(game)] == pytest.approx(list(theirs))


@given(any_game(most=6))
def test_the_shares_add_up_and_a_partner_that_adds_nothing_pays_nothing(game: CostGame):
    assert sum(shapley_value(game)) == game.total
    wider = CostGame((*game.partners, "Z"), np.concatenate([game.table, game.table]))
    assert shapley_value(wider) == (*shapley_value(game), 0)


@given(any_game(least=3))
def test_changing_the_partners_round_changes_the_shares_round(game: CostGame):
    masks = np.arange(len(game.table))
    swapped = (masks & ~3) | ((masks & 1) << 1) | ((masks & 2) >> 1)
    found = shapley_value(CostGame(game.partners, game.table[swapped]))
    first, second, *rest = shapley_value(game)
    assert found == (second, first, *rest)


@settings(max_examples=20)
@given(any_game(most=5))
def test_costs_too_large_for_64_bits_in_one_fold_are_as_exact(game: CostGame):
    million_millions = 10**14
    assert shapley_value(CostGame(game.partners, game.table * million_millions)) == tuple(
        share * million_millions for share in shapley_value(game)
    )


def thirty_three(**more: int) -> CostGame:
    rule = SavingBySize(
        alone=tuple(1_000_000 + 70_000 * i for i in range(33)),
        rates=tuple(min(300_000, 12_000 * s) for s in range(33)),
        **more,
    )
    return CostGame.from_rule(rule, partners=[f"council-{i}" for i in range(33)])


def test_above_twenty_councils_the_exact_value_is_refused_and_the_sampled_one_says_how_sure_it_is():
    game = thirty_three(difference=40_000)
    with pytest.raises(TooManyPartners):
        shapley_value(game)
    found = sampled_shapley(game, pairs=300, seed=7)
    assert sum(found.shares) == game.total
    assert sampled_shapley(game, pairs=300, seed=7) == found
    assert all(error > 0 for error in found.standard_errors)


def test_the_sampled_value_lies_within_its_standard_errors_of_the_exact_one():
    """Ten councils by the same rule, where both can be had; three standard errors for each of the ten."""
    rule = SavingBySize(tuple(500_000 + 90_000 * i for i in range(10)), tuple(20_000 * s for s in range(10)), 25_000)
    game = CostGame.from_rule(rule, partners=[str(i) for i in range(10)])
    exact, found = shapley_value(game), sampled_shapley(game, pairs=500, seed=3)
    for share, sampled, error in zip(exact, found.shares, found.standard_errors, strict=True):
        assert abs(float(share - sampled)) <= 3.5 * error


def test_the_table_of_a_rule_is_the_rule_at_every_group():
    rule = SavingBySize((100, 250, 400), (0, 50_000, 100_000), 7)
    game = CostGame.from_rule(rule, partners="ABC")
    assert game.cost(game.mask_of("AC")) == 500 - 25 + 7
    assert game.total == 750 - 75 + 14
