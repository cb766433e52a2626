"""One cell as people write it → one typed value, and back.

`read_cell` accepts text (from CSV, a form or an API) and the typed values a spreadsheet gives (int, float, bool, date).
It returns the value and what a person should know about how it was read; it raises nothing.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from concordat.domain.kernel.hashing import decimal_text
from concordat.domain.kernel.money import NotMoney, pence_from_pounds, pounds_from_pence, read_pounds
from concordat.domain.kernel.periods import LONDON, FinancialYear
from concordat.domain.kernel.tables import Column, ColumnType, Value

YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"no", "n", "false", "0"})
NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "none", "null", "#n/a", "tbc", "tba", "not known", "unknown"})
_DATE_FORMATS = (
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d %m %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%y",
    "%d-%b-%Y",
)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why a cell was not read (`is_error`), or how it was read where that was not plain."""

    message: str
    fix: str
    is_error: bool = True
    code: str = ""


@dataclass(frozen=True, slots=True)
class CellRead:
    value: Value
    problems: tuple[CellProblem, ...] = ()

    @property
    def is_good(self) -> bool:
        return not any(problem.is_error for problem in self.problems)


def read_cell(given: Any, column: Column) -> CellRead:
    """Read one cell by its column's type, then hold it to the column's choices, limits and need."""
    if is_empty(given, column):
        if column.required:
            return _failed(
                f"{column.title} is missing.",
                f"Enter {column.meaning[:1].lower()}{column.meaning[1:]}.",
                "cell.missing",
            )
        return CellRead(column.default)
    read = _READERS[column.type](given, column)
    return _hold_to_limits(read, column) if read.is_good and read.value is not None else read


def is_empty(given: Any, column: Column) -> bool:
    """Whether nothing was given: blank, or outside text a word such as “n/a” that stands for nothing."""
    if given is None:
        return True
    if not isinstance(given, str):
        return False
    # In a text column "None" or "TBC" may be what somebody means to say; elsewhere they stand for an empty cell.
    is_text = column.type in {
        ColumnType.TEXT,
        ColumnType.LONG_TEXT,
        ColumnType.LIST,
        ColumnType.CHOICE,
        ColumnType.REFERENCE,
    }
    return given.strip() == "" if is_text else given.strip().lower() in NOTHING


def write_cell(value: Value, column: Column) -> str:
    """The text that `read_cell` reads back as the same value."""
    if value is None:
        return ""
    if column.type is ColumnType.MONEY and isinstance(value, int):
        return f"{pounds_from_pence(value):f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, Decimal):
        return share_text(value) if column.type is ColumnType.SHARE else decimal_text(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def share_text(value: Decimal) -> str:
    """A fraction as it stands; above the whole as ``101%``, because 1.01 by itself would be read as 1.01%."""
    return f"{decimal_text(value * 100)}%" if abs(value) > 1 else decimal_text(value)


def _failed(message: str, fix: str, code: str) -> CellRead:
    return CellRead(None, (CellProblem(message, fix, True, code),))


def _read_text(given: Any, column: Column) -> CellRead:
    if isinstance(given, float) and given.is_integer():
        return CellRead(str(int(given)))  # Excel keeps the code 1234 as 1234.0
    if isinstance(given, bool):
        return CellRead("yes" if given else "no")
    if isinstance(given, date | datetime):
        return CellRead(given.isoformat())
    text = str(given).replace("\r\n", "\n").replace("\r", "\n")
    return CellRead(text.strip() if column.type is not ColumnType.LONG_TEXT else text.strip("\n "))


def _read_choice(given: Any, column: Column) -> CellRead:
    text = str(_read_text(given, column).value)
    same = {_loosely(choice): choice for choice in column.choices}
    found = same.get(_loosely(text))
    if found is None:
        return _failed(
            f"“{text}” is not one of the choices for {column.title}.",
            f"Use one of: {', '.join(column.choices)}.",
            "cell.choice",
        )
    return CellRead(found)


def _loosely(text: str) -> str:
    return re.sub(r"[\s_-]+", "-", text.strip().lower())


def _read_list(given: Any, column: Column) -> CellRead:
    parts = re.split(r"[;\n]", str(_read_text(given, column).value))
    return CellRead(tuple(part.strip() for part in parts if part.strip()))


def _read_integer(given: Any, column: Column) -> CellRead:
    read = _read_number(given, column)
    if not read.is_good or not isinstance(read.value, Decimal):
        return read
    if read.value != read.value.to_integral_value():
        return _failed(
            f"{column.title} is {decimal_text(read.value)}; it must be a whole number.",
            "Enter a whole number.",
            "cell.integer",
        )
    return CellRead(int(read.value), read.problems)


def _read_number(given: Any, column: Column) -> CellRead:
    if isinstance(given, bool):
        return _failed(
            f"{column.title} is {'TRUE' if given else 'FALSE'}; a number is needed.", "Enter a number.", "cell.number"
        )
    if isinstance(given, int | float | Decimal):
        exact = Decimal(repr(given)) if isinstance(given, float) else Decimal(given)
        return CellRead(exact) if _is_amount(exact) else _beyond(given, column)
    text = str(given).strip()
    try:
        value = read_pounds(text.replace("£", "", 1) if text.startswith("£") else text)
    except NotMoney:
        return _failed(f"“{text}” is not a number.", "Enter digits only, such as 1234.5.", "cell.number")
    if not _is_amount(value):
        return _beyond(text, column)
    problems = (_read_as(text, decimal_text(value)),) if _is_untidy(text) else ()
    return CellRead(value, problems)


# Far above every public budget, and far below where Decimal's 28 digits would begin to lose pennies.
_LARGEST = Decimal(10) ** 15


def _is_amount(value: Decimal) -> bool:
    """Neither infinite nor no number at all, as a spreadsheet can hold after a division by nought."""
    return value.is_finite() and abs(value) < _LARGEST


def _beyond(given: Any, column: Column) -> CellRead:
    return _failed(
        f"{column.title} is {given}, which is not a number anybody can have meant.",
        "Enter the number, or leave the cell empty where it is not known.",
        "cell.number",
    )


def _is_untidy(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is None


def _read_as(text: str, meaning: str) -> CellProblem:
    return CellProblem(f"“{text}” was read as {meaning}.", "Nothing to do if that is right.", False, "cell.read_as")


def _read_money(given: Any, column: Column) -> CellRead:
    if isinstance(given, bool | date | datetime):
        return _failed(f"{column.title} is not an amount of money.", "Enter pounds, such as 1234.50.", "cell.money")
    if isinstance(given, int | float | Decimal):
        pounds = Decimal(repr(given)) if isinstance(given, float) else Decimal(given)
        return _whole_pence(pounds, str(given)) if _is_amount(pounds) else _beyond(given, column)
    text = str(given).strip()
    try:
        pounds = read_pounds(text)
    except NotMoney:
        return _failed(
            f"“{text}” is not an amount of money.",
            "Enter pounds as digits, such as 1234.50 or £1,234.50, or (500) for minus 500.",
            "cell.money",
        )
    if not _is_amount(pounds):
        return _beyond(text, column)
    read = _whole_pence(pounds, text)
    if _is_untidy(text):
        return CellRead(
            read.value, (*read.problems, _read_as(text, f"{pounds_from_pence(pence_from_pounds(pounds)):,f} pounds"))
        )
    return read


def _whole_pence(pounds: Decimal, text: str) -> CellRead:
    pence = pence_from_pounds(pounds)
    if pounds_from_pence(pence) != pounds:
        rounded = CellProblem(
            f"“{text}” has parts of a penny and was rounded to {pounds_from_pence(pence):,f}.",
            "Enter whole pence if that is not right.",
            False,
            "cell.rounded",
        )
        return CellRead(pence, (rounded,))
    return CellRead(pence)


def _read_share(given: Any, column: Column) -> CellRead:
    """``15%`` and 0.15 are fifteen per cent; 15 is ambiguous and is read as 15%, with a warning."""
    text = str(given).strip()
    per_cent = isinstance(given, str) and text.endswith("%")
    read = _read_number(text.removesuffix("%").strip() if per_cent else given, column)
    if not read.is_good or not isinstance(read.value, Decimal):
        return read
    if per_cent:
        return CellRead(read.value / 100)
    if abs(read.value) > 1:
        value = read.value / 100
        return CellRead(
            value,
            (
                CellProblem(
                    f"{column.title} is {text}, which was read as {text}%.",
                    f"Write {text}% or {decimal_text(value)} so that nobody can misread it.",
                    False,
                    "cell.share",
                ),
            ),
        )
    return CellRead(read.value)


def _read_date(given: Any, column: Column) -> CellRead:
    if isinstance(given, datetime):
        return CellRead(given.date())
    if isinstance(given, date):
        return CellRead(given)
    text = str(given).strip()
    try:
        return (
            CellRead(date.fromisoformat(text[:10]))
            if re.match(r"\d{4}-\d{2}-\d{2}", text)
            else _read_british_date(text, column)
        )
    except ValueError:
        return _not_a_date(text)


def _read_british_date(text: str, column: Column) -> CellRead:
    for pattern in _DATE_FORMATS:
        try:
            return CellRead(datetime.strptime(text, pattern).date())  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return _not_a_date(text)


def _not_a_date(text: str) -> CellRead:
    return _failed(
        f"“{text}” is not a date.", "Enter day, month and year, such as 1 April 2026 or 01/04/2026.", "cell.date"
    )


def _read_datetime(given: Any, column: Column) -> CellRead:
    if isinstance(given, datetime):
        return CellRead(given if given.tzinfo else given.replace(tzinfo=LONDON))
    if isinstance(given, date):
        return CellRead(datetime.combine(given, time(), tzinfo=LONDON))
    text = str(given).strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        day = _read_british_date(text, column)
        if not isinstance(day.value, date):
            return day
        moment = datetime.combine(day.value, time())
    return CellRead(moment if moment.tzinfo else moment.replace(tzinfo=LONDON))


def _read_yes_no(given: Any, column: Column) -> CellRead:
    if isinstance(given, bool):
        return CellRead(given)
    text = str(given).strip().lower().removesuffix(".0")
    if text in YES or text in NO:
        return CellRead(text in YES)
    return _failed(f"“{given}” is neither yes nor no.", "Enter yes or no.", "cell.yes_no")


def _read_financial_year(given: Any, column: Column) -> CellRead:
    try:
        return CellRead(str(FinancialYear.from_text(str(given))))
    except ValueError as problem:
        return _failed(str(problem), "Write it like 2026/27.", "cell.financial_year")


def _hold_to_limits(read: CellRead, column: Column) -> CellRead:
    value = read.value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return read
    amount = pounds_from_pence(value) if column.type is ColumnType.MONEY and isinstance(value, int) else Decimal(value)
    if column.minimum is not None and amount < column.minimum:
        return _failed(
            f"{column.title} is {amount:f}, below the least allowed ({column.minimum:f}).",
            f"Enter {column.minimum:f} or more.",
            "cell.minimum",
        )
    if column.maximum is not None and amount > column.maximum:
        return _failed(
            f"{column.title} is {amount:f}, above the most allowed ({column.maximum:f}).",
            f"Enter {column.maximum:f} or less.",
            "cell.maximum",
        )
    return read


_READERS = {
    ColumnType.TEXT: _read_text,
    ColumnType.LONG_TEXT: _read_text,
    ColumnType.REFERENCE: _read_text,
    ColumnType.INTEGER: _read_integer,
    ColumnType.NUMBER: _read_number,
    ColumnType.MONEY: _read_money,
    ColumnType.SHARE: _read_share,
    ColumnType.DATE: _read_date,
    ColumnType.DATETIME: _read_datetime,
    ColumnType.YES_NO: _read_yes_no,
    ColumnType.CHOICE: _read_choice,
    ColumnType.LIST: _read_list,
    ColumnType.FINANCIAL_YEAR: _read_financial_year,
}
