from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.appraisal.value_functions import Shape, ValueFunction


def piecewise(*pairs: tuple[str, str]) -> ValueFunction:
    return ValueFunction(
        Shape.PIECEWISE, tuple(Decimal(level) for level, _ in pairs), tuple(Decimal(value) for _, value in pairs)
    )


FALLING = piecewise(("50", "100"), ("75", "80"), ("90", "50"), ("100", "0"))


@pytest.mark.parametrize(("level", "value"), [(60, 92), (75, 80), (10, 100), (40, 100), (101, 0), (120, 0)])
def test_a_bent_line_gives_the_published_values_and_stops_at_its_ends(level: float, value: float) -> None:
    """rsmaa, partial value functions: cut-offs 50, 75, 90, 100 with values 1, .8, .5, 0; clipped outside."""
    assert FALLING.value(level) == pytest.approx(value)


def test_a_rising_bent_line_gives_the_published_value() -> None:
    rising = piecewise(("-0.15", "0"), ("0", "10"), ("0.25", "90"), ("0.35", "100"))
    assert rising.value(0.1) == pytest.approx(42)


def test_steps_hold_the_value_of_the_last_step_reached() -> None:
    steps = ValueFunction(Shape.STEPPED, (Decimal(0), Decimal(4), Decimal(8)), (Decimal(0), Decimal(50), Decimal(100)))
    assert [steps.value(level) for level in (-1, 0, 3.9, 4, 7.9, 8, 99)] == [0, 0, 0, 50, 50, 100, 100]
    assert steps.level_of(50) is None


@given(st.floats(50, 100))
def test_going_to_a_value_and_back_comes_home(level: float) -> None:
    back = FALLING.level_of(FALLING.value(level))
    assert back == pytest.approx(level, abs=1e-6)
