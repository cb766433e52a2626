from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from concordat.domain.performance.inputs import Measure, Target
from concordat.domain.performance.periods import Month, month_span, rolling, span_from_text, year_to_date
from concordat.domain.performance.results import Rating, RecordState
from concordat.domain.performance.series import Sums, Tally, attainment, restated, stale
from tests.domain.performance.records import NOW, catalogue_measure

APRIL, MAY, JUNE = Month(2026, 4), Month(2026, 5), Month(2026, 6)
SHARE = catalogue_measure("highways-defects-on-time", fewest=0)
COUNT = catalogue_measure("disputes-raised")


def sums(*rows: tuple[int | None, int | None, int, int]) -> tuple[Sums, ...]:
    return tuple(Sums(due, done, (), bottom, Decimal(top), Decimal(bottom)) for due, done, top, bottom in rows)


def tally(measure: Measure, *rows: tuple[int | None, int | None, int, int]) -> Tally:
    return Tally(measure, (), sums(*rows), {})


def test_the_year_to_date_is_the_ratio_of_sums_and_not_the_mean_of_months() -> None:
    found = attainment(tally(SHARE, (202604, 202604, 9, 10), (202605, 202605, 400, 1000)), year_to_date(MAY))
    assert found.value == Decimal("40.495050")  # 409 of 1,010; the mean of 90% and 40% would be 65%


def test_rolling_twelve_months_reach_into_the_year_before() -> None:
    held = tally(SHARE, (202504, 202504, 1, 1), (202505, 202505, 0, 1), (202604, 202604, 1, 2))
    assert attainment(held, rolling(APRIL)).denominator == 3
    assert attainment(held, span_from_text("2025/26")).denominator == 2


def test_overdue_stock_leaves_when_the_work_is_done() -> None:
    held = tally(SHARE, (202604, 202605, 0, 3), (202604, None, 0, 2), (202604, 202604, 4, 5))
    assert [attainment(held, month_span(month)).overdue for month in (APRIL, MAY, JUNE)] == [5, 2, 2]


def test_what_is_a_sum_has_a_target_that_adds_up_over_months_and_none_for_a_part() -> None:
    measure = replace(COUNT, targets=(Target("2026/27", Decimal(2), Decimal(4), tolerance=Decimal(1)),))
    held = tally(measure, (None, 202604, 2, 2), (None, 202605, 2, 2))
    whole = attainment(held, year_to_date(MAY))
    assert (whole.value, whole.target, whole.minimum, whole.rating) == (4, 4, 8, Rating.MET)
    assert attainment(held, month_span(MAY), cut=()).rating is Rating.NO_TARGET


def test_a_profile_is_met_month_by_month_and_adds_up() -> None:
    """A gully programme of 90 a month and 60 in December: 780 by the end of December, not nine twelfths of the year."""
    profile = tuple(Decimal(60 if place == 8 else 90) for place in range(12))
    measure = replace(COUNT, polarity="higher", targets=(Target("2026/27", Decimal(90), profile=profile),))
    december = Month(2026, 12)
    held = tally(measure, *[(None, Month(2026, 4).later(n).key, int(profile[n]), 1) for n in range(9)])
    assert attainment(held, month_span(december)).target == 60
    to_date = attainment(held, year_to_date(december))
    assert (to_date.target, to_date.value, to_date.rating) == (780, 780, Rating.MET)


@pytest.mark.parametrize(
    ("day", "state"), [(date(2026, 5, 10), RecordState.PROVISIONAL), (date(2026, 5, 11), RecordState.FINAL)]
)
def test_a_figure_is_provisional_until_its_records_have_come(day: date, state: RecordState) -> None:
    assert attainment(tally(SHARE, (202604, 202604, 1, 1)), month_span(APRIL), as_of=day).state is state


def test_late_rows_restate_or_change_nothing_as_the_measure_says() -> None:
    was = attainment(tally(SHARE, (202604, 202604, 9, 10)), month_span(APRIL))
    now = attainment(tally(SHARE, (202604, 202604, 9, 12)), month_span(APRIL))
    assert restated(now, was, rule="restate").state is RecordState.RESTATED
    assert restated(now, was, rule="restate").value == 75
    assert restated(now, was, rule="freeze").value == 90
    assert restated(was, was, rule="freeze").state is RecordState.FINAL


def test_a_restated_figure_is_told_with_its_unit_and_rounded_like_every_other() -> None:
    was = attainment(tally(SHARE, (202604, 202604, 61, 69)), month_span(APRIL))
    now = attainment(tally(SHARE, (202604, 202604, 61, 72)), month_span(APRIL))
    assert restated(now, was, rule="restate").why.endswith("When the period was final it was 88.41%.")
    assert restated(now, was, rule="freeze").why.endswith("with them it would be 84.72%.")
    close = attainment(tally(SHARE, (202604, 202604, 61_001, 69_000)), month_span(APRIL))
    exact = attainment(tally(SHARE, (202604, 202604, 61_000, 69_000)), month_span(APRIL))
    assert restated(close, exact, rule="restate").why.endswith("it was 88.4058%.")  # 88.4072 now: both are 88.41
    nothing = attainment(tally(SHARE), month_span(APRIL))
    assert restated(now, nothing, rule="restate").why.endswith("it was not known.")


def test_repairs_are_not_judged_before_they_had_time_to_fail() -> None:
    measure = replace(catalogue_measure("highways-right-first-time"), targets=(Target("2026/27", Decimal(98)),))
    held = tally(measure, (None, 202604, 100, 100))
    assert attainment(held, month_span(APRIL), as_of=date(2026, 7, 29)).rating is Rating.NOT_ASSESSABLE
    assert attainment(held, month_span(APRIL), as_of=date(2026, 7, 30)).rating is Rating.MET


def test_a_stale_figure_and_one_that_nobody_owns_say_so() -> None:
    assert "Nobody owns" in stale(SHARE, NOW.date(), as_of=NOW)
    assert "days old" in stale(replace(SHARE, owner="Head"), date(2027, 1, 1), as_of=NOW)
    assert stale(replace(SHARE, owner="Head"), NOW.date(), as_of=NOW) == ""
