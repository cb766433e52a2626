from pathlib import Path

import pytest

from concordat.data.files import read_case
from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.inputs import BusinessCase
from concordat.domain.business_case.memory import bridge, versions
from concordat.domain.business_case.simulate import simulate
from concordat.domain.business_case.work_out import work_out
from concordat.presentation.charts.business_case import (
    bridge_chart,
    councils_chart,
    fan_chart,
    plan_chart,
    tornado_chart,
)
from concordat.presentation.charts.chart import Chart
from tests.domain.business_case.cases import business_case_of, saving

VISION = Path(__file__).parents[3] / "examples" / "vision-2020"


def held() -> tuple[BusinessCase, ...]:
    case = read_case(VISION).case
    assert case is not None
    return versions(case, reference=load_reference())


def every_chart() -> dict[str, Chart | None]:
    first, second, third = held()
    result, drawn = work_out(third), simulate(third, draws=4_000)
    return {
        "bridge": bridge_chart(bridge(first, second), illustrative=True),
        "councils": councils_chart(result),
        "fan": fan_chart(drawn.joint, illustrative=True),
        "tornado": tornado_chart(drawn, dict(third.partner_names), illustrative=True),
        "plan": plan_chart(result.plan, illustrative=True),
    }


@pytest.mark.slow
def test_every_picture_is_drawn_with_its_words_its_table_and_its_mark():
    for name, chart in every_chart().items():
        assert chart is not None, name
        assert chart.svg_markup.startswith("<svg"), name
        assert "Illustrative" in chart.svg_markup, name
        assert chart.caption, name
        assert chart.text_alternative.endswith("."), name
        assert all(len(row) == len(chart.headings) for row in chart.rows), name


def test_the_steps_of_a_bridge_lead_from_one_value_to_the_other():
    first, second, _ = held()
    found = bridge(first, second)
    chart = bridge_chart(found, illustrative=False)
    steps = chart.spec["data"]["values"]
    assert (steps[0]["to"], steps[-1]["to"]) == (found.before / 100, found.after / 100)
    assert all(step["from"] == before["to"] for before, step in zip(steps, steps[1:-1], strict=False))


def test_there_is_no_picture_of_nothing():
    alone = business_case_of(saving("rent", 100))
    assert plan_chart(work_out(alone).plan, illustrative=False) is None
    assert tornado_chart(simulate(alone, draws=1_000), {}, illustrative=False) is None


def test_two_lines_of_one_name_stay_two_bars():
    lines = [{**saving(id, (50, 100, 200)), "title": "Rent"} for id in ("a", "b")]
    chart = tornado_chart(simulate(business_case_of(*lines), draws=1_000), {}, illustrative=False)
    assert chart is not None
    assert sorted(row[0] for row in chart.rows) == ["Rent", "Rent (2)"]
