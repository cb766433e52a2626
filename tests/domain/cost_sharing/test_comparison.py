from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from concordat.domain.cost_sharing.checks import check_comparison, check_question
from concordat.domain.cost_sharing.comparison import add_up_chosen, compare_splits
from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.inputs import SplitQuestion
from concordat.domain.cost_sharing.reading import read_question
from concordat.domain.cost_sharing.results import Comparison
from tests.domain.cost_sharing.games import NO_STABLE_SPLIT, THREE_COUNCILS, sharing_game
from tests.domain.cost_sharing.test_reading import beside, content
from tests.domain.cost_sharing.test_shapley import thirty_three


def compared(*rules: str, **changes: Any) -> Comparison:
    read = read_question(content(**changes))
    assert read.question is not None, read.findings
    return compare_splits(read.question, rules=rules, draws=2_000)


def test_three_councils_in_pounds_and_pence():
    found = compared("shapley", "nucleolus", "alone")
    amounts = {split.rule: split.amounts for split in found.splits}
    assert amounts == {
        "shapley": (31_833_334, 22_833_333, 9_333_333),
        "nucleolus": (31_000_000, 23_000_000, 10_000_000),
        "alone": (31_219_512, 23_414_634, 9_365_854),
    }
    nucleolus = found.of("nucleolus")
    assert nucleolus is not None
    assert found.saves(nucleolus) == (9_000_000, 7_000_000, 2_000_000)


@settings(max_examples=25, deadline=None)
@given(sharing_game(most=4))
def test_every_rule_adds_up_to_the_penny(game: CostGame):
    found = compare_splits(SplitQuestion("any", "Any", game))
    assert found.splits
    assert all(sum(split.amounts) == game.total for split in found.splits)


def test_counts_fixed_shares_parts_and_two_part_charges_are_rules_where_their_figures_are_there():
    found = compared(
        council=beside(population=(5, 3, 2), calls=(1, 1, 2), fixed=("50%", "30%", "20%")),
        pool=[{"name": "calls", "cost": 400, "key": "calls"}, {"name": "rest", "cost": 240}],
        two_part={"fixed": "75%", "fixed_key": "population", "key": "calls"},
    )
    amounts = {split.rule: split.amounts for split in found.splits}
    assert amounts["by-population"] == amounts["fixed"] == (32_000_000, 19_200_000, 12_800_000)
    assert amounts["pools"] == (18_000_000, 18_000_000, 28_000_000)
    assert amounts["two-part"] == (28_000_000, 18_400_000, 17_600_000)


def test_nobody_pays_more_than_alone_when_that_is_agreed():
    """Equal shares of £640k charge C £213k against £120k alone; held at £120k, A and B pay the rest alike."""
    split = compared("equal", adjust={"no_more_than_alone": True}).splits[0]
    assert split.amounts == (26_000_000, 26_000_000, 12_000_000)
    assert split.steps == ("Held within limits: nobody pays more than alone.",)
    assert split.by_rule == (Fraction(64_000_000, 3),) * 3


def test_limits_that_cannot_be_kept_give_no_figures_but_the_reason():
    found = compared("equal", council=beside(cap=(100, 100, 100)))
    assert found.splits == ()
    assert "nobody may pay" in found.not_computed[0].why


def test_phase_in_tolerance_and_whole_per_cents():
    phased = compared("equal", council=beside(today=(320, 160, 160)), adjust={"phase_in": {"year": 1, "years": 2}})
    assert phased.splits[0].amounts == (26_666_667, 18_666_667, 18_666_666)
    kept = compared("equal", council=beside(agreed=("34%", "34%", "32%")), adjust={"tolerance_points": 3})
    assert kept.splits[0].amounts == (21_760_000, 21_760_000, 20_480_000)
    whole = compared("shapley", adjust={"whole_per_cents": True}).splits[0]
    assert [int(share * 100) for share in whole.shares] == [50, 36, 14]


def test_a_collar_and_todays_bill():
    split = compared("equal", council=beside(today=(400, 160, 80)), adjust={"collar": "25%"}).splits[0]
    assert split.amounts == (34_000_000, 20_000_000, 10_000_000)


def test_how_often_everybody_is_better_off_when_the_baselines_are_uncertain():
    costs = {
        **THREE_COUNCILS,
        "A": [350, 400, 470],
        "B": [260, 300, 350],
        "C": [95, 120, 150],
        "ABC": [600, 640, 720],
    }
    found = compared("equal", "nucleolus", cost=costs)
    equal, nucleolus = found.splits
    assert equal.better_off is not None
    assert nucleolus.better_off is not None
    assert equal.better_off.everybody == 0, "C never costs £213k alone"
    assert Decimal("0.7") < nucleolus.better_off.everybody < 1
    assert nucleolus.better_off.each[2] <= min(nucleolus.better_off.each[:2])
    assert compared("equal", "nucleolus", cost=costs).hash == found.hash


def test_without_ranges_nothing_is_said_about_chance():
    assert compared("nucleolus").splits[0].better_off is None


def test_no_stable_split_is_an_answer():
    found = compared("nucleolus", cost=NO_STABLE_SPLIT)
    assert found.core.exists is False
    assert not found.splits[0].stability.is_stable
    (said,) = check_comparison(found)
    assert "No stable split exists" in said.message
    assert "£13,333" in said.message


def test_a_chosen_rule_that_somebody_would_rather_leave_is_noted():
    found = compared("equal", chosen="equal")
    assert [finding.code for finding in check_comparison(found)] == ["split.chosen_unstable"]


def test_a_cost_that_is_dearer_together_is_told():
    question = read_question(content(cost={**THREE_COUNCILS, "ABC": 900})).question
    assert question is not None
    assert [finding.code for finding in check_question(question)] == ["split.dearer_together"]


def test_above_twenty_councils_the_nucleolus_is_not_computed_and_the_rest_is():
    found = compare_splits(SplitQuestion("many", "Many", thirty_three()))
    assert {item.rule for item in found.not_computed} >= {"nucleolus", "per-capita-nucleolus"}
    assert "up to 20" in found.not_computed[0].why
    shapley = found.of("shapley")
    assert shapley is not None
    assert shapley.standard_errors is not None
    assert sum(shapley.amounts) == found.game.total


def test_services_each_by_its_own_rule_add_up():
    first, second = compared(chosen="nucleolus"), compared(chosen="alone")
    together = add_up_chosen([first, second])
    assert together is not None
    assert together.paid == (31_000_000 + 31_219_512, 23_000_000 + 23_414_634, 10_000_000 + 9_365_854)
    assert sum(together.saves) == 2 * (82_000_000 - 64_000_000)
    assert add_up_chosen([first]) is None
    assert add_up_chosen([first, compared()]) is None, "nothing chosen for the second"


def test_an_unknown_rule_is_misuse():
    with pytest.raises(LookupError):
        compared("by-magic-wand-that-nobody-entered", "wishing")
