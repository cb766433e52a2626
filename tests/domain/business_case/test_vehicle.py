from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.inputs import Line
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.business_case.vehicle import Rates, corporation_tax, vat_test, vehicle_called, vehicle_lines
from concordat.domain.business_case.vehicle_change import VehicleChange, change_vehicle
from tests.domain.business_case.cases import case_of, saving
from tests.domain.options.cases import make_case

ON = date(2026, 4, 1)
BASE = {
    "id": "north",
    "partner": "north",
    "pay_moved": 1_000_000_00,
    "on_cost_rate": Decimal("0.27"),
    "on_cost_rate_moved": Decimal("0.30"),
    "posts_lost": Decimal(4),
    "redundancy_per_post": 20_000_00,
    "strain_per_post": 10_000_00,
    "contract_value": 3_000_000_00,
    "inputs_bought": 500_000_00,
    "exempt_share": Decimal("0.10"),
    "vat_incurred": 1_000_000_00,
    "exempt_vat_now": 45_000_00,
    "surplus": 100_000_00,
    "bond_amount": 200_000_00,
}


def lines_of(vehicle: str, **changed: Any) -> dict[str, Line]:
    case = make_case(vehicle_bases=[{**BASE, **changed}])
    found = vehicle_called(vehicle, load_reference())
    assert found is not None
    lines = vehicle_lines(found, case.rows("vehicle_bases"), on=ON, reference=load_reference())
    return {line.id.removeprefix("vehicle-").removesuffix("-north"): line for line in lines}


def likely(vehicle: str, **changed: Any) -> dict[str, int]:
    return {name: (line.likely or 0) // 100 for name, line in lines_of(vehicle, **changed).items()}


def test_a_managing_agent_brings_a_pension_premium_of_about_one_per_cent_and_a_client_team_of_two():
    """Herefordshire Council, Service Delivery Review, Phase 2 report, September 2008, notes 3 and 6."""
    found = likely("managing-agent")
    assert (found["pension-premium"], found["client-team"]) == (10_000, 60_000)


def test_an_integrated_services_contract_moves_nobody_and_saves_the_premium():
    """The same report, paragraph 116: the integrated model would have a small saving in pension premiums."""
    assert not {"pension-premium", "redundancy", "strain", "on-costs"} & set(likely("integrated-services"))


def test_an_owned_company_pays_corporation_tax_and_loses_exempt_input_tax():
    found = likely("owned-company")
    # £100,000 of surplus: 25% less 3/200 of the £150,000 to the upper limit.
    assert found["corporation-tax"] == 25_000 - 2_250
    assert found["vat"] == 10_000
    assert found["on-costs"] == 30_000
    assert (found["redundancy"], found["strain"]) == (80_000, 40_000)


def test_tax_and_redundancy_are_transfers_and_a_client_team_is_a_resource():
    lines = lines_of("owned-company")
    assert {name: line.is_transfer for name, line in lines.items()} == {
        "on-costs": False,
        "redundancy": True,
        "strain": True,
        "client-team": False,
        "vat": True,
        "corporation-tax": True,
    }


def test_the_vehicles_limits_of_tax_hold_for_its_whole_surplus():
    case = make_case(
        vehicle_bases=[
            {**BASE, "surplus": 150_000_00},
            {**BASE, "id": "south", "partner": "south", "surplus": 50_000_00},
        ]
    )
    company = vehicle_called("owned-company", load_reference())
    assert company is not None
    lines = vehicle_lines(company, case.rows("vehicle_bases"), on=ON, reference=load_reference())
    taxes = {line.partner: line.likely for line in lines if line.id.startswith("vehicle-corporation-tax")}
    assert taxes == {"north": 36_937_50, "south": 12_312_50}  # £49,250 on £200,000, three quarters and one quarter


@pytest.mark.parametrize(
    ("surplus", "tax"),
    [
        (0, 0),
        (-5_000_000, 0),
        (5_000_000, 950_000),
        (10_000_000, 2_275_000),
        (25_000_000, 6_250_000),
        (100_000_000, 25_000_000),
    ],
)
def test_corporation_tax_of_small_middling_and_large_surpluses(surplus: int, tax: int):
    """HM Revenue and Customs: 19% to £50,000, 25% from £250,000, marginal relief of 3/200 between, since April 2023."""
    assert corporation_tax(surplus, Rates(ON, load_reference())) == tax


@pytest.mark.parametrize(
    ("now", "exempt", "recovered", "lost"),
    [
        (45_000, "0.05", True, 0),  # £45,000 + £5,000 = 5% of £1m exactly: recovered
        (45_000, "0.06", False, 51_000),  # one pound over: all of it is lost, what was recovered until now too
        (60_000, "0.06", False, 6_000),  # it was lost already: only the new part counts against the case
    ],
)
def test_a_council_recovers_exempt_input_tax_up_to_five_per_cent_and_then_loses_all_of_it(
    now: int, exempt: str, recovered: bool, lost: int
):
    """HM Revenue and Customs, PE62250."""
    case = make_case(vehicle_bases=[{**BASE, "exempt_vat_now": now * 100, "exempt_share": Decimal(exempt)}])
    in_house = vehicle_called("in-house", load_reference())
    assert in_house is not None
    test = vat_test(in_house, case.rows("vehicle_bases")[0], Rates(ON, load_reference()))
    assert (test.recovered, test.lost) == (recovered, lost * 100)


def test_the_limit_of_625_pounds_a_month_holds_where_it_is_greater():
    assert "vat" not in likely("in-house", vat_incurred=0, exempt_vat_now=0, exempt_share=Decimal("0.07"))
    assert likely("in-house", vat_incurred=0, exempt_vat_now=0, exempt_share=Decimal("0.08"))["vat"] == 8_000


def change(before: str, after: str) -> VehicleChange:
    case = case_of(
        saving("rent", 100, partner="north"),
        saving("terms", 50, partner="north", vehicles=("owned-company",)),
        vehicle_bases=[BASE],
    )
    first, second = (
        read_business_case(case, reference=load_reference(), vehicle=vehicle) for vehicle in (before, after)
    )
    return change_vehicle(first, second)


def test_changing_the_vehicle_says_which_lines_moved_and_by_how_much():
    found = change("owned-company", "joint-committee")
    moved = {row.line.title: row.cash_moved for row in found.moved}
    assert moved["Client team"] > 0
    assert moved["terms"] < 0
    assert "rent" not in moved
    assert found.stayed == 1
    assert sum(moved.values()) == found.cash[1] - found.cash[0]
    assert found.cash_by_partner == (("north", *found.cash),)


def test_the_same_vehicle_moves_nothing():
    found = change("owned-company", "owned-company")
    assert (found.moved, found.hinge) == ((), None)
