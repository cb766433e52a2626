"""A picture drawn again for a telephone fits its page and says what the wide one says."""

import re
from copy import deepcopy
from typing import Any

import pytest

from concordat.presentation.charts.chart import Chart
from concordat.presentation.charts.narrow import PAGE, narrowed
from concordat.presentation.charts.services_by_councils import services_by_councils

LONG = "Client management: waste and recycling"


def bars(label: str = "£1.1m", *, text_at: dict[str, Any] | None = None) -> dict[str, Any]:
    rows = [{"what": LONG, "cost": 1_100_000, "label": label}, {"what": "ICT", "cost": 300_000, "label": label}]
    y = {"field": "what", "type": "nominal", "title": None, "axis": {"ticks": False}}
    x = {
        "field": "cost",
        "type": "quantitative",
        "axis": {"title": "Pounds over ten years, at present value", "tickCount": 6},
    }
    return {
        "data": {"values": rows},
        "width": 460,
        "height": {"step": 30},
        "padding": {"left": 5, "right": 90},
        "layer": [
            {"mark": {"type": "bar"}, "encoding": {"x": x, "y": y}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"x": text_at or x, "y": y, "text": {"field": "label"}},
            },
        ],
    }


def chart(spec: dict[str, Any]) -> Chart:
    return Chart(spec=spec, caption="", text_alternative="", headings=(), rows=())


def width(svg: str) -> int:
    found = re.search(r'<svg[^>]* width="(\d+)"', svg)
    assert found
    return int(found[1])


def words(svg: str) -> str:
    return " ".join(re.findall(r">([^<>]+)<", svg))


def test_long_labels_are_broken_and_the_picture_is_as_wide_as_a_telephone() -> None:
    one = chart(bars())
    assert width(one.svg_markup) > PAGE >= width(one.narrow_svg_markup)
    assert LONG in words(one.svg_markup)
    assert "Client management:" in re.findall(r">([^<>]+)<", one.narrow_svg_markup), "The label stands in one line"


@pytest.mark.parametrize("text_at", [{"value": 468}, None])
def test_words_with_no_room_beside_their_bar_stand_above_it(text_at: dict[str, Any] | None) -> None:
    told = narrowed(bars("£2.66m to £7.252m, and more", text_at=text_at))
    assert told["layer"][1]["encoding"]["x"] == {"value": 0}
    assert told["height"]["step"] > narrowed(bars())["height"]["step"] - 1


def test_short_words_stay_at_the_end_of_their_bar() -> None:
    assert narrowed(bars("£51k"))["layer"][1]["encoding"]["x"]["field"] == "cost"


def test_pictures_side_by_side_stand_one_under_the_other() -> None:
    part = {"data": {"values": []}, "width": 300, "mark": "bar", "encoding": {}}
    told = narrowed({"hconcat": [part, part]})
    assert "hconcat" not in told
    assert len(told["vconcat"]) == 2
    assert narrowed({"columns": 2, "facet": {"field": "a"}, "spec": part})["columns"] == 1


def test_a_table_of_four_councils_fits_and_one_of_twelve_keeps_squares_one_can_read() -> None:
    def table(count: int) -> Chart:
        councils = [f"Council {number}" for number in range(count)]
        cells = [{"service": LONG, "council": name, "looks": "S", "says": "S", "dark": False} for name in councils]
        return chart(services_by_councils(cells, services=[LONG], councils=councils, colours={"S": "#fff"}, legend={}))

    assert width(table(4).narrow_svg_markup) <= PAGE + 10
    assert width(table(12).narrow_svg_markup) >= 12 * 34


def test_the_wide_picture_is_left_as_it_is() -> None:
    spec = bars()
    before = deepcopy(spec)
    narrowed(spec)
    assert spec == before
