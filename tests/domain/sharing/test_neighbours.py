from concordat.domain.kernel.case import Case, Fact
from concordat.domain.sharing.baseline import read_the_baseline
from concordat.domain.sharing.inputs import read_sharing

HOME, NEAR, FAR = "E07000001", "E07000002", "E07000003"


def made(*more: Fact, **said: object) -> Case:
    elsewhere = {"service": "waste", "financial_year": "2026/27", "volume_unit": "homes", "cost_basis": "full cost"}
    year = {"service": "waste", "financial_year": "2026/27", "specialist": 1_000_00, "volume": 10}
    return Case(
        "c",
        "C",
        facts=(
            Fact("organisations", "home", {"name": "Home", "kind": "district", "ons_code": HOME}, "home"),
            Fact("memberships", "m", {"partner": "home", "role": "lead"}, "home"),
            Fact("services", "waste", {"title": "Waste"}, "home"),
            Fact("baseline", "b", {**year, "volume_unit": "homes", "cost_basis": "full cost"}, "home"),  # type: ignore[dict-item]
            Fact(
                "unit_costs",
                "n",
                {**elsewhere, "authority": "Near", "ons_code": NEAR, "unit_cost": 900, **said},
                "home",
            ),  # type: ignore[dict-item]
            Fact("unit_costs", "f", {**elsewhere, "authority": "Far", "ons_code": FAR, "unit_cost": 900}, "home"),
            *more,
        ),
    )


def pair(neighbour: str) -> Fact:
    return Fact("nearest_neighbours", neighbour, {"authority_code": HOME, "neighbour_code": neighbour}, "home")


def elsewhere(case: Case) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    [found] = read_the_baseline(read_sharing(case)).unit_costs
    return {cost.who: (cost.neighbour_of, cost.differs) for cost in found.costs if not cost.is_partner}


def test_a_council_of_the_list_is_compared_and_another_is_flagged() -> None:
    assert elsewhere(made(pair(NEAR))) == {
        "Near": (("Home",), ()),
        "Far": ((), ("not a nearest neighbour of anybody here",)),
    }


def test_a_definition_that_differs_is_flagged_for_a_neighbour_too() -> None:
    _, differs = elsewhere(made(pair(NEAR), volume_unit="collections"))["Near"]
    assert differs == ("counts collections, not homes",)


def test_a_row_may_say_by_itself_whose_neighbour_it_is() -> None:
    assert elsewhere(made(nearest_neighbour_of=("home",)))["Near"] == (("Home",), ())


def test_the_pairs_that_were_used_are_among_what_went_in() -> None:
    used = {
        item.name for item in read_the_baseline(read_sharing(made(pair(NEAR), pair("E07000009")))).provenance.inputs
    }
    assert f"nearest_neighbours/{NEAR}" in used
    assert "nearest_neighbours/E07000009" not in used
