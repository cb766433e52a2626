"""Workbooks as people send them: the sheet in which our headings are found, and nothing that unpacks without end."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from concordat.data.events.grid import HEADINGS_WITHIN, Fits, Grid, Rows, Unreadable, below_headings, heading_place
from concordat.domain.kernel.findings import Finding, Where, note, warning

MOST_UNPACKED = 1_000_000_000  # bytes: a full sheet of a million rows of a dozen columns
FINE = 100_000_000  # bytes that nobody needs to wonder at
MOST_TIMES = 100  # beyond them: sheets unpack to five to forty times their size
_IN_ERROR = b't="e"'
_BLOCK = 1 << 20


def workbook_grid(path: Path, fits: Fits) -> Grid:
    """One sheet of the workbook as a grid. Raises `Unreadable`: damaged, locked, or far larger than it looks."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    has_errors = _look_inside(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        tops = {name: [list(row) for row in islice(s.iter_rows(), HEADINGS_WITHIN)] for name, s in sheets.items()}
    except PasswordError as problem:
        raise Unreadable("It is protected by a password.", "Take the password off, and deliver it again.") from problem
    except (CalamineError, OSError, ValueError) as problem:
        raise _damaged() from problem
    filled = {name: top for name, top in tops.items() if any(cell not in (None, "") for row in top for cell in row)}
    if not filled:
        raise Unreadable("It is empty.", "Check that it is the right file, and that the export was finished.")

    def worth(name: str) -> tuple[int, int]:
        top = filled[name]
        return fits([str(cell) for cell in top[heading_place(top, fits)]]), sheets[name].total_height

    chosen = max(filled, key=worth)
    sheet, done = sheets[chosen], [0]

    def rows() -> Rows:
        for done[0], cells in enumerate(sheet.iter_rows(), 1):
            yield done[0], list(cells)

    grid = below_headings(rows(), fits, name=path.name, share=lambda: done[0] / max(sheet.total_height, 1))
    findings = [*_told(path.name, chosen, [name for name in filled if name != chosen], has_errors), *grid.findings]
    return Grid(grid.headings, grid.rows, grid.share, tuple(findings))


def _told(name: str, chosen: str, others: list[str], has_errors: bool) -> list[Finding]:
    found = []
    if others:
        told = f"The sheet “{chosen}” was read. Not read: {', '.join(others)}."
        found.append(
            note(Where(name), told, "Deliver each of them as a file where it holds records too.", code="sheet.others")
        )
    if has_errors:
        told = "Cells of the workbook hold an Excel error, such as #N/A or #REF!; they count as empty."
        found.append(
            warning(
                Where(name), told, "Look for them, mend the formulas, and deliver it again.", code="cell.excel_error"
            )
        )
    return found


def _look_inside(path: Path) -> bool:
    """Does a sheet hold cells in error? Unpacked and counted here, because what an archive says of its size may be a lie."""
    if not zipfile.is_zipfile(path):
        return False
    total, limit, found = 0, min(MOST_UNPACKED, max(FINE, MOST_TIMES * path.stat().st_size)), False
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            for member in archive.infolist():
                is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
                before = b""
                for block in _unpacked(file, member):
                    total += len(block)
                    if total > limit:
                        raise Unreadable(
                            f"It unpacks to more than {limit // 1_000_000:,} MB.",
                            "Save it from Excel without pictures and unused rows, or as CSV.",
                        )
                    found = found or (is_sheet and _IN_ERROR in before[-len(_IN_ERROR) :] + block)
                    before = block
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, RuntimeError, NotImplementedError) as problem:
        raise _damaged() from problem
    return found


def _unpacked(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What comes out of one member, a block at a time, however much it says it is."""
    file.seek(member.header_offset + 26)
    name, extra = struct.unpack("<HH", file.read(4))
    file.seek(name + extra, 1)
    left = member.compress_size
    inflate = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (packed := file.read(min(left, _BLOCK))):
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed:
            yield inflate.decompress(packed, _BLOCK)
            packed = inflate.unconsumed_tail


def _damaged() -> Unreadable:
    return Unreadable(
        "It is damaged, or not a workbook.", "Open it in Excel or LibreOffice and save it again as .xlsx or CSV."
    )
