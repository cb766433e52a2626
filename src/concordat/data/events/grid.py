"""What every file becomes: the headings, wherever they stand, then each row with its number."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from concordat.domain.kernel.findings import Finding, Where, note

HEADINGS_WITHIN = 15  # rows: exports put a title and a date above their headings

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
    """Most of our columns, else the first row of several cells, else the first that is not empty."""
    found = [fits([text_of(cell) for cell in cells]) if filled(cells) else 0 for cells in rows]
    if max(found, default=0):
        return found.index(max(found))
    several = (place for place, cells in enumerate(rows) if filled(cells) > 1)
    return next(several, next((place for place, cells in enumerate(rows) if filled(cells)), 0))


def filled(cells: Iterable[Any]) -> int:
    return sum(cell not in (None, "") for cell in cells)


def text_of(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())
