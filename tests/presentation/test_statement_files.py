import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from concordat.domain.cost_sharing.recharge.year import charge_year
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.statement import Response, Says, Statement
from concordat.presentation.charts.true_up_bars import true_up_chart
from concordat.presentation.payment_words import BesideTheLines
from concordat.presentation.report import to_pdf
from concordat.presentation.report.parts import Table
from concordat.presentation.report.pdf import _Typst
from concordat.presentation.statement_files import HEADINGS, statement_report, statement_workbook
from concordat.presentation.words import true_minus
from tests.domain.cost_sharing.recharge.schemes import YEAR, scheme
from tests.domain.cost_sharing.recharge.test_year import BUDGET_45_35_20, MILLION

NAMES = {"a": "Ashby", "b": "Barton", "c": "Carby"}
FOUND = charge_year(scheme(estimate=[BUDGET_45_35_20]), MILLION, year=YEAR)


def statement() -> Statement:
    found = FOUND.statement("true-up-2026-b")
    assert found is not None
    return found


def test_the_workbook_holds_every_line_and_a_total_that_is_a_formula():
    book = load_workbook(io.BytesIO(statement_workbook(statement(), names=NAMES)))
    rows = [[cell.value for cell in row] for row in book["Statement"].iter_rows()]
    at = next(place for place, row in enumerate(rows) if row[0] == HEADINGS[0])
    assert [row[2] for row in rows[at + 1 : at + 3]] == [14_000, -41_600]
    assert rows[at + 3][2] == f"=ROUND(SUM(C{at + 2}:C{at + 3}),2)"
    assert [row[1].value for row in book["Where it comes from"].iter_rows(min_row=2)][:1] == [
        "recharge_costs/team-budget-2026/27-1000000"
    ]


def test_text_that_looks_like_a_formula_stays_text():
    found = statement().with_response(Response(Says.ISSUED, "a", datetime(2027, 4, 1, tzinfo=UTC)))
    book = load_workbook(io.BytesIO(statement_workbook(found, names={"a": "=1+1", "b": "B"})))
    assert any(cell.value == "=1+1" and cell.data_type == "s" for row in book["Statement"].iter_rows() for cell in row)


def test_the_report_says_which_way_the_money_goes_and_cites_its_sources():
    report = statement_report(statement(), names=NAMES)
    assert ("To", "Barton") in report.facts
    said = "".join(run.text for run in report.sections[0].blocks[0].runs)  # type: ignore[union-attr]
    assert said == "Barton is paid back £27,600.00."
    assert [section.title for section in report.sections] == ["In short", "Shared services"]
    assert len(report.sources) == 1


BESIDE = BesideTheLines(
    (("Litter", "Contractor", "7.5", "-£3: 7.5 points"),),
    (("The month: May 2026", "Score 0.9 of 1."),),
    (("As it stands", "It now runs 5 years."),),
    (("Points, May 2026", "9 of 8: passed. The contract may be ended."),),
)


def test_measures_scores_and_term_stand_in_both_files_in_the_same_words():
    report = statement_report(statement(), names=NAMES, beside=BESIDE)
    tables = {section.title: section.blocks[0] for section in report.sections[-4:]}
    told = {
        title: [tuple(cell.text for cell in row) for row in table.rows]
        for title, table in tables.items()
        if isinstance(table, Table)
    }
    assert told == {
        "Measures of both sides": list(BESIDE.measures),
        "Scores of the month and of the contract year": list(BESIDE.scores),
        "The term": list(BESIDE.term),
        "Limits over months": list(BESIDE.limits),
    }
    book = load_workbook(io.BytesIO(statement_workbook(statement(), names=NAMES, beside=BESIDE)))
    measure = [cell.value for cell in book["Measures"][2]]
    assert measure == ["Litter", "Contractor", 7.5, "−£3: 7.5 points"]
    rows = [tuple(cell.value for cell in row) for row in book["Scores and term"].iter_rows()]
    assert rows == [("Score", "What it came to"), *BESIDE.scores, ("Term", "What it says"), *BESIDE.term]
    limits = [tuple(cell.value for cell in row) for row in book["Limits over months"].iter_rows()]
    assert limits == [("Limit", "How it stands"), *BESIDE.limits]
    for name in ("Measures", "Scores and term", "Limits over months"):
        assert book[name].print_area
        assert book[name].print_title_rows


def test_each_hash_is_named_as_what_it_is():
    found = statement()
    report = statement_report(found, names=NAMES)
    (source,) = report.sources
    assert source.told == f"Rule: {source.provenance.rule}. Hash of what went in: {source.provenance.inputs_hash[:16]}."
    for said in (report.made_from, report.made_with):
        assert f"Hash of the statement: {found.hash[:12]}" in said
        assert " case" not in said


def test_identifiers_in_the_annex_break_at_their_own_hyphens_alone(tmp_path: Path):
    markup = _Typst(tmp_path).report(statement_report(statement(), names=NAMES))
    name = "team-budget-2026/27-1000000".replace("-", "-\u200b").replace("/", "/\u200b")
    assert f'#text(hyphenate: false)[#text("{name}")]' in markup


def test_the_sheet_says_what_its_columns_are_and_prints_the_hashes():
    book = load_workbook(io.BytesIO(statement_workbook(statement(), names=NAMES)))
    said = " ".join(str(row[0].value) for row in book["Statement"].iter_rows())
    shown = {
        heading
        for place, heading in enumerate(HEADINGS, 1)
        if not book["Statement"].column_dimensions[get_column_letter(place)].hidden
    }
    assert {heading for heading in ("Of £", "Share", "Count") if f"“{heading}” is" in said} == shown & {
        "Of £",
        "Share",
        "Count",
    }
    inputs = book["Where it comes from"]
    last = range_boundaries(inputs.print_area.split("!")[-1].replace("$", ""))[2]
    assert inputs.cell(1, last).value == "Hash"
    assert len(str(inputs.cell(2, last).value)) == 64


def test_money_taken_off_has_one_sign_everywhere():
    book = load_workbook(io.BytesIO(statement_workbook(statement(), names=NAMES)))
    cells = [cell for row in book["Statement"].iter_rows() for cell in row]
    assert not any("-£" in str(cell.value) for cell in cells)
    assert all("−" in cell.number_format for cell in cells if isinstance(cell.value, int | float) and cell.column == 3)
    assert true_minus(format_pounds(-61_329, show_pence=True)) == "−£613.29"


def test_the_pdf_is_made_and_is_the_same_each_time():
    first, second = (to_pdf(statement_report(statement(), names=NAMES)) for _ in range(2))
    assert first[:5] == b"%PDF-"
    assert first == second


def test_the_picture_of_the_true_up_says_who_pays():
    chart = true_up_chart(FOUND)
    assert chart is not None
    assert "B is paid back £27,600.00." in chart.text_alternative
    assert chart.rows[0] == ("A", "£450,000.00", "£488,800.00", "£18,000.00", "£20,800.00", "£0.00", "£38,800.00")
    assert chart.svg_markup.startswith("<svg")


def test_a_dispute_stands_on_its_line_and_in_what_was_said():
    found = statement()
    line = found.lines[0]
    at = datetime(2027, 4, 2, tzinfo=UTC)
    disputed = found.with_response(Response(Says.DISPUTED, "b", at, line.id, 5_000, "Counted twice"))
    book = load_workbook(io.BytesIO(statement_workbook(disputed, names=NAMES)))
    notes = [row[8].value for row in book["Statement"].iter_rows() if len(row) > 8 and row[8].value]
    assert any("Disputed: £50.00. Counted twice." in str(note) for note in notes)
    assert [cell.value for cell in book["What was said"][2]][1:] == [
        "Barton",
        "Disputed",
        line.title,
        50,
        "Counted twice",
    ]
    report = statement_report(disputed, names=NAMES)
    assert "Disputed: £50.00. Counted twice." in repr(report.sections[1])


def test_the_workbook_prints_on_a4_one_page_wide_with_its_headings_on_every_page():
    book = load_workbook(io.BytesIO(statement_workbook(statement(), names=NAMES)))
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # 1 is what a file leaves out
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows
        assert sheet.page_margins.left < 0.5
        assert sheet.oddFooter.right.text == "Page &P of &N"
        printed = range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))[2]
        widths = [
            sheet.column_dimensions[get_column_letter(column)].width
            for column in range(1, printed + 1)
            if not sheet.column_dimensions[get_column_letter(column)].hidden
        ]
        assert sum(widths) < 190, (sheet.title, widths)  # more would print too small to read


def test_a_column_that_no_line_fills_does_not_make_the_others_small():
    full = statement()
    bare = replace(full, lines=tuple(replace(line, quantity=None, unit="", note="") for line in full.lines))
    sheet = load_workbook(io.BytesIO(statement_workbook(bare, names=NAMES)))["Statement"]
    hidden = {
        HEADINGS[place]
        for place in range(len(HEADINGS))
        if sheet.column_dimensions[get_column_letter(place + 1)].hidden
    }
    assert {"Count", "Unit", "Note"} <= hidden
    assert not {"Part", "Line", "Amount £", "How it came about", "Line identifier"} & hidden
