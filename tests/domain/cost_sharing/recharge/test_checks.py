from datetime import date
from typing import Any

import pytest

from concordat.domain.cost_sharing.recharge.checks import check_scheme, check_year
from concordat.domain.cost_sharing.recharge.inputs import Books
from concordat.domain.kernel.findings import Finding, Severity
from tests.domain.cost_sharing.recharge.schemes import YEAR, books, codes, cost, counts, scheme, scheme_content

from concordat.domain.cost_sharing.recharge.reading import read_scheme  # isort: skip


def checked(held: Books, **more: Any) -> list[Finding]:
    found = scheme(**more)
    return [*check_scheme(found), *check_year(found, held, year=YEAR)]


ALL = counts("calls", {"a": 1, "b": 1, "c": 1})


def test_a_good_year_has_no_findings():
    assert checked(books(cost("team", "budget", 90), ALL)) == []


def test_a_missing_driver_names_the_council_the_count_and_the_pool():
    (found,) = checked(books(cost("team", "budget", 90), counts("calls", {"a": 1, "b": 1})))
    assert (found.code, found.severity) == ("recharge.missing_driver", Severity.ERROR)
    assert found.message == "C has no count of calls for 2026/27, and Team is shared by it."
    assert "enter 0 if there were none" in found.fix


def test_no_counts_at_all_beside_an_estimate_only_warn():
    estimate = [{"pool": "team", "year": "2026/27", "shares": {"a": "40%", "b": "40%", "c": "20%"}}]
    found = checked(books(cost("team", "budget", 90)), estimate=estimate)
    assert {f.severity for f in found} == {Severity.WARNING}


def test_a_negative_count_says_how_to_put_it_right():
    held = books(cost("team", "budget", 90), counts("calls", {"a": 1, "b": 1, "c": -4}))
    found = checked(held)
    assert found[0].code == "recharge.negative_count"
    assert "cannot be below nought" in found[0].message
    assert "right figure" in found[0].fix


def test_a_council_in_two_groups_for_one_service_is_an_error():
    pools = [
        {"id": "ict-north", "title": "ICT north", "service": "ict", "key": "calls", "partners": ["a", "b"]},
        {"id": "ict-south", "title": "ICT south", "service": "ict", "key": "calls", "partners": ["b", "c"]},
    ]
    (found,) = check_scheme(scheme(pools=pools))
    assert found.code == "recharge.two_groups"
    assert found.message.startswith("B is in two groups for ict")
    assert "Take B out of one of them" in found.fix


def test_two_pools_of_one_service_among_the_same_councils_are_fine():
    pools = [{"id": id, "service": "planning", "key": "calls"} for id in ("applications", "enforcement")]
    assert check_scheme(scheme(pools=pools)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"keys": [{"id": "k", "shares": {"a": "50%", "b": "31%", "c": "20%"}}]}, "scheme.not_hundred"),
        ({"keys": [{"id": "k", "shares": {"a": "50%", "b": "60%", "c": "-10%"}}]}, "scheme.negative_share"),
        ({"keys": [{"id": "k", "shares": {"a": "50%", "z": "50%"}}]}, "scheme.unknown_partner"),
        ({"keys": [{"id": "k"}]}, "scheme.empty_key"),
        ({"pools": [{"id": "p", "key": "none"}]}, "scheme.unknown_key"),
        ({"pools": [{"id": "p"}]}, "scheme.no_key"),
        ({"pools": [{"id": "p", "key": "calls", "partners": ["a", "x"]}]}, "scheme.unknown_partner"),
        ({"pools": [{"id": "p", "key": "calls", "partners": ["a", "a"]}]}, "scheme.partner_twice"),
        ({"partners": "a"}, "scheme.partners"),
        ({"shares_in": "dozens"}, "scheme.shares_in"),
        ({"estimate": [{"pool": "none", "year": "2026/27"}]}, "scheme.unknown_pool"),
        ({"estimate": [{"pool": "team", "year": "soon", "shares": {"a": "100%"}}]}, "scheme.year"),
        ({"override": [{"pool": "team", "year": "2026/27", "shares": {"a": "100%"}}]}, "scheme.override_reason"),
        ({"change_of_key": [{"pool": "team", "before": {"a": "100%"}}]}, "scheme.change_date"),
        ({"client_price": [{"council": "a", "pool": "team", "driver": "x", "price": 1}]}, "scheme.partner_is_client"),
        ({"client_price": [{"council": "z", "pool": "team"}]}, "scheme.price"),
        ({"exit": [{"title": "Lease", "amount": "much"}]}, "scheme.money"),
        ({"dampening": {"rise": "2%"}}, "scheme.dampening"),
        ({"notice": [{"partner": "a"}]}, "scheme.notice_date"),
    ],
)
def test_each_mistake_in_a_scheme_has_its_finding(changes: dict[str, Any], code: str):
    assert code in codes(**changes)


def test_shares_of_101_per_cent_say_how_far_they_are_out():
    read = read_scheme(scheme_content(keys=[{"id": "k", "shares": {"a": "50%", "b": "31%", "c": "20%"}}]), name="s")
    assert read.scheme is None
    (found,) = read.findings
    assert found.message == "The shares add up to 101%."
    assert "1 point too high" in found.fix


def test_the_rest_of_what_can_be_wrong_with_a_year():
    def said(*rows: Any, **more: Any) -> set[str]:
        return {f.code for f in checked(books(*rows), **more)}

    assert said(ALL) == {"recharge.no_costs"}
    assert said(cost("team", "budget", 1), cost("tame", "budget", 1), ALL) == {"recharge.unknown_pool"}
    assert said(cost("team", "actual", 1), ALL) == {"recharge.no_budget"}
    assert said(cost("team", "budget", 1), counts("calls", {"a": 0, "b": 0, "c": 0})) == {"recharge.no_count"}
    assert said(cost("team", "budget", 1), ALL, counts("calls", {"z": 4})) == {"recharge.unknown_partner"}
    assert said(cost("team", "budget", 1), ALL, ALL[:1]) == {"recharge.counted_twice"}


def test_short_notice_prices_below_cost_and_limits_that_do_not_fit_are_told():
    held = books(cost("team", "budget", 1_000), ALL, counts("calls", {"parish": 1}))
    notice = [{"partner": "c", "given": date(2026, 12, 31), "effective": date(2027, 3, 31)}]
    price = [{"council": "parish", "pool": "team", "driver": "calls", "price": 10}]
    found = {f.code: f for f in checked(held, notice=notice, notice_months=12, client_price=price)}
    assert found["recharge.notice_short"].message.startswith("C gave 3 months' notice")
    assert "full cost is £250" in found["recharge.below_cost"].message
    tight = {"most": {"a": 100, "b": 100, "c": 100}}
    assert "recharge.limits" in {f.code for f in checked(held, dampening=tight)}


def test_an_inferred_estimate_and_an_override_are_said():
    shares = {"a": "40%", "b": "40%", "c": "20%"}
    stated = {"pool": "team", "year": "2026/27", "shares": shares}
    held = books(cost("team", "budget", 90), ALL)
    inferred = checked(held, estimate=[{**stated, "inferred": True}])
    overridden = checked(held, override=[{**stated, "reason": "Workload"}])
    assert [f.code for f in inferred] == ["recharge.inferred"]
    assert [f.code for f in overridden] == ["recharge.override"]


def test_use_that_falls_without_notice_is_told_because_the_others_carry_the_cost():
    before = counts("calls", {"a": 100, "b": 100, "c": 100}, year="2025/26")
    held = books(cost("team", "budget", 90), counts("calls", {"a": 100, "b": 60, "c": 95}), before)
    (found,) = checked(held, use_may_fall="20%")
    assert found.code == "recharge.fell_without_notice"
    assert found.message.startswith("B uses Team 40% less than in 2025/26 and gave no notice")
    notice = [{"partner": "b", "pool": "team", "given": date(2025, 3, 1), "effective": date(2026, 4, 1)}]
    assert checked(held, use_may_fall="20%", notice=notice) == []
