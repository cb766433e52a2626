"""Reference lists as their publishers give them → rows of our tables, with a finding for everything left out.

*Authorities*: mySociety's “UK local authority names and codes”, or any list with a name and a nine-character code.
*Services*: the national list of local government services (LGSL) as the Local Government Association exports it.
*Neighbours*: MHCLG/Oflog's nearest neighbours, a JSON object of code → codes.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from concordat.data.files.definitions import load_definition
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.tables import Value

LARGEST = 30_000_000  # bytes
AUTHORITIES_SOURCE = "mySociety, UK local authority names and codes (CC BY 4.0)"
SERVICES_SOURCE = (
    "National list of local government services (LGSL), Local Government Association (Open Government Licence)"
)
# The list's own type codes → kinds of organisation.
_KINDS = {
    "NMD": "district", "MD": "unitary", "UA": "unitary", "UTA": "unitary", "LBO": "unitary", "CC": "unitary", "CTY": "county",
    "SCO": "unitary", "WPA": "unitary", "NID": "district", "COI": "unitary", "SRA": "other", "COMB": "other",
    "CA": "other",
}  # fmt: skip
_NAME = ("official-name", "name", "authority", "council", "local authority", "lad name")
_CODE = ("gss-code", "ons code", "ons_code", "gss", "code", "lad code")


@dataclass(frozen=True)
class ListedRow:
    """A row for one of our tables: an identifier and typed values."""

    id: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class ListRead:
    """`rows` in the order of the file. `given` counts the rows of the file, so that nothing is dropped in silence."""

    table: str
    rows: tuple[ListedRow, ...]
    given: int
    findings: tuple[Finding, ...]
    source: str

    @property
    def left_out(self) -> int:
        return self.given - len(self.rows)


def read_authorities(content: bytes, *, name: str = "file") -> ListRead:
    """Every authority of the list, also those that no longer exist: their successors are named."""
    lines, findings = _lines(content, name, wanted=(_NAME, _CODE))
    by_code = {str(line.get("local-authority-code", "")): _authority_id(line) for _, line in lines}
    rows, seen = [], Counter[str]()
    for number, line in lines:
        title = _first(line, _NAME)
        if not title:
            findings.append(
                error(
                    Where(name, row=number), "The row has no name.", "Give the authority's name.", code="list.no_name"
                )
            )
            continue
        code = _first(line, _CODE).upper()
        if code and not re.fullmatch(r"[EWSNK]\d{8}", code):
            findings.append(
                warning(
                    Where(name, row=number),
                    f"{title}: “{code}” is not a nine-character ONS code; it was left empty.",
                    "Correct it if you need it.",
                    code="list.code",
                )
            )
            code = ""
        id = _authority_id(line)
        seen[id] += 1
        if seen[id] > 1:  # a name was used again by a later council: the newer keeps the short name
            id = f"{id}-{(line.get('local-authority-code') or str(seen[id])).lower()}"
            findings.append(
                note(
                    Where(name, row=number),
                    f"{title} is in the list more than once; this one is called {id}.",
                    code="list.same_name",
                )
            )
        rows.append(ListedRow(id, _authority(line, title, code, by_code)))
    return ListRead("authorities", tuple(rows), len(lines), tuple(findings), AUTHORITIES_SOURCE)


def _authority(line: Mapping[str, str], title: str, code: str, by_code: Mapping[str, str]) -> dict[str, Value]:
    successors = [by_code.get(part.strip(), part.strip()) for part in (line.get("replaced-by") or "").split(",")]
    return {
        "name": title,
        "short_name": line.get("nice-name") or title,
        "kind": _KINDS.get((line.get("local-authority-type") or "").strip(), "other"),
        "ons_code": code or None,
        "from_date": _day(line.get("start-date")),
        "to_date": _day(line.get("end-date")),
        "successors": tuple(filter(None, successors)) or None,
        "population": _whole(line.get("pop-2020") or line.get("population")),
        "area": _number(line.get("area")),
        "easting": _whole(line.get("x")),
        "northing": _whole(line.get("y")),
        "region": line.get("region") or None,
    }


def _authority_id(line: Mapping[str, str]) -> str:
    return slug_of(line.get("nice-name") or _first(line, _NAME)) or (line.get("local-authority-code") or "").lower()


_NUMBER = ("identifier", "lgsl", "number", "id")
_LABEL = ("label", "title", "name", "service")


def read_services(content: bytes, *, name: str = "file") -> ListRead:
    """Every service of the list by its number; those discontinued keep their number and say so."""
    lines, findings = _lines(content, name, wanted=(_NUMBER, _LABEL))
    rows, used = [], Counter[str]()
    for number, line in lines:
        lgsl, title = _first(line, _NUMBER), _first(line, _LABEL)
        used[lgsl] += 1
        if not lgsl.isdigit() or not title:
            problem, fix, code = (
                f"“{lgsl}”, “{title}”: a number and a label are needed.",
                "Correct the row.",
                "list.service",
            )
        elif used[lgsl] > 1:
            problem, fix, code = f"Number {lgsl} is in the list twice; the first was kept.", "Delete one.", "list.twice"
        else:
            live = (line.get("status") or "live").casefold() == "live"
            values: dict[str, Value] = {
                "number": int(lgsl),
                "title": title,
                "status": "live" if live else "discontinued",
            }
            rows.append(ListedRow(f"lgsl-{lgsl}", {**values, "description": line.get("description") or None}))
            continue
        findings.append(error(Where(name, row=number), problem, fix, code=code))
    return ListRead("national_services", tuple(rows), len(lines), tuple(findings), SERVICES_SOURCE)


def read_neighbours(content: bytes, *, name: str = "file") -> tuple[dict[str, tuple[str, ...]], tuple[Finding, ...]]:
    """ONS code → the codes of its nearest neighbours, without itself (the published file names each among its own)."""
    try:
        given = json.loads(content.decode("utf-8-sig"))
    except (ValueError, UnicodeDecodeError):
        return {}, (
            error(Where(name), "This is not a JSON file.", "Send the file as it was published.", code="list.json"),
        )
    if not isinstance(given, dict) or not all(isinstance(codes, list) for codes in given.values()):
        return {}, (
            error(
                Where(name),
                "This is not a list of codes for each code.",
                "Send the file as it was published.",
                code="list.json",
            ),
        )
    return {str(code): tuple(str(c) for c in codes if c != code) for code, codes in given.items()}, ()


def read_list(content: bytes, kind: str, *, name: str = "file") -> ListRead:
    """`kind` is ``authorities`` or ``services``; `neighbours.read_neighbour_list` reads the third kind."""
    return {"authorities": read_authorities, "services": read_services}[kind](content, name=name)


def starter_list(kind: str) -> ListRead:
    """The small list that ships: enough to begin with before anybody fetches the whole one."""
    given = load_definition("reference_lists", f"{kind}_starter")
    rows = tuple(ListedRow(row["id"], {k: _plain(v) for k, v in row.items() if k != "id"}) for row in given["rows"])
    return ListRead(str(given["table"]), rows, len(rows), (), str(given["source"]))


def _plain(value: Any) -> Value:
    return tuple(str(item) for item in value) if isinstance(value, list) else value


def slug_of(title: str) -> str:
    """``St. Helens`` → ``st-helens``."""
    return re.sub(r"[^a-z0-9]+", "-", title.casefold().replace("&", "and").replace("'", "")).strip("-")


def _lines(
    content: bytes, name: str, *, wanted: tuple[tuple[str, ...], ...]
) -> tuple[list[tuple[int, dict[str, str]]], list[Finding]]:
    """Numbered lines by lower-case heading; nothing and a finding where it is not such a list."""
    if len(content) > LARGEST:
        return [], [
            error(Where(name), "The file is larger than 30 MB.", "Send the list as it was published.", code="list.size")
        ]
    try:
        text, findings = content.decode("utf-8-sig"), list[Finding]()
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        findings = [
            note(
                Where(name),
                "The file is not UTF-8; it was read as Windows text.",
                "Check names with accents.",
                code="list.encoding",
            )
        ]
    reader = csv.DictReader(io.StringIO(text, newline=""))
    headings = {str(heading).strip().casefold() for heading in reader.fieldnames or () if heading}
    missing = [" or ".join(names[:3]) for names in wanted if not headings & set(names)]
    if missing:
        return [], [
            *findings,
            error(
                Where(name, row=1),
                f"The file has no column called {'; nor '.join(missing)}.",
                "Send the list as a CSV file with its headings in the first row.",
                code="list.headings",
            ),
        ]
    return list(_numbered(reader)), findings


def _numbered(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for line in reader:
        said = {
            str(k).strip().casefold(): (v or "").strip()
            for k, v in line.items()
            if k is not None and isinstance(v, str)
        }
        if any(said.values()):
            yield reader.line_num, said


def _first(line: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((line[name] for name in names if line.get(name)), "")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _number(text: str | None) -> Decimal | None:
    try:
        value = Decimal(text or "")
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _whole(text: str | None) -> int | None:
    value = _number(text)
    return None if value is None else int(value.to_integral_value())
