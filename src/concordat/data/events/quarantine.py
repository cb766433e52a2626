"""A row that waits, why, and the spreadsheet in which it is mended."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from concordat.data.events.columns import ADDED
from concordat.domain.kernel.tables import TableDefinition


@dataclass(frozen=True, slots=True)
class Reason:
    column: str
    message: str
    fix: str

    @property
    def said(self) -> str:
        """With its column, where the message does not begin with it."""
        return self.message if self.message.startswith(self.column) else f"{self.column}: {self.message}"


@dataclass(frozen=True)
class Quarantined:
    """A row as it was given (screened), and why it waits. `row` is its place in the file, the first line being 1."""

    row: int
    given: dict[str, str]
    reasons: tuple[Reason, ...]


def quarantine_csv(rows: Sequence[tuple[int, Quarantined]], table: TableDefinition) -> str:
    """The waiting rows as a spreadsheet to mend: ours as headings, each with its reason. Deliver the same file again.

    With what every table has besides its own columns: a made-up row stays marked as one when it is mended.
    """
    out = io.StringIO()
    names = [
        column.name
        for column in (*table.columns, *ADDED)
        if any(column.name in row.given for _, row in rows) or column.required
    ]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["quarantine_row", "what_is_wrong", "how_to_mend_it", *names])
    for number, row in rows:
        writer.writerow(
            [
                f"{number}:{row.row}",
                " ".join(dict.fromkeys(reason.said for reason in row.reasons)),
                " ".join(dict.fromkeys(reason.fix for reason in row.reasons)),
                *(_safe(row.given.get(name, "")) for name in names),
            ]
        )
    return out.getvalue()


_STARTS_A_FORMULA = ("=", "@", "+", "-", "\t", "\r")
_ONLY_A_NUMBER = re.compile(r"[-+]?[£\d][\d,. ]*%?")


def _safe(text: str) -> str:
    """A cell that a spreadsheet would run as a formula is shown as text; a negative amount stays a number."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) and not _ONLY_A_NUMBER.fullmatch(text) else text


def unescaped(text: str) -> str:
    """A cell of the spreadsheet of rows to mend as it was before `_safe`."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_STARTS_A_FORMULA) else text
