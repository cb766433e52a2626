import io

import pytest
from docx import Document

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
REPORT = "/partnerships/herefordshire-2008/decide/report/"
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


def test_the_page_lists_the_headings_councils_use_and_which_are_empty(sign_in: SignIn) -> None:
    page = Page(sign_in().get(REPORT))
    told = [item.text_content() for item in page.main.xpath(".//h2[.='What it holds']/following-sibling::ol[1]/li")]
    assert [text.split(" – ")[0].strip() for text in told[: len(HEADINGS)]] == HEADINGS


def test_the_word_file_holds_the_same_headings_and_the_published_range(sign_in: SignIn) -> None:
    answer = sign_in().get(f"{REPORT}committee-report.docx")
    assert "herefordshire-2008-committee-report.docx" in answer["Content-Disposition"]
    document = Document(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    text += "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert all(heading in text for heading in HEADINGS)
    assert "£768,000 to £1,018,000" in text


def test_the_pdf_is_a_pdf(sign_in: SignIn) -> None:
    assert sign_in().get(f"{REPORT}committee-report.pdf").content.startswith(b"%PDF-")
