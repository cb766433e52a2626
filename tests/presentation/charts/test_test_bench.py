"""What the pictures of the test bench show and say, and when there is nothing to draw."""

from dataclasses import replace
from decimal import Decimal

from concordat.domain.payment.bench_results import Trial, Tried, tried
from concordat.presentation.bench_words import how_tried, in_a_sentence, looked_for, signed_term
from concordat.presentation.charts.test_bench import paid_chart, years_chart
from tests.domain.payment.test_bench_results import TERM
from tests.domain.payment.test_month import mechanism


def bench(years: int = 3, **more: object) -> Tried:
    return tried(replace(mechanism(), **more), Trial(contracts=2, years=years, seed=1))  # type: ignore[arg-type]


def test_each_contractor_stands_at_its_share_with_its_term_in_words() -> None:
    found = bench(extension=TERM)
    chart = paid_chart(found)
    assert chart is not None
    drawn = {row["contractor"]: row for row in chart.spec["data"]["values"]}
    for one in found.contractors:
        row = drawn[one.kind.capitalize()]
        assert row["least"] <= row["at"] + 1e-6
        assert row["at"] <= row["greatest"] + 1e-6
        assert row["label"] == f"{Decimal(one.paid) / one.most * 100:.1f}%"
        assert f"{one.kind.capitalize()}: £" in chart.text_alternative
    assert "Good: " in chart.text_alternative
    assert "36 months more" in chart.text_alternative  # three good years of twelve
    assert signed_term(found.contractors[0], 60) == "+36"
    low, high = chart.spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < min(row["least"] for row in drawn.values())
    assert high > 1
    assert "does not begin at nought" in str(chart.spec)


def test_the_years_show_the_last_one_apart() -> None:
    chart = years_chart(bench())
    assert chart is not None
    assert len(chart.rows) == 3
    assert len(chart.spec["data"]["values"]) == 4 * 3
    assert "before the last year" in chart.text_alternative
    assert years_chart(bench(years=1)) is None


def test_where_nothing_can_be_paid_nothing_is_drawn() -> None:
    free = bench(prices=(), profit=())
    assert paid_chart(free) is None
    assert years_chart(free) is None
    assert in_a_sentence(free) == "A good contractor is paid £0 a year, a failing one £0."


def test_rules_that_move_no_money_are_called_so() -> None:
    flat = bench(deductions=(), profit=())
    assert "move no money with performance" in in_a_sentence(flat)
    assert next(one.title for one in looked_for(flat.findings) if one.findings) == "Failing or gaming that pays"
    assert how_tried(flat) == "2 contracts of 3 years for each of four kinds of contractor, seed 1"
