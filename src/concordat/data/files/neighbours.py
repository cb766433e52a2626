"""Lists of nearest neighbours → rows of our table: the published JSON, or a list of pairs as CSV or Excel.

*MHCLG/Oflog* publishes an object of code → codes, unranked. A list bought from CIPFA, or made by a council itself, is a
sheet of pairs with both codes and often a rank or a distance. Only the councils of a case are taken from it.
"""

import re
import tempfile
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path, PurePosixPath

from concordat.data.files.reference_lists import LARGEST, ListedRow, ListRead, read_neighbours
from concordat.data.files.table_file import read_table_file
from concordat.domain.kernel.findings import Finding, Where, error, has_errors, note, warning

TABLE = "nearest_neighbours"
PUBLISHED = "MHCLG/Oflog, nearest neighbours of local authorities (Open Government Licence)"
_CODE = re.compile(r"[EWSNK]\d{8}")


def read_neighbour_list(content: bytes, *, name: str = "file") -> ListRead:
    """Every pair of the file, a council never its own neighbour. What cannot be used is told and left out."""
    if len(content) > LARGEST:
        finding = error(Where(name), "The file is larger than 30 MB.", "Send the list itself.", code="list.size")
        return ListRead(TABLE, (), 0, (finding,), name)
    if name.lower().endswith(".json"):
        by_code, findings = read_neighbours(content, name=name)
        pairs = [(code, other) for code, others in by_code.items() for other in others]
        rows = tuple(ListedRow(_id(a, b), {"authority_code": a, "neighbour_code": b}) for a, b in pairs)
        return ListRead(TABLE, rows, len(rows), findings, PUBLISHED)
    return _pairs(content, name)


def _pairs(content: bytes, name: str) -> ListRead:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / PurePosixPath(name.replace("\\", "/")).name
        file.write_bytes(content)
        facts, found = read_table_file(file, table=TABLE)
    findings, rows, seen = list(found), list[ListedRow](), Counter[str]()
    for fact in facts:
        a, b = (str(fact.get(column, "")).strip().upper() for column in ("authority_code", "neighbour_code"))
        problem = _problem(a, b, seen[_id(a, b)])
        seen[_id(a, b)] += 1
        if problem is None:
            rows.append(ListedRow(_id(a, b), {**fact.values, "authority_code": a, "neighbour_code": b}))
        elif problem:
            findings.append(replace(problem, where=Where(name, item=fact.id)))
    return ListRead(TABLE, tuple(rows), len(facts), tuple(findings), f"List of nearest neighbours ({name})")


def _problem(authority: str, neighbour: str, earlier: int) -> Finding | None:
    wrong = next((code for code in (authority, neighbour) if not _CODE.fullmatch(code)), None)
    if wrong is not None:
        message = f"“{wrong}” is not a nine-character ONS code; the row was left out."
        return warning(Where(), message, "Correct it in the list.", code="list.code")
    if authority == neighbour:
        return note(Where(), f"{authority} stands among its own neighbours; the row was left out.", code="list.itself")
    if earlier:
        return note(Where(), f"{authority} and {neighbour} are paired twice; the first was kept.", code="list.twice")
    return None


def _id(authority: str, neighbour: str) -> str:
    return f"{authority}-{neighbour}".lower()


def only_of(read: ListRead, codes: Collection[str]) -> ListRead:
    """The rows of the councils with these codes: the others are thousands that nobody here compares with."""
    if not read.rows or has_errors(read.findings):
        return read
    kept = tuple(row for row in read.rows if row.values["authority_code"] in codes)
    authorities = {row.values["authority_code"] for row in read.rows}
    if kept:
        held = len({row.values["authority_code"] for row in kept})
        said = note(
            Where(),
            f"{held} of the list's {len(authorities)} councils are here: {len(kept)} of its {len(read.rows)} pairs count.",
            code="list.others",
        )
    else:
        said = error(
            Where(),
            "No council here is in the list.",
            "Give the organisations their ONS codes in the table Organisations, or send the list that has them.",
            code="list.nobody",
        )
    return replace(read, rows=kept, findings=(*read.findings, said))
