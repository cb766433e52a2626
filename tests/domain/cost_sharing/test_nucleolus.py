import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from concordat.domain.cost_sharing.game import CostGame, TooManyPartners, group_sizes, subset_sums
from concordat.domain.cost_sharing.kohlberg import is_nucleolus
from concordat.domain.cost_sharing.nucleolus import Weighing, nucleolus
from concordat.domain.cost_sharing.stability import find_core, stability_of
from concordat.domain.cost_sharing.sweep import scaled
from tests.domain.cost_sharing.games import (
    NO_STABLE_SPLIT,
    SKANE_COSTS,
    THREE_COUNCILS,
    TVA_COSTS,
    any_game,
    estate,
    gains,
    game_of,
    sharing_game,
)
from tests.domain.cost_sharing.test_shapley import thirty_three
from tests.reference.fair_split import nucleolus_by_definition


def test_skane_water_has_the_true_nucleolus_and_not_the_misprint_of_1979():
    """WP-79-77 prints 18.60 and 19.21 for M and T; the costs it was computed from give 18.32 and 19.49."""
    found = nucleolus(game_of(SKANE_COSTS, "AHKLMT"))
    assert [round(float(x) / 100, 2) for x in found.shares] == [20.35, 12.06, 5.0, 8.61, 18.32, 19.49]
    assert found.verified
    assert found.keeps_each_below_alone


def test_the_working_paper_of_1979_does_not_pass_the_proof():
    game = scaled(game_of(SKANE_COSTS, "AHKLMT"))
    printed = np.array([2035, 1206, 500, 861, 1860, 1920]) / game.scale
    assert printed.sum() == pytest.approx(8382 / game.scale)
    assert not is_nucleolus(game, printed, bounded=True)


@pytest.mark.parametrize(
    ("weighing", "shares"),
    [
        (Weighing.PER_HEAD, [20.03, 12.52, 3.94, 9.07, 18.54, 19.71]),
        (Weighing.BY_COST, [19.81, 12.57, 4.35, 9.25, 18.37, 19.47]),
    ],
)
def test_skane_water_weighed_otherwise(weighing: Weighing, shares: list[float]):
    """The first four as WP-79-77 prints its weak and proportional least cores; M and T are settled one level later."""
    found = nucleolus(game_of(SKANE_COSTS, "AHKLMT"), weighing=weighing)
    assert [round(float(x) / 100, 2) for x in found.shares] == shares
    assert found.verified


def test_tva():
    """Straffin and Heaney, 1981: 116,234, 93,540 and 202,810 thousand dollars."""
    assert nucleolus(game_of(TVA_COSTS, "NFP")).shares == (116_234, 93_540, 202_810)


def test_three_councils():
    assert nucleolus(game_of(THREE_COUNCILS)).shares == (310, 230, 100)
    per_head = nucleolus(game_of(THREE_COUNCILS), weighing=Weighing.PER_HEAD).shares
    assert per_head == (Fraction(920, 3), Fraction(680, 3), Fraction(320, 3))
    by_cost = nucleolus(game_of(THREE_COUNCILS), weighing=Weighing.BY_COST).shares
    assert [round(float(x), 4) for x in by_cost] == [298.5499, 228.5089, 112.9412]


def test_where_no_stable_split_exists_the_nucleolus_is_still_the_least_unstable():
    found = nucleolus(game_of(NO_STABLE_SPLIT))
    assert found.shares == (Fraction(200, 3),) * 3
    assert found.levels[0] == Fraction(40, 3)


@pytest.mark.parametrize(
    ("amount", "awards"),
    [
        (100, (Fraction(100, 3),) * 3),
        (200, (50, 75, 75)),
        (300, (50, 100, 150)),
    ],
)
def test_the_talmuds_three_widows(amount: int, awards: tuple[int, ...]):
    """Mishnah, Ketubot 10:4 (claims 100, 200, 300), shown to be the nucleolus by R. Aumann and M. Maschler, 1985."""
    assert tuple(-x for x in nucleolus(estate(amount, (100, 200, 300))).shares) == awards


def test_an_estate_of_200_with_five_claims():
    """R package GameTheory (S. Cano-Berlanga and others), Talmud rule: 7.5, 13.5, 21.5, 59.25, 98.25."""
    found = nucleolus(estate(200, (15, 27, 43, 81, 120)))
    assert [float(-x) for x in found.shares] == [7.5, 13.5, 21.5, 59.25, 98.25]


def test_games_of_gains_as_the_r_package_coopgame_documents_them():
    """CoopGame (J. Staudacher and J. Anwander), nucleolus and perCapitaNucleolus; the second has an empty core."""
    first = nucleolus(gains(-1, 0, 1, 3, 4, 2, 5)).shares
    assert tuple(-x for x in first) == (Fraction(8, 3), Fraction(2, 3), Fraction(5, 3))
    assert tuple(-x for x in nucleolus(gains(2, 6, 5, 15, 1, 18, 14)).shares) == (2, 7, 5)
    per_head = nucleolus(gains(0, 0, 0, 0, 9, 10, 12), weighing=Weighing.PER_HEAD).shares
    assert tuple(-x for x in per_head) == (Fraction(2, 3), Fraction(7, 6), Fraction(61, 6))


@settings(max_examples=60, deadline=None)
@given(any_game(most=4))
def test_the_nucleolus_is_what_its_definition_gives(game: CostGame):
    found = nucleolus(game)
    assert found.verified
    assert [float(x) for x in found.shares] == pytest.approx(nucleolus_by_definition(game), abs=1e-2)


@settings(max_examples=30, deadline=None)
@given(any_game(most=4))
def test_so_is_the_per_capita_nucleolus(game: CostGame):
    found = nucleolus(game, weighing=Weighing.PER_HEAD)
    slow = nucleolus_by_definition(game, weight=lambda mask: float(mask.bit_count()))
    assert found.verified
    assert [float(x) for x in found.shares] == pytest.approx(slow, abs=1e-2)


@settings(max_examples=60, deadline=None)
@given(sharing_game(most=6))
def test_where_a_stable_split_exists_the_nucleolus_is_one(game: CostGame):
    assert find_core(game).exists
    found = nucleolus(game)
    assert sum(found.shares) == game.total
    assert stability_of(game, found.shares).is_stable


@settings(max_examples=40, deadline=None)
@given(any_game(least=2, most=5))
def test_nobody_pays_more_than_alone_wherever_that_is_possible(game: CostGame):
    found = nucleolus(game)
    if found.keeps_each_below_alone:
        assert all(share <= cost for share, cost in zip(found.shares, game.alone, strict=True))
    else:
        assert sum(game.alone) < game.total


@settings(max_examples=40, deadline=None)
@given(any_game(most=5))
def test_equals_pay_the_same(game: CostGame):
    """Two partners that cost every group the same."""
    masks = np.arange(len(game.table))
    swapped = (masks & ~3) | ((masks & 1) << 1) | ((masks & 2) >> 1)
    even = CostGame(game.partners, game.table + game.table[swapped])
    first, second, *_ = nucleolus(even).shares
    assert first == second


@settings(max_examples=40, deadline=None)
@given(any_game(most=5))
def test_moving_money_between_two_partners_fails_the_proof(game: CostGame):
    found = nucleolus(game)
    held = scaled(game)
    moved = np.array([float(share) for share in found.shares]) / held.scale
    moved[0] += 0.01
    moved[1] -= 0.01
    assert not is_nucleolus(held, moved, bounded=found.keeps_each_below_alone)


@pytest.mark.parametrize("size", [8, 12])
def test_larger_games_pass_the_proof(size: int):
    random = np.random.default_rng(size)
    needs = random.integers(10**6, 10**8, size)
    masks = np.arange(1 << size)
    sums = sum((needs[i] * (masks >> i & 1) for i in range(size)), start=np.zeros(1 << size, dtype=np.int64))
    table = (sums * (0.7 + 0.1 * random.random(1 << size))).astype(np.int64)
    table[0] = 0
    found = nucleolus(CostGame(tuple(map(str, range(size))), table))
    assert found.verified
    assert sum(found.shares) == table[-1]


def test_above_twenty_councils_it_is_refused():
    with pytest.raises(TooManyPartners):
        nucleolus(thirty_three())


def test_one_council_pays_it_all():
    assert nucleolus(CostGame.from_costs({"A": 7}, partners="A")).shares == (7,)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["orderly", "unruly", "any costs", "few costs"])
def test_twenty_councils_take_less_than_two_seconds_with_the_proof(kind: str, seed: int):
    """Processor time, so that a busy machine does not decide it; 0.1 to 0.6 seconds were measured."""
    size = 20
    random = np.random.default_rng(seed)
    sums = subset_sums(random.integers(10**6, 10**8, size).astype(float))
    sizes, noise = group_sizes(size), random.random(1 << size)
    costs = {
        "orderly": sums * (0.7 + 0.1 * noise),
        "unruly": sums * (1 - 0.02 * sizes) * (1 + 0.05 * noise),
        "any costs": noise * 1e9,
        "few costs": np.rint(noise * 20) * sizes,
    }
    table = np.rint(costs[kind]).astype(np.int64)
    table[0] = 0
    game = CostGame(tuple(map(str, range(size))), table)
    begun = time.process_time()
    found = nucleolus(game)
    assert time.process_time() - begun < 2
    assert found.verified
    assert sum(found.shares) == game.total
