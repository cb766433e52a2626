from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.domain.business_case.ledgers import Step
from concordat.domain.business_case.opening import open_ledgers, plan_of
from concordat.domain.business_case.plan import Plan
from tests.domain.business_case.cases import business_case_of, saving

FIRST = date(2025, 4, 1)


def milestone(id: str, days: int, *waits_for: str, **said: Any) -> dict[str, Any]:
    return {"id": id, "title": id, "days": days, "waits_for": waits_for, "owner": "somebody", **said}


def planned(*rows: dict[str, Any]) -> Plan:
    return plan_of(business_case_of(saving("rent", 100), milestones=list(rows)))


def test_the_critical_path_of_a_textbook_network():
    """A (3 days) before B (5) and C (2), both before D (4), worked by hand: A, B, D are critical, C may slip by 3 days."""
    plan = planned(milestone("a", 3), milestone("b", 5, "a"), milestone("c", 2, "a"), milestone("d", 4, "b", "c"))
    assert [item.milestone.id for item in plan.critical_path] == ["a", "b", "d"]
    slack = {item.milestone.id: item.slack for item in plan.milestones}
    assert slack == {"a": 0, "b": 0, "c": 3, "d": 0}
    # Days are counted inclusively, and work starts on the day after what it waits for.
    assert plan.reached["d"] == FIRST + timedelta(days=3 + 1 + 5 + 1 + 4)


def test_an_earliest_start_and_an_actual_day_are_kept():
    plan = planned(
        milestone("a", 3, reached=date(2025, 4, 20)), milestone("b", 5, "a"), milestone("c", 1, starts=date(2026, 1, 1))
    )
    assert plan.reached["a"] == date(2025, 4, 20)
    assert {item.milestone.id: item.starts for item in plan.milestones}["b"] == date(2025, 4, 21)
    assert {item.milestone.id: item.starts for item in plan.milestones}["c"] == date(2026, 1, 1)


def test_a_circle_is_named_and_left_out():
    plan = planned(milestone("a", 1, "b"), milestone("b", 1, "a"), milestone("c", 1))
    assert set(plan.in_circle) == {"a", "b"}
    assert [item.milestone.id for item in plan.milestones] == ["c"]


def test_lateness_is_counted_from_the_promised_day():
    plan = planned(milestone("a", 10, due=date(2025, 4, 5)))
    assert plan.milestones[0].late_by == 6


def test_a_slipping_milestone_moves_the_money_that_waits_for_it():
    def first_year(days: int) -> int:
        held = business_case_of(
            saving("rent", 120_000, milestone="live", price_index="fixed"), milestones=[milestone("live", days)]
        )
        return open_ledgers(held).by_year(Step.FINANCIAL)[0]

    assert first_year(0) == 12_000_000
    assert first_year(60) == 10_000_000  # reached on 31 May, so ten months are left from June


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.data())
def test_slack_is_how_far_one_may_slip_before_the_end_moves(days: list[int], data: st.DataObject):
    waits = [
        data.draw(st.sets(st.integers(0, place - 1), max_size=2)) if place else set() for place in range(len(days))
    ]

    def rows(slipped: int = -1, by: int = 0) -> list[dict[str, Any]]:
        return [
            milestone(
                f"m{place}", length + (by if place == slipped else 0), *(f"m{other}" for other in sorted(waits[place]))
            )
            for place, length in enumerate(days)
        ]

    plan = planned(*rows())
    end = max(plan.reached.values())
    for place in range(len(days)):
        slack = next(item.slack for item in plan.milestones if item.milestone.id == f"m{place}")
        assert max(planned(*rows(place, slack)).reached.values()) == end
        assert max(planned(*rows(place, slack + 1)).reached.values()) > end
