from datetime import date

import pytest

from concordat.domain.options import condition_standings, read_review
from tests.domain.options.cases import make_case


def standings(*rows: dict[str, object], on: date | None = None):
    case = make_case(conditions=[{"statement": "It can be made to work", **row} for row in rows])
    return condition_standings(read_review(case).conditions, on=on)


@pytest.mark.parametrize(
    ("states", "stands"),
    [
        (["met", "met"], True),
        (["met", "not yet tested"], None),
        (["met", "not met", "not yet tested"], False),
    ],
)
def test_a_recommendation_stands_only_on_conditions_that_are_met(states: list[str], stands: bool | None):
    assert standings(*({"state": state, "evidence": "seen"} for state in states)).stands is stands


def test_a_condition_nobody_is_to_test_says_what_it_misses():
    (item,) = standings({}).conditions
    assert item.missing == ("how it is tested", "who tests it", "by when")


def test_a_tested_condition_needs_its_evidence():
    (item,) = standings({"state": "met"}).conditions
    assert item.missing == ("the evidence",)


def test_a_condition_is_overdue_the_day_after_it_was_to_be_tested_and_not_before():
    row = {"test_by": date(2009, 3, 31)}
    assert not standings(row, on=date(2009, 3, 31)).conditions[0].overdue
    assert standings(row, on=date(2009, 4, 1)).conditions[0].overdue
    assert not standings(row).conditions[0].overdue
    assert not standings({**row, "state": "not met"}, on=date(2010, 1, 1)).conditions[0].overdue
