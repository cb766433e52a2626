"""The committee report of a real review, read back from Word and PDF as its reader would."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.data.files import read_case
from concordat.domain.business_case.annual_savings import savings_by_option
from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.provenance import InputUsed, Provenance
from concordat.presentation.report import NotATemplate, check_own_words, committee_report, to_pdf, to_word
from concordat.presentation.report.parts import Picture, Report, Sources, Table, Words, input_rows
from tests.conftest import EXAMPLES

HEADINGS = [
    "Purpose",
    "Recommendations",
    "Background",
    "Options considered and why rejected",
    "Financial implications",
    "Legal implications",
    "Human resources implications",
    "Risk",
    "Consultation",
    "Equality implications",
    "Background papers",
]
OWN = {
    "title": "Street care: recommendation",
    "committee": "Cabinet",
    "sections": {
        "legal": {"says": "Counsel advises a section 101 arrangement.\n\nTake advice again before signing."},
        "financial": {"says": "The mandate is £1.1m.", "exempt": "paragraph 3"},
    },
}


@pytest.fixture(scope="module")
def case() -> Case:
    read = read_case(EXAMPLES / "herefordshire-2008").case
    assert read is not None
    return read


@pytest.fixture(scope="module")
def report(case: Case) -> Report:
    return committee_report(case)


def with_own_words(case: Case, content: dict[str, object] = OWN) -> Case:
    others = tuple(document for document in case.documents if document.kind != "committee_report")
    return replace(case, documents=(*others, Document("committee_report", "report", content)))


def pence(words: str) -> tuple[int, int]:
    """The two corners of a range in a cell; a lone figure is both, a missing one nought."""
    found = [int(float(number.replace(",", "")) * 100) for number in re.findall(r"-?£?([\d,]+(?:\.\d\d)?)", words)]
    return (0, 0) if not found else (found[0], found[-1])


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_it_stands_under_the_headings_councils_use(report: Report) -> None:
    assert [section.title for section in report.sections] == HEADINGS


def test_what_is_not_held_is_said_and_not_passed_over(report: Report) -> None:
    empty = [section.title for section in report.sections if section.is_empty]
    assert empty == ["Equality implications"]
    said = words_of(to_word(report))
    assert said.count("Nothing is held about") == len(empty)
    assert "Nothing is held about the equality implications yet." in said


def test_a_case_that_holds_next_to_nothing_says_so_under_every_heading() -> None:
    report = committee_report(Case("bare", "Bare"))
    assert all(section.is_empty for section in report.sections)
    assert words_of(to_word(report)).count("Nothing is held about") == len(HEADINGS)
    assert to_pdf(report).startswith(b"%PDF")


def test_the_totals_are_those_of_the_engine(case: Case, report: Report) -> None:
    table = next(
        block
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Table) and block.last_is_total
    )
    assert [cell.text for cell in table.rows[-1][1:]] == [one.total.words for one in savings_by_option(case).options]
    assert [cell.text for cell in table.rows[-1][1:]] == [
        "up to £568,000",
        "£768,000 to £1,018,000",
        "£768,000 to £1,018,000",
    ]


def test_every_number_cited_is_in_the_annex_and_the_other_way_round(report: Report) -> None:
    said = words_of(to_word(report))
    cited = {int(number) for number in re.findall(r" \[(\d+)\]", said)}
    assert cited == {source.number for source in report.sources}


def test_word_has_real_headings_header_rows_and_text_alternatives(report: Report) -> None:
    content = to_word(report)
    document = docx.Document(io.BytesIO(content))
    named = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert named[:11] == [f"{place}. {title}" for place, title in enumerate(HEADINGS, 1)]
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert xml.count("w:tblHeader") == len(document.tables)
    picture = next(block for section in report.sections for block in section.blocks if isinstance(block, Picture))
    assert picture.chart.text_alternative[:40] in xml
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.title == report.title


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert to_word(report) == to_word(report)
    assert to_pdf(report) == to_pdf(report)


def test_the_pdf_is_tagged_and_says_the_same(report: Report, tmp_path: Path) -> None:
    content = to_pdf(report)
    assert content.startswith(b"%PDF")
    assert b"/MarkInfo" in content
    assert b"pdfuaid" in content
    (tmp_path / "report.pdf").write_bytes(content)
    try:
        said = subprocess.run(
            ["pdftotext", str(tmp_path / "report.pdf"), "-"], capture_output=True, text=True, check=True
        ).stdout
    except FileNotFoundError:
        pytest.skip("pdftotext is not on this machine")
    assert "£768,000 to £1,018,000" in said.replace("\n", " ")


def test_authors_own_words_stand_under_their_heading(case: Case) -> None:
    said = words_of(to_word(committee_report(with_own_words(case))))
    assert "Counsel advises a section 101 arrangement." in said
    assert "Take advice again before signing." in said
    assert "Meeting: Cabinet" in said


def test_the_open_version_holds_nothing_that_is_exempt_in_any_byte(case: Case) -> None:
    full = committee_report(with_own_words(case))
    opened = committee_report(with_own_words(case), open_version=True)
    assert opened.withheld == ("Financial implications",)
    parts = zipfile.ZipFile(io.BytesIO(to_word(opened)))
    everything = b"".join(parts.read(name) for name in parts.namelist())
    assert b"1.1m" not in everything
    assert b"568,000" not in everything
    assert b"Savings by option" not in everything
    assert not [name for name in parts.namelist() if name.startswith("word/media/")]
    assert "£1.1m" in words_of(to_word(full))
    assert "not for publication: Financial implications (paragraph 3)" in words_of(to_word(full))
    assert "exempt under paragraph 3 of Part 1 of Schedule 12A" in words_of(to_word(opened))


def test_illustrative_figures_are_marked_wherever_they_stand() -> None:
    invented = read_case(EXAMPLES / "eighteen-options").case
    assert invented is not None
    report = committee_report(invented)
    assert report.illustrative
    assert words_of(to_word(report)).count("(illustrative)") > 20


def test_a_councils_own_template_governs(report: Report) -> None:
    template = docx.Document()
    template.add_paragraph("Northmoor Test Council – {{ title }}")
    template.add_paragraph("{{ report }}")
    template.add_paragraph("Published by the clerk")
    out = io.BytesIO()
    template.save(out)
    said = [
        paragraph.text for paragraph in docx.Document(io.BytesIO(to_word(report, template=out.getvalue()))).paragraphs
    ]
    assert said[0] == f"Northmoor Test Council – {report.title}"
    assert said[-1] == "Published by the clerk"
    assert "1. Purpose" in said
    assert not [text for text in said if "{{" in text or "⟦" in text]


@pytest.mark.parametrize("content", [b"not a document", b""])
def test_what_is_not_a_template_gets_a_sentence(report: Report, content: bytes) -> None:
    with pytest.raises(NotATemplate, match=r"Save it as \.docx"):
        to_word(report, template=content)


def test_a_template_with_a_broken_placeholder_says_which(report: Report) -> None:
    template = docx.Document()
    template.add_paragraph("{{ title ")
    template.add_paragraph("{% if %}")
    out = io.BytesIO()
    template.save(out)
    with pytest.raises(NotATemplate, match="placeholder"):
        to_word(report, template=out.getvalue())


def test_nothing_people_typed_is_read_as_markup(case: Case) -> None:
    nasty: dict[str, object] = {
        "title": '#panic("no") $x$ [b] <script> & \\ "quoted"',
        "sections": {"legal": {"says": '#include "secret" *bold* _x_ @ref'}},
    }
    report = committee_report(with_own_words(case, nasty))
    assert to_pdf(report).startswith(b"%PDF")
    assert str(nasty["title"]) in words_of(to_word(report))


def test_each_total_shown_is_the_sum_of_the_parts_shown(report: Report) -> None:
    table = next(
        block
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Table) and block.last_is_total
    )
    for column in range(1, len(table.headings)):
        parts = [pence(row[column].text) for row in table.rows[:-1]]
        low, high = pence(table.rows[-1][column].text)
        assert high == sum(part[1] for part in parts)
        if "up to" not in table.rows[-1][column].text:
            assert low == sum(part[0] for part in parts)


def test_where_a_business_case_is_held_each_council_and_promise_is_told() -> None:
    case = read_case(EXAMPLES / "vision-2020").case
    assert case is not None
    report = committee_report(case)
    financial = next(section for section in report.sections if section.title == "Financial implications")
    positions, promises = (block for block in financial.blocks if isinstance(block, Table))
    for column in (1, 2, 3):
        parts = [pence(row[column].text)[0] for row in positions.rows[:-1]]
        assert sum(parts) == pence(positions.rows[-1][column].text)[0]
    assert {source.provenance.rule for source in report.sources} >= {"business_case.two_ledgers"}
    assert all(row[-1].sources for row in promises.rows)


def test_a_citation_in_word_leads_to_its_place_in_the_annex(report: Report) -> None:
    xml = zipfile.ZipFile(io.BytesIO(to_word(report))).read("word/document.xml").decode()
    places = re.findall(r'w:bookmarkStart w:id="\d+" w:name="(\w+)"', xml)
    assert set(re.findall(r'w:anchor="(\w+)"', xml)) == set(places)
    assert len(places) == len(set(places)) == len(report.sources)


def test_recommendations_are_numbered_so_that_minutes_can_name_them(report: Report) -> None:
    said = words_of(to_word(report))
    numbers = [int(number) for number in re.findall(r"^R(\d+)\b", said, re.MULTILINE)]
    assert sorted(numbers) == list(range(1, 10))


@pytest.mark.parametrize("slip", [True, 3, "yes", "paragraph 12", ["x"]])
def test_a_slip_in_the_exemption_never_publishes_what_it_covers(case: Case, slip: object) -> None:
    own: dict[str, object] = {"sections": {"legal": {"says": "The secret advice.", "exempt": slip}}}
    held = with_own_words(case, own)
    assert [finding.where.column for finding in check_own_words(held)] == ["sections.legal.exempt"]
    assert "The secret advice." not in words_of(to_word(committee_report(held, open_version=True)))


@pytest.mark.parametrize("plain", [False, "", None])
def test_what_is_not_exempt_stays_open(case: Case, plain: object) -> None:
    held = with_own_words(case, {"sections": {"legal": {"says": "The advice.", "exempt": plain}}})
    assert check_own_words(held) == []
    assert "The advice." in words_of(to_word(committee_report(held, open_version=True)))


def test_words_under_a_heading_nobody_prints_are_an_error(case: Case) -> None:
    held = with_own_words(case, {"sections": {"hr": {"says": "Lost."}, "legal": "Lost too."}, "tittle": "x"})
    assert [(found.where.column, found.is_error) for found in check_own_words(held)] == [
        ("sections.hr", True),
        ("sections.legal", True),
        ("tittle", False),
    ]


@given(st.lists(st.lists(st.text(max_size=60), min_size=3, max_size=3), min_size=1, max_size=5))
def test_columns_share_the_whole_width_and_none_vanishes(rows: list[list[str]]) -> None:
    table = Table("t", ("a", "b", "c"), tuple(tuple(Words(cell) for cell in row) for row in rows))
    assert sum(table.widths) == pytest.approx(1)
    assert min(table.widths) > 0.02


def test_each_council_reads_its_own_words(case: Case) -> None:
    others = tuple(document for document in case.documents if document.kind != "committee_report")
    written = tuple(
        Document("committee_report", "report", {"committee": committee}, organisation=owner, version=version)
        for owner, committee, version in (
            ("east", "East Cabinet", 1),
            ("west", "West Executive", 1),
            ("east", "East Council", 2),
        )
    )
    held = replace(case, documents=(*others, *written))
    for owner, committee in (("east", "East Council"), ("west", "West Executive"), ("north", "East Council")):
        assert ("Meeting", committee) in committee_report(held, organisation=owner).facts


def told_under(report: Report, title: str) -> str:
    (section,) = [section for section in report.sections if section.title == title]
    tables = [block for block in section.blocks if isinstance(block, Table)]
    return " ".join(cell.text for table in tables for row in table.rows for cell in row)


def test_consultation_tells_themes_what_they_changed_and_who_disagrees() -> None:
    vision = read_case(EXAMPLES / "vision-2020").case
    assert vision is not None
    told = told_under(committee_report(vision), "Consultation")
    assert "Where people work" in told
    assert "Joint union committee" in told
    assert "version 2" in told_under(committee_report(read_case(EXAMPLES / "herefordshire-2008").case), "Consultation")  # type: ignore[arg-type]


def test_a_report_tells_only_what_talks_had_settled_by_its_day() -> None:
    """The report of September 2008 went before the talks: it cannot tell what came out of them."""
    case = read_case(EXAMPLES / "herefordshire-2008").case
    assert case is not None
    assert "Term earned by performance" not in told_under(committee_report(case), "Recommendations")
    later = told_under(committee_report(case, on=date(2009, 6, 1)), "Recommendations")
    assert "14 Term earned by performance" in later
    assert "950,000" not in later  # one party says so, and the other does not


def test_no_report_tells_what_a_party_would_settle_for() -> None:
    for name in ("herefordshire-2008", "vision-2020"):
        case = read_case(EXAMPLES / name).case
        assert case is not None
        assert case.rows("mandates")
        for on in (None, date(2016, 6, 1)):
            assert committee_report(case, on=on) == committee_report(case.without_closed_tables(), on=on)


def test_what_went_into_two_figures_is_listed_once_in_the_annex() -> None:
    inputs = tuple(InputUsed(kind="fact", name=f"lines/{at}", hash="0" * 64) for at in range(3))
    sources = Sources()
    for at, rule in enumerate(("ledgers", "simulation")):
        made = Provenance(rule=rule, explanation=rule, inputs=inputs, engine="1")
        sources.cite(rule, made, f"{at}" * 64)
    report = Report("Report", "", (), (), sources.listed, "0" * 64, "1")
    first, second = report.sources
    assert report.with_the_same_inputs(first) is None
    assert report.with_the_same_inputs(second) == first
    written = docx.Document(io.BytesIO(to_word(report)))
    assert len(written.tables) == 1
    told = [paragraph.text for paragraph in written.paragraphs]
    assert any(text.startswith("The same 3 inputs went into this as is listed above: [1]") for text in told)


def test_the_annex_says_for_whom_each_input_was_entered_and_names_no_person() -> None:
    given = read_case(EXAMPLES / "herefordshire-2008").case
    assert given is not None
    entered = replace(given, facts=tuple(replace(fact, author="p-quagga4711") for fact in given.facts))
    report = committee_report(entered)
    rows = [cell.text for source in report.sources for row in input_rows(source, report.names) for cell in row]
    assert any(text.startswith("Herefordshire") for text in rows)
    assert not any("quagga" in text for text in rows)
    assert any("quagga" in used.author for source in report.sources for used in source.provenance.inputs)
