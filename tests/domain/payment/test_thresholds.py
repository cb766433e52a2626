"""Limits over rolling windows: published points, every edge, and a twin that adds months one by one."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.payment.evidence_types import Entry, Evidence, Figure
from concordat.domain.payment.inputs import Mechanism, Threshold, Window
from concordat.domain.payment.reading import read_mechanism
from concordat.domain.payment.statement import run_months
from concordat.domain.payment.thresholds import in_words, reached
from concordat.domain.performance.periods import Month
from tests.domain.payment.test_worked_mechanisms import months, worked

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


def state(name: str, until: str) -> dict[tuple[str, int], tuple[bool, str]]:
    mechanism, results = worked(name)[0], tuple(months(name, until=until).values())
    return {(one.threshold.id, one.window.months): (one.passed, in_words(one)) for one in reached(mechanism, results)}


def test_the_contract_may_be_ended_under_93_lights_in_a_hundred_in_light_or_50_bright_enough_and_not_at_them() -> None:
    """The bracketed levels of the street lighting model, each edge: 18,600 of 20,000 is 93%, one light fewer is less."""
    april, may = (state("lights-in-light", month) for month in ("2026-04", "2026-05"))
    assert april["dark", 1] == (False, "Lights in light, April 2026: 93% against less than 93%: not passed.")
    assert april["dim", 1][0] is False
    assert may["dark", 1] == (
        True, "Lights in light, May 2026: 92.995% against less than 93%: passed. The authority may end the contract."
    )  # fmt: skip
    assert may["dim", 1][0] is True
    assert not state("lights-in-light", "2026-06")["dark", 1][0]


def test_no_right_follows_from_a_level_that_chance_could_explain_or_that_nobody_measured() -> None:
    july, august = (state("lights-in-light", month) for month in ("2026-07", "2026-08"))
    assert july["dim", 1] == (
        False,
        "Lights that meet their design output, July 2026: 40%, which chance could explain, against less than 50%: not passed.",
    )
    assert august["dim", 1][1].endswith("August 2026: no figure that counts, against less than 50%: not passed.")


def test_single_months_below_a_level_are_counted_within_the_window() -> None:
    """April and May were below 96%, July counts for nobody; August is the third of six."""
    july, august = (state("lights-in-light", month)["dark", 6] for month in ("2026-07", "2026-08"))
    assert july == (False, "Lights in light, 6 months to July 2026: less than 96% in 2 months against 3: not passed.")
    assert august[0]
    assert "less than 96% in 3 months against 3: passed. The contractor owes an improvement plan." in august[1]


def test_a_level_opens_to_the_figure_of_each_month() -> None:
    mechanism, results = worked("lights-in-light")[0], tuple(months("lights-in-light", until="2026-07").values())
    opened = reached(mechanism, results)[1]
    assert [(str(part.month), part.says) for part in opened.parts] == [
        ("2026-04", "93% (18,600 of 20,000)"),
        ("2026-05", "93% (18,599 of 20,000)"),
        ("2026-06", "99.5% (19,900 of 20,000)"),
        ("2026-07", "95% (95 of 100); chance could explain it"),
    ]


@given(
    st.lists(
        st.one_of(st.none(), st.tuples(st.integers(0, 20), st.integers(20, 25), st.booleans())), min_size=1, max_size=15
    ),
    st.integers(1, 14), st.integers(1, 99), st.booleans(), st.data(),
)  # fmt: skip
def test_any_window_of_a_level_agrees_with_sums_taken_month_by_month(
    given_months: list[tuple[int, int, bool] | None], length: int, limit: int, below: bool, data: st.DataObject
) -> None:
    times = data.draw(st.one_of(st.none(), st.integers(1, length)))
    window = Window(length, Decimal(limit), "It may end", below, times)
    mechanism = replace(_with((1, 1), (0,))[0], thresholds=(Threshold("l", "Level", "level", (window,), ("m",)),))
    mechanism = replace(mechanism, measures=(replace(mechanism.measures[0], per_failure=Decimal(0)),))
    figures = tuple(
        Figure("m", Month(2026, 4).later(at), Decimal(100 * one[0]) / one[1], Decimal(one[0]), Decimal(one[1]), Decimal(100),
               assessable=one[2])
        for at, one in enumerate(given_months) if one is not None
    )  # fmt: skip
    until = Month(2026, 4).later(len(given_months) - 1)
    (found,) = reached(mechanism, run_months(mechanism, Evidence(figures), until=until))
    top = bottom = beyond = 0
    doubtful = True
    for one in given_months[-length:]:
        if one is None:
            continue
        top, bottom, doubtful = top + one[0], bottom + one[1], doubtful and not one[2]
        over = one[0] * 100 < limit * one[1] if below else one[0] * 100 > limit * one[1]
        beyond += over and one[2]
    together = bottom > 0 and (top * 100 < limit * bottom if below else top * 100 > limit * bottom)
    assert found.passed == (beyond >= times if times is not None else together and not doubtful)
    assert (found.total is None) == (bottom == 0)


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
