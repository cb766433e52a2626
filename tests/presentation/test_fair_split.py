from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from concordat.domain.cost_sharing.comparison import compare_splits
from concordat.domain.cost_sharing.inputs import SplitQuestion
from concordat.domain.cost_sharing.reading import read_question
from concordat.domain.cost_sharing.results import Comparison
from concordat.presentation.charts.split_bars import split_chart
from concordat.presentation.fair_split import (
    core_in_words,
    glance_in_words,
    headline,
    leaving_in_words,
    nearest_in_words,
    odds_in_words,
    per_cent,
    subsidy_in_words,
)
from tests.domain.cost_sharing.games import NO_STABLE_SPLIT, THREE_COUNCILS
from tests.domain.cost_sharing.test_reading import beside, content
from tests.domain.cost_sharing.test_shapley import thirty_three


def compared(*rules: str, **changes: Any) -> Comparison:
    question = read_question(content(**changes)).question
    assert question is not None
    return compare_splits(question, rules=rules, draws=500)


def test_who_would_rather_leave_and_with_whom():
    found = compared("equal", "equal-savings", "nucleolus")
    equal, same_saving, nucleolus = found.splits
    assert leaving_in_words(found, equal).startswith("Carby would pay £93,333 less alone. Barton and Carby would pay")
    assert leaving_in_words(found, same_saving) == "Ashby and Barton would pay £20,000 less by themselves."
    assert (
        leaving_in_words(found, nucleolus) == "No council and no group of councils would pay less without the others."
    )
    assert headline(found, equal) == "Carby would pay more than alone."
    assert headline(found, same_saving) == "Everybody gains, but some would gain more by themselves."
    assert headline(found, nucleolus) == "Everybody gains, and nobody would rather leave."


def test_at_a_glance_how_many_ways_keep_everybody():
    found = compared("equal", "equal-savings", "own-cost-equal", "nucleolus", "alone")
    assert glance_in_words(found) == (
        "Of 5 ways to share it, 2 would keep everybody; 2 would charge a council more than it would pay alone "
        "and 1 would give a group a reason to leave."
    )
    assert glance_in_words(compared("nucleolus")) == "Of 1 way to share it, 1 would keep everybody."
    assert glance_in_words(compared("equal")).startswith("Of 1 way to share it, none would keep everybody")


def test_who_is_subsidised_and_how_near_the_nearest_stable_split_is():
    found = compared("equal-savings")
    assert subsidy_in_words(found, found.splits[0]).startswith("Carby pays £20,000 less than it adds")
    assert nearest_in_words(found, found.splits[0]) == "Moving £20,000 between the councils would make it stable."


def test_that_no_stable_split_exists_is_said_with_the_least_that_somebody_overpays():
    found = compared("nucleolus", cost=NO_STABLE_SPLIT, multiple=1)
    assert core_in_words(found).startswith("No stable split exists.")
    assert "£13.33 more" in core_in_words(found)


def test_above_twenty_councils_it_says_what_was_not_looked_at():
    found = compare_splits(SplitQuestion("many", "Many", thirty_three()), rules=("alone",))
    assert "not every group" in core_in_words(found)
    assert "the groups looked at" in leaving_in_words(found, found.splits[0])


def test_the_odds_name_whoever_is_most_at_risk():
    found = compared("nucleolus", cost={**THREE_COUNCILS, "C": [80, 120, 150]})
    said = odds_in_words(found.splits[0].better_off, ["Ashby", "Barton", "Carby"])
    assert "The one most at risk is Carby" in said
    assert odds_in_words(None, []) == ""


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Fraction(1, 3), "33%"),
        (Decimal("0.9999"), "more than 99%"),
        (Decimal("0.0001"), "less than 1%"),
        (Decimal(1), "100%"),
        (Decimal(0), "0%"),
    ],
)
def test_a_per_cent_is_never_certain_unless_it_is(share: Fraction | Decimal, words: str):
    assert per_cent(share) == words


def test_the_picture_says_in_words_what_it_shows():
    found = compared("equal", council=beside(today=(390, 300, 115)))
    chart = split_chart(found, found.splits[0])
    assert chart.text_alternative.endswith("C pays £213,333, £93,333 more than alone.")
    assert chart.headings == ("Council", "Pays", "Share", "Alone", "Saves against alone", "Today", "Against today")
    assert chart.rows[2] == ("C", "£213,333", "33.3%", "£120,000", "-£93,333", "£115,000", "£98,333")
    assert chart.svg_markup.startswith("<svg")
