from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.money import (
    NotMoney,
    Rounding,
    exact_pence,
    format_pounds,
    pence_from_pounds,
    round_to_pence,
    split_among,
    split_by_largest_remainder,
)

PENCE = st.integers(-(10**14), 10**14)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@given(PENCE, WEIGHTS)
def test_the_parts_of_a_split_sum_to_the_whole(total: int, weights: list[int]) -> None:
    assert sum(split_by_largest_remainder(total, weights)) == total


@given(PENCE, WEIGHTS)
def test_no_part_is_a_penny_or_more_from_its_exact_share(total: int, weights: list[int]) -> None:
    for part, weight in zip(split_by_largest_remainder(total, weights), weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(PENCE, WEIGHTS)
def test_a_refund_splits_like_a_charge(total: int, weights: list[int]) -> None:
    charge = split_by_largest_remainder(total, weights)
    assert split_by_largest_remainder(-total, weights) == tuple(-part for part in charge)


def test_a_pound_among_three_gives_the_first_the_odd_penny() -> None:
    assert split_among(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_a_split_needs_weights_that_mean_something(weights: list[int]) -> None:
    with pytest.raises(ValueError):
        split_by_largest_remainder(100, weights)


@given(st.fractions(-(10**9), 10**9))
def test_rounding_moves_by_no_more_than_half_a_penny_and_mirrors(amount: Fraction) -> None:
    rounded = round_to_pence(amount)
    assert abs(rounded - amount) <= Fraction(1, 2)
    assert round_to_pence(-amount) == -rounded


@pytest.mark.parametrize(
    ("amount", "rule", "pence"),
    [
        ("0.5", Rounding.HALF_AWAY_FROM_ZERO, 1),
        ("-0.5", Rounding.HALF_AWAY_FROM_ZERO, -1),
        ("0.5", Rounding.HALF_TO_EVEN, 0),
        ("1.5", Rounding.HALF_TO_EVEN, 2),
        ("-0.1", Rounding.DOWN_TO_PENNY, -1),
        ("0.1", Rounding.UP_TO_PENNY, 1),
    ],
)
def test_each_named_rounding_does_what_it_says(amount: str, rule: Rounding, pence: int) -> None:
    assert round_to_pence(Decimal(amount), rounding=rule) == pence
    assert round_to_pence(Fraction(amount), rounding=rule) == pence


def test_a_float_is_never_money() -> None:
    with pytest.raises(TypeError, match="never a float"):
        round_to_pence(1.5)  # type: ignore[arg-type]


@given(st.integers(-(10**12), 10**12))
def test_what_is_printed_reads_back(pence: int) -> None:
    assert pence_from_pounds(format_pounds(pence)) == pence
    assert pence_from_pounds(format_pounds(pence, show_pence=True)) == pence


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("£1.018m", 101_800_000),
        ("(500)", -50_000),
        ("-£3", -300),
        ("£-3", -300),
        ("1.2k", 120_000),
        ("£2.1bn", 210_000_000_000),
        (" 1,234.50 ", 123_450),
    ],
)
def test_money_is_read_as_people_write_it(text: str, pence: int) -> None:
    assert pence_from_pounds(text) == pence


@pytest.mark.parametrize("text", ["", "about 5", "1,23", "£", "5%", "1.2.3", "12 34"])
def test_what_is_not_money_says_how_to_write_it(text: str) -> None:
    with pytest.raises(NotMoney, match="Write it like"):
        pence_from_pounds(text)


@pytest.mark.parametrize(("text", "pence"), [("10", 1000), ("£1,234.50", 123450), ("1.2k", 120000), ("10.10", 1010)])
def test_what_needs_no_rounding_is_read_exactly(text: str, pence: int) -> None:
    assert exact_pence(text) == pence


def test_a_part_of_a_penny_is_refused_where_nothing_may_be_rounded() -> None:
    with pytest.raises(NotMoney, match="part of a penny"):
        exact_pence("10.005")
