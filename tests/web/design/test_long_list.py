import pytest

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
LONG_LIST = "/partnerships/{}/design/long-list/"


def test_the_counts_are_those_published(sign_in: SignIn) -> None:
    """Herefordshire Council, Service Delivery Review, Phase 2 report, 11 September 2008: 18 options were listed."""
    page = Page(sign_in().get(LONG_LIST.format("herefordshire-2008")))
    assert "18 listed" in page.text.replace("18listed", "18 listed")
    assert "stands for 16 options" in page.text


def test_options_stand_in_groups_with_the_reason_each_was_dropped(sign_in: SignIn) -> None:
    page = Page(sign_in(organisation="aldermoor").get(LONG_LIST.format("eighteen-options")))
    assert [heading for heading in page.headings if heading in {"On the short list", "Dropped"}] == [
        "On the short list",
        "Dropped",
    ]
    dropped = page.main.xpath(".//h2[.='Dropped']/following-sibling::ul[1]/li")
    assert len(dropped) == 12
    assert all("Red on" in item.text_content() for item in dropped)


def test_every_mark_says_its_criterion_and_its_colour_in_words(sign_in: SignIn) -> None:
    page = Page(sign_in(organisation="aldermoor").get(LONG_LIST.format("eighteen-options")))
    first = page.main.xpath(".//ul[@class='c-glance']/li")[0]
    assert first.text_content().count(": green") + first.text_content().count(": amber") + first.text_content().count(
        ": red"
    ) == len(page.main.xpath(".//ul[@class='c-glance']/li")[0].xpath(".//svg"))


def test_an_invented_review_is_marked_as_made_up(sign_in: SignIn) -> None:
    page = Page(sign_in(organisation="aldermoor").get(LONG_LIST.format("eighteen-options")))
    assert page.heading.endswith("Illustrative")
    assert "was made up to show how it works" in page.text
    assert "Illustrative" not in Page(sign_in().get(LONG_LIST.format("herefordshire-2008"))).text
