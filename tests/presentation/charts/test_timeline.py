from datetime import date

import pytest

from concordat.data.files import read_case
from concordat.domain.consultation import Timeline, timeline_of
from concordat.domain.kernel.case import Case
from concordat.presentation.charts.timeline import timeline_chart
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def found() -> Timeline:
    case = read_case(EXAMPLES / "vision-2020").case
    assert case is not None
    return timeline_of(case, on=date(2016, 6, 1))


def test_every_step_is_a_row_of_the_table_and_its_number_is_in_the_picture(found: Timeline) -> None:
    chart = timeline_chart(found)
    assert chart is not None
    assert [row[0] for row in chart.rows] == [str(number) for number in range(1, len(found.moments) + 1)]
    labels = [row["numbers"] for row in chart.spec["layer"][-1]["data"]["values"]]
    shown = set()
    for label in labels:
        for run in label.split(", "):
            first, _, last = run.partition("–")
            shown |= set(range(int(first), int(last or first) + 1))
    assert shown == set(range(1, len(found.moments) + 1))


def test_each_council_has_a_line_of_its_own(found: Timeline) -> None:
    chart = timeline_chart(found)
    assert chart is not None
    lines = chart.spec["layer"][-1]["encoding"]["y"]["sort"]
    assert {"Decisions, Cheltenham", "Decisions, Cotswold", "Decisions, Forest of Dean"} <= set(lines)
    assert chart.illustrative
    assert "<svg" in chart.svg_markup


def test_the_words_say_how_many_steps_and_how_many_are_to_come(found: Timeline) -> None:
    chart = timeline_chart(found)
    assert chart is not None
    ahead = sum(moment.planned for moment in found.moments)
    assert f"{len(found.moments)} steps" in chart.text_alternative
    assert f"{ahead} steps are planned or still to come" in chart.text_alternative


def test_nothing_with_a_day_is_no_picture() -> None:
    assert timeline_chart(timeline_of(Case("c", "C"), on=date(2026, 1, 1))) is None


def test_a_telephone_has_fewer_labels_that_name_the_same_steps(found: Timeline) -> None:
    chart = timeline_chart(found)
    assert chart is not None
    assert chart.slim is not None
    wide, slim = (len(spec["layer"][-1]["data"]["values"]) for spec in (chart.spec, chart.slim))
    assert 0 < slim < wide
    assert chart.narrow_svg_markup != chart.svg_markup
