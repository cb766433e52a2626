"""A row that waits, why, and the spreadsheet in which it is mended."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from concordat.domain.kernel.tables import TableDefinition


@dataclass(frozen=True, slots=True)
class Reason:
    column: str
    message: str
    fix: str


@dataclass(frozen=True)
class Quarantined:
    """A row as it was given (screened), and why it waits. `row` is its place in the file, the first line being 1."""

    row: int
    given: dict[str, str]
    reasons: tuple[Reason, ...]


def quarantine_csv(rows: Sequence[tuple[int, Quarantined]], table: TableDefinition) -> str:
    """The waiting rows as a spreadsheet to mend: ours as headings, each with its reason. Deliver the same file again."""
    out = io.StringIO()
    names = [
        column.name for column in table.columns if any(column.name in row.given for _, row in rows) or column.required
    ]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["quarantine_row", "what_is_wrong", "how_to_mend_it", *names])
    for number, row in rows:
        writer.writerow(
            [
                f"{number}:{row.row}",
                " ".join(f"{reason.column}: {reason.message}" for reason in row.reasons),
                " ".join(dict.fromkeys(reason.fix for reason in row.reasons)),
                *(_safe(row.given.get(name, "")) for name in names),
            ]
        )
    return out.getvalue()


def _safe(text: str) -> str:
    """A cell that a spreadsheet would run as a formula is shown as text."""
    return f"'{text}" if text[:1] in {"=", "@", "+"} else text
