"""The tables people fill: columns with a type, unit and meaning, as data in ``definitions/tables``.

One definition drives reading (CSV, Excel, forms, API), checking, the form on the page and the published reference.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Value = str | int | bool | Decimal | date | datetime | tuple[str, ...] | None


class ColumnType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    NUMBER = "number"  # Decimal, as written
    MONEY = "money"  # pounds at the edge, whole pence inside
    SHARE = "share"  # a fraction as Decimal inside: 15% is 0.15
    DATE = "date"
    DATETIME = "datetime"  # aware; a time without a zone is London time
    YES_NO = "yes_no"
    CHOICE = "choice"
    LIST = "list"  # several short texts, separated by semicolons
    REFERENCE = "reference"  # the id of a row in another table of the case
    FINANCIAL_YEAR = "financial_year"  # text such as 2026/27


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    title: str
    type: ColumnType
    meaning: str
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""  # the table whose id a reference (or each of a list) names
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    also_called: tuple[str, ...] = ()  # headings other people use for it
    default: Value = None
    part: str = ""  # asked for only in this connection: a form folds these columns away under it

    @property
    def is_figure(self) -> bool:
        """Figures stand to the right in a table."""
        return self.type in {ColumnType.MONEY, ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.SHARE}


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """`name` is the CSV's file name and the sheet's name; `title` is what people see."""

    name: str
    title: str
    meaning: str
    stage: str  # partnership, design, decide, run or review: where the page lives
    columns: tuple[Column, ...]
    row_called: str = "row"  # "option", "saving line" …: for buttons and messages

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


# What stands beside the values in every row. In a file these are ordinary columns with these headings.
ENVELOPE_COLUMNS = (
    Column("id", "Identifier", ColumnType.TEXT, "A short name for the row that does not change", required=True),
    Column("organisation", "Organisation", ColumnType.TEXT, "Whose row it is"),
    Column(
        "audience",
        "Who can see this",
        ColumnType.TEXT,
        "mine, organisation, named:a;b, partners, partners-and-contractor or public",
    ),
    Column("source", "Source", ColumnType.TEXT, "Where it was published or who said so"),
    Column(
        "illustrative", "Illustrative", ColumnType.YES_NO, "Yes where the row is made up to fill a gap", default=False
    ),
    Column("entered_by", "Entered by", ColumnType.TEXT, "The person's identifier"),
    Column("entered_at", "Entered at", ColumnType.DATETIME, "When it became known"),
    Column("revision", "Revision", ColumnType.INTEGER, "1 for the first; a later one supersedes it", default=1),
    Column("withdrawn", "Withdrawn", ColumnType.YES_NO, "Yes where the row no longer counts", default=False),
)
ENVELOPE_NAMES = frozenset(column.name for column in ENVELOPE_COLUMNS)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every table we accept, by name."""

    tables: Mapping[str, TableDefinition]

    def __getitem__(self, name: str) -> TableDefinition:
        return self.tables[name]

    def __contains__(self, name: object) -> bool:
        return name in self.tables

    def __iter__(self) -> Iterator[TableDefinition]:
        return iter(self.tables.values())

    def in_stage(self, stage: str) -> tuple[TableDefinition, ...]:
        return tuple(table for table in self if table.stage == stage)
