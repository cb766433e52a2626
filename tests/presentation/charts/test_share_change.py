from concordat.domain.proposals.effect import Line, made_effect
from concordat.presentation.charts.share_change import figures, in_words, share_change_chart


def test_the_picture_has_words_and_a_table_that_adds_up() -> None:
    made = made_effect("Waste", "It.", [Line("a", "Ash", 100_050, 200_100), Line("b", "Beech", 200_100, 100_050)], [])
    chart = share_change_chart(made)
    assert chart is not None
    assert chart.rows == (
        ("Ash", "£1,000.50", "£2,001.00", "+£1,000.50"),
        ("Beech", "£2,001.00", "£1,000.50", "−£1,000.50"),
    )
    assert in_words(made) == "Ash would pay £1,000.50 more. Beech would pay £1,000.50 less."
    assert "<svg" in chart.svg_markup


def test_who_comes_in_takes_no_part_now() -> None:
    made = made_effect("Waste", "It.", [Line("a", "Ash", None, 5_000)], [])
    assert figures(made, None, 5_000, 5_000) == ("takes no part", "£50", "+£50")


def test_nothing_is_drawn_where_nothing_could_be_worked_out() -> None:
    assert share_change_chart(made_effect("Waste", "", [], [], why_not="No costs.")) is None
