from datetime import date
from decimal import Decimal
from fractions import Fraction

from concordat.data.files import load_parameters
from concordat.domain.business_case.prices import Prices
from concordat.domain.kernel.money import round_to_pence
from concordat.domain.kernel.periods import FinancialYear

OWN = {"pay": {FinancialYear(2025): Decimal("0.03"), FinancialYear(2026): Decimal("0.02")}}


def ratio(index: str, of: int, to: int) -> Fraction:
    return Prices(load_parameters(), OWN).ratio(index, of=FinancialYear(of), to=FinancialYear(to))


def test_a_thousand_pounds_of_2019_is_1232_92_in_2024():
    """From the published deflators: 81.1085 in 2019, 100 in 2024 (HM Treasury, GDP deflators at market prices)."""
    assert round_to_pence(100_000 * ratio("gdp", 2019, 2024)) == 123_292


def test_prices_go_there_and_back_again():
    assert ratio("gdp", 2015, 2031) * ratio("gdp", 2031, 2015) == 1
    assert ratio("pay", 2024, 2030) * ratio("pay", 2030, 2024) == 1


def test_general_prices_grow_by_the_assumption_after_the_last_published_year():
    assert ratio("gdp", 2024, 2026) == Fraction("1.02") ** 2


def test_an_own_index_chains_its_changes_and_goes_on_with_the_last():
    assert ratio("pay", 2024, 2025) == Fraction("1.03")
    assert ratio("pay", 2024, 2026) == Fraction("1.03") * Fraction("1.02")
    assert ratio("pay", 2026, 2028) == Fraction("1.02") ** 2
    assert ratio("pay", 2023, 2024) == Fraction("1.03")


def test_a_fixed_amount_does_not_move_and_an_unknown_index_moves_like_the_default():
    assert ratio("fixed", 2015, 2030) == 1
    assert ratio("petrol", 2020, 2024) == ratio("gdp", 2020, 2024)


def test_a_case_of_2016_does_not_know_the_prices_of_2022():
    then = Prices(load_parameters(), {}, known_on=date(2016, 10, 1))
    assert then.ratio("gdp", of=FinancialYear(2015), to=FinancialYear(2022)) == Fraction("1.02") ** 7
    assert then.ratio("gdp", of=FinancialYear(2014), to=FinancialYear(2015)) == Fraction("75.1536") / Fraction(
        "74.6524"
    )
