"""A workbook for one scorer: out, filled in away from the service, and back, with conflicts shown and never settled.

Sheets: *Read me* (whose it is), *Scores* (one row for each option and criterion), *What matters more* (one row for each
criterion). A row remembers the hash of what stood in the case when it was written: where the case has moved on since
and the workbook says something else, that is a conflict, and neither is taken for the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from concordat.data.files import load_catalogue
from concordat.domain.appraisal.inputs import (
    Appraisal,
    Criterion,
    Group,
    Judge,
    Score,
    SpeaksFor,
    Statement,
    StatementKind,
)
from concordat.domain.kernel.audience import PARTNERS
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.cells import read_cell
from concordat.domain.kernel.findings import Finding, Where, error, warning
from concordat.domain.kernel.tables import Value

_SCORES = ("Option", "Criterion", "Low", "Likely", "High", "In words", "Evidence", "option", "criterion", "was")
_SWINGS = ("Criterion", "At its worst", "At its best", "Points for the swing", "Why", "criterion", "was")
_FILLED = (2, 3, 4, 5, 6)
_UNREADABLE = "This is not a scorer's workbook."


@dataclass(frozen=True)
class Filled:
    """What a workbook says, as facts (revision 0: not yet placed), each beside what stood there when it was written."""

    judge: Judge
    facts: tuple[tuple[Fact, str], ...]
    findings: tuple[Finding, ...]


def write_scorer_workbook(
    appraisal: Appraisal, file: Path, *, organisation: str, scorer: str, group: str = Group.OFFICERS.value
) -> None:
    """Write the workbook, with what the scorer has said so far. Nobody else's scores or weights are in it."""
    judge = Judge(organisation, scorer, Group(group))
    book = xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False})
    look = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
        "open": book.add_format({"bg_color": "#fff7e0", "border": 1, "border_color": "#b8b8b8", "text_wrap": True}),
        "title": book.add_format({"bold": True, "font_size": 16}),
    }
    _read_me(book, appraisal, judge, look)
    _scores_sheet(book, appraisal, judge, look)
    _swings_sheet(book, appraisal, judge, look)
    book.close()


def _read_me(book: Any, appraisal: Appraisal, judge: Judge, look: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Read me")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90, look["words"])
    sheet.write(0, 0, appraisal.title, look["title"])
    rows = [
        ("Question", appraisal.question),
        ("Appraisal", appraisal.name),
        ("Organisation", judge.organisation),
        ("Scorer", judge.person),
        ("Group", judge.group.value),
        ("How", "Fill in the coloured cells only. Leave empty what you cannot judge: an empty score is never nought."),
        ("Low, likely, high", "The least, the likeliest and the most it could be, in the unit the criterion names."),
        (
            "Points",
            "Imagine every criterion at its worst. Which would you bring to its best first? Give that one 100 points, and the others what their swing is worth beside it.",
        ),
        (
            "Back",
            "Send it back as it is. Whatever somebody changed in the meantime is shown, and nothing is overwritten.",
        ),
    ]
    for number, (name, words) in enumerate(rows, start=2):
        sheet.write(number, 0, name, look["head"])
        sheet.write_string(number, 1, words, look["words"])


def _scores_sheet(book: Any, appraisal: Appraisal, judge: Judge, look: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Scores")
    sheet.write_row(0, 0, _SCORES, look["head"])
    sheet.set_column(0, 1, 34)
    sheet.set_column(2, 5, 12)
    sheet.set_column(6, 6, 60)
    sheet.set_column(7, 9, 2, None, {"hidden": True})
    sheet.freeze_panes(1, 2)
    number = 1
    for option in appraisal.options:
        for leaf in appraisal.leaves:
            held = _score_of(appraisal, judge, option.id, leaf.id)
            unit = f" ({leaf.function.unit})" if leaf.function.unit else ""
            sheet.write_string(number, 0, option.title, look["words"])
            sheet.write_string(number, 1, leaf.title + unit, look["words"])
            figures = (held.low, held.likely, held.high) if held else (None, None, None)
            for column, figure in enumerate(figures, start=2):
                sheet.write(number, column, None if figure is None else float(figure), look["open"])
            sheet.write(number, 5, held.category if held else None, look["open"])
            sheet.write(number, 6, held.evidence if held else None, look["open"])
            if leaf.function.categories:
                sheet.data_validation(
                    number, 5, number, 5, {"validate": "list", "source": list(leaf.function.categories)}
                )
            for column, words in enumerate((option.id, leaf.id, _was(held)), start=7):
                sheet.write_string(number, column, words)
            number += 1


def _swings_sheet(book: Any, appraisal: Appraisal, judge: Judge, look: dict[str, Any]) -> None:
    sheet = book.add_worksheet("What matters more")
    sheet.write_row(0, 0, _SWINGS, look["head"])
    sheet.set_column(0, 2, 34)
    sheet.set_column(3, 3, 14)
    sheet.set_column(4, 4, 60)
    sheet.set_column(5, 6, 2, None, {"hidden": True})
    for number, leaf in enumerate(appraisal.criteria, start=1):
        held = _swing_of(appraisal, judge, leaf.id)
        worst, best = ends_in_words(leaf)
        for column, words in enumerate((leaf.title, worst, best)):
            sheet.write_string(number, column, words, look["words"])
        points = None if held is None or held.points is None else float(held.points)
        sheet.write(number, 3, points, look["open"])
        sheet.write(number, 4, held.reason if held else None, look["open"])
        sheet.write_string(number, 5, leaf.id)
        sheet.write_string(number, 6, _was(held))


def ends_in_words(leaf: Criterion) -> tuple[str, str]:
    """The two ends of a criterion's scale, in its own words or in its unit."""
    worst = leaf.worst_words or _level_in_words(leaf.function.worst, leaf.function.unit)
    best = leaf.best_words or _level_in_words(leaf.function.best, leaf.function.unit)
    return worst, best


def _level_in_words(level: Decimal, unit: str) -> str:
    """``£1,200,000 a year`` for the unit ``£ a year``; ``12 days`` for ``days``."""
    if unit.startswith("£"):
        return f"{'−' if level < 0 else ''}£{abs(level):,f}{unit[1:]}".strip()
    return f"{level:,f} {unit}".strip()


def _score_of(appraisal: Appraisal, judge: Judge, option: str, criterion: str) -> Score | None:
    return next(
        (
            item
            for item in appraisal.scores
            if (item.judge, item.option, item.criterion, item.service_area) == (judge, option, criterion, "")
        ),
        None,
    )


def _swing_of(appraisal: Appraisal, judge: Judge, criterion: str) -> Statement | None:
    return next(
        (
            item
            for item in appraisal.statements
            if item.kind is StatementKind.SWING
            and item.speaks_for is SpeaksFor.PERSON
            and (item.judge, item.criterion) == (judge, criterion)
        ),
        None,
    )


def _was(held: Score | Statement | None) -> str:
    return held.fact.hash if held is not None and held.fact is not None else ""


def read_scorer_workbook(file: Path) -> Filled | Finding:
    """What the workbook says; a finding where it is none. Rows left empty say nothing."""
    try:
        book = CalamineWorkbook.from_path(str(file))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
        about = {str(row[0]): str(row[1]) for row in sheets["Read me"] if len(row) > 1}
        judge = Judge(about["Organisation"], about["Scorer"], Group(about["Group"]))
        scores, swings = sheets["Scores"], sheets["What matters more"]
    except Exception:  # whatever is wrong with a stranger's file, it is told in one sentence
        return error(
            Where(file.name), _UNREADABLE, "Send back the workbook that was written for you.", code="scorer.file"
        )
    findings: list[Finding] = []
    facts = [*_scores_said(file, judge, scores, findings), *_swings_said(file, judge, swings, findings)]
    return Filled(judge, tuple(facts), tuple(findings))


def _scores_said(file: Path, judge: Judge, rows: list[list[Any]], findings: list[Finding]) -> list[tuple[Fact, str]]:
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) < 10 or not any(str(row[column]).strip() for column in _FILLED):
            continue
        given = {
            name: _cell("scores", name, row[column], file, number, findings)
            for name, column in zip(("low", "likely", "high", "category", "evidence"), _FILLED, strict=True)
        }
        option, criterion = str(row[7]), str(row[8])
        values = {"criterion": criterion, "option": option, **_who(judge), **given}
        id = f"{option}-{criterion}-{judge.organisation}-{judge.person}".replace(".", "-")
        found.append((_fact("scores", id, values, judge), str(row[9])))
    return found


def _swings_said(file: Path, judge: Judge, rows: list[list[Any]], findings: list[Finding]) -> list[tuple[Fact, str]]:
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) < 7 or not str(row[3]).strip():
            continue
        points = _cell("weight_statements", "points", row[3], file, number, findings)
        criterion = str(row[5])
        values = {
            "kind": "swing",
            "criterion": criterion,
            "points": points,
            "speaks_for": "person",
            "reason": str(row[4]).strip() or None,
            **_who(judge),
        }
        id = f"swing-{criterion}-{judge.organisation}-{judge.person}".replace(".", "-")
        found.append((_fact("weight_statements", id, values, judge), str(row[6])))
    return found


def _who(judge: Judge) -> dict[str, Value]:
    return {"scorer": judge.person, "group": judge.group.value}


def _cell(table: str, name: str, given: Any, file: Path, row: int, findings: list[Finding]) -> Value:
    column = load_catalogue()[table].column(name)
    read = read_cell(given, column)
    for problem in read.problems:
        if problem.is_error:
            findings.append(
                error(Where(file.name, table, row, column.title), problem.message, problem.fix, code=problem.code)
            )
    return read.value if read.is_good else None


def _fact(table: str, id: str, values: dict[str, Value], judge: Judge) -> Fact:
    columns = load_catalogue()[table].column_names
    whole = {name: values.get(name) for name in columns}
    return Fact(table, id, whole, judge.organisation, PARTNERS, "Scorer's workbook", author=judge.person, revision=0)


def merge_workbooks(case: Case, files: Sequence[Path]) -> tuple[Case, list[Finding]]:
    """Each workbook's new rows as revisions of the case. Conflicts are findings; what stands in the case stays."""
    findings: list[Finding] = []
    for file in files:
        filled = read_scorer_workbook(file)
        if isinstance(filled, Finding):
            findings.append(filled)
            continue
        rows, found = changes_of(case, filled, file=file.name)
        findings += [*filled.findings, *found]
        case = replace(case, facts=(*case.facts, *rows))
    return case, findings


def changes_of(case: Case, filled: Filled, *, file: str) -> tuple[list[Fact], list[Finding]]:
    """What a workbook adds to a case, and where both have changed since it was written."""
    rows: list[Fact] = []
    findings: list[Finding] = []
    for fact, was in filled.facts:
        held = _standing(case, fact, filled.judge)
        if held is not None and _says(held) == _says(fact):
            continue
        if held is not None and held.hash != was:
            findings.append(_conflict(file, held, fact))
            continue
        if held is not None:
            kept = {**held.values, **{name: value for name, value in fact.values.items() if value is not None}}
            for name in ("low", "likely", "high", "category"):
                if name in fact.values:
                    kept[name] = fact.values[name]
            rows.append(replace(fact, id=held.id, values=kept, revision=held.revision + 1, audience=held.audience))
        else:
            rows.append(replace(fact, revision=1))
    return rows, findings


def _standing(case: Case, fact: Fact, judge: Judge) -> Fact | None:
    """The row that says the same thing about the same cell by the same person, whatever its identifier."""
    keys = ("criterion", "option") if fact.table == "scores" else ("criterion", "kind")
    for held in case.rows(fact.table):
        who = (held.organisation, str(held.get("scorer") or held.author), str(held.get("group", "officers")))
        same = all(held.get(key) == fact.get(key) for key in keys) and not held.get("service_area")
        if same and who == (judge.organisation, judge.person, judge.group.value):
            return held
    return None


_SAID = ("low", "likely", "high", "category", "evidence", "points", "reason")


def _says(fact: Fact) -> tuple[Any, ...]:
    return tuple(
        fact.get(name) or None if not isinstance(fact.get(name), Decimal) else fact.get(name) for name in _SAID
    )


def _conflict(file: str, held: Fact, fact: Fact) -> Finding:
    def words(item: Fact) -> str:
        said = [f"{name} {item.get(name)}" for name in _SAID if item.get(name) not in (None, "")]
        return ", ".join(said) or "nothing"

    about = " / ".join(str(fact.get(name)) for name in ("option", "criterion") if fact.get(name))
    return warning(
        Where(file, item=about),
        f"Both have changed since the workbook was written. The case says {words(held)}; the workbook says {words(fact)}.",
        "Ask the scorer which holds, and enter that. Until then what stands in the case stays.",
        code="scorer.conflict",
    )
