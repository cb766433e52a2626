"""A picture of what levels are worth, and the same in words."""

from decimal import Decimal

from concordat.domain.appraisal.inputs import Criterion
from concordat.domain.appraisal.value_functions import Shape, ValueFunction
from concordat.presentation.charts.value_functions import value_chart, worth_in_words


def function(shape: Shape, *points: tuple[int, int], unit: str = "months") -> ValueFunction:
    levels, values = (tuple(map(Decimal, side)) for side in zip(*points, strict=True))
    return ValueFunction(shape, levels, values, unit)


def test_points_run_straight_and_steps_do_not() -> None:
    straight = function(Shape.PIECEWISE, (3, 100), (12, 50), (24, 0))
    assert (
        worth_in_words(straight) == "3 months is worth 100, 12 months 50, 24 months 0; between them it runs straight."
    )
    steps = function(Shape.STEPPED, (0, 0), (2, 60), unit="people")
    assert worth_in_words(steps) == "0 people is worth 0, from 2 on 60; in steps, nothing between."


def test_a_step_is_drawn_as_a_step() -> None:
    chart = value_chart(Criterion("cover", "Cover", function=function(Shape.STEPPED, (0, 0), (2, 60))))
    assert chart is not None
    assert chart.spec["mark"]["interpolate"] == "step-after"
    assert chart.rows == (("0", "0"), ("2", "60"))
    assert "<svg" in chart.svg_markup


def test_a_straight_line_needs_no_picture() -> None:
    assert value_chart(Criterion("cost", "Cost")) is None
    assert worth_in_words(ValueFunction()) == ""
