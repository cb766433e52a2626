"""Figures as published: Herefordshire Council, Service Delivery Review, Phase 2 report, 11 September 2008, Table 2."""

import re

import pytest

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
SAVINGS = "/partnerships/herefordshire-2008/decide/savings/"


def pence(words: str) -> list[int]:
    return [int(found.replace(",", "")) * 100 for found in re.findall(r"-?£?([\d,]+)", words)]


def test_the_totals_are_those_published(sign_in: SignIn) -> None:
    rows = Page(sign_in().get(SAVINGS)).table(holding="Improved BAU")
    total = next(row for row in rows if row["Source"] == "Total")
    assert total["Improved BAU"].startswith("up to £568,000")
    assert total["Managing agent"].startswith("£768,000 to £1,018,000")
    assert total["Integrated services"].startswith("£768,000 to £1,018,000")
    assert "and 1 line without a figure" in total["Integrated services"]


def test_each_displayed_total_equals_its_displayed_parts(sign_in: SignIn) -> None:
    rows = Page(sign_in().get(SAVINGS)).table(holding="Managing agent")
    parts = [pence(row["Managing agent"]) for row in rows if row["Source"].split()[0] in {"Staff", "Gritter", "Damage"}]
    lows, highs = sum(part[0] for part in parts), sum(part[-1] for part in parts)
    total = next(row for row in rows if row["Source"] == "Total")
    assert pence(total["Managing agent"])[:2] == [lows, highs]


def test_only_the_high_figures_of_two_models_reach_a_million(sign_in: SignIn) -> None:
    rows = Page(sign_in().get(SAVINGS)).table(holding="Improved BAU")
    meets = next(row for row in rows if row["Source"].startswith("Meets"))
    assert "Falls short" in meets["Improved BAU"]
    assert "only at its high figure" in meets["Managing agent"]


def test_a_missing_low_is_not_nought(sign_in: SignIn) -> None:
    page = Page(sign_in().get(SAVINGS))
    lines = [row for table in page.main.xpath(".//details//tbody") for row in table.xpath("./tr")]
    staff = next(row.text_content() for row in lines if "Fewer posts" in row.text_content())
    assert "Not given" in staff
    assert "£0" not in staff


def test_the_picture_has_words_and_a_table(sign_in: SignIn) -> None:
    page = Page(sign_in().get(SAVINGS))
    [figure] = page.main.findall(".//figure")
    picture = figure.xpath(".//*[@role='img']")[0]
    assert "up to £568,000 a year" in picture.get("aria-label")
    assert figure.xpath(".//svg")
    assert "Managing agent" in figure.findall(".//table")[0].text_content()


def test_what_is_doubtful_is_said(sign_in: SignIn) -> None:
    """Two findings of the report's own figures: once or every year, and net of the two posts or not."""
    text = Page(sign_in().get(SAVINGS)).text
    assert "stated as so much a year in one place and as one sum" in text
    assert "it is not stated whether the figure is net of that" in text


def test_every_total_opens_its_inputs_with_who_and_when(sign_in: SignIn) -> None:
    client = sign_in()
    page = Page(client.get("/partnerships/herefordshire-2008/sources/savings/managing-agent/"))
    assert page.heading.endswith("Managing agent: £768,000 to £1,018,000 a year")
    rows = page.table(holding="Entered")
    assert len(rows) >= 5
    assert all("11 September 2008" in row["Entered"] and row["Source"] and row["Hash"] for row in rows)
    assert page.facts()["Rule"] == "business_case.annual_savings.option"


def test_a_figure_that_is_not_there_is_not_found(sign_in: SignIn) -> None:
    client = sign_in()
    for address in ("sources/savings/no-such-option/", "sources/no-such-result/"):
        assert client.get(f"/partnerships/herefordshire-2008/{address}").status_code == 404
