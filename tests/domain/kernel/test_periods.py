from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.periods import LONDON, FinancialYear, Period, midnight

DAYS = st.dates(date(1975, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_every_day_is_in_the_financial_year_that_contains_it(day: date) -> None:
    year = FinancialYear.containing(day)
    assert year.first_day <= day <= year.last_day
    assert year.period.holds(midnight(day))


@given(st.integers(1975, 2099))
def test_a_financial_year_reads_back_and_has_twelve_months_from_april(starting: int) -> None:
    year = FinancialYear(starting)
    assert FinancialYear.from_text(str(year)) == year
    months = list(year.months())
    assert (months[0], months[-1], len(months)) == ((starting, 4), (starting + 1, 3), 12)


@given(st.integers(1975, 2099))
def test_financial_years_follow_without_gap_or_overlap(starting: int) -> None:
    year = FinancialYear(starting)
    assert year.period.end == year.later(1).period.start
    assert not year.period.overlaps(year.later(1).period)


@pytest.mark.parametrize("text", ["2026", "2026/28", "26/27", "2026/27/28", "next year"])
def test_what_is_not_a_financial_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Write it like"):
        FinancialYear.from_text(text)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_a_day_has_as_many_hours_as_the_clocks_give_it(day: date, hours: int) -> None:
    period = Period.of_days(day, day)
    assert period.end.timestamp() - period.start.timestamp() == hours * 3600


def test_a_period_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Period(datetime(2026, 1, 1), datetime(2026, 1, 2))


def test_a_period_holds_its_start_and_not_its_end() -> None:
    period = Period.of_month(2026, 2)
    assert period.holds(period.start)
    assert not period.holds(period.end)
    assert period.holds(period.end - timedelta(microseconds=1))
    assert period.start.tzinfo is LONDON
