"""A measure's figures over time against their own limits: what is a change and what is noise."""

from collections.abc import Sequence

from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.results import Attainment
from concordat.domain.performance.xmr import Chart, chart


def judged(figures: Sequence[Attainment], measure: Measure) -> Chart | None:
    """The figures against their own limits, oldest first; None with fewer than two that have a value.

    A break in the series starts limits of its own with the first figure that is wholly after it.
    """
    drawn = [one for one in figures if one.value is not None]
    if len(drawn) < 2:
        return None
    starts = [f"{one.period.start:%Y-%m}" for one in drawn]
    breaks = [next((n for n, start in enumerate(starts) if start >= item.month), 0) for item in measure.breaks]
    target = drawn[-1].target
    return chart(
        [float(one.value or 0) for one in drawn],
        labels=[one.label for one in drawn],
        polarity=measure.polarity,
        target=None if target is None else float(target),
        breaks=breaks,
    )
