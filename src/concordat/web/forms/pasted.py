"""Cells pasted from a spreadsheet or a CSV file: rows of text, each with an identifier made from its title."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from concordat.application.actions import RowGiven
from concordat.domain.kernel.audience import Audience
from concordat.domain.kernel.case import Fact
from concordat.web.forms.several_options_form import identifier_from

ID_HEADINGS = {"id", "identifier"}


def rows_of(text: str) -> list[list[Any]]:
    """Excel copies with tabs between cells; a CSV file has commas."""
    delimiter = "\t" if "\t" in text else ","
    return [
        list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row)
    ]


def rows_given(facts: Iterable[Fact], *, audience: str) -> list[RowGiven]:
    """What was read, to be kept for the audience that a form named: new rows, whatever a colleague pasted meanwhile."""
    reach = Audience.from_text(audience)
    return [
        RowGiven(fact.id, fact.values, fact.source, illustrative=fact.illustrative, audience=reach, new=True)
        for fact in facts
    ]


def headings_at(rows: Sequence[Sequence[Any]], headings: Iterable[str]) -> int | None:
    """The first row that holds one of the headings; None where none does."""
    wanted = set(headings)
    return next((at for at, row in enumerate(rows) if wanted & {str(cell).strip().lower() for cell in row}), None)


def with_identifiers(
    rows: list[list[Any]], *, titles: Sequence[str], taken: Iterable[str], otherwise: str, totals: bool = True
) -> list[list[Any]]:
    """A first column of identifiers, made from the column of the first of `titles` that is there. Rows above stay.

    With `totals` a row whose title begins with “total” is none: it gets no identifier.
    """
    used = set(taken)
    at = headings_at(rows, titles)
    if at is None:
        return rows
    plain = [str(cell).strip().lower() for cell in rows[at]]
    if ID_HEADINGS & set(plain):
        return rows
    title = next(plain.index(name) for name in titles if name in plain)
    made: list[list[Any]] = [["", *row] for row in rows[:at]] + [["Identifier", *rows[at]]]
    for row in rows[at + 1 :]:
        name = str(row[title]) if title < len(row) else ""
        if not name.strip() or (totals and name.strip().lower().startswith("total")):
            made.append(["", *row])
            continue
        # A row called “total-…” would be read as a total and left out.
        called = f"{otherwise} {name}" if name.strip().lower().startswith("total") else name
        id = identifier_from(called, taken=used, otherwise=otherwise)
        used.add(id)
        made.append([id, *row])
    return made
