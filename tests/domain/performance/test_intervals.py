"""Wilson intervals recomputed from Public Health England's published formula."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.performance.intervals import byar, wilson


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (47, 50, "83.78", "97.94"),
        (470, 500, "91.56", "95.77"),
        (4, 5, "37.55", "96.38"),
        (12, 12, "75.75", "100"),
        (0, 12, "0", "24.25"),
        (8, 291, "1.40", "5.33"),
        (5, 291, "0.74", "3.96"),
    ],
)
def test_wilson_holds_the_published_values(numerator: int, denominator: int, low: str, high: str) -> None:
    found = wilson(Decimal(numerator), Decimal(denominator))
    assert found is not None
    assert (round(found.low, 2), round(found.high, 2)) == (Decimal(low), Decimal(high))


def test_a_rise_that_is_noise_stays_inside_the_interval() -> None:
    """Northumberland, April 2024: detritus 2.75% (8 of 291) against 2.49% and litter 1.72% (5 of 291) against 1.49%."""
    for count, before in ((8, "2.49"), (5, "1.49")):
        found = wilson(Decimal(count), Decimal(291))
        assert found is not None
        assert found.holds(Decimal(before))


def test_no_interval_without_a_share() -> None:
    assert wilson(Decimal(1), Decimal(0)) is None
    assert wilson(Decimal(3), Decimal(2)) is None


@given(st.integers(1, 10_000), st.data())
def test_the_interval_holds_the_share(denominator: int, data: st.DataObject) -> None:
    numerator = data.draw(st.integers(0, denominator))
    found = wilson(Decimal(numerator), Decimal(denominator))
    assert found is not None
    share = Decimal(numerator * 100) / denominator
    assert 0 <= found.low <= round(share, 6) <= found.high <= 100


@given(st.integers(0, 100_000))
def test_byar_holds_the_count_and_is_never_below_nought(count: int) -> None:
    found = byar(Decimal(count))
    assert 0 <= found.low <= count <= found.high
