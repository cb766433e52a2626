from datetime import date

import pytest

from concordat.data.files.reference_lists import read_authorities
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Severity
from concordat.domain.kernel.succession import bodies_in, came_after, came_before, check_succession
from tests.data.files.test_reference_lists import content

# Real: the Local Government (Structural Changes) orders of 2007/8 and 2022 that made Cumbria's councils.
ALLERDALE = Fact(
    "authorities", "allerdale", {"name": "Allerdale", "to_date": date(2023, 3, 31), "successors": ("cumberland",)}
)
CUMBERLAND = Fact(
    "organisations", "cumberland", {"name": "Cumberland Council", "from_date": date(2023, 4, 1)}, "cumberland"
)


def own(id: str, **said: object) -> Fact:
    return Fact("organisations", id, {"name": id.title(), **said}, id)  # type: ignore[dict-item]


def codes(*facts: Fact, on: date | None = None) -> list[str]:
    return [finding.code for finding in check_succession(Case("c", "C", facts=facts), on=on)]


def test_a_successor_named_on_one_side_is_known_on_both() -> None:
    bodies = bodies_in(Case("c", "C", facts=(ALLERDALE, CUMBERLAND)))
    assert [step.body.name for step in came_before(bodies, "cumberland")] == ["Allerdale"]
    assert [step.body.id for step in came_after(bodies, "allerdale")] == ["cumberland"]
    assert codes(ALLERDALE, CUMBERLAND) == []


def test_generations_are_walked_nearest_first_and_a_ring_only_once() -> None:
    facts = (own("a", successors=("b",)), own("b", successors=("c",)), own("c", successors=("a",)))
    bodies = bodies_in(Case("c", "C", facts=facts))
    assert [(step.body.id, step.generation) for step in came_after(bodies, "a")] == [("b", 1), ("c", 2)]
    assert "succession.ring" in codes(*facts)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ((own("a", successors=("a",), to_date=date(2020, 1, 1)),), "succession.itself"),
        ((own("a", predecessors=("nobody",)),), "succession.unknown"),
        ((own("a", successors=("b",)), own("b")), "succession.no_end"),
        ((own("a", from_date=date(2020, 1, 1), to_date=date(2019, 1, 1)),), "succession.dates"),
        (
            (own("a", successors=("b",), to_date=date(2020, 3, 31)), own("b", from_date=date(2020, 5, 1))),
            "succession.gap",
        ),
        (
            (own("a", successors=("b",), to_date=date(2020, 3, 31)), own("b", to_date=date(2019, 3, 31))),
            "succession.order",
        ),
    ],
)
def test_what_does_not_fit_is_told(facts: tuple[Fact, ...], code: str) -> None:
    assert code in codes(*facts)


def test_the_day_after_the_last_is_no_gap_and_an_older_successor_is_none_either() -> None:
    ended = own("a", successors=("b", "c"), to_date=date(2020, 3, 31))
    assert codes(ended, own("b", from_date=date(2020, 4, 1)), own("c", from_date=date(1974, 4, 1))) == []


def test_a_member_that_is_no_more_is_told_with_its_successor() -> None:
    facts = (
        own("a", successors=("b",), to_date=date(2023, 3, 31)),
        own("b", from_date=date(2023, 4, 1)),
        Fact("memberships", "m", {"partner": "a", "role": "lead"}, "a"),
    )
    [finding] = check_succession(Case("c", "C", facts=facts), on=date(2024, 1, 1))
    assert finding.severity is Severity.WARNING
    assert finding.message == "A ended on 31 March 2023, and its membership runs on."
    assert finding.fix.endswith("add its successor: B.")
    [before] = check_succession(Case("c", "C", facts=facts), on=date(2022, 1, 1))
    assert before.severity is Severity.NOTE
    ended = Fact("memberships", "m", {"partner": "a", "role": "lead", "to_date": date(2023, 4, 1)}, "a")
    assert check_succession(Case("c", "C", facts=(*facts[:2], ended)), on=date(2024, 1, 1)) == []


@pytest.mark.realdata
def test_the_councils_that_cumbria_became_are_found_in_the_published_list() -> None:
    read = read_authorities(content("uk_local_authorities.csv"))
    bodies = bodies_in(Case("c", "C", facts=tuple(Fact("authorities", row.id, row.values) for row in read.rows)))
    before = [step.body.name for step in came_before(bodies, "cumberland")]
    assert before == [
        "Allerdale Borough Council",
        "Carlisle City Council",
        "Cumbria County Council",
        "Copeland Borough Council",
    ]
    assert {step.body.id for step in came_after(bodies, "cumbria")} == {"cumberland", "westmorland-and-furness"}
    assert bodies["cumberland"].from_date == date(2023, 4, 1)
