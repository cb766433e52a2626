"""Who pays what, as a councillor and a finance officer see it."""

import json

import pytest
from typer.testing import CliRunner

from concordat.cli.main import app
from concordat.domain.kernel.money import format_pounds
from tests.conftest import EXAMPLES
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/partnerships/vision-2020/decide/split/"


def test_every_rule_has_a_sentence_a_picture_and_who_would_rather_leave(sign_in: SignIn) -> None:
    said = sign_in("member", "cotswold").get(PAGE, {"game": "ict"}).content.decode()
    assert "A stable split exists" in said
    assert said.count("<svg") >= 12
    assert "Every council pays the same." in said
    assert "West Oxfordshire would pay" in said
    assert "Illustrative" in said
    section = said[said.index('id="nucleolus"') :]
    assert section.index("gains as much as it can") < section.index("Method: Nucleolus"), "the method's name comes last"


def test_the_page_and_the_command_line_give_the_same_pounds(sign_in: SignIn) -> None:
    said = sign_in("section-151", "cotswold").get(PAGE, {"game": "ict"}).content.decode()
    told = json.loads(CliRunner().invoke(app, ["split", str(EXAMPLES / "vision-2020"), "--json"]).output)
    game = next(game for game in told["games"] if game["game"] == "ict")
    for split in game["splits"]:
        for amount in split["amounts"]:
            assert format_pounds(amount, show_pence=False) in said


def test_services_by_their_chosen_rules_add_up_on_the_page(sign_in: SignIn) -> None:
    said = sign_in("member", "cotswold").get(PAGE).content.decode()
    assert "All services together, each by its chosen way" in said


def test_a_partnership_without_figures_is_told_what_to_enter(sign_in: SignIn) -> None:
    said = sign_in().get("/partnerships/herefordshire-2008/decide/split/").content.decode()
    assert "No costs of groups yet" in said


def test_an_unknown_game_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("member", "cotswold").get(PAGE, {"game": "chess"}).status_code == 404


def test_a_figure_opens_to_where_it_comes_from(sign_in: SignIn) -> None:
    said = sign_in("member", "cotswold").get("/partnerships/vision-2020/sources/split/ict--nucleolus/").content.decode()
    assert "cost_sharing.rule.nucleolus" in said


def test_any_service_with_a_baseline_can_be_looked_at(sign_in: SignIn) -> None:
    client = sign_in("member", "cotswold")
    said = client.get(PAGE, {"service": "building-control"}).content.decode()
    assert "Building control: who pays what" in said
    assert "Least reason to leave" in said
    assert client.get(PAGE, {"service": "moon-landing"}).status_code == 404
