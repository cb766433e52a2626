from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.business_case.inputs import Timing
from concordat.domain.business_case.timing import resolve, shares_by_year
from concordat.domain.kernel.periods import FinancialYear

BASE = FinancialYear(2025)


def shares(
    years: int = 4, *, recurring: bool = True, reached: dict[str, date] | None = None, **said: object
) -> list[Fraction]:
    timing = Timing(**said)  # type: ignore[arg-type]
    effect = resolve(timing, recurring=recurring, base=BASE, years=years, reached=reached or {})
    return list(shares_by_year(effect, years=years))


def test_a_line_from_october_counts_half_of_its_first_year():
    assert shares(start=date(2025, 10, 1)) == [Fraction(1, 2), 1, 1, 1]


def test_an_end_counts_its_last_month():
    assert shares(start=date(2025, 4, 1), end=date(2026, 6, 1)) == [1, Fraction(1, 4), 0, 0]


def test_growth_over_twelve_months_gives_six_and_a_half_months_of_the_first_year():
    """1/12 + 2/12 + … + 12/12 = 6.5 months."""
    assert shares(ramp_up_months=12) == [Fraction(13, 24), 1, 1, 1]


def test_what_comes_once_falls_in_the_year_of_its_start():
    assert shares(recurring=False, start=date(2026, 12, 1)) == [0, 1, 0, 0]


def test_a_profile_goes_on_with_its_last_share_only_where_the_line_recurs():
    profile = (Decimal("0.25"), Decimal("0.75"))
    assert shares(profile=profile, start=date(2026, 4, 1)) == [0, Fraction(1, 4), Fraction(3, 4), Fraction(3, 4)]
    assert shares(profile=profile, start=date(2026, 4, 1), recurring=False) == [0, Fraction(1, 4), Fraction(3, 4), 0]


def test_a_line_waits_for_its_milestone_and_takes_effect_in_the_month_after():
    reached = {"live": date(2025, 9, 30)}
    assert shares(milestone="live", reached=reached) == [Fraction(1, 2), 1, 1, 1]
    assert shares(milestone="live", reached={"live": date(2025, 10, 1)})[0] == Fraction(1, 2)


@given(st.integers(0, 60), st.integers(0, 40), st.integers(1, 8))
def test_growing_month_by_month_agrees_with_adding_up_the_months(start: int, ramp: int, years: int):
    day = date(2025 + (start + 3) // 12, (start + 3) % 12 + 1, 1)
    found = shares(years, start=day, ramp_up_months=ramp)
    months = [
        min(Fraction(1), Fraction(month - start + 1, ramp)) if ramp else Fraction(1)
        for month in range(start, years * 12)
    ]
    assert sum(found) * 12 == sum(months, start=Fraction(0))
