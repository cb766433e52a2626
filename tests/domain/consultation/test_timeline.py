from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.data.files import read_case
from concordat.domain.consultation import Frozen, timeline_of
from concordat.domain.kernel.case import Case, Fact
from tests.conftest import EXAMPLES

DAY = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.fixture(scope="module")
def vision() -> Case:
    case = read_case(EXAMPLES / "vision-2020").case
    assert case is not None
    return case


def proposal(**values: object) -> Fact:
    return Fact("proposals", "p", {"title": "P", "kind": "other", "says": "That P.", **values})


def body(name: str, **values: object) -> Fact:
    return Fact(
        "proposal_bodies", name, {"proposal": "p", "council": name, "body": "Cabinet", "route": "executive", **values}
    )


@given(opened=DAY, closed=DAY, said=DAY, sent=DAY, decides=DAY, frozen=DAY)
def test_every_step_is_in_order_or_named_as_without_a_day(
    opened: date | None,
    closed: date | None,
    said: date | None,
    sent: date | None,
    decides: date | None,
    frozen: date | None,
) -> None:
    case = Case(
        "c",
        "C",
        facts=(
            Fact("consultations", "r", {"title": "R", "opened_on": opened, "closed_on": closed}),
            Fact("comments", "c", {"title": "C", "given_on": said}),
            proposal(sent_out=sent),
            body("north", decides_on=decides),
        ),
    )
    found = timeline_of(case, on=date(2025, 1, 1), frozen=[Frozen(7, "F", frozen)])
    days = [moment.day for moment in found.moments]
    assert days == sorted(day for day in days if day is not None)
    assert len(found.moments) + len(found.undated) == 5
    assert sum(day is not None for day in (opened or closed, said, sent, decides, frozen)) == len(found.moments)


def test_a_proposal_took_effect_only_where_every_body_agreed(vision: Case) -> None:
    effects = [one for one in timeline_of(vision, on=date(2016, 6, 1)).moments if "take effect" in one.title]
    assert [one.planned for one in effects] == [True] * len(effects)
    agreed = Case(
        "c",
        "C",
        facts=(
            proposal(sent_out=date(2026, 1, 1), takes_effect=date(2026, 4, 1)),
            body("north"),
            Fact(
                "resolutions",
                "r",
                {"proposal": "p", "body": "north", "outcome": "agreed", "decided_on": date(2026, 2, 1)},
            ),
        ),
    )
    (took,) = [one for one in timeline_of(agreed, on=date(2026, 4, 1)).moments if one.title.startswith("Took effect")]
    assert not took.planned
    before = timeline_of(agreed, on=date(2026, 3, 31)).moments
    assert not [one for one in before if one.title.startswith("Took effect")]


def test_each_council_decides_by_its_own_name(vision: Case) -> None:
    decided = [one for one in timeline_of(vision, on=date(2016, 6, 1)).moments if one.lane == "Decisions"]
    assert {one.organisation for one in decided} == {"Cheltenham", "Cotswold", "Forest of Dean", "West Oxfordshire"}


def test_what_a_party_would_settle_for_is_not_on_it(vision: Case) -> None:
    with_them = timeline_of(vision, on=date(2016, 6, 1))
    assert with_them == timeline_of(vision.without_closed_tables(), on=date(2016, 6, 1))
    assert vision.rows("mandates")
    assert not [item for item in with_them.provenance.inputs if item.name.startswith("mandates")]


def test_a_point_is_on_it_on_the_day_the_last_party_said_so(vision: Case) -> None:
    (agreed,) = [
        one for one in timeline_of(vision, on=date(2016, 6, 1)).moments if one.title == "Agreed: Notice to leave"
    ]
    assert agreed.day == date(2015, 10, 2)
    assert agreed.illustrative


def test_tomorrow_is_still_to_come() -> None:
    today = date(2026, 1, 1)
    case = Case("c", "C", facts=(proposal(sent_out=today + timedelta(days=1)),))
    assert timeline_of(case, on=today).moments[0].planned
    assert not timeline_of(case, on=today + timedelta(days=1)).moments[0].planned
