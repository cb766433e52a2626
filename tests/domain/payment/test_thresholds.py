"""Limits over rolling windows: published points, every edge, and a twin that adds months one by one."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.payment.evidence_types import Entry, Evidence
from concordat.domain.payment.inputs import Mechanism, Threshold, Window
from concordat.domain.payment.reading import read_mechanism
from concordat.domain.payment.statement import run_months
from concordat.domain.payment.thresholds import in_words, reached
from concordat.domain.performance.periods import Month
from tests.domain.payment.test_worked_mechanisms import months

# Bridgend County Borough Council: points recorded from April to December 2017, provisional; the contract may be ended above
# 180,000 in a continuous six months or 360,000 in twelve.
BRIDGEND = (10_214, 63_764, 228_877, 20_346, 69_464, 40_901, 36_692, 24_353, 15_510)


def limits(name: str, until: str) -> dict[tuple[str, int], tuple[Decimal, bool]]:
    from concordat.data.files.plain import read_plain
    from tests.domain.payment.test_worked_mechanisms import FOLDER

    content, _ = read_plain(FOLDER / name / "mechanism.toml")
    mechanism = read_mechanism(content or {}, name=name).mechanism
    assert mechanism is not None
    found = reached(mechanism, tuple(months(name, until=until).values()))
    return {(one.threshold.id, one.window.months): (one.total, one.passed) for one in found}


def test_bridgends_points_pass_six_months_in_june_and_twelve_in_august_2017() -> None:
    assert limits("points-over-months", "2017-05")["points", 6] == (73_978, False)
    assert limits("points-over-months", "2017-06")["points", 6] == (302_855, True)
    assert limits("points-over-months", "2017-07")["points", 12] == (323_201, False)
    assert limits("points-over-months", "2017-08")["points", 12] == (392_665, True)
    assert limits("points-over-months", "2017-12")["points", 12] == (sum(BRIDGEND), True)
    assert sum(BRIDGEND) == 510_121


def test_the_windows_roll_and_a_total_that_equals_its_limit_has_not_passed_it() -> None:
    """Deductions of £1,107,000 in six months are the limit itself; a pound more would pass it (here the next £1,000)."""
    assert limits("deductions-over-months", "2026-08")["end", 6] == (110_700_000, False)
    assert limits("deductions-over-months", "2026-09")["end", 6] == (110_800_000, True)
    assert limits("deductions-over-months", "2026-10")["end", 6] == (90_800_000, False)  # April has left the window
    assert limits("deductions-over-months", "2026-10")["end", 12] == (110_800_000, False)


def test_a_share_is_of_the_most_that_the_whole_window_can_bring() -> None:
    found = limits("deductions-over-months", "2026-08")
    assert found["replace", 6] == (Decimal(1107) / 6000, False)
    assert found["replace", 36] == (Decimal(1107) / 36000, False)


def test_a_passed_limit_is_told_with_the_right_that_follows() -> None:
    found = reached(*_with((6, 180_000), BRIDGEND[:3]))
    assert in_words(found[0]) == (
        "Points over months, 6 months to June 2026: 302,855 of 180,000: passed. The council may terminate."
    )


def _with(window: tuple[int, int], points: tuple[int, ...]) -> tuple[Mechanism, tuple]:
    read = read_mechanism(
        {
            "title": "T", "client": "a", "contractor": "b", "starts": "2026-04-01",
            "measure": [{"id": "m", "title": "M", "points_for_each_failure": 1}],
        },
        name="t",
    )  # fmt: skip
    assert read.mechanism is not None
    limit = Threshold(
        "p", "Points over months", "points", (Window(window[0], Decimal(window[1]), "The council may terminate"),)
    )
    mechanism = replace(read.mechanism, thresholds=(limit,))
    first = Month(2026, 4)
    entries = tuple(Entry("failure", "m", first.later(place), Decimal(count)) for place, count in enumerate(points))
    results = run_months(mechanism, Evidence(entries=entries), until=first.later(len(points) - 1))
    return mechanism, results


@given(st.integers(1, 14), st.integers(0, 120), st.lists(st.integers(0, 30), min_size=1, max_size=20))
def test_any_window_agrees_with_months_added_one_by_one(length: int, limit: int, points: list[int]) -> None:
    (found,) = reached(*_with((length, limit), tuple(points)))
    total = 0
    for place in range(len(points) - 1, -1, -1):
        if len(points) - place <= length:
            total += points[place]
    assert found.total == total
    assert found.passed == (total > limit)
    assert found.last == Month(2026, 4).later(len(points) - 1)
    assert found.first == found.last.later(-(min(length, len(points)) - 1))
