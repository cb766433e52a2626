from decimal import Decimal

import pytest

from concordat.domain.performance.inputs import Target
from concordat.domain.performance.intervals import wilson
from concordat.domain.performance.rating import Judged, rate, said_between
from concordat.domain.performance.results import Interval, Rating

GOAL = Target("2026/27", target=Decimal(98), minimum=Decimal(90), stretch=Decimal("99.5"), tolerance=Decimal(1))


def rating(value: str, *, target: Target = GOAL, polarity: str = "higher", n: int = 5000) -> Rating:
    passed = (Decimal(value) * n / 100).to_integral_value()
    interval = wilson(passed, Decimal(n)) if polarity == "higher" else None
    return rate(Decimal(value), target=target, polarity=polarity, denominator=Decimal(n), interval=interval).rating


def test_every_edge_belongs_to_the_better_side() -> None:
    edges = [
        ("99.5", Rating.STRETCH),
        ("99.49", Rating.MET),
        ("98", Rating.MET),
        ("97.99", Rating.NEAR),
        ("97", Rating.NEAR),
        ("96.99", Rating.MISSED),
        ("90", Rating.MISSED),
        ("89.99", Rating.BELOW_MINIMUM),
    ]
    for value, expected in edges:
        found = rate(Decimal(value), target=GOAL, polarity="higher", denominator=Decimal(5000)).rating
        assert found is expected, value


def test_lower_is_better_turns_every_edge_round() -> None:
    target = Target("2026/27", target=Decimal(40), minimum=Decimal(60), tolerance=Decimal(5))
    edges = [
        ("40", Rating.MET),
        ("40.01", Rating.NEAR),
        ("45", Rating.NEAR),
        ("45.01", Rating.MISSED),
        ("60", Rating.MISSED),
        ("60.01", Rating.BELOW_MINIMUM),
    ]
    for value, expected in edges:
        assert rate(Decimal(value), target=target, polarity="lower", denominator=Decimal(500)).rating is expected, value


def test_one_missed_job_of_four_is_not_assessable() -> None:
    interval = wilson(Decimal(3), Decimal(4))
    found = rate(
        Decimal(75),
        target=Target("2026/27", target=Decimal(90), minimum=Decimal(70)),
        polarity="higher",
        denominator=Decimal(4),
        interval=interval,
    )
    assert found.rating is Rating.NOT_ASSESSABLE
    assert "chance alone" in found.why


def test_a_clear_miss_of_many_is_judged() -> None:
    assert rating("85") is Rating.BELOW_MINIMUM
    assert rating("97.5") is Rating.NEAR


def test_too_few_to_judge_no_records_and_no_target_each_say_so() -> None:
    assert (
        rate(Decimal(50), target=GOAL, polarity="higher", denominator=Decimal(19), fewest=20).rating
        is Rating.NOT_ASSESSABLE
    )
    assert rate(None, target=GOAL, polarity="higher", denominator=Decimal(0)).rating is Rating.NO_RECORDS
    assert rate(Decimal(50), target=None, polarity="higher", denominator=Decimal(50)).rating is Rating.NO_TARGET


def test_a_band_is_met_on_both_its_edges() -> None:
    band = Target("2026/27", band=(Decimal(6), Decimal(8)), tolerance=Decimal("0.5"))
    expected = {
        "6": Rating.MET,
        "8": Rating.MET,
        "8.5": Rating.NEAR,
        "8.51": Rating.MISSED,
        "5.5": Rating.NEAR,
        "5.4": Rating.MISSED,
    }
    for value, rating_expected in expected.items():
        assert rate(Decimal(value), target=band, polarity="band", denominator=Decimal(50)).rating is rating_expected


@pytest.mark.parametrize(("value", "low", "high"), [("8.6", "7.9", "9.3"), ("5.3", "4", "6")])
def test_chance_that_reaches_the_band_explains_a_miss_of_it(value: str, low: str, high: str) -> None:
    """Response times too quick or too slow: the records behind both differ, and so does what chance could do."""
    band = Target("2026/27", band=(Decimal(6), Decimal(8)), tolerance=Decimal("0.5"))

    def rated(interval: Interval | None, *, unbounded: bool = False) -> Judged:
        return rate(
            Decimal(value),
            target=band,
            polarity="band",
            denominator=Decimal(50),
            interval=interval,
            unbounded=unbounded,
        )

    wide = rated(Interval(Decimal(low), Decimal(high), "Cochran"))
    assert wide.rating is Rating.NOT_ASSESSABLE
    assert "the records differ so much that chance alone" in wide.why
    assert rated(None, unbounded=True).rating is Rating.NOT_ASSESSABLE
    narrow = Interval(Decimal(value) - Decimal("0.1"), Decimal(value) + Decimal("0.1"), "Cochran")
    assert rated(narrow).rating is Rating.MISSED


def test_what_lies_within_the_band_is_met_however_far_chance_reaches() -> None:
    band = Target("2026/27", band=(Decimal(6), Decimal(8)))
    wide = Interval(Decimal(1), Decimal(20), "Cochran")
    found = rate(Decimal(7), target=band, polarity="band", denominator=Decimal(50), interval=wide)
    assert (found.rating, found.why) == (Rating.MET, "Within the band: 7 against 6 to 8.")


def test_how_far_apart_percentages_are_is_in_percentage_points() -> None:
    assert [said_between(Decimal(value), unit) for value, unit in (("2", "%"), ("1", "%"), ("0.5", "%"), ("1", "days"))] == [
        "2 percentage points", "1 percentage point", "0.5 percentage points", "1 day",
    ]  # fmt: skip
