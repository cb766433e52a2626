from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.options import read_recommendations
from concordat.domain.options.recommendation import ReviewClause, months_after, read_recommendation
from tests.domain.options.cases import make_case, recommendation


def test_versions_are_read_oldest_first():
    case = make_case((recommendation(2), recommendation(1)))
    assert [version.version for version in read_recommendations(case)] == [1, 2]


def test_a_date_written_as_text_is_the_same_date():
    """A document that went through JSON holds its dates as text."""
    assert read_recommendation(recommendation(1, day=None, date="2008-09-11")).date == date(2008, 9, 11)


def test_what_is_of_the_wrong_type_reads_as_empty_and_raises_nothing():
    version = read_recommendation(
        recommendation(
            1, day=None, date="soon", areas="none", clauses=[3], reviews=[{"id": 4, "after_months": True}], moved_by=7
        )
    )
    assert version.date is None
    assert (version.areas, version.clauses, version.moved_by) == ((), (), ())
    assert version.reviews[0].after_months is None


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        (date(2009, 4, 1), 18, date(2010, 10, 1)),
        (date(2008, 8, 31), 18, date(2010, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_a_review_falls_due_so_many_months_after_the_start(start: date, months: int, due: date):
    assert months_after(start, months) == due
    assert ReviewClause("look-again", "Look again", after_months=months).due(started_on=start) == due


def test_a_review_has_no_day_until_the_start_is_known():
    assert ReviewClause("look-again", "Look again", after_months=18).due() is None
    assert ReviewClause("look-again", "Look again", on=date(2009, 3, 31)).due() == date(2009, 3, 31)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_months_after_lands_in_the_right_month_and_never_past_its_day(start: date, months: int):
    due = months_after(start, months)
    assert (due.year * 12 + due.month) - (start.year * 12 + start.month) == months
    assert due.day <= start.day
