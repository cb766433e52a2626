"""From positions to statements through the browser, and again on the command line: the same figures at every step.

Estimates stand to the pound on the page; what is charged stands to the penny.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from typer.testing import CliRunner

from concordat.cli.main import app
from concordat.domain.kernel.money import format_pounds
from concordat.presentation.words import in_whole_pounds
from tests.conftest import EXAMPLES
from tests.functional.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.journey]
CASE = str(EXAMPLES / "vision-2020")
HERE = "/partnerships/vision-2020/"
LONGEST = 180_000  # milliseconds the search may take on a busy machine


def told(*arguments: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).output)
    return said


def all_of(page: Page) -> str:
    return page.locator("main").text_content() or ""


def test_positions_groupings_split_and_statements_are_the_same_on_page_and_command_line(
    visit: Callable[..., Visit],
) -> None:
    officer = visit().sign_in("section-151@west-oxfordshire.example")

    by_command = told("groupings", CASE, "--no-limits", "--next", "0")
    page = officer.go(f"{HERE}design/positions/")
    for row in by_command["positions"]["services"]:
        assert row["title"] in all_of(page)

    page = officer.go(f"{HERE}design/groupings/")
    with page.expect_navigation():
        page.locator("main form.c-actions button").first.click()
    page.get_by_role("link", name="See what came of it").click(timeout=LONGEST)
    said = all_of(officer.go(f"{HERE}design/groupings/"))
    found = by_command["groupings"]
    assert found["proven"]
    assert found["words"] in said
    for pence in (found["plan"]["likely"], *(one["likely"] for one in found["plan"]["groupings"])):
        assert format_pounds(pence, show_pence=False) in said
    gains, _ = in_whole_pounds(list(found["plan"]["gains"].values()), found["plan"]["likely"])
    for gain in gains:
        assert format_pounds(gain, show_pence=False) in said

    for game in told("split", CASE)["games"]:
        said = all_of(officer.go(f"{HERE}decide/split/?game={game['game']}"))
        assert game["title"].split(":")[0] in said
        for split in game["splits"]:
            for amount in split["amounts"]:
                assert format_pounds(amount, show_pence=False) in said

    (year,) = told("recharge", CASE)["years"]
    said = all_of(officer.go(f"{HERE}run/recharge/"))
    for statement in year["statements"]:
        assert format_pounds(statement["total"], show_pence=True) in said
    for partner in year["true_up"]:
        assert format_pounds(partner["settlement"], show_pence=True) in said
    assert not officer.complaints
    assert not officer.strangers
