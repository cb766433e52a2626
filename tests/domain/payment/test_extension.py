"""Published regimes of extension, as configurations of one rule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from concordat.domain.kernel.periods import ContractYear
from concordat.domain.payment.extension import last_day, open_until, term_of
from concordat.domain.payment.inputs import Award, ExtensionRule, MeasureRule
from concordat.domain.payment.score import MeasureScore, Score, composite


def scored(value: str | None, *, below: bool = False) -> Score:
    number = None if value is None else Decimal(value)
    part = MeasureScore("m", "M", "", Decimal(1), number, number, below, "Other")
    return Score(number, (part,), (), (), "")


def years(*values: str | None, below: tuple[int, ...] = (), first: int = 2017) -> list[tuple[ContractYear, Score]]:
    return [(ContractYear(first + n), scored(value, below=n in below)) for n, value in enumerate(values)]


# Halton Borough Council 2017: up to four years, one for each year in which every measure reached its acceptable level.
HALTON = ExtensionRule(48, 48, 96, 12, every_measure=12)
# Bedfordshire's managing agent contract: five and a half years, to ten and a half. The table of awards is illustrative.
BEDFORDSHIRE = ExtensionRule(
    66, 66, 126, 12, (Award(Decimal("0.8"), 12), Award(Decimal("0.6"), 6), Award(None, 0)), step=6
)
# North Yorkshire 2012: each year none, one or two years, between six and ten. The scores are illustrative.
NORTH_YORKSHIRE = ExtensionRule(
    72, 72, 120, 0, (Award(Decimal("0.9"), 24), Award(Decimal("0.7"), 12), Award(Decimal("0.5"), 0), Award(None, -12))
)


def test_every_measure_must_reach_its_acceptable_level() -> None:
    found = term_of(HALTON, starts=date(2017, 4, 1), scores=years("1", "1", "1", below=(1,)))
    assert [year.change for year in found.years] == [12, 0, 12]
    assert found.ends == date(2023, 3, 31)


MEASURES = (
    MeasureRule("a", "A", weight=Decimal(1), minimum=Decimal(90), target=Decimal(95)),
    MeasureRule("b", "B", minimum=Decimal(90), target=Decimal(95)),
    MeasureRule("c", "C", minimum=Decimal(90)),
)


@pytest.mark.parametrize("weight", [1, 0])
@pytest.mark.parametrize(
    ("b", "c", "months", "says"),
    [
        ("90", "90", 12, "Every measure reached its minimum."),
        ("89.99", "90", 0, "Below the minimum: B."),
        ("90", "89.99", 0, "Below the minimum: C."),
        ("90", None, 12, "1 measure has no figure of the year and is left out."),
    ],
)
def test_every_measure_counts_for_the_term_whatever_it_weighs(
    weight: int, b: str, c: str | None, months: int, says: str
) -> None:
    rules = (replace(MEASURES[0], weight=Decimal(weight)), *MEASURES[1:])
    values = {"a": Decimal(96), "b": Decimal(b), "c": None if c is None else Decimal(c)}
    year = term_of(HALTON, starts=date(2017, 4, 1), scores=[(ContractYear(2017), composite(rules, values))]).years[0]
    assert year.change == months
    assert says in year.says
    assert "Nothing could be assessed" not in year.says


def test_nothing_is_given_beyond_the_cap() -> None:
    found = term_of(NORTH_YORKSHIRE, starts=date(2012, 4, 1), scores=years("0.95", "0.95", "0.95", first=2012))
    assert [year.term for year in found.years] == [96, 120, 120]
    assert found.ends == date(2022, 3, 31)


def test_a_poor_year_takes_months_away_down_to_the_floor() -> None:
    found = term_of(NORTH_YORKSHIRE, starts=date(2012, 4, 1), scores=years("0.75", "0.3", "0.3", first=2012))
    assert [year.term for year in found.years] == [84, 72, 72]


@pytest.mark.parametrize(("score", "months"), [("0.8", 12), ("0.7999", 6), ("0.6", 6), ("0.5999", 0)])
def test_the_edge_of_an_award_earns_it(score: str, months: int) -> None:
    found = term_of(BEDFORDSHIRE, starts=date(2003, 10, 1), scores=years(score, first=2003))
    assert found.years[0].change == months


def test_months_already_committed_are_not_taken_away() -> None:
    rule = ExtensionRule(60, 36, 120, 24, (Award(Decimal("0.5"), 0), Award(None, -12)))
    found = term_of(rule, starts=date(2017, 4, 1), scores=years("0.1", "0.1", "0.1"))
    # After year 1 a year may go; after year 2 the 24 months of notice commit what is left.
    assert [year.term for year in found.years] == [48, 48, 48]


def test_a_year_that_cannot_be_assessed_changes_nothing() -> None:
    found = term_of(HALTON, starts=date(2017, 4, 1), scores=years(None))
    assert found.months == 48


def test_a_term_ends_the_day_before_it_would_begin_again() -> None:
    assert last_day(date(2003, 10, 1), 66) == date(2009, 3, 31)
    assert last_day(date(2013, 9, 1), 120) == date(2023, 8, 31)


def test_one_month_is_no_plural_and_months_lost_are_not_below_nought() -> None:
    awards = (Award(Decimal("0.5"), 1), Award(None, -1))
    rule = ExtensionRule(60, 60, 120, 0, awards)
    found = term_of(rule, starts=date(2024, 4, 1), scores=years("0.9", "0.1", first=2024)).years
    assert "The contractor is entitled to 1 month more." in found[0].says
    assert "1 month is taken away." in found[1].says
    at_floor = term_of(rule, starts=date(2024, 4, 1), scores=years("0.1", first=2024)).years[0]
    assert "the lead time leave no change." in at_floor.says


def test_a_term_can_be_changed_for_as_long_as_its_lead_time_is_still_to_run() -> None:
    term = term_of(ExtensionRule(60, 60, 120, 24, ()), starts=date(2024, 4, 1), scores=years("0.9", first=2024))
    assert term.ends == date(2029, 3, 31)
    assert term.years[0].open_until == open_until(term) == date(2027, 3, 31)
