"""A case as a folder: ``case.toml``, ``tables/<table>.csv`` and ``documents/<kind>/<name>.toml``.

A document's ``[document]`` table says its version, whose it is, who may see it, who wrote it and when; it is not part of
the document. Version 2 of ``mechanism.toml`` is ``mechanism.v2.toml``. Withheld things are in ``withheld.csv`` by hash only.
"""

import csv
import io
import re
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import tomlkit

from concordat.data.files.definitions import load_catalogue, read_toml
from concordat.data.files.reading import CaseRead, Defaults, Grid
from concordat.data.files.rows import facts_from_grid, grid_from_facts
from concordat.domain.kernel.audience import Audience, Reach
from concordat.domain.kernel.case import Case, Document, Fact, Withheld
from concordat.domain.kernel.findings import Finding, Where, error, has_errors, warning
from concordat.domain.kernel.periods import LONDON

_VERSIONED = re.compile(r"^(?P<name>.+?)(?:\.v(?P<version>\d+))?$")


class WouldOverwrite(FileExistsError):
    """The folder or file is there already; the message says how to go on."""


def read_case_folder(folder: Path) -> CaseRead:
    """Read a case folder. Where anything is wrong the case is None and the findings say what, where and how to mend it."""
    header_file = folder / "case.toml"
    if not header_file.is_file():
        return CaseRead(
            None,
            (
                error(
                    Where(str(folder)),
                    "There is no case.toml in this folder.",
                    "Choose the folder that holds case.toml, or make one with “concordat case new”.",
                    code="case.no_header",
                ),
            ),
        )
    text, findings = read_text(header_file, name="case.toml")
    header, problems = parse_toml(text, Where("case.toml"))
    findings.extend(problems)
    if header is None:
        return CaseRead(None, tuple(findings))
    defaults, problems = defaults_from(header)
    findings.extend(problems)
    facts, problems = _read_tables(folder, defaults)
    findings.extend(problems)
    documents, problems = _read_documents(folder, defaults)
    findings.extend(problems)
    withheld = _read_withheld(folder)
    case = build_case(header, text, documents, facts, withheld, fallback_name=folder.name)
    return CaseRead(None if has_errors(findings) else case, tuple(findings))


def build_case(
    header: Mapping[str, Any],
    text: str,
    documents: list[Document],
    facts: list[Fact],
    withheld: tuple[Withheld, ...],
    *,
    fallback_name: str,
) -> Case:
    name = str(header.get("name") or fallback_name)
    rest = {key: value for key, value in header.items() if key not in {"name", "title", "defaults"}}
    return Case(name, str(header.get("title") or name), rest, text, tuple(documents), tuple(facts), withheld)


def write_case_folder(case: Case, folder: Path, *, replace: bool = False) -> None:
    """Write the case as a folder, all of it or nothing: it is made beside the place and moved there when complete."""
    if folder.exists() and any(folder.iterdir()) and not replace:
        raise WouldOverwrite(f"{folder} is not empty. Choose another folder, or say --force to replace it.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _write_into(case, made)
        _swap(made, folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _write_into(case: Case, folder: Path) -> None:
    _write_text(folder / "case.toml", header_text(case))
    catalogue = load_catalogue()
    for table in case.table_names:
        lines = grid_from_facts((fact for fact in case.facts if fact.table == table), catalogue[table])
        _write_text(folder / "tables" / f"{table}.csv", csv_text(lines))
    for document in case.documents:
        suffix = f".v{document.version}" if document.version > 1 else ""
        _write_text(folder / "documents" / document.kind / f"{document.name}{suffix}.toml", document_text(document))
    if case.withheld:
        lines = [["kind", "hash"], *([item.kind, item.hash] for item in case.withheld)]
        _write_text(folder / "withheld.csv", csv_text(lines))


def _swap(made: Path, folder: Path) -> None:
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
        folder.replace(old / folder.name)
        made.replace(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        made.replace(folder)
    folder.chmod(0o755)


def csv_text(lines: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


def _write_text(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def header_text(case: Case) -> str:
    """``case.toml`` as people wrote it, or made from the header where there is no text."""
    if case.header_text:
        return _without_untrue_defaults(case)
    document = tomlkit.document()
    document["name"] = case.name
    document["title"] = case.title
    for key, value in case.header.items():
        document[key] = value
    return tomlkit.dumps(document)


def _without_untrue_defaults(case: Case) -> str:
    """A row that says nothing of its source or author must not be given the default one when it is read back."""
    header = tomlkit.parse(case.header_text)
    defaults = header.get("defaults", {})
    said: dict[str, list[Any]] = {
        "source": [fact.source for fact in case.facts],
        "entered_by": [fact.author for fact in case.facts],
        "entered_at": [fact.entered_at for fact in case.facts],
    }
    untrue = [name for name, values in said.items() if name in defaults and not all(values)]
    for name in untrue:
        del defaults[name]
    return tomlkit.dumps(header) if untrue else case.header_text


def with_defaults_of_its_rows(case: Case) -> Case:
    """The case with a ``[defaults]`` that says nothing but what some row or document in it says.

    Whoever wrote the file gave the defaults of all its rows: a source, an author or an organisation of rows that are no
    longer in the case would tell that they exist.
    """
    header = tomlkit.parse(case.header_text)
    defaults = header.get("defaults")
    if not defaults:
        return case
    held: list[Fact | Document] = [*case.facts, *case.documents]
    said: dict[str, set[Any]] = {
        "organisation": {one.organisation for one in held},
        "audience": {str(one.audience) for one in held},
        "source": {fact.source for fact in case.facts},
        "entered_by": {one.author for one in held},
        "entered_at": {one.entered_at for one in held},
        "illustrative": {one.illustrative for one in held},
    }
    given = defaults.unwrap()
    if "entered_at" in given:
        given["entered_at"] = aware(given["entered_at"])
    for name in [name for name, value in given.items() if value not in said.get(name, ())]:
        del defaults[name]
    if not defaults.unwrap():
        del header["defaults"]
    return replace(case, header_text=tomlkit.dumps(header))


def document_text(document: Document) -> str:
    """The document's own text, with a ``[document]`` table that says what stands beside it."""
    parsed = tomlkit.parse(document.text) if document.text else _toml_from(document.content)
    envelope = {
        "version": document.version,
        "organisation": document.organisation,
        "audience": str(document.audience),
        "entered_by": document.author,
        "entered_at": document.entered_at,
        "parent": document.parent,
        "illustrative": document.illustrative,
    }
    said = {key: value for key, value in envelope.items() if value not in ("", None, False)}
    if "document" in parsed and dict(parsed["document"].unwrap()) == said:
        return tomlkit.dumps(parsed)
    table = tomlkit.table()
    table.update(said)
    parsed["document"] = table
    return tomlkit.dumps(parsed)


def _toml_from(content: Mapping[str, Any]) -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    for key, value in content.items():
        document[key] = toml_value(value)
    return document


def toml_value(value: Any) -> Any:
    """Plain values → what tomlkit writes; a Decimal is written with its own digits."""
    from decimal import Decimal

    if isinstance(value, Decimal):
        return tomlkit.parse(f"x = {value:f}" if "." in f"{value:f}" else f"x = {value:f}.0")["x"]
    if isinstance(value, Mapping):
        table = tomlkit.table()
        for key, item in value.items():
            table[key] = toml_value(item)
        return table
    if isinstance(value, list | tuple):
        if value and all(isinstance(item, Mapping) for item in value):
            tables = tomlkit.aot()
            for item in value:
                tables.append(toml_value(item))
            return tables
        return [toml_value(item) for item in value]
    return value


def read_text(file: Path, *, name: str) -> tuple[str, list[Finding]]:
    """UTF-8 (with or without a mark), otherwise Windows' own encoding, which is told."""
    raw = file.read_bytes()
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        told = warning(
            Where(name),
            "The file is not UTF-8 and was read as Windows-1252.",
            "Save it as “CSV UTF-8” so that every character is certain.",
            code="file.encoding",
        )
        return raw.decode("cp1252", errors="replace"), [told]


def parse_toml(text: str, where: Where) -> tuple[dict[str, Any] | None, list[Finding]]:
    try:
        return read_toml(text), []
    except tomllib.TOMLDecodeError as problem:
        return None, [
            error(
                where,
                f"This is not valid TOML: {problem}.",
                "Mend the line named; a text value needs quotation marks.",
                code="file.toml",
            )
        ]


_NARROW = (Reach.MINE, Reach.ORGANISATION, Reach.NAMED)
_HEADER_IS_FOR_ALL = warning(
    Where("case.toml", column="defaults.audience"),
    "The audience is of rows and documents alone: everybody who belongs to the partnership, the contractor and observers "
    "too, sees the title, the purpose and whatever else stands in case.toml, comments included.",
    "Write into case.toml nothing that is yours alone; put it in a document with an audience.",
    code="case.header_is_for_all",
)


def defaults_from(header: Mapping[str, Any]) -> tuple[Defaults, list[Finding]]:
    given = header.get("defaults", {})
    if not isinstance(given, Mapping):
        where, fix = Where("case.toml", column="defaults"), "Write [defaults], and below it what holds for every row."
        return Defaults(), [error(where, "“defaults” is no table.", fix, code="case.defaults")]
    try:
        audience = Audience.from_text(str(given.get("audience", "partners")))
    except ValueError as problem:
        where = Where("case.toml", column="defaults.audience")
        return Defaults(), [error(where, str(problem), "Use one of the audiences named.", code="case.audience")]
    return Defaults(
        organisation=str(given.get("organisation", "")),
        audience=audience,
        source=str(given.get("source", "")),
        entered_by=str(given.get("entered_by", "")),
        entered_at=aware(given.get("entered_at")),
        illustrative=bool(given.get("illustrative", False)),
    ), [_HEADER_IS_FOR_ALL] if audience.reach in _NARROW else []


def aware(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=LONDON)
    if isinstance(value, date):
        return datetime.combine(value, time(), tzinfo=LONDON)
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None


def _read_tables(folder: Path, defaults: Defaults) -> tuple[list[Fact], list[Finding]]:
    facts: list[Fact] = []
    findings: list[Finding] = []
    catalogue = load_catalogue()
    for file in sorted((folder / "tables").glob("*.csv")):
        name = f"tables/{file.name}"
        if file.stem not in catalogue:
            findings.append(
                error(
                    Where(name),
                    f"There is no table called “{file.stem}”.",
                    f"Use one of: {', '.join(sorted(catalogue.tables))}.",
                    code="table.unknown",
                )
            )
            continue
        text, problems = read_text(file, name=name)
        findings.extend(problems)
        found, problems = facts_from_grid(csv_grid(text, file=name, table=file.stem), catalogue[file.stem], defaults)
        facts.extend(found)
        findings.extend(problems)
    return facts, findings


def csv_grid(text: str, *, file: str, table: str) -> Grid:
    """CSV text with commas, semicolons or tabs → cells with the line each row starts on."""
    first_line = text.split("\n", 1)[0]
    separator = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    rows: list[tuple[int, list[Any]]] = []
    line = 1
    for cells in reader:
        rows.append((line, list(cells)))
        line = reader.line_num + 1
    return Grid(file, table, rows)


def _read_documents(folder: Path, defaults: Defaults) -> tuple[list[Document], list[Finding]]:
    documents: list[Document] = []
    findings: list[Finding] = []
    for file in sorted((folder / "documents").glob("*/*.toml")):
        name = f"documents/{file.parent.name}/{file.name}"
        text, problems = read_text(file, name=name)
        document, more = document_from(
            text, kind=file.parent.name, stem=file.stem, where=Where(name), defaults=defaults
        )
        findings.extend([*problems, *more])
        if document is not None:
            documents.append(document)
    return sorted(documents, key=lambda doc: (doc.kind, doc.name, doc.version)), findings


_DocumentRead = tuple[Document | None, list[Finding]]


def document_from(text: str, *, kind: str, stem: str, where: Where, defaults: Defaults) -> _DocumentRead:
    content, findings = parse_toml(text, where)
    if content is None:
        return None, findings
    try:
        return _document(content, text, kind=kind, stem=stem, where=where, defaults=defaults)
    except (AttributeError, TypeError, ValueError):
        says = "It holds a value of another kind than belongs there, a time without a day or a zone, or no number (nan, inf)."
        fix = "Mend that value; write a time as 2026-04-01T09:00:00Z."
        return None, [error(where, says, fix, code="document.value")]


def _document(content: Any, text: str, *, kind: str, stem: str, where: Where, defaults: Defaults) -> _DocumentRead:
    said = content.pop("document", {})
    named = _VERSIONED.match(stem)
    assert named is not None  # the pattern matches any text
    try:
        audience = Audience.from_text(str(said["audience"])) if "audience" in said else defaults.audience
    except ValueError as problem:
        return None, [error(where, str(problem), "Use one of the audiences named.", code="document.audience")]
    found = Document(
        kind=kind,
        name=named["name"],
        content=content,
        text=text,
        organisation=str(said.get("organisation", defaults.organisation)),
        audience=audience,
        author=str(said.get("entered_by", defaults.entered_by)),
        entered_at=aware(said.get("entered_at")) or defaults.entered_at,
        version=int(named["version"] or said.get("version", 1)),
        parent=str(said.get("parent", "")),
        illustrative=bool(said.get("illustrative", defaults.illustrative)),
    )
    return (found, []) if found.hash else (None, [])  # what cannot be hashed raises here, and not on a page


def _read_withheld(folder: Path) -> tuple[Withheld, ...]:
    file = folder / "withheld.csv"
    if not file.is_file():
        return ()
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    return tuple(Withheld(row["kind"], row["hash"]) for row in rows)
