"""What may be written in the document of what sharing saves and costs, and what may not."""

from datetime import date
from decimal import Decimal

import pytest

from concordat.domain.sharing.assumptions import AssumptionMistake, assumptions_from
from tests.domain.sharing.cases import assumptions


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"waves": []}, "No waves"),
        ({"waves": [{"id": "one"}]}, "no day on which it starts"),
        ({"years": Decimal("1.5")}, "whole number"),
        ({"years": 0}, "1 or more"),
        ({"gains": "by shouting"}, "gains is"),
        ({"savings_rates": [{"layer": "roof", "likely": 0}]}, "roof"),
        (
            {"savings_rates": [{"layer": "management", "teams": 2, "low": 1, "likely": 0, "high": 1}]},
            "Low must not be above",
        ),
        ({"yearly_costs": {"client_side_per_council": -5}}, "positive figure"),
        ({"yearly_costs": {"client_side_per_council": "a lot"}}, "client_side_per_council"),
    ],
)
def test_a_mistake_is_told_with_its_mend(said: dict[str, object], told: str) -> None:
    with pytest.raises(AssumptionMistake, match=told):
        assumptions_from(assumptions(**said))


def test_pounds_become_pence_and_the_largest_rate_serves_larger_groups() -> None:
    read = assumptions_from(assumptions(minimum_gain={"every_council": 100, "ash": 250}))
    assert read.minimum_gain_of("ash") == 25_000
    assert read.minimum_gain_of("birch") == 10_000
    assert read.rate("management", 9) == read.rate("management", 3) == Decimal("0.3")
    assert read.rate("overheads", 3) == 0


def test_a_wave_that_starts_in_the_middle_of_a_year_counts_in_part() -> None:
    waves = [{"id": "a", "starts": date(2026, 4, 1)}, {"id": "b", "starts": date(2026, 10, 1)}]
    read = assumptions_from(assumptions(waves=waves, years=3))
    assert read.years_of_benefit(0) == (1, 1, 1)
    assert read.years_of_benefit(1) == (Decimal("0.5"), 1, 1)
