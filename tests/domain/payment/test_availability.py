"""From when a failure counts and which sessions it loses: the edges of the time to put right, of sessions and of months."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.periods import LONDON
from concordat.domain.payment.availability import sessions_lost
from concordat.domain.payment.evidence_types import Outage
from concordat.domain.payment.inputs import Availability
from concordat.domain.performance.periods import Month

MAY = Month(2026, 5)
RULE = Availability("rooms", "Rooms", "charge", (("hall", Decimal(1)),), Decimal(3), hours=Decimal(8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=LONDON)


def outage(failed: str, notified: str, put_right: str | None, *, used: bool = False) -> Outage:
    return Outage("rooms", "hall", at(failed), at(notified), at(put_right) if put_right else None, used)


def lost(*outages: Outage, starts: str = "failure", month: Month = MAY) -> tuple[int, int]:
    rule = Availability("rooms", "Rooms", "charge", RULE.units, Decimal(3), hours=Decimal(8), starts=starts)
    found = sessions_lost(outages, rule, month=month)
    return len(found[0]), len(found[1])


@pytest.mark.parametrize(("put_right", "sessions"), [("05-10T17:59", 0), ("05-10T18:00", 0), ("05-10T18:01", 3)])
def test_put_right_in_time_counts_as_available_throughout(put_right: str, sessions: int) -> None:
    assert lost(outage("05-10T07:30", "05-10T10:00", put_right)) == (sessions, 0)


# Standardisation of PFI Contracts, section 8.7: from the start; housing pack: from notification; or once the time has run out.
@pytest.mark.parametrize(("starts", "sessions"), [("failure", 3), ("notification", 2), ("end of rectification", 1)])
def test_the_contract_says_from_when_a_failure_counts(starts: str, sessions: int) -> None:
    assert lost(outage("05-10T07:30", "05-10T10:00", "05-10T20:00"), starts=starts) == (sessions, 0)


@pytest.mark.parametrize(("until", "sessions"), [("05-11T08:00", 2), ("05-11T08:01", 3)])
def test_a_session_ends_at_its_edge(until: str, sessions: int) -> None:
    assert lost(outage("05-10T16:00", "05-10T16:00", until)) == (sessions, 0)


def test_a_failure_over_the_end_of_a_month_is_parted_between_them_and_an_open_one_runs_on() -> None:
    over = outage("05-31T16:00", "05-31T16:00", "06-01T09:00")
    assert [lost(over, month=month) for month in (MAY, Month(2026, 6), Month(2026, 7))] == [(1, 0), (2, 0), (0, 0)]
    assert lost(outage("05-30T00:00", "05-30T00:00", None), month=MAY) == (6, 0)
    assert lost(outage("05-30T00:00", "05-30T00:00", None), month=Month(2026, 6)) == (90, 0)


def test_two_failures_of_one_place_lose_a_session_once_and_use_does_not_lessen_a_loss() -> None:
    first = outage("05-10T08:00", "05-10T08:00", "05-11T00:00")
    second = outage("05-10T09:00", "05-10T09:00", "05-11T01:00", used=True)
    assert lost(first, second) == (2, 1)


def test_the_days_on_which_clocks_change_have_their_sessions() -> None:
    whole = Outage("rooms", "hall", datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 28, tzinfo=UTC), None)
    found = sessions_lost([whole], RULE, month=Month(2026, 3))
    assert len(found[0]) == 4 * 3
    assert len(sessions_lost([whole], RULE, month=Month(2026, 10))[0]) == 31 * 3


@given(st.integers(0, 31 * 24 * 60 - 1), st.integers(8 * 60 + 1, 20_000))
def test_every_session_touched_minute_by_minute_is_lost(begin: int, length: int) -> None:
    start = at("05-01T00:00") + timedelta(minutes=begin)
    one = Outage("rooms", "hall", start, start, start + timedelta(minutes=length))
    touched = {minute // 480 for minute in range(begin, min(begin + length, 31 * 24 * 60))}
    assert sessions_lost([one], RULE, month=MAY)[0] == touched


@pytest.mark.parametrize(
    ("notified", "put_right", "sessions"),
    [
        ("03-28T20:00", "03-29T05:00", 0),  # the clocks go forward: eight hours end at five
        ("03-28T20:00", "03-29T05:01", 2),
        ("10-24T20:00", "10-25T03:00", 0),  # and back: they end at three
        ("10-24T20:00", "10-25T03:01", 2),
    ],
)
def test_the_time_to_put_right_is_in_hours_where_the_clocks_change(
    notified: str, put_right: str, sessions: int
) -> None:
    one = outage(notified, notified, put_right)
    universal = Outage(
        one.about, one.unit, *(moment.astimezone(UTC) for moment in (one.failed, one.notified)),
        one.put_right.astimezone(UTC) if one.put_right else None,
    )  # fmt: skip
    month = Month(2026, int(notified[:2]))
    assert lost(one, month=month) == lost(universal, month=month) == (sessions, 0)
