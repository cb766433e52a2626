import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from concordat.cli.main import app

EXAMPLES = Path(__file__).parents[2] / "examples"
RUN = CliRunner()
FIGURES = ("1400000", "1,400,000", "1200000", "1,200,000", "900,000", "500,000", "700,000")


def run(*arguments: str) -> tuple[int, str]:
    result = RUN.invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def told(*arguments: str) -> dict[str, Any]:
    code, output = run(*arguments, "--json")
    assert code == 0, output
    return json.loads(output)


def test_nothing_of_a_mandate_is_printed_unless_its_owner_is_named() -> None:
    example = str(EXAMPLES / "herefordshire-2008")
    for output in (run("negotiation", example)[1], json.dumps(told("negotiation", example))):
        assert not [figure for figure in FIGURES if figure in output]
        assert "mandate" not in output.lower().replace("that it is not the mandate", "")


def test_each_party_is_told_its_own_and_not_the_others() -> None:
    example = str(EXAMPLES / "herefordshire-2008")
    for party, own, other in (("herefordshire", "1200000", "700000"), ("amey", "700000", "1200000")):
        found = told("negotiation", example, "--for", party)
        aims = {one["aims_for"] for one in found["mandates"]}
        assert any(own in str(aim) for aim in aims)
        assert not any(other in str(aim) for aim in aims)


def test_the_difference_is_what_was_agreed_less_what_was_aimed_for() -> None:
    found = told("negotiation", str(EXAMPLES / "herefordshire-2008"), "--for", "herefordshire")
    fee = next(one for one in found["mandates"] if one["point"] == "fee-at-risk")
    assert (fee["agreed"], fee["from_aim"], fee["from_stop"], fee["way"], fee["within"]) == (
        "4",
        "-1",
        "1",
        "0.5",
        True,
    )


def test_an_organisation_without_a_mandate_is_told_so() -> None:
    code, output = run("negotiation", str(EXAMPLES / "herefordshire-2008"), "--for", "nobody")
    assert code == 2
    assert "Traceback" not in output


def test_terms_of_four_councils_stand_in_the_agreement() -> None:
    (found,) = told("negotiation", str(EXAMPLES / "vision-2020"))["negotiations"]
    assert {point["id"]: point["settled"] for point in found["points"]} == {
        "notice": "in the contract",
        "increase": "in the contract",
        "chair": "given up",
    }
    assert found["illustrative"] is True
