"""The committee report of a real review, read back from Word and PDF as its reader would."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from concordat.data.files import read_case
from concordat.domain.business_case.annual_savings import savings_by_option
from concordat.domain.kernel.case import Case, Document
from concordat.presentation.report import NotATemplate, committee_report, to_pdf, to_word
from concordat.presentation.report.parts import Picture, Report, Table
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


def with_own_words(case: Case) -> Case:
    return replace(case, documents=(*case.documents, Document("committee_report", "report", OWN)))


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_it_stands_under_the_headings_councils_use(report: Report) -> None:
    assert [section.title for section in report.sections] == HEADINGS


def test_what_is_not_held_is_said_and_not_passed_over(report: Report) -> None:
    empty = {section.title for section in report.sections if section.is_empty}
    assert empty == {"Legal implications", "Human resources implications", "Equality implications"}
    assert words_of(to_word(report)).count("Nothing is held about this yet") == len(empty)


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
    for content in (to_word(opened),):
        parts = zipfile.ZipFile(io.BytesIO(content))
        everything = b"".join(parts.read(name) for name in parts.namelist())
        assert b"1.1m" not in everything
        assert b"568,000" not in everything
        assert not [name for name in parts.namelist() if name.startswith("word/media/")]
    assert "£1.1m" in words_of(to_word(full))
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
    nasty = {
        "title": '#panic("no") $x$ [b] <script> & \\ "quoted"',
        "sections": {"legal": {"says": '#include "secret" *bold* _x_ @ref'}},
    }
    report = committee_report(replace(case, documents=(*case.documents, Document("committee_report", "report", nasty))))
    assert to_pdf(report).startswith(b"%PDF")
    assert nasty["title"] in words_of(to_word(report))  # type: ignore[operator]
