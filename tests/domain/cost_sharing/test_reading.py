from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from concordat.domain.cost_sharing.reading import read_question
from tests.domain.cost_sharing.games import THREE_COUNCILS


def content(**more: Any) -> dict[str, Any]:
    councils = [{"id": id, "name": name} for id, name in (("A", "Ashby"), ("B", "Barton"), ("C", "Carby"))]
    return {"title": "Three", "multiple": 1000, "council": councils, "cost": dict(THREE_COUNCILS), **more}


def codes(said: dict[str, Any]) -> set[str]:
    return {finding.code for finding in read_question(said).findings}


def beside(**columns: tuple[Any, ...]) -> list[dict[str, Any]]:
    """The three councils with a figure each; None leaves it out."""
    return [
        {"id": id, **{name: values[i] for name, values in columns.items() if values[i] is not None}}
        for i, id in enumerate("ABC")
    ]


def test_pounds_in_thousands_become_pence():
    read = read_question(content())
    assert read.findings == ()
    assert read.question is not None
    assert read.question.game.alone == (40_000_000, 30_000_000, 12_000_000)
    assert read.question.game.name("B") == "Barton"


def test_groups_may_be_written_with_a_plus_or_a_comma():
    costs = {"A": 1, "B": 1, "C": 1, "A+B": 2, "C, A": 2, "B&C": 2, "A + B + C": 3}
    assert read_question(content(cost=costs)).findings == ()


def test_other_units_keep_their_decimals_exactly():
    read = read_question({"unit": "million crowns", "cost": {"A": Decimal("1.25"), "B": 2, "AB": Decimal("3.1")}})
    assert read.question is not None
    assert read.question.game.total * 10 == 31 * read.question.unit.per


def test_a_missing_count_names_the_council_and_the_count():
    found = read_question(content(council=beside(population=(1, None, 3)))).findings
    assert [(f.code, f.where.item) for f in found] == [("split.missing_driver", "B")]
    assert "Enter the population" in found[0].fix


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"council": beside(calls=(10, -1, 5))}, "split.negative_count"),
        ({"council": beside(fixed=("50%", "31%", "20%"))}, "split.not_hundred"),
        ({"council": beside(fixed=("50%", "-10%", "60%"))}, "split.not_a_share"),
        ({"council": beside(calls=("many", 1, 2))}, "split.not_a_figure"),
        ({"cost": {"A": 1, "B": 1, "C": 1, "ABC": 2}}, "split.missing_group"),
        ({"cost": {**THREE_COUNCILS, "AX": 1}}, "split.unknown"),
        ({"cost": {**THREE_COUNCILS, "BA": 560}}, "split.group_twice"),
        ({"cost": {**THREE_COUNCILS, "A": "a lot"}}, "split.not_a_figure"),
        ({"cost": {**THREE_COUNCILS, "A": [500, 400, 450]}}, "split.range_order"),
        ({"cost": {**THREE_COUNCILS, "A": [1, 2]}}, "split.range"),
        ({"cost": {}}, "split.no_costs"),
        ({"council": [*beside(), {"id": "A"}]}, "split.twice"),
        ({"pool": [{"name": "all", "cost": 600}]}, "split.pools_total"),
        ({"pool": [{"name": "all", "cost": 640, "key": "bins"}]}, "split.missing_driver"),
        ({"two_part": {"fixed": "170%"}}, "split.two_part"),
        ({"saving": {"rates": {}}}, "split.rates"),
        ({"council": [{"id": str(i)} for i in range(21)]}, "split.too_many"),
    ],
)
def test_each_mistake_has_its_finding(changes: dict[str, Any], code: str):
    read = read_question(content(**changes))
    assert code in {finding.code for finding in read.findings}
    assert read.question is None
    assert all(finding.fix for finding in read.findings)


def test_shares_of_101_per_cent_say_how_far_they_are_out():
    (found,) = read_question(content(council=beside(fixed=("50%", "31%", "20%")))).findings
    assert "101%" in found.message
    assert "1 points too many" in found.fix or "1 point too many" in found.fix


def test_groups_without_a_figure_can_be_taken_to_save_nothing_and_that_is_said():
    costs = {"A": 400, "B": 300, "C": 120, "AB": 560, "ABC": 640}
    read = read_question(content(cost=costs, groups_without_figure="apart"))
    assert [finding.code for finding in read.findings] == ["split.taken_apart"]
    assert read.question is not None
    assert read.question.game.cost(read.question.game.mask_of("AC")) == 52_000_000


def test_ranges_keep_their_corners():
    costs = {**THREE_COUNCILS, "A": {"low": 350, "likely": 400, "high": 470}}
    question = read_question(content(cost=costs)).question
    assert question is not None
    assert question.alone_ranges is not None
    assert (question.alone_ranges[0].low, question.alone_ranges[0].high) == (35_000_000, 47_000_000)


def test_gains_are_kept_as_costs_below_nought():
    question = read_question({"gain": {"A": 0, "B": 0, "AB": 6}}).question
    assert question is not None
    assert question.is_gain
    assert question.game.total == -600


def test_adjustments_are_read():
    question = read_question(
        content(
            council=beside(agreed=("50%", "30%", "20%"), today=(390, 290, 110), cap=(320, None, None)),
            adjust={
                "tolerance_points": 3,
                "collar": "5%",
                "phase_in": {"year": 1, "years": 3},
                "whole_per_cents": True,
            },
        )
    ).question
    assert question is not None
    adjust = question.adjust
    assert (adjust.tolerance, adjust.collar, adjust.phase_years) == (3, Fraction(1, 20), 3)
    assert adjust.caps == (32_000_000, None, None)
    assert adjust.agreed == (Fraction(1, 2), Fraction(3, 10), Fraction(1, 5))


def test_more_than_twenty_councils_come_by_a_rule():
    councils = [{"id": f"c{i}", "alone": 100 + i} for i in range(25)]
    read = read_question({"council": councils, "saving": {"rates": {2: "5%", 10: "20%"}, "difference": 1}})
    assert read.question is not None
    assert not read.question.game.is_exact
