"""Weights from a spreadsheet into a case, merged as a scorer's workbook is: what stands there is never overwritten unasked."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from concordat.data.files import load_catalogue
from concordat.data.files.case_folder import read_text
from concordat.data.files.sheets import open_sheets
from concordat.domain.appraisal.inputs import Appraisal, Criterion, Group, SpeaksFor
from concordat.domain.appraisal.weight_table import Rows, SaidWeight, Speaker, WeightsRead, read_weight_table
from concordat.domain.kernel.audience import PARTNERS
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, error, has_errors, warning

TABLE = "weight_statements"
_WORKBOOKS = frozenset({".xlsx", ".xls", ".ods"})


@dataclass(frozen=True)
class Merged:
    """`rows` are new revisions, withdrawals included; `conflicts` where somebody had said something else already."""

    rows: tuple[Fact, ...]
    conflicts: tuple[Finding, ...]


def rows_of_text(text: str) -> Rows:
    """Cells pasted from a spreadsheet (tabs), or a CSV file's text (commas, or semicolons where there is no comma)."""
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in text else ";" if ";" in first and "," not in first else ","
    return [(number, row) for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1)]


def rows_of_file(path: Path, criteria: Sequence[Criterion]) -> tuple[Rows, list[Finding]]:
    """Of a workbook the sheet that names most criteria."""
    if path.suffix.lower() not in _WORKBOOKS:
        text, findings = read_text(path, name=path.name)
        return rows_of_text(text), findings
    sheets = open_sheets(path)
    names = {criterion.title.lower() for criterion in criteria}
    every = [
        [(number, [_text(cell) for cell in cells]) for number, cells in grid.rows] for grid in sheets.grids.values()
    ]
    named = [sum(cell.strip().lower() in names for _, cells in rows for cell in cells) for rows in every]
    return (every[named.index(max(named))] if every else []), list(sheets.findings)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def read_weights(
    appraisal: Appraisal, case: Case, rows: Rows, *, file: str, otherwise: Speaker | None = None
) -> WeightsRead:
    return read_weight_table(
        rows,
        file=file,
        criteria=appraisal.criteria,
        organisations=names_of_partners(appraisal, case),
        otherwise=otherwise,
    )


def names_of_partners(appraisal: Appraisal, case: Case) -> Mapping[str, Sequence[str]]:
    """Every name a member may be called by in a heading; the shortest first."""
    members = [str(fact.get("partner")) for fact in case.rows("memberships")] or list(appraisal.partners)
    found: dict[str, list[str]] = {}
    for id in dict.fromkeys(members):
        row = case.row("organisations", id)
        names = [str(row.get(column)) for column in ("short_name", "name") if row and row.get(column)]
        found[id] = names or [id.replace("-", " ").title()]
    return found


def merge_weights(case: Case, said: Iterable[SaidWeight], *, source: str, replace_held: bool = False) -> Merged:
    """What the case does not say yet, as rows; where the same speaker has said something else about a criterion, a
    conflict, unless it is to be replaced."""
    rows: list[Fact] = []
    conflicts: list[Finding] = []
    for item in said:
        held = [fact for fact in case.rows(TABLE) if _is_of(fact, item)]
        if any(_says_the_same(fact, item) for fact in held):
            continue
        is_anothers = any(fact.organisation != item.speaker.organisation for fact in held)
        if held and (is_anothers or not replace_held):
            conflicts.append(_conflict(held[0], item))
            continue
        kept = next((fact for fact in held if fact.get("kind") == item.kind.value), held[0] if held else None)
        rows += [replace(fact, revision=fact.revision + 1, withdrawn=True) for fact in held if fact is not kept]
        rows.append(_fact(item, kept, source))
    return Merged(tuple(rows), tuple(conflicts))


def _is_of(fact: Fact, item: SaidWeight) -> bool:
    """Said by the same speaker about the weight of the same criterion, in whatever way."""
    person = str(fact.get("scorer") or "") if item.speaker.speaks_for is SpeaksFor.PERSON else ""
    speaker = Speaker(fact.organisation, person, SpeaksFor(str(fact.get("speaks_for", "person"))))
    together = item.speaker.speaks_for is SpeaksFor.EVERYBODY and speaker.speaks_for is SpeaksFor.EVERYBODY
    said = fact.get("criterion") == item.criterion and fact.get("kind") != "matters more"
    return said and (together or speaker == item.speaker)


def _says_the_same(fact: Fact, item: SaidWeight) -> bool:
    figures = (item.points, item.least, item.most)
    return (
        fact.get("kind") == item.kind.value
        and tuple(fact.values.get(n) for n in ("points", "least", "most")) == figures
    )


def _conflict(held: Fact, item: SaidWeight) -> Finding:
    def words(figures: Iterable[object]) -> str:
        return " to ".join(f"{figure:f}" for figure in figures if figure is not None) or "nothing"

    was = words(held.values.get(name) for name in ("points", "least", "most"))
    now = words((item.points, item.least, item.most))
    return warning(
        item.where,
        f"Another weight stands there already: {held.get('kind')} {was}. The file says {item.kind.value} {now}.",
        "Ask whose weight it is which holds. Whoever entered it can take the file's, by saying that it replaces what stands there.",
        code="weights.conflict",
    )


def _fact(item: SaidWeight, held: Fact | None, source: str) -> Fact:
    speaker = item.speaker
    values = {
        "kind": item.kind.value,
        "criterion": item.criterion,
        "points": item.points,
        "least": item.least,
        "most": item.most,
        "scorer": speaker.person or None,
        "group": str(held.get("group")) if held and held.get("group") else Group.OFFICERS.value,
        "speaks_for": speaker.speaks_for.value,
    }
    whole = {name: values.get(name) for name in load_catalogue()[TABLE].column_names}
    if held is not None:
        return replace(held, values={**held.values, **whole}, source=source, revision=held.revision + 1)
    id = "-".join(part for part in ("weight", item.criterion, speaker.organisation, speaker.person) if part)
    if speaker.speaks_for is SpeaksFor.EVERYBODY:
        id += "-everybody"
    return Fact(TABLE, id.replace(".", "-"), whole, speaker.organisation, PARTNERS, source, revision=1)


def merge_weight_files(
    case: Case, appraisal: Appraisal, files: Sequence[Path], *, otherwise: Speaker | None, replace_held: bool = False
) -> tuple[Case, list[Finding]]:
    """Every file's weights in the case; a file with an error adds nothing."""
    findings: list[Finding] = []
    for file in files:
        rows, opened = rows_of_file(file, appraisal.criteria)
        findings += opened
        if has_errors(opened):
            continue
        read = read_weights(appraisal, case, rows, file=file.name, otherwise=otherwise)
        findings += read.findings
        if has_errors(read.findings):
            continue
        merged = merge_weights(case, read.said, source=f"Spreadsheet {file.name}", replace_held=replace_held)
        findings += merged.conflicts
        case = replace(case, facts=(*case.facts, *merged.rows))
    return case, findings


def not_theirs(said: Iterable[SaidWeight], *, organisation: str) -> list[Finding]:
    """Weights of another organisation: only it can enter them."""
    others = {item.speaker.organisation: item for item in said if item.speaker.organisation != organisation}
    return [
        error(
            replace(item.where, item="", row=None),
            f"These are the weights of {other}.",
            "Each organisation enters its own. Leave the column out, or send them the file.",
            code="weights.not_yours",
        )
        for other, item in others.items()
    ]
