"""One cell as people write it, and back: what is written reads as the same value; nothing raises."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.cells import read_cell, write_cell
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.periods import LONDON
from concordat.domain.kernel.tables import Column, ColumnType, Value


def column(type: ColumnType, **more: Any) -> Column:
    return Column("x", "The figure", type, "What it is", **more)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1)
VALUES: dict[ColumnType, st.SearchStrategy[Value]] = {
    ColumnType.TEXT: TEXT,
    ColumnType.LONG_TEXT: st.lists(TEXT, min_size=1, max_size=3).map("\n".join),
    ColumnType.INTEGER: st.integers(-(10**12), 10**12),
    ColumnType.NUMBER: st.decimals(-(10**9), 10**9, allow_nan=False, places=6),
    ColumnType.MONEY: st.integers(-(10**14), 10**14),
    ColumnType.SHARE: st.decimals(-1, 1, allow_nan=False, places=6),
    ColumnType.DATE: st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    ColumnType.DATETIME: st.datetimes(datetime(1975, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),
    ColumnType.YES_NO: st.booleans(),
    ColumnType.CHOICE: st.sampled_from(["not graded", "high", "x-1"]),
    ColumnType.LIST: st.lists(TEXT.filter(lambda text: ";" not in text), min_size=1, max_size=4).map(tuple),
    ColumnType.REFERENCE: TEXT,
    ColumnType.FINANCIAL_YEAR: st.integers(1975, 2099).map(lambda year: f"{year}/{(year + 1) % 100:02d}"),
}


@pytest.mark.parametrize("type", list(ColumnType))
@given(data=st.data())
def test_what_is_written_reads_back_as_the_same_value(type: ColumnType, data: st.DataObject) -> None:
    of = column(type, choices=("not graded", "high", "x-1") if type is ColumnType.CHOICE else ())
    value = data.draw(VALUES[type])
    read = read_cell(write_cell(value, of), of)
    assert read.is_good
    assert read.value == value


ANYTHING = st.one_of(
    st.text(max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.decimals(places=6),
    st.sampled_from(
        [
            Decimal("NaN"),
            Decimal("-Infinity"),
            "١٢",
            "²",
            "1e400",
            "nan",
            "inf",
            "-inf",
            "1_000",
            "£",
            "()",
            "%",
            "2026/27",
            "99/99/9999",
        ]
    ),
)


@pytest.mark.parametrize("type", list(ColumnType))
@given(given=ANYTHING)
def test_whatever_stands_in_a_cell_is_a_value_or_a_sentence(type: ColumnType, given: Any) -> None:
    of = column(type, choices=("a", "b"), minimum=Decimal(-100), maximum=Decimal(100))
    read = read_cell(given, of)
    for problem in read.problems:
        assert problem.message
        assert problem.fix
    if not read.is_good:
        assert read.value is None
    elif isinstance(read.value, Decimal):
        assert read.value.is_finite()
    assert read_cell(write_cell(read.value, of), of).value == read.value


@given(st.integers(-(10**12), 10**12))
def test_pounds_as_they_are_printed_read_back(pence: int) -> None:
    money = column(ColumnType.MONEY)
    printed = format_pounds(pence)
    assert read_cell(printed, money).value == pence
    assert read_cell(printed.replace("-", "\u2212"), money).value == pence  # with the minus sign a report prints
    assert read_cell(f"({format_pounds(abs(pence))})", money).value == -abs(pence)


@pytest.mark.parametrize(
    ("given", "value", "told"),
    [
        ("15%", "0.15", False),
        (0.15, "0.15", False),
        ("12.5 %", "0.125", False),
        (15, "0.15", True),
        ("100", "1", True),
        ("1", "1", False),
    ],
)
def test_a_share_that_could_be_misread_is_told(given: object, value: str, told: bool) -> None:
    read = read_cell(given, column(ColumnType.SHARE))
    assert read.value == Decimal(value)
    assert bool(read.problems) == told


@pytest.mark.parametrize(
    "given", ["1 April 2026", "01/04/2026", "1.4.2026", "2026-04-01", "1 Apr 2026", "01-Apr-26", date(2026, 4, 1)]
)
def test_days_are_read_as_people_here_write_them(given: object) -> None:
    assert read_cell(given, column(ColumnType.DATE)).value == date(2026, 4, 1)


def test_a_time_without_a_zone_is_london_time_in_summer_too() -> None:
    read = read_cell("2026-07-01T09:00", column(ColumnType.DATETIME)).value
    assert isinstance(read, datetime)
    assert read == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert read.utcoffset() == timedelta(hours=1)
    assert read.tzinfo is LONDON


@pytest.mark.parametrize("given", ["n/a", "-", "TBC", "not known", " ", None])
def test_what_stands_for_nothing_is_missing_and_never_nought(given: object) -> None:
    assert read_cell(given, column(ColumnType.MONEY)).value is None
    needed = read_cell(given, column(ColumnType.MONEY, required=True))
    assert [problem.code for problem in needed.problems] == ["cell.missing"]


def test_in_a_text_column_none_may_be_what_somebody_means() -> None:
    assert read_cell("None", column(ColumnType.TEXT)).value == "None"


@pytest.mark.parametrize(("given", "code"), [("99", "cell.minimum"), ("201", "cell.maximum"), ("150", "")])
def test_limits_are_in_pounds_as_people_see_them(given: str, code: str) -> None:
    read = read_cell(given, column(ColumnType.MONEY, minimum=Decimal(100), maximum=Decimal(200)))
    assert [problem.code for problem in read.problems] == ([code] if code else [])


def test_parts_of_a_penny_are_rounded_once_and_told() -> None:
    read = read_cell("0.125", column(ColumnType.MONEY))
    assert read.value == 13
    assert "cell.rounded" in {problem.code for problem in read.problems}


def test_a_code_that_excel_made_a_number_is_the_code_again() -> None:
    assert read_cell(1234.0, column(ColumnType.TEXT)).value == "1234"


def test_a_choice_is_found_whatever_its_case_and_hyphens() -> None:
    assert read_cell(" Not-Graded ", column(ColumnType.CHOICE, choices=("not graded",))).value == "not graded"
