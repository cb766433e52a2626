"""A measure over time as a picture: what a figure cannot be is not drawn, and what it can be is."""

from decimal import Decimal

import pytest

from concordat.domain.performance.periods import Month, month_span
from concordat.domain.performance.series import Sums, Tally, attainment
from concordat.presentation.charts.chart import Chart
from concordat.presentation.charts.over_time import over_time_chart
from tests.domain.performance.records import catalogue_measure

START = Month(2025, 4)


def drawn(name: str, *figures: tuple[int, int]) -> Chart:
    measure = catalogue_measure(name)
    sums = tuple(
        Sums(START.later(place).key, START.later(place).key, (), bottom, Decimal(top), Decimal(bottom))
        for place, (top, bottom) in enumerate(figures)
    )
    tally = Tally(measure, (), sums, {})
    found = over_time_chart([attainment(tally, month_span(START.later(n))) for n in range(len(figures))], measure)
    assert found is not None
    return found


def test_work_that_came_cheaper_than_estimated_stands_below_nought() -> None:
    chart = drawn("finance-cost-predictability", *[(-200, 10_000), (100, 10_000)] * 6)
    assert chart.rows[0][:2] == ("April 2025", "−2%")
    low, high = chart.spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert low < -2
    assert high < 20
    assert "between −" in chart.text_alternative


@pytest.mark.parametrize("figures", [[(99, 100), (60, 100)] * 6, [(1, 100), (40, 100)] * 6])
def test_a_share_stays_between_nought_and_the_whole(figures: list[tuple[int, int]]) -> None:
    chart = drawn("highways-defects-on-time", *figures)
    rows = chart.spec["data"]["values"]
    assert all(0 <= row["low"] <= row["high"] <= 100 for row in rows)
    assert "0% to " in chart.rows[0][3] or " to 100%" in chart.rows[0][3]
