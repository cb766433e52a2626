"""The term as a picture: first agreed, earned and taken away, where it ends now, and between which limits."""

from datetime import date
from decimal import Decimal

import pytest

from concordat.domain.kernel.periods import ContractYear
from concordat.domain.payment.extension import Term, term_of
from concordat.domain.payment.inputs import Award, ExtensionRule
from concordat.domain.payment.score import Score
from concordat.presentation.charts.term_earned import term_chart

AWARDS = (Award(Decimal("0.85"), 12), Award(Decimal("0.4"), 0), Award(None, -6))
RULE = ExtensionRule(84, 60, 120, 12, AWARDS)


def term(*scores: str, rule: ExtensionRule = RULE) -> Term:
    given = [
        (ContractYear(2024 + place, 4), Score(Decimal(score), (), (), (), "")) for place, score in enumerate(scores)
    ]
    return term_of(rule, starts=date(2024, 4, 1), scores=given)


def bars(found: Term) -> list[tuple[str, str, str, str]]:
    return [
        (row["line"], row["kind"], row["from"][:10], row["to"][:10]) for row in term_chart(found).spec["data"]["values"]
    ]


def test_every_year_has_a_bar_with_what_it_earned_or_lost() -> None:
    assert bars(term("0.9", "0.2", "0.5")) == [
        ("First agreed", "Term", "2024-04-01", "2031-03-31"),
        ("2024/25: 12 months more", "Term", "2024-04-01", "2031-03-31"),
        ("2024/25: 12 months more", "Months earned", "2031-03-31", "2032-03-31"),
        ("2025/26: 6 months fewer", "Term", "2024-04-01", "2031-09-30"),
        ("2025/26: 6 months fewer", "Months taken away", "2031-09-30", "2032-03-31"),
        ("2026/27: no change", "Term", "2024-04-01", "2031-09-30"),
        ("As it stands now", "Term", "2024-04-01", "2030-09-30"),
        ("As it stands now", "Can no longer change", "2030-09-30", "2031-09-30"),
    ]


def test_only_what_is_drawn_stands_in_the_legend() -> None:
    scale = term_chart(term("0.9")).spec["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == ["Term", "Months earned", "Can no longer change"]
    without = term_chart(term("0.5", rule=ExtensionRule(84, 60, 120, 0, AWARDS))).spec["layer"][0]["encoding"]["color"]
    assert without["scale"]["domain"] == ["Term"]


def test_the_shortest_and_the_longest_term_stand_across_it() -> None:
    (rules,) = [layer for layer in term_chart(term("0.9")).spec["layer"] if layer["mark"]["type"] == "rule"]
    assert [(row["says"], row["day"][:10]) for row in rules["data"]["values"]] == [
        ("shortest", "2029-03-31"),
        ("longest", "2034-03-31"),
    ]


def test_the_words_and_the_table_say_what_the_picture_shows() -> None:
    chart = term_chart(term("0.9", "0.2"), illustrative=True)
    assert chart.text_alternative == (
        "The contract began on 1 April 2024 and was first agreed for 7 years, to 31 March 2031. 2024/25: 12 months more. "
        "2025/26: 6 months fewer. It now ends on 30 September 2031, after 7 years and 6 months. It never ends before "
        "31 March 2029 or after 31 March 2034. It can be changed until 30 September 2030, while 12 months are still to run."
    )
    assert chart.rows[0] == ("First agreed", "84 months", "31 March 2031")
    assert chart.rows[3] == ("As it stands now", "90 months", "30 September 2031")
    assert chart.illustrative


@pytest.mark.parametrize("scores", [(), ("0.9",), ("0.9", "0.2", "0.5", "0.9")])
def test_it_is_drawn_for_a_page_and_for_a_telephone(scores: tuple[str, ...]) -> None:
    chart = term_chart(term(*scores))
    assert "shortest" in chart.svg_markup
    assert "longest" in chart.narrow_svg_markup
    assert chart.narrow_svg_markup != chart.svg_markup
