"""What is wrong with people's data, where it is and how to mend it.

Checks return findings and never raise; they do not stop at the first. Only misuse by a programmer raises.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """`ERROR` keeps a result from being used; `WARNING` asks for a decision; `NOTE` informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in what somebody gave us: a file, a sheet or table, a row (1 = first line) and a column."""

    file: str = ""
    table: str = ""
    row: int | None = None
    column: str = ""
    item: str = ""  # the identifier of the row or document, where it has one

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row is not None else ""
        column = f"column {self.column}" if self.column else ""
        item = f"“{self.item}”" if self.item else ""
        return ", ".join(part for part in (self.file, self.table, row, column, item) if part)


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should know about what they gave us. `code` is stable; the words may change."""

    severity: Severity
    where: Where
    message: str
    fix: str
    code: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def error(where: Where, message: str, fix: str, *, code: str = "") -> Finding:
    return Finding(Severity.ERROR, where, message, fix, code)


def warning(where: Where, message: str, fix: str, *, code: str = "") -> Finding:
    return Finding(Severity.WARNING, where, message, fix, code)


def note(where: Where, message: str, fix: str = "", *, code: str = "") -> Finding:
    return Finding(Severity.NOTE, where, message, fix, code)


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.is_error for finding in findings)


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors, then warnings, then notes; otherwise in the order they were found."""
    order = list(Severity)
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))
