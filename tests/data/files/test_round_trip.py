"""A case goes through a folder and through a workbook and comes back the same: for any case, and for every example."""

import string
import tempfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordat.data.files import load_catalogue, read_case, write_case_folder, write_workbook
from concordat.domain.business_case.annual_savings import savings_by_option
from concordat.domain.kernel.audience import MINE, ORGANISATION, PARTNERS, PUBLIC, Audience, Reach, may_have
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.tables import Column, ColumnType, TableDefinition, Value
from concordat.domain.options import read_review, screen_options
from tests.conftest import EXAMPLES

FOLDERS = sorted(file.parent for file in EXAMPLES.rglob("case.toml"))
# What trips spreadsheets and CSV files up: formulas, leading noughts, numbers as text, quotes, commas, other scripts.
AWKWARD = [
    "=1+1",
    "+44 20",
    "-",
    "@home",
    "00123",
    "1,234",
    "£5",
    "1e5",
    "TRUE",
    "yes",
    '"quoted"',
    "it's",
    "a;b",
    "№ ×–é",
    "nan",
    "none",
    "01/02/2026",
]
WORD = (
    st.text(alphabet=string.ascii_letters + string.digits + " ,'\"=£%()-;:/é×–", min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
TEXT = st.one_of(st.sampled_from(AWKWARD), WORD)
SLUG = st.text(alphabet=string.ascii_lowercase + string.digits + "-", min_size=1, max_size=20).filter(
    lambda text: text.strip("-") == text
)
MOMENT = st.integers(0, 20_000_000).map(lambda minutes: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
AUDIENCE = st.sampled_from([MINE, ORGANISATION, PARTNERS, PUBLIC, Audience(Reach.NAMED, ("east", "west"))])


def values_of(column: Column) -> st.SearchStrategy[Value]:
    """Values the column allows."""
    low = int(column.minimum) if column.minimum is not None else -(10**9)
    high = int(column.maximum) if column.maximum is not None else 10**9
    made: st.SearchStrategy[Value] = {
        ColumnType.TEXT: TEXT,
        ColumnType.LONG_TEXT: st.lists(TEXT, min_size=1, max_size=3).map("\n".join),
        ColumnType.INTEGER: st.integers(low, high),
        ColumnType.NUMBER: st.decimals(low, high, places=4, allow_nan=False).map(lambda value: value.normalize() + 0),
        ColumnType.MONEY: st.integers(max(low, -(10**9)) * 100, min(high, 10**9) * 100),
        # Above the whole too: a price may grow by 150%, and 1.5 by itself would be read as 1.5%.
        ColumnType.SHARE: st.integers(0, 10_000 * int(column.maximum if column.maximum is not None else 3)).map(
            lambda value: Decimal(value) / 10_000
        ),
        ColumnType.DATE: st.dates(date(1950, 1, 1), date(2090, 1, 1)),
        ColumnType.DATETIME: MOMENT,
        ColumnType.YES_NO: st.booleans(),
        ColumnType.CHOICE: st.sampled_from(column.choices or ("-",)),
        ColumnType.LIST: st.lists(SLUG, min_size=1, max_size=3, unique=True).map(tuple),
        ColumnType.REFERENCE: SLUG,
        ColumnType.FINANCIAL_YEAR: st.integers(1990, 2090).map(lambda year: f"{year}/{(year + 1) % 100:02d}"),
    }[column.type]
    return made if column.required or column.default is not None else st.none() | made


@st.composite
def facts_of(draw: st.DrawFn, table: TableDefinition) -> tuple[Fact, ...]:
    ids = draw(st.lists(SLUG, min_size=1, max_size=3, unique=True))
    return tuple(
        Fact(
            table=table.name,
            id=id,
            values={column.name: draw(values_of(column)) for column in table.columns},
            organisation=draw(SLUG),
            audience=draw(AUDIENCE.filter(lambda one: may_have(table.name, one))),
            source=draw(TEXT),
            illustrative=draw(st.booleans()),
            author=draw(SLUG),
            entered_at=draw(MOMENT),
            revision=draw(st.integers(1, 9)),
            withdrawn=draw(st.booleans()),
        )
        for id in ids
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    tables = draw(
        st.lists(
            st.sampled_from(sorted(load_catalogue(), key=lambda table: table.name)),
            min_size=1,
            max_size=3,
            unique_by=lambda table: table.name,
        )
    )
    facts = tuple(fact for table in tables for fact in draw(facts_of(table)))
    document = Document(
        "note",
        draw(SLUG),
        {"title": draw(TEXT), "says": draw(TEXT), "on": draw(st.dates(date(1950, 1, 1), date(2090, 1, 1)))},
        organisation=draw(SLUG),
        audience=draw(AUDIENCE),
        author=draw(SLUG),
        entered_at=draw(MOMENT),
    )
    return Case(draw(SLUG), draw(TEXT), {"purpose": draw(TEXT)}, documents=(document,), facts=facts)


def same(before: Case, after: Case) -> None:
    key = lambda fact: (fact.table, fact.organisation, fact.id, fact.revision)  # noqa: E731
    for one, other in zip(sorted(before.facts, key=key), sorted(after.facts, key=key), strict=True):
        assert one == other
    for mine, theirs in zip(before.documents, after.documents, strict=True):
        assert (mine.hash, mine.audience, mine.author, mine.entered_at) == (
            theirs.hash,
            theirs.audience,
            theirs.author,
            theirs.entered_at,
        )
    assert (before.name, before.title, before.hash) == (after.name, after.title, after.hash)


@settings(max_examples=60)
@given(cases())
def test_any_case_comes_back_from_a_folder_as_it_went(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_case_folder(case, Path(folder) / "case")
        read = read_case(Path(folder) / "case")
    assert read.case is not None, read.findings
    same(case, read.case)


@settings(max_examples=60)
@given(cases())
def test_any_case_comes_back_from_a_workbook_as_it_went(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_workbook(case, Path(folder) / "case.xlsx")
        read = read_case(Path(folder) / "case.xlsx")
    assert read.case is not None, read.findings
    same(case, read.case)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_example_comes_back_from_a_workbook_with_equal_results(folder: Path, tmp_path: Path) -> None:
    before = read_case(folder).case
    assert before is not None
    write_workbook(before, tmp_path / "case.xlsx")
    through_excel = read_case(tmp_path / "case.xlsx").case
    assert through_excel is not None
    write_case_folder(through_excel, tmp_path / "again")
    after = read_case(tmp_path / "again").case
    assert after is not None
    same(before, after)
    assert screen_options(read_review(before)).hash == screen_options(read_review(after)).hash
    assert savings_by_option(before).hash == savings_by_option(after).hash


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    case = read_case(FOLDERS[0]).case
    assert case is not None
    write_case_folder(case, tmp_path / "case")
    with pytest.raises(FileExistsError):
        write_case_folder(case, tmp_path / "case")
