from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.periods import LONDON, ContractYear, FinancialYear, Period, midnight

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


BEGINS = st.integers(1, 12)


@given(DAYS, BEGINS)
def test_every_day_is_in_the_contract_year_that_contains_it(day: date, begins: int) -> None:
    year = ContractYear.containing(day, begins=begins)
    assert year.first_day <= day <= year.last_day
    assert year.period.holds(midnight(day))
    assert (year.first_day.month, year.first_day.day) == (begins, 1)


@given(st.integers(1975, 2099), BEGINS)
def test_contract_years_follow_without_gap_or_overlap_and_read_back(starting: int, begins: int) -> None:
    year = ContractYear(starting, begins)
    assert year.period.end == year.later(1).period.start
    months = list(year.months())
    assert (months[0], len(set(months))) == ((starting, begins), 12)
    assert (year.last_day.year, year.last_day.month) == months[-1]
    assert ContractYear.from_text(str(year), begins=begins) == year


@given(DAYS)
def test_a_contract_year_from_april_is_a_financial_year_and_is_written_as_one(day: date) -> None:
    ours, theirs = ContractYear.containing(day), FinancialYear.containing(day)
    assert (str(ours), ours.first_day, ours.last_day) == (str(theirs), theirs.first_day, theirs.last_day)
    assert list(ours.months()) == list(theirs.months())


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 8, 31), "September 2025 to August 2026"),
        (date(2026, 9, 1), "September 2026 to August 2027"),
    ],
)
def test_a_contract_year_is_written_by_its_months(day: date, written: str) -> None:
    assert str(ContractYear.containing(day, begins=9)) == written


def test_a_contract_year_ends_with_february_in_leap_years_too() -> None:
    assert ContractYear(2027, 3).last_day == date(2028, 2, 29)
    assert ContractYear(2026, 3).last_day == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("text", "begins", "starting"),
    [("2025/26", 9, 2025), ("2025-26", 9, 2025), ("2025/2026", 4, 2025), ("2026", 1, 2026)],
)
def test_a_contract_year_is_read_as_people_write_it(text: str, begins: int, starting: int) -> None:
    assert ContractYear.from_text(text, begins=begins) == ContractYear(starting, begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("2026", 9),
        ("2025/27", 9),
        ("2026/27", 1),
        ("October 2025 to September 2026", 9),
        ("0000/01", 4),
        ("next year", 4),
    ],
)
def test_what_is_not_a_year_of_the_contract_is_refused(text: str, begins: int) -> None:
    with pytest.raises(ValueError, match="Write it like 2026"):
        ContractYear.from_text(text, begins=begins)


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
