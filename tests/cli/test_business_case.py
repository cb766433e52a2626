import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from concordat.cli.main import app

EXAMPLES = Path(__file__).parents[2] / "examples"
VISION = str(EXAMPLES / "vision-2020")


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["business-case", *words])


def as_json(*words: str) -> dict[str, Any]:
    found = run(*words, "--json")
    return dict(json.loads(found.output))


def test_four_councils_read_their_position_together_and_each_alone():
    whole = as_json(VISION)
    assert [position["partner"] for position in whole["partners"]] == [
        "cheltenham",
        "cotswold",
        "forest-of-dean",
        "west-oxfordshire",
    ]
    cash = [position["cash"]["likely"] for position in whole["partners"]]
    assert sum(cash) == whole["joint"]["cash"]["likely"]
    alone = as_json(VISION, "--partner", "cotswold")
    assert alone["joint"] is None
    assert alone["partners"] == [position for position in whole["partners"] if position["partner"] == "cotswold"]


def test_the_reconciliation_in_json_adds_up_to_both_ledgers():
    found = as_json(VISION)
    rows = found["reconciliation"]
    assert sum(row["economic"] for row in rows) == found["joint"]["net_present_value"]["likely"]
    assert sum(row["financial"] for row in rows) == found["joint"]["cash"]["likely"]
    steps = ("discounting", "transfers", "not_cash", "price_change", "vat")
    assert all(row["economic"] + sum(row[step] for step in steps) == row["financial"] for row in rows)


def test_another_vehicle_says_which_lines_moved_and_by_how_much():
    found = run(VISION, "--vehicle", "joint-committee")
    assert found.exit_code == 0
    assert "What moves with the vehicle" in found.output
    change = as_json(VISION, "--vehicle", "joint-committee")["vehicle_change"]
    assert (change["before"], change["after"]) == ("owned-company", "joint-committee")
    assert sum(row["cash_moved"] for row in change["moved"]) == change["cash"][1] - change["cash"][0]
    assert any(row["title"] == "Client team" and row["cash_moved"] > 0 for row in change["moved"])


def test_the_same_seed_prints_the_same_figures():
    one = as_json(VISION, "--simulate", "--draws", "4000")["simulation"]
    assert one == as_json(VISION, "--simulate", "--draws", "4000")["simulation"]
    assert one != as_json(VISION, "--simulate", "--draws", "4000", "--seed", "7")["simulation"]
    assert one["assumptions"]


def test_herefordshire_is_shown_under_three_shapes_because_no_likely_value_was_published():
    found = run(str(EXAMPLES / "herefordshire-2008"), "--option", "managing-agent", "--simulate")
    assert "£768,000" in found.output
    assert "£1,018,000" in found.output
    assert "the chance under three shapes" in found.output
    assert "about 7.2%" in found.output


def test_everything_can_be_shown():
    found = run(VISION, "--show", "all", "--simulate", "--draws", "2000")
    assert found.exit_code == 0
    for words in ("Switching values", "by cause", "Critical path", "The outside view", "GAP", "Assumptions register"):
        assert words in found.output, words


def test_an_earlier_version_is_worked_out_from_what_was_known_then():
    assert as_json(VISION, "--version", "1")["assumptions"]["stage"] == "strategic outline case"
    first, last = as_json(VISION, "--version", "1"), as_json(VISION)
    assert first["joint"]["net_present_value"]["likely"] > last["joint"]["net_present_value"]["likely"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--partner", "oxford"), "has no line in this case"),
        (("--vehicle", "hovercraft"), "is not a delivery vehicle"),
        (("--show", "everything"), "cannot be shown"),
        (("--version", "9"), "no version 9"),
        (("--excel", "case.pdf"), "does not end in .xlsx"),
    ],
)
def test_misuse_is_told_in_a_sentence(words: tuple[str, ...], said: str):
    found = run(VISION, *words)
    assert found.exit_code == 2
    assert said in found.output
    assert "Traceback" not in found.output


def test_help_teaches_with_an_example():
    assert "examples/vision-2020" in run("--help").output


def test_a_colleague_recomputes_it_from_the_workbook_to_the_penny(tmp_path: Path):
    file = tmp_path / "vision.xlsx"
    assert CliRunner().invoke(app, ["case", "to-excel", VISION, str(file)]).exit_code == 0
    ours, theirs = as_json(VISION), as_json(str(file))
    assert theirs["result"] == ours["result"]
    assert theirs["reconciliation"] == ours["reconciliation"]


def test_check_finds_what_is_doubtful_about_the_case():
    found = CliRunner().invoke(app, ["check", VISION])
    assert "optimism bias on top" in found.output
