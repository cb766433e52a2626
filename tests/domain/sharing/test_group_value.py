"""A group's value worked by hand, line by line."""

from decimal import Decimal

from concordat.domain.kernel.money import round_to_pence
from concordat.domain.sharing.group_value import group_value
from tests.domain.sharing.cases import baseline, make


def test_a_group_of_three_worked_by_hand() -> None:
    """Each council: £25,000 management, £50,000 specialists, £25,000 administration. 40 km from end to end."""
    sharing, assumptions = make(
        *(
            baseline(c, "waste", system=s)
            for c, s in zip(("ash", "birch", "cedar"), ("One", "one ", "Two"), strict=True)
        ),
        yearly_costs={
            "client_side_per_council": 1000,
            "difference_per_extra_system": 500,
            "difference_per_kilometre": 10,
        },
    )
    value = group_value(sharing, assumptions, services=("waste",), councils=("ash", "birch", "cedar"), teams=3)
    lines = {line.name: line.pence for line in value.service_lines}
    assert lines == {
        "management": 3 * 750_000,  # 30% of £25,000
        "specialist": 3 * 150_000,  # the rate of two teams serves three
        "administrative": 3 * 250_000,
        "client side": -300_000,
        "different systems": -50_000,
        "distance": -40_000,
    }
    assert value.yearly_service == 3_450_000 - 390_000
    assert value.yearly_management == 2_250_000 - 300_000
    assert (value.once_management, value.once_service) == (100_000, 600_000)


def test_the_present_value_is_the_years_discounted_less_what_is_paid_once() -> None:
    sharing, assumptions = make(*(baseline(c, "waste") for c in ("ash", "birch")))
    value = group_value(sharing, assumptions, services=("waste",), councils=("ash", "birch"), teams=2)
    by_hand = -value.once_management + value.yearly_management
    by_hand += round_to_pence((value.yearly_service - value.once_service) / Decimal("1.035"))
    by_hand += sum(round_to_pence(value.yearly_service / Decimal("1.035") ** year) for year in (2, 3, 4))
    assert value.present_value(assumptions, wave=0, service_wave=1) == by_hand


def test_low_likely_and_high_are_in_order() -> None:
    sharing, assumptions = make(*(baseline(c, "waste") for c in ("ash", "birch")))
    low, likely, high = (
        group_value(sharing, assumptions, services=("waste",), councils=("ash", "birch"), teams=2, which=which)
        for which in ("low", "likely", "high")
    )
    assert low.yearly_service < likely.yearly_service < high.yearly_service
