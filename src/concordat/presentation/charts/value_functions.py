"""What each level on a criterion is worth, where that does not run straight from worst to best."""

from typing import Any

from concordat.domain.appraisal.inputs import Criterion
from concordat.domain.appraisal.value_functions import Shape, ValueFunction
from concordat.presentation.charts.chart import BLUE, Chart


def value_chart(criterion: Criterion) -> Chart | None:
    """None for a straight line, which needs no picture."""
    function = criterion.function
    if function.shape is Shape.LINEAR:
        return None
    unit = function.unit or "Level"
    return Chart(
        spec=_spec(function, unit),
        caption=f"{criterion.title}: what each level is worth, from 0 to 100",
        text_alternative=worth_in_words(function),
        headings=(unit[:1].upper() + unit[1:], "Worth"),
        rows=tuple((f"{level:f}", f"{value:f}") for level, value in _points(function)),
    )


def worth_in_words(function: ValueFunction) -> str:
    """``3 months is worth 100, 6 months 85, 24 months 0; between them it runs straight``."""
    if function.shape is Shape.LINEAR:
        return ""
    (level, value), *others = _points(function)
    first = f"{level:f} {function.unit}".strip() + f" is worth {value:f}"
    if function.shape is Shape.PIECEWISE:
        rest = [f"{level:f} {function.unit}".strip() + f" {value:f}" for level, value in others]
        return ", ".join([first, *rest]) + "; between them it runs straight."
    rest = [f"from {level:f} on {value:f}" for level, value in others]
    return ", ".join([first, *rest]) + "; in steps, nothing between."


def _points(function: ValueFunction) -> list[tuple[Any, Any]]:
    return list(zip(function.levels, function.values, strict=True))


def _spec(function: ValueFunction, unit: str) -> dict[str, Any]:
    stepped = function.shape is Shape.STEPPED
    line = {"type": "line", "color": BLUE, "strokeWidth": 3, "point": {"color": BLUE, "size": 60}}
    return {
        "data": {"values": [{"level": float(level), "worth": float(value)} for level, value in _points(function)]},
        "width": 360,
        "height": 150,
        "mark": {**line, "interpolate": "step-after"} if stepped else line,
        "encoding": {
            "x": {"field": "level", "type": "quantitative", "title": unit},
            "y": {"field": "worth", "type": "quantitative", "title": "Worth", "scale": {"domain": [0, 100]}},
        },
    }
