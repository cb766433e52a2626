from datetime import date
from typing import Any

import pytest

from concordat.domain.business_case.annual_savings_checks import check_annual_savings
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Severity
from tests.domain.business_case.test_annual_savings import case_with, herefordshire, line, pounds
from tests.domain.options.cases import make_case, options, recommendation

A = ("a",)
GOOD = [line("s", A, **pounds(1_000_000, 1_100_000)), line("t", ("b",), **pounds(1_000_000, 1_100_000))]


def codes(case: Case) -> list[str]:
    return [finding.code for finding in check_annual_savings(case)]


def found(case: Case, code: str):
    return next(finding for finding in check_annual_savings(case) if finding.code == code)


def test_good_lines_have_no_findings():
    assert codes(case_with(*GOOD)) == []


def test_a_case_without_lines_has_no_findings():
    assert codes(make_case(options=options("a", decision="carried forward"))) == []


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (line("x", A, **pounds(5, 4)), "savings.order"),
        (line("x", A, low=1, likely=5, high=4), "savings.order"),
        (line("x", A, kind="cost", **pounds(-5, -4)), "savings.negative_cost"),
        ({**line("x", A, **pounds(4, 5)), "source": ""}, "savings.no_source"),
        (line("x", A), "savings.unquantified"),
        (line("x", A, kind="income", **pounds(4, 5)), "savings.income"),
        (line("x", A, confidence="low", **pounds(4, 5)), "savings.low_grade"),
        (line("x", A, confidence="low", **pounds(4, 4)), "savings.low_grade_without_range"),
        (line("x", A, must_pay_for="two posts", **pounds(4, 5)), "savings.must_pay_for"),
        (line("x", A, must_pay_for="two posts", net_of_that="no", **pounds(4, 5)), "savings.must_pay_for"),
        (line("x", A, **pounds(None, 5)), "savings.low_missing"),
        (line("x", A, recurring=False, **pounds(4, 5)), "savings.one_off"),
        (line("x", ("z",), **pounds(4, 5)), "savings.unknown_option"),
    ],
)
def test_what_is_doubtful_about_a_line_is_found(extra: dict[str, Any], code: str):
    finding = found(case_with(*GOOD, extra), code)
    assert finding.where.item == "x"
    assert finding.fix or finding.severity is Severity.NOTE


def test_a_figure_said_to_be_net_of_what_it_pays_for_is_not_found():
    assert codes(case_with(*GOOD, line("x", A, must_pay_for="two posts", net_of_that="yes", **pounds(4, 5)))) == []


def also(basis: str, low: int | None, high: int | None, **figures: Any) -> list[str]:
    stated = [{"line": "s", "basis": basis, **pounds(low, high)}]
    lines = [{**GOOD[0], **figures}, GOOD[1]]
    return codes(case_with(*lines, also_stated=stated))


def test_the_same_figure_as_a_year_and_as_one_sum_is_found():
    assert also("one sum", 1_000_000, 1_100_000) == ["savings.stated_twice_basis"]
    assert also("a year", 1_000_000, 1_100_000) == []
    assert also("not stated", 1_000_000, 1_100_000) == []


def test_another_amount_elsewhere_is_found_unless_it_lies_within_the_range():
    assert also("a year", 900_000, 1_100_000) == ["savings.stated_twice_amount"]
    assert also("a year", None, 1_050_000) == []
    assert also("a year", None, 1_200_000) == ["savings.stated_twice_amount"]
    assert also("a year", None, 900_000) == ["savings.stated_twice_amount"]


def test_a_short_listed_option_without_lines_of_its_own_is_found():
    assert codes(case_with(GOOD[0])) == ["savings.no_line"]


def test_a_statement_about_a_line_that_is_not_there_is_an_error():
    assert codes(case_with(*GOOD, also_stated=[{"line": "none"}])) == ["savings.unknown_line"]


def test_savings_held_to_nothing_are_noted():
    assert codes(case_with(*GOOD, threshold=None)) == ["savings.no_threshold"]


def test_an_option_that_reaches_the_threshold_only_by_income_is_found():
    case = case_with(
        line("s", A, **pounds(900_000, 950_000)), line("i", A, kind="income", **pounds(100_000, 100_000)), GOOD[1]
    )
    assert "without it the range is £900,000 to £950,000" in found(case, "savings.rests_on_income").message


def test_a_recommended_option_that_may_fall_short_is_found():
    document = recommendation(1, day=date(2026, 1, 1), areas=[{"service_area": "roads", "option": "a"}])
    case = case_with(line("s", A, **pounds(900_000, 1_100_000)), GOOD[1])
    with_document = Case(case.name, case.title, documents=(document,), facts=case.facts)
    assert codes(case) == []
    assert "recommended for roads" in found(with_document, "savings.recommended_may_fall_short").message


def test_herefordshire_raises_what_its_report_leaves_open():
    """Income treated as a saving, and an option that reaches £1m only by it."""
    assert {"savings.income", "savings.rests_on_income", "savings.unquantified", "savings.low_missing"} <= set(
        codes(herefordshire())
    )
