"""What every file becomes: the headings, wherever they stand, then each row with its number."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from concordat.domain.kernel.findings import Finding, Where, note

HEADINGS_WITHIN = 15  # rows: exports put a title and a date above their headings

_FIGURE = re.compile(r"[-+(]?\s*[£$€]?\s*-?\d[\d,. ]*\s*%?\)?|\d{1,4}[-/. ]\w{1,9}[-/. ]\d{2,4}\b.*")

Fits = Callable[[Sequence[str]], int]  # how many of the columns we look for are among the headings
Rows = Iterator[tuple[int, list[Any]]]


class Unreadable(ValueError):
    """The file cannot be read; `fix` says what to do about it."""

    def __init__(self, message: str, fix: str = "Save it again as CSV or Excel, and deliver that.") -> None:
        super().__init__(message)
        self.fix = fix


@dataclass(frozen=True)
class Grid:
    """`rows` have the number a spreadsheet shows beside them; `share` is how much of the file was read, 0 to 1."""

    headings: list[str]
    rows: Rows
    share: Callable[[], float]
    findings: tuple[Finding, ...] = ()


def below_headings(rows: Rows, fits: Fits, *, name: str, share: Callable[[], float]) -> Grid:
    """The headings are the row near the top in which most of our columns are found; what stands above is passed over."""
    top = list(islice(rows, HEADINGS_WITHIN))
    if not any(filled(cells) for _, cells in top):
        raise Unreadable("It is empty.", "Check that it is the right file, and that the export was finished.")
    place = heading_place([cells for _, cells in top], fits)
    number, cells = top[place]
    above = [row for row, held in top[:place] if filled(held)]
    findings = []
    if above:
        told = f"The headings were found in row {number}. What stands above them was passed over."
        findings.append(note(Where(name, row=number), told, code="headings.below"))

    def rest() -> Rows:
        yield from top[place + 1 :]
        yield from rows

    return Grid([text_of(cell) for cell in cells], rest(), share, tuple(findings))


def heading_place(rows: Sequence[Sequence[Any]], fits: Fits) -> int:
    """The row most of whose cells are columns we look for; else the first row of words as full as the others.

    One value among the records may be the name of a column of ours (“completed”): such a row beats no full row of words
    above it, and a row with a date, money or a number is taken for the headings only where no row of words can be.
    """
    found = [fits([text_of(cell) for cell in cells]) if filled(cells) else 0 for cells in rows]
    width = [filled(cells) for cells in rows]
    words = [place for place, cells in enumerate(rows) if width[place] > 1 and not any(map(_is_figure, cells))]
    if sure := [place for place in range(len(rows)) if found[place] * 2 > width[place] > 1]:
        return max(sure, key=lambda place: found[place])
    if fitting := [place for place in words if found[place]]:
        best = max(fitting, key=lambda place: found[place])
        return next(place for place in words if width[place] >= width[best])
    full = [place for place in words if width[place] * 2 >= max(width)]
    some = [found.index(max(found))] if max(found, default=0) else []
    several = [place for place, cells in enumerate(width) if cells > 1]
    return next(iter([*full, *some, *several, *(place for place, cells in enumerate(width) if cells)]), 0)


def _is_figure(cell: Any) -> bool:
    """A date, money or a number, which no heading is; “P3” and “J1” are words."""
    return not isinstance(cell, str | None) or bool(_FIGURE.fullmatch(cell.strip() if cell else ""))


def filled(cells: Iterable[Any]) -> int:
    return sum(cell not in (None, "") for cell in cells)


def text_of(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())
