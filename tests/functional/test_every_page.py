"""Every page in a real browser: an automatic accessibility checker finds nothing, nothing leaves the machine."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.functional.conftest import Visit

pytestmark = pytest.mark.browser
REVIEW = "programme-manager@herefordshire.example"
# A page of each kind, on the example that fills it best. Pages of other stages are added with their stage.
PAGES = {
    REVIEW: [
        "/",
        "/partnerships/new/",
        "/partnerships/new-from-file/",
        "/accessibility/",
        "/privacy/",
        "/who-may-do-what/",
        *(
            f"/partnerships/herefordshire-2008/{rest}"
            for rest in (
                "",
                "partnership/trail/",
                "partnership/case-file/",
                "design/",
                "design/long-list/",
                "design/screen/",
                "design/hybrid/",
                "decide/",
                "decide/savings/",
                "decide/side-by-side/",
                "decide/consultation/",
                "decide/recommendation/",
                "decide/report/",
                "run/",
                "review/",
                "tables/options/",
                "tables/options/add/",
                "tables/options/rows/managing-agent/",
                "tables/options/rows/managing-agent/change/",
                "documents/recommendation/herefordshire/",
                "documents/recommendation/herefordshire/edit/",
                "sources/savings/",
                "no-such-page/",
            )
        ),
    ],
    "programme-manager@aldermoor.example": [
        f"/partnerships/eighteen-options/{rest}" for rest in ("design/screen/", "design/long-list/", "decide/savings/")
    ],
}
EACH = [(email, path) for email, paths in PAGES.items() for path in paths]


def look(person: Visit, path: str) -> None:
    page = person.go(path)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    told = [f"{item['id']}: {item['help']} – {item['nodes'][0]['html'][:160]}" for item in found.response["violations"]]
    assert told == []
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), "The page is wider than its window"
    assert person.strangers == []
    # A page that is not there answers 404, which the browser remarks on.
    assert [text for text in person.complaints if "404" not in text] == []


@pytest.mark.parametrize(("email", "path"), EACH, ids=[path for _, path in EACH])
def test_nothing_is_wrong_with_the_page(visit: Callable[..., Visit], email: str, path: str) -> None:
    look(visit().sign_in(email), path)


@pytest.mark.wide_and_narrow
@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize(("email", "path"), EACH, ids=[path for _, path in EACH])
def test_nothing_is_wrong_with_the_page_on_a_desk_or_a_telephone(
    visit: Callable[..., Visit], email: str, path: str, width: int
) -> None:
    look(visit(width=width).sign_in(email), path)


def test_the_sign_in_page(visit: Callable[..., Visit]) -> None:
    look(visit(), "/sign-in/")
