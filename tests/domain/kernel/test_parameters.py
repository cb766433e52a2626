from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.parameters import DatedValue, NoValueOnThatDay, Parameter, overlapping
from concordat.domain.kernel.seeds import generator, seed_for

DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@given(st.lists(DAYS, min_size=2, max_size=6, unique=True).map(sorted), DAYS)
def test_values_that_follow_one_another_give_each_day_one(days: list[date], asked: date) -> None:
    values = tuple(
        DatedValue(Decimal(place), "share", "x", first, last)
        for place, (first, last) in enumerate(zip(days, days[1:], strict=False))
    )
    rate = Parameter("test.rate", "Rate", values)
    assert overlapping(values) == []
    if days[0] <= asked < days[-1]:
        assert rate.on(asked).holds_on(asked)
        assert sum(value.holds_on(asked) for value in values) == 1
    else:
        with pytest.raises(NoValueOnThatDay, match=r"test\.rate"):
            rate.on(asked)


@given(DAYS, st.integers(2, 1000))
def test_values_that_hold_on_one_day_are_found(day: date, days: int) -> None:
    first = DatedValue(Decimal(1), "share", "x", day, day + timedelta(days=days))
    second = DatedValue(Decimal(2), "share", "x", day + timedelta(days=days - 1), None)
    assert overlapping([second, first]) == [(first, second)]


@given(st.integers(), st.text(max_size=5), st.text(max_size=5))
def test_draws_come_again_from_their_seed_and_purpose_and_from_no_other(seed: int, one: str, other: str) -> None:
    assert seed_for(seed, one) == seed_for(seed, one)
    assert (seed_for(seed, one) == seed_for(seed, other)) == (one == other)
    assert generator(seed, one).random() == generator(seed, one).random()
