from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from concordat.data.files import load_parameters
from concordat.domain.business_case.optimism_bias import BiasLeft, bias_left, circles, corrected, correction_for
from tests.domain.business_case.cases import business_case_of, cost, saving

ON = date(2026, 4, 1)


def mitigation(id: str, contribution: str, managed: str, **said: Any) -> dict[str, Any]:
    return {
        "id": id,
        "bias_type": "outsourcing",
        "risk_area": id,
        "contribution": Decimal(contribution),
        "managed": Decimal(managed),
        **said,
    }


def left(kind: str = "outsourcing", *rows: dict[str, Any]) -> BiasLeft:
    held = business_case_of(cost("contract", 100), bias_mitigations=list(rows))
    found = bias_left(kind, held.mitigations, on=ON, parameters=load_parameters())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "upper", "lower"),
    [
        ("standard buildings", 24, 2),
        ("non-standard buildings", 51, 4),
        ("standard civil engineering", 44, 3),
        ("non-standard civil engineering", 66, 6),
        ("equipment and development", 200, 10),
        ("outsourcing", 41, 0),
    ],
)
def test_bounds_are_those_published(kind: str, upper: int, lower: int):
    """Mott MacDonald, Review of Large Public Procurement in the UK (HM Treasury, 2002), Table 2; capital cost, and
    operating cost for outsourcing."""
    found = left(kind)
    assert (found.upper, found.lower, found.left) == (Fraction(upper, 100), Fraction(lower, 100), Fraction(upper, 100))


def test_the_published_worked_example_leaves_29_7_per_cent():
    """Mott MacDonald 2002, section 4: works duration of 39%, five risk areas; 23.8% is managed, 29.7% is left, and 28
    months become 36.3."""
    contributions = [("5", "1"), ("2", "1"), ("22", "0.4"), ("5", "1"), ("3", "1")]
    managed = sum(Fraction(share) * Fraction(part) for share, part in contributions) / 100
    assert managed == Fraction("0.238")
    remaining = Fraction("0.39") * (1 - managed)
    assert round(float(remaining), 3) == 0.297
    assert round(28 * (1 + float(remaining)), 1) == 36.3


def test_the_bias_left_follows_the_same_arithmetic():
    published = [("0.05", "1"), ("0.02", "1"), ("0.22", "0.4"), ("0.05", "1"), ("0.03", "1")]
    rows = [mitigation(str(place), share, part) for place, (share, part) in enumerate(published)]
    found = left("outsourcing", *rows)
    assert found.managed == Fraction("0.238")
    assert found.left == Fraction("0.41") * Fraction("0.762")


def test_what_is_left_is_not_less_than_the_lower_bound():
    row = mitigation("all", "1", "1", bias_type="equipment and development")
    assert left("equipment and development", row).left == Fraction("0.1")


def test_a_mitigation_works_only_as_far_as_what_it_relies_on():
    rows = [mitigation("board", "0.5", "1", relies_on=("manager",)), mitigation("manager", "0.2", "0.5")]
    assert left("outsourcing", *rows).managed == Fraction("0.5") * Fraction("0.5") + Fraction("0.2") * Fraction("0.5")


def test_a_circle_is_found_once_and_manages_nothing():
    rows = [mitigation("a", "0.5", "1", relies_on=("b",)), mitigation("b", "0.5", "1", relies_on=("a",))]
    held = business_case_of(cost("contract", 100), bias_mitigations=rows)
    assert circles(held.mitigations) == [("a", "b")]
    assert left("outsourcing", *rows).managed == 0


def test_weak_evidence_raises_a_cost_and_lowers_a_benefit():
    """HM Treasury and New Economy, cost benefit analysis guidance for local partnerships, 2014: grade 6 is 40%."""
    held = business_case_of(cost("cost", 100, evidence_grade="6"), saving("saving", 100, evidence_grade="6"))
    shares = [correction_for(line, on=ON, parameters=load_parameters()) for line in held.lines]
    assert shares == [Fraction("0.4"), Fraction("0.4")]
    assert [corrected(line, share) for line, share in zip(held.lines, shares, strict=True)] == [
        Fraction("1.4"),
        Fraction("0.6"),
    ]


def test_cost_with_half_of_a_bias_of_40_per_cent_managed():
    """The R package greenbook (CRAN): a cost of 100 with bias of 20% half mitigated is 110 before tax burden; here the bias
    of 41% half managed makes 120.50."""
    row = mitigation("inadequacy of the business case", "1", "0.5")
    assert 100 * (1 + left("outsourcing", row).left) == Fraction("120.5")
