"""One statement of money as a workbook and as a report for PDF or Word. The same lines in the same order everywhere."""

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from concordat.domain.kernel.hashing import short_hash
from concordat.domain.kernel.money import format_pounds, pounds_from_pence
from concordat.domain.kernel.provenance import InputUsed, engine_version
from concordat.domain.kernel.statement import Statement, StatementLine
from concordat.presentation.payment_words import MEASURE_HEADINGS, BesideTheLines
from concordat.presentation.report.parts import Report, Section, Sources, Table, paragraph, says
from concordat.presentation.words import moment_in_words, true_minus

HEADINGS = (
    "Part",
    "Line",
    "Amount £",
    "How it came about",
    "Of £",
    "Share",
    "Count",
    "Unit",
    "Note",
    "Line identifier",
)
WIDTHS = (16, 30, 14, 46, 14, 9, 10, 12, 28, 40)
_ONLY_WHERE_FILLED = {4: "base", 5: "share", 6: "quantity", 7: "unit", 8: ""}  # column → what of a line fills it
_COLUMNS_TOLD = {
    "Of £": "“Of £” is the sum that a line is worked out from.",
    "Share": "“Share” is the part of that sum which the line comes to.",
    "Count": "“Count” is how many there were, in the unit beside it.",
}
_INPUT_HEADINGS = ("Line identifier", "Input", "What it says", "Organisation", "Source", "Illustrative", "Hash")
_INPUT_WIDTHS = (24, 30, 28, 16, 36, 11, 36)


def statement_workbook(
    statement: Statement, *, names: Mapping[str, str], contract_year: str = "", beside: BesideTheLines | None = None
) -> bytes:
    """Sheets *Statement* (its total a formula over the lines), *What was said*, *Measures*, *Scores and term*, *Limits over
    months* (of a payment under a contract) and *Where it comes from* (every row behind every line)."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"title": statement.title, "comments": f"Statement {statement.id}, {statement.hash}"})
        styles = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format(
                {"bold": True, "bg_color": "#e3e8eb", "text_wrap": True, "valign": "top", "align": "left", "indent": 1}
            ),
            "money": book.add_format({"num_format": '#,##0.00;[Red]"−"#,##0.00', "valign": "top"}),
            "total": book.add_format({"num_format": '#,##0.00;[Red]"−"#,##0.00', "bold": True, "top": 1}),
            "share": book.add_format({"num_format": "0.00%", "valign": "top"}),
            "count": book.add_format({"num_format": "#,##0.######", "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top", "align": "left", "indent": 1}),
            "bold": book.add_format({"bold": True, "top": 1}),
        }
        _write_lines(book.add_worksheet("Statement"), styles, statement, _facts(statement, names, contract_year))
        if statement.responses:
            _write_said(book.add_worksheet("What was said"), styles, statement, names)
        if beside is not None:
            _write_measures(book.add_worksheet("Measures"), styles, statement, beside)
            if beside.scores or beside.term:
                tables = ((_SCORE_HEADINGS, *beside.scores), (_TERM_HEADINGS, *beside.term))
                _write_told(book.add_worksheet("Scores and term"), styles, statement, tables)
            if beside.limits:
                _write_told(
                    book.add_worksheet("Limits over months"), styles, statement, ((_LIMIT_HEADINGS, *beside.limits),)
                )
        _write_inputs(book.add_worksheet("Where it comes from"), styles, statement)
    return made.getvalue()


def _for_print(sheet: Any, statement: Statement, *, heads: int, last: tuple[int, int]) -> None:
    """A4 on its side, one page wide, the headings on every page. `last` is the last row and column that is printed: what
    only a program reads (identifiers of lines) stands to the right of it."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.repeat_rows(heads)
    sheet.print_area(0, 0, *last)
    title = statement.title.replace("&", "&&")  # in a footer & begins a command
    sheet.set_footer(f"&L{title[:120]}&C{sheet.get_name()}&RPage &P of &N")


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Of a row, in points: not every program fits rows to wrapped text by itself."""
    lines = max(-(-len(text) // max(1, width - 3)) for text, width in zip(texts, widths, strict=True))
    return 15 * max(1, lines)


def _write_lines(
    sheet: Any, styles: Mapping[str, Any], statement: Statement, facts: tuple[tuple[str, str], ...]
) -> None:
    sheet.write_string(0, 0, statement.title, styles["title"])
    for row, (name, value) in enumerate(facts, 1):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    first = len(facts) + 3
    told = " ".join(
        says for heading, says in _COLUMNS_TOLD.items() if not _is_empty(statement, HEADINGS.index(heading))
    )
    sheet.write_string(first - 2, 0, told)
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(first - 1, column, heading, styles["head"])
    for place, line in enumerate(statement.lines):
        _write_line(sheet, styles, first + place, line, _standing(statement, line))
    last = first + len(statement.lines)
    sheet.write_string(last, 1, "Total", styles["bold"])
    total = float(pounds_from_pence(statement.total))
    if statement.lines:
        span = f"{xl_rowcol_to_cell(first, 2)}:{xl_rowcol_to_cell(last - 1, 2)}"
        sheet.write_formula(last, 2, f"=ROUND(SUM({span}),2)", styles["total"], total)
    sheet.freeze_panes(first, 2)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, None, {"hidden": _is_empty(statement, column)})
    _for_print(sheet, statement, heads=first - 1, last=(last, HEADINGS.index("Note")))


def _is_empty(statement: Statement, column: int) -> bool:
    """Whether no line has anything in it: such a column only makes the others small."""
    if column not in _ONLY_WHERE_FILLED:
        return False
    if HEADINGS[column] == "Note":
        return not any(line.note or _standing(statement, line) for line in statement.lines)
    name = _ONLY_WHERE_FILLED[column]
    return all(getattr(line, name) in (None, "") for line in statement.lines)


def _write_line(sheet: Any, styles: Mapping[str, Any], row: int, line: StatementLine, standing: str) -> None:
    note = true_minus(f"{line.note} {standing}".strip())
    texts = (line.group, f"{line.title} (illustrative)", "", line.workings, "", "", "", line.unit, note, line.id)
    sheet.set_row(row, _height(texts, WIDTHS))
    sheet.write_string(row, 0, line.group, styles["text"])
    sheet.write_string(row, 1, line.title + (" (illustrative)" if line.illustrative else ""), styles["text"])
    sheet.write_number(row, 2, float(pounds_from_pence(line.pence)), styles["money"])
    sheet.write_string(row, 3, true_minus(line.workings), styles["text"])
    if line.base is not None:
        sheet.write_number(row, 4, float(pounds_from_pence(line.base)), styles["money"])
    if line.share is not None:
        sheet.write_number(row, 5, float(line.share), styles["share"])
    if line.quantity is not None:
        sheet.write_number(row, 6, float(line.quantity), styles["count"])
    sheet.write_string(row, 7, line.unit, styles["text"])
    sheet.write_string(row, 8, note, styles["text"])
    sheet.write_string(row, 9, line.id, styles["text"])


_SAID_HEADINGS = ("When", "Who", "Said", "Line", "Amount £", "Reason")
_SAID_WIDTHS = (24, 28, 12, 40, 14, 48)


def _write_said(sheet: Any, styles: Mapping[str, Any], statement: Statement, names: Mapping[str, str]) -> None:
    for column, heading in enumerate(_SAID_HEADINGS):
        sheet.write_string(0, column, heading, styles["head"])
    for row, said in enumerate(statement.responses, 1):
        title = statement.line(said.line).title if said.line else "The whole statement"
        cells = (
            moment_in_words(said.at),
            names.get(said.organisation, said.organisation),
            said.says.value.capitalize(),
            title,
        )
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, styles["text"])
        if said.pence is not None:
            sheet.write_number(row, 4, float(pounds_from_pence(said.pence)), styles["money"])
        sheet.write_string(row, 5, said.reason, styles["text"])
        sheet.set_row(row, _height((*cells, "", said.reason), _SAID_WIDTHS))
    for column, width in enumerate(_SAID_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    _for_print(sheet, statement, heads=0, last=(len(statement.responses), len(_SAID_HEADINGS) - 1))


_MEASURE_WIDTHS = (46, 14, 9, 90)
_SCORE_HEADINGS = ("Score", "What it came to")
_TERM_HEADINGS = ("Term", "What it says")
_LIMIT_HEADINGS = ("Limit", "How it stands")
_SCORE_WIDTHS = (40, 110)


def _write_measures(sheet: Any, styles: Mapping[str, Any], statement: Statement, beside: BesideTheLines) -> None:
    for column, (heading, width) in enumerate(zip(MEASURE_HEADINGS, _MEASURE_WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, styles["head"])
    for row, (title, whose, points, came_to) in enumerate(beside.measures, 1):
        sheet.set_row(row, _height((title, whose, points, came_to), _MEASURE_WIDTHS))
        for column, text in ((0, title), (1, whose), (3, came_to)):
            sheet.write_string(row, column, true_minus(text), styles["text"])
        sheet.write_number(row, 2, float(points), styles["count"])
    sheet.freeze_panes(1, 1)
    _for_print(sheet, statement, heads=0, last=(len(beside.measures), len(MEASURE_HEADINGS) - 1))


def _write_told(
    sheet: Any, styles: Mapping[str, Any], statement: Statement, tables: Sequence[Sequence[tuple[str, str]]]
) -> None:
    """Tables of two columns of words below each other, each with its heading; one of its heading alone is left out."""
    row = 0
    for table in (one for one in tables if len(one) > 1):
        for place, texts in enumerate(table):
            sheet.set_row(row, _height(texts, _SCORE_WIDTHS))
            for column, text in enumerate(texts):
                sheet.write_string(row, column, true_minus(text), styles["text" if place else "head"])
            row += 1
    for column, width in enumerate(_SCORE_WIDTHS):
        sheet.set_column(column, column, width)
    _for_print(sheet, statement, heads=0, last=(row - 1, len(_SCORE_WIDTHS) - 1))


def _standing(statement: Statement, line: StatementLine) -> str:
    """What is in dispute about a line, or what its dispute came to; empty where nobody said anything of it."""
    disputed = statement.disputed_pence_of(line.id)
    if disputed:
        why = next((said.reason for said in statement.open_disputes if said.line in {line.id, ""}), "")
        return true_minus(f"Disputed: {format_pounds(disputed, show_pence=True)}. {_sentence(why)}".strip())
    due = statement.due_pence_of(line.id)
    return "" if due == line.pence else true_minus(f"Resolved: {format_pounds(due, show_pence=True)} is due.")


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _write_inputs(sheet: Any, styles: Mapping[str, Any], statement: Statement) -> None:
    for column, heading in enumerate(_INPUT_HEADINGS):
        sheet.write_string(0, column, heading, styles["head"])
    rows = [(line.id, item) for line in statement.lines for item in _inputs(line)]
    for row, (line_id, item) in enumerate(rows, 1):
        cells = (
            line_id,
            item.name,
            item.says,
            item.organisation,
            item.source,
            "yes" if item.illustrative else "",
            item.hash,
        )
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, styles["text"])
        sheet.set_row(row, _height(cells, _INPUT_WIDTHS))
    for column, width in enumerate(_INPUT_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    _for_print(sheet, statement, heads=0, last=(len(rows), len(_INPUT_HEADINGS) - 1))


def _inputs(line: StatementLine) -> tuple[InputUsed, ...]:
    return () if line.provenance is None else line.provenance.inputs


def _facts(statement: Statement, names: Mapping[str, str], contract_year: str) -> tuple[tuple[str, str], ...]:
    issued = statement.issued_at
    return (
        ("From", names.get(statement.issuer, statement.issuer)),
        ("To", names.get(statement.recipient, statement.recipient)),
        ("Period", statement.period),
        *([("Contract year", contract_year)] if contract_year else []),
        ("Statement", f"{statement.id}, revision {statement.revision}"),
        ("State", statement.state.value.capitalize()),
        ("Issued", moment_in_words(issued) if issued is not None else "Not yet"),
        ("In dispute", format_pounds(statement.disputed_pence, show_pence=True)),
        ("Payable now", true_minus(format_pounds(statement.undisputed_pence, show_pence=True))),
        ("Statement hash", short_hash(statement.hash)),
    )


def statement_report(
    statement: Statement, *, names: Mapping[str, str], contract_year: str = "", beside: BesideTheLines | None = None
) -> Report:
    """For `presentation.report.to_pdf` and `to_word`: a section for each part of the statement, one each for
    measures, scores and term of a payment under a contract, an annex of sources."""
    sources = Sources()
    sections = [Section(group or "Lines", (_table(statement, group, sources),)) for group in statement.groups]
    parts = (_parts(statement),) if len(statement.groups) > 1 else ()
    total = format_pounds(statement.total, show_pence=True)
    way = "pays" if statement.total >= 0 else "is paid back"
    opening = Section(
        "In short",
        (
            paragraph(
                f"{names.get(statement.payer, statement.payer)} {way} ",
                says(total.lstrip("-"), strong=True, illustrative=statement.illustrative),
                ".",
            ),
            *(
                [paragraph(f"{format_pounds(statement.disputed_pence, show_pence=True)} is in dispute.")]
                if statement.disputed_pence
                else []
            ),
            *parts,
        ),
    )
    return Report(
        title=statement.title,
        subtitle=f"Statement {statement.id}",
        facts=_facts(statement, names, contract_year),
        sections=(opening, *sections, *(_beside(beside) if beside is not None else ())),
        sources=sources.listed,
        case_hash=statement.hash,
        is_statement=True,
        engine=engine_version(),
        dated=statement.issued_at.date() if statement.issued_at is not None else None,
        names=names,
    )


def _beside(beside: BesideTheLines) -> tuple[Section, ...]:
    told = (
        ("Measures of both sides", MEASURE_HEADINGS, beside.measures, frozenset({2})),
        ("Scores of the month and of the contract year", _SCORE_HEADINGS, beside.scores, frozenset[int]()),
        ("The term", _TERM_HEADINGS, beside.term, frozenset[int]()),
        ("Limits over months", _LIMIT_HEADINGS, beside.limits, frozenset[int]()),
    )
    return tuple(
        Section(title, (Table(title, headings, tuple(tuple(map(says, row)) for row in rows), figures),))
        for title, headings, rows, figures in told
        if rows
    )


def _parts(statement: Statement) -> Table:
    """From gross to payable, a row for each part."""
    rows = [
        (says(group or "Lines"), says(format_pounds(statement.total_of(group), show_pence=True)))
        for group in statement.groups
    ]
    rows.append((says("Payable"), says(format_pounds(statement.total, show_pence=True))))
    return Table("Its parts", ("Part", "Amount"), tuple(rows), frozenset({1}), last_is_total=True)


def _table(statement: Statement, group: str, sources: Sources) -> Table:
    rows = [
        (
            says(line.title, sources=_cited(line, sources), illustrative=line.illustrative),
            says(f"{_how(line)} {_standing(statement, line)}".strip()),
            says(format_pounds(line.pence, show_pence=True)),
        )
        for line in statement.in_group(group)
    ]
    total = format_pounds(statement.total_of(group), show_pence=True)
    rows.append((says("Total"), says(""), says(total)))
    return Table(
        group or "Lines", ("Line", "How it came about", "Amount"), tuple(rows), frozenset({2}), last_is_total=True
    )


def _cited(line: StatementLine, sources: Sources) -> tuple[int, ...]:
    if line.provenance is None:
        return ()
    return sources.cite(line.title, line.provenance, "")


def _how(line: StatementLine) -> str:
    count = "" if line.quantity is None else f" Count: {_number(line.quantity)} {line.unit}."
    return f"{line.workings}.{count} {line.note}".strip()


def _number(value: Decimal) -> str:
    return f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}"
