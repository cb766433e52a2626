"""The picture of scores says which are furthest apart and what was agreed."""

from concordat.presentation.charts.scores_apart import MOST, Spread, scores_apart_chart


def test_the_widest_is_named_and_what_was_agreed_stands_in_the_table() -> None:
    chart = scores_apart_chart(
        [Spread("Company", "Democracy", 20, 65, agreed=45), Spread("As now", "Impact", 10, 15)], illustrative=True
    )
    assert chart is not None
    assert chart.text_alternative == "Furthest apart: Company: Democracy, from 20 to 65 of 100."
    assert chart.rows == (("Company: Democracy", "20", "65", "45"), ("As now: Impact", "10", "15", ""))
    assert "Agreed" in chart.svg_markup
    assert "Illustrative" in chart.svg_markup


def test_many_scores_say_how_many_are_shown() -> None:
    chart = scores_apart_chart([Spread("Option", str(at), 0, 50) for at in range(MOST + 3)], illustrative=False)
    assert chart is not None
    assert chart.caption == "How far apart the scores are: the 12 furthest of 15"
    assert len(chart.rows) == MOST
    assert "Agreed" not in chart.svg_markup


def test_without_scores_there_is_no_picture() -> None:
    assert scores_apart_chart([], illustrative=False) is None
