"""Targets over several months, breaks in the series, and times in which nothing is judged."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from concordat.domain.performance.inputs import Break, Measure, Target
from concordat.domain.performance.intervals import byar
from concordat.domain.performance.over_time import judged
from concordat.domain.performance.periods import Month, block_span, in_words, month_span, rolling, year_to_date
from concordat.domain.performance.results import Rating
from concordat.domain.performance.series import Sums, Tally, attainment, is_ripe
from tests.domain.performance.records import catalogue_measure

SHARE = catalogue_measure("highways-defects-on-time", fewest=0)
COUNT = catalogue_measure("disputes-raised")
D = Decimal


def held(measure: Measure, *rows: tuple[int | None, int | None, int, int]) -> Tally:
    made = tuple(Sums(due, done, (), bottom, D(top), D(bottom)) for due, done, top, bottom in rows)
    return Tally(measure, (), made, {})


def test_twelve_months_over_two_years_weigh_each_years_target_by_the_work_of_its_months() -> None:
    measure = replace(SHARE, targets=(Target("2025/26", D(90), D(80)), Target("2026/27", D(96), D(80))))
    found = attainment(held(measure, (202603, 202603, 270, 300), (202604, 202604, 96, 100)), rolling(Month(2026, 4)))
    assert found.target == D("91.5")  # (300 × 90 + 100 × 96) ÷ 400: who meets both years' targets meets this one
    assert found.value == D("91.5")
    assert (found.minimum, found.rating) == (80, Rating.MET)


def test_a_profile_of_a_share_weighs_by_the_work_and_not_by_the_last_month() -> None:
    profile = tuple(D(80 if place == 9 else 95) for place in range(12))
    measure = replace(SHARE, targets=(Target("2026/27", D(95), profile=profile),))
    rows = [(202612, 202612, 95, 100), (202701, 202701, 240, 300)]
    assert attainment(held(measure, *rows), year_to_date(Month(2027, 1))).target == D("83.75")
    assert attainment(held(measure, *rows), month_span(Month(2027, 1))).target == 80


def test_the_least_acceptable_of_a_sum_keeps_its_proportion_to_the_profile() -> None:
    profile = tuple(D(60 if place == 8 else 90) for place in range(12))
    target = Target("2026/27", D(90), minimum=D(75), stretch=D(99), profile=profile)
    measure = replace(COUNT, polarity="higher", targets=(target,))
    december = attainment(held(measure, (None, 202612, 55, 1)), month_span(Month(2026, 12)))
    assert (december.target, december.minimum, december.stretch) == (60, 50, 66)
    assert december.rating is not Rating.BELOW_MINIMUM


def test_a_year_starts_afresh_at_a_break_and_says_so() -> None:
    measure = replace(SHARE, breaks=(Break("2026-06", "From 24 hours to five working days"),))
    rows = [(202604, 202604, 0, 100), (202606, 202606, 9, 10), (202607, 202607, 9, 10)]
    found = attainment(held(measure, *rows), year_to_date(Month(2026, 7)))
    assert (found.numerator, found.denominator) == (18, 20)
    assert "Counted from June 2026" in found.why
    assert "five working days" in found.why
    assert attainment(held(measure, *rows), month_span(Month(2026, 4))).denominator == 100


def test_a_break_in_a_month_without_records_still_starts_limits_of_its_own() -> None:
    measure = replace(SHARE, breaks=(Break("2026-06", "New clock"),))
    months = [Month(2025, 12).later(n) for n in range(12) if n != 6]
    tally = held(measure, *[(m.key, m.key, 9 if n < 6 else 5, 10) for n, m in enumerate(months)])
    chart = judged([attainment(tally, month_span(month)) for month in months], measure)
    assert chart is not None
    assert chart.stretches == (0, 6)
    assert chart.latest.mean == 50


def test_nothing_is_judged_before_the_period_ends_or_while_the_measure_is_not_in_force() -> None:
    measure = replace(SHARE, targets=(Target("2026/27", D(95)),), effective_from=date(2026, 5, 1))
    rows = held(measure, (202604, 202604, 1, 10), (202605, 202605, 1, 10), (202606, None, 0, 9))
    april = attainment(rows, month_span(Month(2026, 4)), as_of=date(2026, 9, 1))
    assert (april.rating, april.why) == (Rating.NO_TARGET, "The measure holds from 1 May 2026.")
    assert attainment(rows, month_span(Month(2026, 5)), as_of=date(2026, 6, 1)).rating is not Rating.NOT_ASSESSABLE
    june = attainment(rows, month_span(Month(2026, 6)), as_of=date(2026, 6, 30))
    assert june.rating is Rating.NOT_ASSESSABLE
    assert "runs to 30 June 2026" in june.why
    ended = replace(measure, effective_from=None, effective_to=date(2026, 5, 31))
    assert (
        attainment(replace(rows, measure=ended), month_span(Month(2026, 6))).why
        == "The measure held until 31 May 2026."
    )


def test_work_that_was_never_due_is_neither_on_time_nor_late() -> None:
    found = attainment(held(SHARE, (202604, 202604, 3, 4), (None, 202604, 0, 6)), month_span(Month(2026, 4)))
    assert found.completed is not None
    assert (found.completed.numerator, found.completed.denominator) == (3, 4)


def test_a_rate_and_a_weighed_share_have_intervals_of_their_own() -> None:
    missed = catalogue_measure("waste-missed-collections")
    found = attainment(held(missed, (None, 202604, 35, 100_000)), month_span(Month(2026, 4)))
    assert found.interval is not None
    assert (found.value, found.interval.method) == (35, "Byar")
    plain = byar(D(35))
    assert (found.interval.low, found.interval.high) == (plain.low, plain.high)
    litter = catalogue_measure("street-cleansing-litter")
    graded = attainment(held(litter, (None, 202604, 40, 320)), month_span(Month(2026, 4)))
    assert graded.interval is not None
    assert graded.interval.low < 12.5 < graded.interval.high


@pytest.mark.parametrize(
    ("month", "size", "first", "last", "said"),
    [
        (Month(2026, 4), 1, "2026-04", "2026-04", "April 2026"),
        (Month(2026, 6), 3, "2026-04", "2026-06", "April to June 2026"),
        (Month(2026, 7), 3, "2026-04", "2026-06", "April to June 2026"),
        (Month(2026, 7), 4, "2026-04", "2026-07", "April to July 2026"),
        (Month(2026, 6), 4, "2025-12", "2026-03", "December 2025 to March 2026"),
        (Month(2026, 3), 12, "2025-04", "2026-03", "April 2025 to March 2026"),
        (Month(2026, 2), 12, "2024-04", "2025-03", "April 2024 to March 2025"),
    ],
)
def test_blocks_of_months_are_counted_from_april_and_have_ended(
    month: Month, size: int, first: str, last: str, said: str
) -> None:
    found = block_span(month, size)
    assert (str(found.first), str(found.last), in_words(found)) == (first, last, said)


def test_repairs_are_ripe_when_their_days_have_passed() -> None:
    measure = catalogue_measure("highways-right-first-time")
    april = month_span(Month(2026, 4))
    assert [is_ripe(measure, april, day) for day in (date(2026, 7, 29), date(2026, 7, 30), None)] == [False, True, True]
