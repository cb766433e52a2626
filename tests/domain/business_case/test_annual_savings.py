from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.business_case.annual_savings import (
    Meets,
    SavingsRange,
    hold_to_threshold,
    savings_by_option,
)
from concordat.domain.kernel.case import Case
from concordat.domain.options.inputs import read_review
from tests.domain.options.cases import make_case, options
from tests.reference.annual_savings import range_the_slow_way


def line(title: str, option: tuple[str, ...] = (), kind: str = "saving", **figures: Any) -> dict[str, Any]:
    return {"id": title, "title": title, "option": option, "kind": kind, **figures}


def pounds(low: int | None, high: int | None) -> dict[str, Any]:
    return {"low": None if low is None else low * 100, "high": None if high is None else high * 100}


def case_with(*lines: dict[str, Any], threshold: int | None = 1_000_000, **tables: Any) -> Case:
    objective = {"id": "save", "title": "Save", "least_annual_saving": None if threshold is None else threshold * 100}
    found = {"options": options("a", "b", decision="carried forward"), "objectives": [objective], **tables}
    return make_case(case_lines=list(lines), **found)


def herefordshire() -> Case:
    """Herefordshire Council, Service Delivery Review, Phase 2 report, September 2008, Table 2."""
    return make_case(
        options=options("bau", "agent", "integrated", decision="carried forward"),
        objectives=[{"id": "save", "title": "Save £1m", "least_annual_saving": 100_000_000}],
        case_lines=[
            line("staff-bau", ("bau",), **pounds(None, 200_000)),
            line("staff", ("agent", "integrated"), **pounds(400_000, 650_000)),
            line("pension", ("integrated",), **pounds(None, None)),
            line("gritters", **pounds(60_000, 60_000)),
            line("claims", kind="income", **pounds(308_000, 308_000)),
        ],
    )


def test_herefordshire_adds_up_to_the_published_corners():
    savings = savings_by_option(herefordshire())
    assert {option.option.id: option.total.words for option in savings.options} == {
        "bau": "up to £568,000",
        "agent": "£768,000 to £1,018,000",
        "integrated": "£768,000 to £1,018,000",
    }
    assert (savings.of("bau").total.low, savings.of("bau").total.missing_low) == (None, ("staff-bau",))


def test_only_the_high_estimates_of_the_last_two_meet_a_million():
    """Phase 2 report, para 130."""
    savings = savings_by_option(herefordshire())
    meets = {option.option.id: option.tests[0].meets for option in savings.options}
    assert meets == {"bau": Meets.NEITHER, "agent": Meets.HIGH_ONLY, "integrated": Meets.HIGH_ONLY}
    assert savings.of("bau").tests[0].low is False  # even the high falls short, so the low does, though it is missing


def test_a_line_without_a_figure_stays_visible_and_is_in_no_total():
    savings = savings_by_option(herefordshire())
    assert [line.id for line in savings.of("integrated").unquantified] == ["pension"]
    assert savings.of("integrated").total == savings.of("agent").total
    assert savings.of("integrated").tests[0].words.endswith("not counting 1 line without a figure")


def test_income_can_be_taken_out():
    savings = savings_by_option(herefordshire())
    assert savings.of("agent").without_income.words == "£460,000 to £710,000"
    assert savings.of("agent").tests_without_income[0].meets is Meets.NEITHER


def test_by_source_each_total_is_the_sum_of_the_sources_shown():
    savings = savings_by_option(herefordshire())
    for option in savings.options:
        shown = [row.ranges[option.option.id].high for row in savings.by_source if option.option.id in row.ranges]
        assert sum(figure for figure in shown if figure is not None) == option.total.high


def test_costs_are_taken_off_the_other_way_round():
    case = case_with(line("s", ("a",), **pounds(100, 200)), line("c", ("a",), kind="cost", **pounds(30, 50)))
    total = savings_by_option(case).of("a").total
    assert (total.low, total.high) == (5_000, 17_000)


def test_what_comes_once_is_not_counted_and_is_named():
    case = case_with(line("s", ("a",), **pounds(1, 1)), line("once", ("a",), recurring=False, **pounds(500, 500)))
    savings = savings_by_option(case)
    assert savings.of("a").total.words == "£1"
    assert [item.id for item in savings.one_off] == ["once"]


def test_business_as_usual_saves_nothing_against_itself():
    case = case_with(
        line("all", **pounds(10, 10)),
        options=[*options("now", kind="business as usual"), *options("a", decision="carried forward")],
    )
    found = savings_by_option(case)
    assert [option.option.id for option in found.options] == ["a"]
    assert "(business as usual) is not in the table" in found.left_out
    assert savings_by_option(case_with()).left_out == ""


def test_a_dropped_option_is_shown_only_where_it_has_lines_of_its_own():
    dropped = options("c", "d", decision="dropped")
    case = case_with(line("all", **pounds(1, 1)), line("own", ("d",), **pounds(5, 5)), options=dropped)
    assert [option.option.id for option in savings_by_option(case).options] == ["d"]


def test_the_likely_total_needs_every_likely_figure():
    case = case_with(line("x", ("a",), low=1, likely=2, high=3), line("y", ("a",), low=1, high=3))
    assert savings_by_option(case).of("a").total.likely is None
    case = case_with(line("x", ("a",), low=1, likely=2, high=3), line("y", ("a",), low=1, likely=2, high=3))
    assert savings_by_option(case).of("a").total.likely == 4


@pytest.mark.parametrize(
    ("low", "high", "meets"),
    [
        (100, 120, Meets.BOTH),
        (100, 100, Meets.BOTH),
        (99, 100, Meets.HIGH_ONLY),
        (98, 99, Meets.NEITHER),
        (None, 99, Meets.NEITHER),
        (None, 100, Meets.HIGH_LOW_UNKNOWN),
        (100, None, Meets.BOTH),
        (99, None, Meets.UNKNOWN),
        (None, None, Meets.UNKNOWN),
        (120, 80, Meets.UNKNOWN),
    ],
)
def test_the_threshold_is_tested_corner_by_corner(low: int | None, high: int | None, meets: Meets):
    objective = read_review(make_case(objectives=[{"id": "o", "title": "O", "least_annual_saving": 100}])).objectives[0]
    assert hold_to_threshold(SavingsRange(low, None, high), objective).meets is meets


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (SavingsRange(76_800_000, None, 101_800_000), "£768,000 to £1,018,000"),
        (SavingsRange(None, None, 56_800_000), "up to £568,000"),
        (SavingsRange(500, None, None), "at least £5"),
        (SavingsRange(500, 500, 500), "£5"),
        (SavingsRange(None, 500, None), "about £5"),
        (SavingsRange(None, None, None), "no figure"),
        (SavingsRange(-11_000, None, -6_050), "-£110 to -£60.50"),
    ],
)
def test_a_range_in_words(found: SavingsRange, words: str):
    assert found.words == words


def test_a_case_without_lines_gives_options_without_figures():
    savings = savings_by_option(case_with())
    assert [option.total.words for option in savings.options] == ["no figure", "no figure"]
    assert savings.of("a").tests[0].meets is Meets.UNKNOWN


def test_an_empty_case_gives_nothing():
    assert savings_by_option(make_case()).options == ()


def test_the_result_is_named_by_its_lines():
    def hash_of(high: int) -> str:
        return savings_by_option(case_with(line("s", ("a",), **pounds(1, high)))).hash

    assert hash_of(5) == hash_of(5) != hash_of(6)


def test_a_total_that_rests_on_a_made_up_line_says_so():
    case = case_with({**line("s", ("a",), **pounds(1, 2)), "illustrative": True}, line("t", ("b",), **pounds(1, 2)))
    savings = savings_by_option(case)
    assert savings.of("a").provenance.illustrative
    assert not savings.of("b").provenance.illustrative
    assert savings.illustrative


KINDS = st.sampled_from(["saving", "income", "cost"])
FIGURES = st.tuples(KINDS, st.integers(0, 10**9), st.integers(0, 10**9)).map(
    lambda line: (line[0], min(line[1:]), max(line[1:]))
)


@given(st.lists(FIGURES, min_size=1, max_size=7))
def test_the_range_agrees_with_its_slow_twin(figures: list[tuple[str, int, int]]):
    lines = [line(f"l{place}", ("a",), kind, low=low, high=high) for place, (kind, low, high) in enumerate(figures)]
    total = savings_by_option(case_with(*lines)).of("a").total
    assert (total.low, total.high) == range_the_slow_way(figures)


@given(st.lists(FIGURES, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(figures: list[tuple[str, int, int]], shuffler: Any):
    lines = [line(f"l{place}", ("a",), kind, low=low, high=high) for place, (kind, low, high) in enumerate(figures)]
    mixed = list(lines)
    shuffler.shuffle(mixed)
    first, second = savings_by_option(case_with(*lines)), savings_by_option(case_with(*mixed))
    assert first.of("a").total.low == second.of("a").total.low
    assert first.hash == second.hash
