"""The picture of a plan says who is with whom; a limit reads as a sentence."""

from typing import Any

import pytest

from concordat.presentation.charts.groupings import group_letters, limit_in_words, limits_chart, plan_chart

COUNCILS = {f"c{number}": f"Council {number}" for number in range(12)}
WAVES = [{"title": "April 2026"}, {"title": "April 2027"}]


def group(title: str, *councils: str, whole: int | None = 0) -> dict[str, Any]:
    return {
        "title": title,
        "councils": list(councils),
        "from": 0,
        "from_title": WAVES[0]["title"],
        "whole_service_from": whole,
        "whole_service_from_title": None if whole is None else WAVES[whole]["title"],
        "partnership_venture": len(councils) > 2,
        "yearly": 1_000_050,
        "likely": 9_000_000,
    }


def found(*groupings: dict[str, Any]) -> dict[str, Any]:
    return {"plan": {"groupings": groupings}, "councils": COUNCILS, "waves": WAVES, "illustrative": False, "years": 10}


def test_two_groups_of_one_service_have_letters_and_a_single_group_has_none() -> None:
    groups = [group("ICT", "c0", "c1"), group("Payroll", "c0", "c2"), group("ICT", "c2", "c3", "c4", whole=None)]
    assert group_letters(groups) == ["A", "", "B"]
    chart = plan_chart(found(*groups))
    assert chart is not None
    assert "A whole" in chart.svg_markup
    assert "B managers" in chart.svg_markup
    assert [row[0] for row in chart.rows] == ["ICT, group A", "Payroll", "ICT, group B"]
    assert "The same letter in one row" in chart.text_alternative
    assert "One has three councils or more, which makes it a Partnership venture." in chart.text_alternative


def test_a_telephone_has_letters_where_words_of_many_councils_have_no_room() -> None:
    chart = plan_chart(found(group("ICT", *COUNCILS), group("Payroll", "c0", "c1", whole=1)))
    assert chart is not None
    assert "two steps" in chart.svg_markup
    assert ">whole<" not in chart.narrow_svg_markup
    assert ">W<" in chart.narrow_svg_markup
    assert "“Whole” (W)" in chart.text_alternative


def test_pounds_in_the_table_are_whole() -> None:
    chart = plan_chart(found(group("ICT", "c0", "c1")))
    assert chart is not None
    assert chart.rows[0][-2:] == ("£10,001", "£90,000")
    assert chart.text_alternative.startswith("One grouping shares a service.")


@pytest.mark.parametrize(
    ("kind", "says", "words"),
    [
        ("retain", "Council 1: ICT: retain", "Council 1 keeps ICT to itself"),
        ("later", "Council 1: ICT: share the whole service only later", "Council 1 shares all of ICT only later"),
        (
            "management only",
            "Council 1: Client: waste: share the management only",
            "Council 1 shares only the management of Client: waste",
        ),
        ("never with", "Council 1: ICT: never with Council 2", "Council 1: ICT: never with Council 2"),
        ("capacity", "Changes a council can carry in April 2026", "Changes a council can carry in April 2026"),
    ],
)
def test_a_limit_reads_as_a_sentence(kind: str, says: str, words: str) -> None:
    council = None if kind == "capacity" else "c1"
    assert limit_in_words({"kind": kind, "says": says, "council": council}, COUNCILS) == words


def test_the_dearest_limit_is_told_first() -> None:
    limit = {"kind": "retain", "says": "Council 1: ICT: retain", "council": "c1", "cost": 115_620_961, "cost_a_year": 0}
    chart = limits_chart({**found(), "limits": [limit]})
    assert chart is not None
    assert chart.text_alternative.startswith("The dearest limit: Council 1 keeps ICT to itself. It costs £1.156m")
    assert limits_chart({**found(), "limits": []}) is None
