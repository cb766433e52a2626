from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from concordat.domain.business_case.checks import check_business_case
from concordat.domain.kernel.findings import Finding
from tests.domain.business_case.cases import business_case_of, cost, saving

GOOD = {"partner": "a", "cashable": "cash-releasing", "budget_line": "Rents"}


def findings(*lines: dict[str, Any], **rest: Any) -> list[Finding]:
    return check_business_case(business_case_of(*lines, **rest))


def codes(*lines: dict[str, Any], **rest: Any) -> set[str]:
    return {finding.code.removeprefix("business_case.") for finding in findings(*lines, **rest)}


def of(code: str, *lines: dict[str, Any], **rest: Any) -> Finding:
    return next(finding for finding in findings(*lines, **rest) if finding.code == f"business_case.{code}")


def test_a_sound_case_has_only_the_note_on_prices():
    assert codes(saving("rent", (90, 100, 110), **GOOD)) == {"deflator_assumed"}


def test_an_unknown_index_is_named_with_those_that_exist():
    found = of("unknown_index", saving("rent", 100, price_index="petrol", **GOOD))
    assert found.is_error
    assert "petrol" in found.message
    assert "gdp, fixed" in found.fix


def test_a_line_that_starts_before_the_case_is_an_error():
    found = of("before_start", saving("rent", 100, start=date(2024, 10, 1), **GOOD))
    assert found.is_error
    assert "October 2024" in found.message
    assert "2025/26" in found.message


@pytest.mark.parametrize("said", ["a; b", "a, b", "a and b", "a & b", "a/b"])
def test_a_line_in_two_partners_is_an_error_and_counts_as_joint(said: str):
    line = saving("rent", 100, **{**GOOD, "partner": said})
    assert of("two_partners", line).is_error
    assert business_case_of(line).lines[0].partner == ""


def test_the_same_money_entered_twice_is_doubted():
    line = {**saving("rent", 100, **GOOD), "title": "Rent"}
    assert "said_twice" in codes(line, {**line, "id": "rent-again"})


def test_percentages_written_as_15_are_read_and_told():
    line = saving("rent", 100, profile=("15", "50%", "1"), **GOOD)
    found = of("profile_share", line)
    assert "15, read as 15%" in found.message
    assert business_case_of(line).lines[0].timing.profile == (Decimal("0.15"), Decimal("0.5"), Decimal(1))


def test_a_profile_of_a_one_off_adds_up_to_all_of_it():
    assert of("profile_sum", cost("move", 100, recurring=False, profile=("50%", "40%"))).is_error
    assert of("profile", cost("move", 100, profile=("half",))).is_error


def test_mitigations_in_a_circle_are_an_error():
    rows = [
        {
            "id": one,
            "bias_type": "outsourcing",
            "risk_area": one,
            "contribution": Decimal("0.1"),
            "managed": Decimal(1),
            "relies_on": (other,),
        }
        for one, other in (("a", "b"), ("b", "c"), ("c", "a"))
    ]
    found = of("mitigation_circle", cost("contract", 100), bias_mitigations=rows)
    assert "a → b → c → a" in found.message


def test_a_range_and_a_bias_over_the_same_cost_are_counted_twice():
    assert "range_and_bias" in codes(cost("contract", (90, 100, 140), bias_type="outsourcing"))
    assert "range_and_bias" not in codes(cost("contract", 100, bias_type="outsourcing"))


def test_a_measured_risk_in_an_area_that_the_bias_still_counts_is_told():
    risk = cost("overrun", 10, nature="measured risk", risk_area="poor contractor capabilities")
    contract = cost("contract", 100, bias_type="outsourcing")
    managed = [
        {
            "id": "m",
            "bias_type": "outsourcing",
            "risk_area": "Poor contractor capabilities",
            "contribution": Decimal("0.1"),
            "managed": Decimal(1),
        }
    ]
    assert "risk_and_bias" in codes(risk, contract)
    assert "risk_and_bias" not in codes(risk, contract, bias_mitigations=managed)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (saving("x", 1, start=date(2040, 1, 1)), "after_end"),
        (saving("x", 1, start=date(2026, 1, 1), end=date(2025, 6, 1)), "end_before_start"),
        (saving("x", 1, milestone="nowhere"), "unknown_milestone"),
        (saving("x", (None, None, 5)), "up_to"),
        (saving("x", (9, 5, 7)), "order"),
        (saving("x", (None, None, None)), "unquantified"),
        (cost("x", -5), "negative_cost"),
        (saving("x", 1, cashable="cash-releasing"), "no_budget_line"),
        (saving("x", 1), "cashable_unsaid"),
        (saving("x", 1, bias_type="outsourcing"), "bias_on_benefit"),
        (saving("x", 1, baseline_rule="layer management"), "rule"),
        (saving("x", 1, baseline_rule="layer = management"), "rule_matches_nothing"),
    ],
)
def test_each_mistake_in_a_line_has_its_finding(line: dict[str, Any], code: str):
    assert code in codes(line)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"discounting": "private"}, "discounting"),
        ({"vehicle": "hovercraft"}, "vehicle"),
        ({"correlation": Decimal(30)}, "correlation"),
        ({"joint_shares": {"a": Decimal(60), "b": Decimal("0.4")}}, "joint_share"),
        ({"joint_shares": {"a": Decimal("0.6")}}, "joint_shares"),
        ({"price_index": "petrol"}, "unknown_index"),
        (
            {"promises": [{"id": "p", "title": "p", "measure": "annual saving", "partner": "z", "amount": 1}]},
            "promise_partner",
        ),
        (
            {"promises": [{"id": "p", "title": "p", "measure": "annual saving", "year": "2050/51", "amount": 1}]},
            "promise_year",
        ),
        ({"actuals": [{"id": "x", "line": "nothing", "year": "2025/26", "amount": 1}]}, "unknown_actual"),
        (
            {"price_indices": [{"index": "pay", "year": "2025/26", "change": Decimal("0.02")}], "price_index": "pay"},
            "index_years",
        ),
        ({"vehicle": "owned-company"}, "no_base"),
        ({"milestones": [{"id": "m", "title": "m", "waits_for": ("n",)}]}, "unknown_wait"),
        ({"milestones": [{"id": "m", "title": "m"}]}, "no_owner"),
        ({"milestones": [{"id": "m", "title": "m", "waits_for": ("m",)}]}, "plan_circle"),
        ({"milestones": [{"id": "m", "title": "m", "days": 30, "due": date(2025, 4, 2)}]}, "late"),
        (
            {
                "bias_mitigations": [
                    {
                        "id": "m",
                        "bias_type": "outsourcing",
                        "risk_area": "x",
                        "managed": Decimal(1),
                        "relies_on": ("n",),
                    }
                ]
            },
            "unknown_mitigation",
        ),
    ],
)
def test_each_mistake_in_the_case_has_its_finding(said: dict[str, Any], code: str):
    assert code in codes(saving("rent", 100, **GOOD), **said)


def test_correlations_that_cannot_all_hold_are_told():
    lines = [saving(name, 100, group=name, **GOOD) for name in ("a", "b", "c")]
    pairs = [("a", "a", 1), ("b", "b", 1), ("c", "c", 1), ("a", "b", "0.9"), ("b", "c", "0.9"), ("a", "c", "-0.9")]
    rows = [{"group": one, "with_group": other, "correlation": Decimal(value)} for one, other, value in pairs]
    assert "impossible_correlations" in codes(*lines, dependence="named groups", correlations=rows)
    assert "impossible_correlations" not in codes(*lines, dependence="named groups", correlations=rows[:4])
    assert "unknown_group" in codes(*lines[:2], dependence="named groups", correlations=rows)


def test_a_case_without_lines_says_so():
    assert codes() == {"no_lines"}


def test_a_case_without_assumptions_says_what_was_taken():
    from concordat.data.files.business_case_reference import load_reference
    from concordat.domain.business_case.reading import read_business_case
    from tests.domain.options.cases import make_case

    held = read_business_case(make_case(case_lines=[saving("rent", 100)]), reference=load_reference())
    assert "business_case.no_assumptions" in {finding.code for finding in check_business_case(held)}


def test_lines_of_several_options_are_not_added_together_unsaid():
    lines = [saving("a", 100, option=("one",)), saving("b", 100, option=("two",)), saving("c", 100)]
    assert "options_mixed" in codes(*lines)
    assert "options_mixed" not in codes(*lines, option="one")
    assert "options_mixed" not in codes(lines[0], lines[2])
