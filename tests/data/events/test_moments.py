"""A time as people and programs write it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from concordat.data.events.moments import Written, read_moment, writing_of

LONDON = ZoneInfo("Europe/London")
HALF_PAST_EIGHT = int(datetime(2026, 4, 1, 7, 30, tzinfo=UTC).timestamp())  # British summer time


@pytest.mark.parametrize(
    "given",
    [
        "2026-04-01 08:30",
        "2026-04-01T07:30:00Z",
        "2026-04-01T08:30:00+01:00",
        "01/04/2026 08:30",
        "1/4/2026  8:30:00",
        "01/04/26 08:30",
        "01/04/2026 08:30 AM",
        "1 Apr 2026 08:30",
        "01-Apr-2026 08:30:00",
        "01.04.2026 08:30",
        datetime(2026, 4, 1, 8, 30),
        46113.354166666664,
        "46113.3541666667",
        HALF_PAST_EIGHT,
        HALF_PAST_EIGHT * 1000,
        float(HALF_PAST_EIGHT),
    ],
)
def test_every_usual_way_is_the_same_moment(given: Any) -> None:
    assert read_moment(given, formats=(), zone=LONDON, title="Reported") == (HALF_PAST_EIGHT, None)


@pytest.mark.parametrize("given", ["31/02/2026 10:00", "soon", "01/04/2026 25:00", 5, 10**30, float("inf"), True, "12"])
def test_what_is_no_time_is_told_and_never_stops_the_file(given: Any) -> None:
    value, reason = read_moment(given, formats=(), zone=LONDON, title="Reported")
    assert value is None
    assert reason is not None
    assert reason.fix


@pytest.mark.parametrize(
    ("given", "way"),
    [
        ("13/04/2026", Written.DAY_FIRST),
        ("04/13/2026 08:00", Written.MONTH_FIRST),
        ("04/05/2026", Written.OTHERWISE),
        ("2026-04-13", Written.OTHERWISE),
        (46113.0, Written.DAY_NUMBER),
        (1_775_030_400, Written.OTHERWISE),
    ],
)
def test_how_a_day_is_written_is_told_apart(given: Any, way: Written) -> None:
    assert writing_of(given) is way
