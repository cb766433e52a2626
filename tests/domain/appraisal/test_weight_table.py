"""Weights as people keep them in spreadsheets: down, across, shares, points, ranges, and the usual mess."""

from decimal import Decimal

import pytest

from concordat.domain.appraisal.inputs import Criterion, SpeaksFor, StatementKind
from concordat.domain.appraisal.weight_cells import read_amount
from concordat.domain.appraisal.weight_table import Rows, SaidWeight, Speaker, WeightsRead, read_weight_table

CRITERIA = (Criterion("cost", "Cost"), Criterion("staff", "Effect on staff"), Criterion("place", "Place & people"))
TREE = (
    Criterion("money", "Money"),
    Criterion("cost", "Cost", parent="money"),
    Criterion("risk", "Risk", parent="money"),
    Criterion("staff", "Staff"),
)
COUNCILS = {"ashby": ["Ashby", "Ashby Borough Council"], "ben": ["Benford"]}
ME = Speaker("ashby", "ashby.scorer", SpeaksFor.PERSON)


def rows(text: str) -> Rows:
    return [(number, line.split("|")) for number, line in enumerate(text.split("\n"), start=1)]


def read(text: str, *, otherwise: Speaker | None = None, criteria: tuple[Criterion, ...] = CRITERIA) -> WeightsRead:
    return read_weight_table(rows(text), file="w.csv", criteria=criteria, organisations=COUNCILS, otherwise=otherwise)


def points(found: WeightsRead, speaker: Speaker) -> dict[str, Decimal | None]:
    return {item.criterion: item.points for item in found.said if item.speaker == speaker}


def one(found: WeightsRead, code: str) -> str:
    (finding,) = [item for item in found.findings if item.code == code]
    return f"{finding.where}: {finding.message} {finding.fix}"


DOWN = "Weights of the workshop\n\nCriterion|Ashby|Benford: officer 1|Why\nCost|50|0.5|dear\nEffect on staff (grades)|30|0.3|\nPlace and people|20|0.2|\nTotal|100|1|"


def test_criteria_down_and_partners_across() -> None:
    found = read(DOWN)
    assert points(found, Speaker("ashby")) == {"cost": 50, "staff": 30, "place": 20}
    person = Speaker("ben", "officer-1", SpeaksFor.PERSON)
    assert points(found, person) == {"cost": 50, "staff": 30, "place": 20}
    assert {item.kind for item in found.said} == {StatementKind.DIRECT}
    assert found.findings == ()


def test_criteria_across_say_the_same() -> None:
    across = "Criterion|Cost|Effect on staff|Place & people\nAshby|50|30|20\nBenford: officer 1|50%|30%|20%"
    assert {(i.speaker, i.criterion, i.points) for i in read(across).said} == {
        (i.speaker, i.criterion, i.points) for i in read(DOWN).said
    }


def test_a_plain_column_of_weights_is_of_whoever_brings_it() -> None:
    assert (
        points(read("Criterion|Weight\nCost|50\nEffect on staff|30\nPlace & people|20", otherwise=ME), ME)["cost"] == 50
    )
    assert points(read("Cost|50\nEffect on staff|30\nPlace & people|20", otherwise=ME), ME)["place"] == 20
    assert one(read("Criterion|Weight\nCost|50"), "weights.whose").startswith("w.csv, row 1, column B")


def test_what_all_agreed_together_is_said_for_everybody() -> None:
    found = read("Criterion|All partners\nCost|50\nEffect on staff|30\nPlace & people|20")
    assert {item.speaker.speaks_for for item in found.said} == {SpeaksFor.EVERYBODY}


def test_points_of_which_the_largest_is_100_are_swings() -> None:
    found = read("Criterion|Ashby\nCost|100\nEffect on staff|60\nPlace & people|40")
    assert {item.kind for item in found.said} == {StatementKind.SWING}
    assert "points for each swing" in one(found, "weights.swing")


def test_a_range_is_an_interval_in_per_cent() -> None:
    found = read("Criterion|Ashby\nCost|40-60%\nEffect on staff|0.2 to 0.3\nPlace & people|")
    by = {item.criterion: item for item in found.said}
    assert (by["cost"].kind, by["cost"].least, by["cost"].most) == (StatementKind.INTERVAL, 40, 60)
    assert "Place & people" in one(found, "weights.missing")


def test_weights_of_the_leaves_alone_are_brought_to_shares_of_their_parents() -> None:
    found = read("Criterion|Ashby\nCost|45\nRisk|15\nStaff|40", criteria=TREE)
    assert points(found, Speaker("ashby")) == {"money": 60, "cost": 45, "risk": 15, "staff": 40}


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("Criterion|Ashby\nCost|lots\nEffect on staff|1", "weights.not_a_number", "w.csv, row 2, column B, “Cost”: “lots” is not a weight"),
        ("Criterion|Ashby\nCosts|50\nEffect on staff|50", "weights.unknown_criterion", "Did you mean Cost?"),
        ("Criterion|Ashford\nCost|50", "weights.whose", "row 1, column B: “Ashford” is no partner here"),
        ("Criterion|Ashby|Ashby\nCost|50|50", "weights.twice", "row 1, column C"),
        ("Criterion|Ashby\nCost|50\nCost|40", "weights.twice", "row 3, “Cost”: Cost stands here a second time"),
        ("Criterion|Ashby\nCost|50\nEffect on staff|30\nPlace & people|10", "weights.sum", "add to 90, not to 100"),
        ("Criterion|Ashby\nCost|90\nEffect on staff|30\nPlace & people|", "weights.sum", "has none yet"),
        ("Fruit|Ashby\nApples|50", "weights.no_criterion", "Cost, Effect on staff"),
        ("|Cost|Effect on staf\nAshby|50|x", "weights.unknown_criterion", "column C"),
    ],
)  # fmt: skip
def test_whatever_is_odd_is_told_with_its_place(text: str, code: str, says: str) -> None:
    assert says in one(read(text), code)


@pytest.mark.parametrize(
    ("given", "found"),
    [("25", (25, 25)), (" 25 % ", (25, 25)), (".25", (Decimal("0.25"), Decimal("0.25"))), ("20–30", (20, 30)), ("20 to 30%", (20, 30))],
)  # fmt: skip
def test_a_weight_is_read_as_people_write_it(given: str, found: tuple[object, object]) -> None:
    amount = read_amount(given)
    assert not isinstance(amount, str | None)
    assert (amount.least, amount.most) == found


def test_what_is_no_weight_stays_as_it_was_written() -> None:
    assert [read_amount(given) for given in ("-5", "30-20", "ten", "", None, "n/a")] == [
        "-5",
        "30-20",
        "ten",
        None,
        None,
        None,
    ]


def test_one_statement_remembers_where_it_stood() -> None:
    (first, *_) = read(DOWN).said
    assert isinstance(first, SaidWeight)
    assert str(first.where) == "w.csv, row 4, column B, “Cost”"
