"""Every page in a real browser: an automatic accessibility checker finds nothing, nothing leaves the machine.

Every address that needs no more than a partnership is found by itself, on the example that fills it best; a page for
which that is another one than the usual is named in `FILLED_BY`. Addresses of one row, document or statement are listed.
"""

import json
import re
import time
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from concordat.web.urls import urlpatterns
from tests.functional.conftest import Visit, press

pytestmark = pytest.mark.browser
LEAD = {
    "herefordshire-2008": "herefordshire",
    "eighteen-options": "aldermoor",
    "vision-2020": "west-oxfordshire",
    "south-hams-west-devon": "south-hams",
    "running-contract": "example-county",
}
USUAL = "herefordshire-2008"
# Where an address begins like this, this example fills it best.
FILLED_BY = {
    "partnership/baseline": "vision-2020",
    "partnership/people": "vision-2020",
    "partnership/organisations/cotswold": "vision-2020",
    "partnership/releases": "vision-2020",
    "design/positions": "vision-2020",
    "design/fit": "vision-2020",
    "design/groupings": "vision-2020",
    "decide/business-case": "vision-2020",
    "decide/split": "vision-2020",
    "decide/choice": "vision-2020",
    "decide/score": "vision-2020",
    "decide/weights": "vision-2020",
    "decide/agree-scores": "vision-2020",
    "design/criteria": "vision-2020",
    "design/framework": "vision-2020",
    "decide/proposals": "vision-2020",
    "run/recharge": "south-hams-west-devon",
}
# Files to take away and deeds, not pages to look at.
NO_PAGES = {
    "sign-in",
    "sign-out",
    "acting-for",
    "end-session",
    "end-other-sessions",
    "ask-for-word",
    "ask-for-pdf",
    "case-workbook",
    "case-folder",
    "score-workbook",
    "business-case-draw",
}
ONE_OF_A_KIND = [
    *(
        (USUAL, rest)
        for rest in (
            "tables/options/",
            "tables/options/add/",
            "tables/case_lines/add/",
            "tables/options/rows/managing-agent/",
            "tables/options/rows/managing-agent/change/",
            "documents/recommendation/herefordshire/",
            "documents/recommendation/herefordshire/edit/",
            "decide/recommendation/?version=1",
            "sources/savings/",
            "sources/screen/managing-agent/",
            "no-such-page/",
        )
    ),
    *(
        ("eighteen-options", rest)
        for rest in ("", "design/", "design/screen/", "design/long-list/", "decide/savings/", "decide/recommendation/")
    ),
    ("vision-2020", ""),
    ("vision-2020", "decide/"),
    ("vision-2020", "decide/negotiation/"),
    ("vision-2020", "decide/consultation/"),
    ("vision-2020", "decide/timeline/"),
    ("running-contract", "run/mechanism/"),
    ("running-contract", "run/test-bench/?contracts=2&years=3&seed=1"),
]


def found_by_themselves() -> Iterator[tuple[str, str]]:
    for pattern in urlpatterns:
        path, needs = str(pattern.pattern), set(pattern.pattern.converters)
        last = path.rstrip("/").rsplit("/", 1)[-1]
        if pattern.name in NO_PAGES or "." in last or path.startswith("health/") or needs - {"slug"}:
            continue
        rest = path.removeprefix("partnerships/<slug:slug>/")
        example = next((name for start, name in FILLED_BY.items() if rest.startswith(start)), USUAL)
        yield example, f"/{path}".replace("<slug:slug>", example)


EACH = [
    *found_by_themselves(),
    *((example, f"/partnerships/{example}/{rest}") for example, rest in ONE_OF_A_KIND),
    (USUAL, "/accounts/people/herefordshire.scorer/erase/"),
]


def look(person: Visit, path: str, *, opened: bool = False) -> None:
    """With `opened` all that a page folds away is unfolded first."""
    page = person.go(path)
    if opened:
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    told = [f"{item['id']}: {item['help']} – {item['nodes'][0]['html'][:160]}" for item in found.response["violations"]]
    assert told == []
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), "The page is wider than its window"
    assert person.strangers == []
    # A page that is not there answers 404, which the browser remarks on.
    assert [text for text in person.complaints if "404" not in text] == []


SignedIn = Callable[..., Visit]


@pytest.fixture(scope="session")
def cookies() -> dict[str, str]:
    return {}


@pytest.fixture
def signed_in(visit: Callable[..., Visit], cookies: dict[str, str]) -> SignedIn:
    """Signed in as the programme manager of an example's lead: once a worker, then by the cookie."""

    def signed_in(example: str, *, width: int = 1280) -> Visit:
        person = visit(width=width)
        if example in cookies:
            person.page.context.add_cookies(json.loads(cookies[example]))
            return person
        person.sign_in(f"programme-manager@{LEAD[example]}.example")
        chosen = person.page.get_by_role("radio").first
        if chosen.count():  # somebody of several organisations says for whom they act
            person.page.get_by_role("radio", name=LEAD[example].replace("-", " ").title()).check()
            press(person.page, "Continue")
        cookies[example] = json.dumps(person.page.context.cookies())
        return person

    return signed_in


@pytest.mark.wide_and_narrow
@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize(("example", "path"), EACH, ids=[path for _, path in EACH])
def test_nothing_is_wrong_with_the_page_on_a_desk_or_a_telephone(
    signed_in: SignedIn, example: str, path: str, width: int
) -> None:
    look(signed_in(example, width=width), path)


@pytest.mark.wide_and_narrow
@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("whose", ["Scorer", "Programme manager"], ids=["one that can end", "one that cannot yet"])
def test_nothing_is_wrong_with_the_page_that_ends_a_role(signed_in: SignedIn, whose: str, width: int) -> None:
    """Its address names a row of the database: it is followed from where people find it."""
    person = signed_in("vision-2020", width=width)
    page = person.go("/partnerships/vision-2020/partnership/people/")
    link = page.get_by_role("link", name=re.compile(rf"^End the role of .*: {whose}$")).first.get_attribute("href")
    look(person, str(link))


# Pages that say only that nothing is there yet where they are found by themselves, as a contract at work fills them.
OF_A_CONTRACT_AT_WORK = (
    "run/",
    "run/evidence/",
    "run/evidence/65/",
    "run/measures/",
    "run/measures/fly-tips/",
    "run/programme/",
    "run/fairness/",
    "run/statements/",
    "run/statements/2026-04/",
    "run/statements/2026-03/",
    "run/statements/2026-03/jobs/street_cleansing.fly_tips/",
    "run/disputes/",
    "run/anomalies/",
    "run/extension/",
    "sources/payment/2026-03--fee-fee/",
)


@pytest.mark.wide_and_narrow
@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("rest", OF_A_CONTRACT_AT_WORK)
def test_nothing_is_wrong_with_a_page_of_a_contract_at_work_all_of_it_unfolded(
    signed_in: SignedIn, rest: str, width: int
) -> None:
    person, path = signed_in("running-contract", width=width), f"/partnerships/running-contract/{rest}"
    person.page.set_default_timeout(90_000)
    for _ in range(60):  # its records are made up after the demonstration has opened
        if person.go(path).locator("main tbody tr").count():
            break
        person.complaints.clear()
        time.sleep(2)
    else:
        pytest.fail(f"{path} stays empty")
    look(person, path, opened=True)


def test_the_sign_in_page(visit: Callable[..., Visit]) -> None:
    look(visit(), "/sign-in/")
