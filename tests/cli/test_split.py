import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from concordat.cli.main import app

RUN = CliRunner()
THREE = """
title = "Three councils"
multiple = 1000
[[council]]
id = "A"
name = "Ashby"
today = 390
[[council]]
id = "B"
name = "Barton"
today = 300
[[council]]
id = "C"
name = "Carby"
today = 115
[cost]
A = 400
B = [260, 300, 350]
C = 120
"A+B" = 560
"A+C" = 470
"B+C" = 390
"A+B+C" = 640
"""


def run(*arguments: str) -> tuple[int, str]:
    result = RUN.invoke(app, ["split", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, " ".join(result.output.split())


def three(tmp_path: Path, text: str = THREE) -> str:
    file = tmp_path / "three.toml"
    file.write_text(text)
    return str(file)


def told(tmp_path: Path, *arguments: str, text: str = THREE) -> tuple[int, dict[str, Any]]:
    result = RUN.invoke(app, ["split", three(tmp_path, text), *arguments, "--json"])
    return result.exit_code, json.loads(result.output)


def test_every_rule_stands_beside_what_each_pays_alone(tmp_path: Path):
    code, output = run(three(tmp_path))
    assert code == 0
    assert "A stable split exists" in output
    for words in ("Least reason to leave", "£310,000", "£230,000", "£100,000", "Carby would pay"):
        assert words in output


def test_one_rule_is_shown_council_by_council_and_its_textbook_name_comes_last(tmp_path: Path):
    code, output = run(three(tmp_path), "--rule", "equal")
    assert code == 0
    assert "Every council pays the same." in output
    assert "Ashby pays £36,667 less than it adds to the cost" in output
    assert output.index("Carby would pay") < output.index("Method: Equal shares")


def test_the_json_holds_the_same_pence(tmp_path: Path):
    code, said = told(tmp_path, "--rule", "nucleolus")
    (game,) = said["games"]
    (split,) = game["splits"]
    assert (code, split["amounts"], split["stable"]) == (0, [31_000_000, 23_000_000, 10_000_000], True)
    assert split["checked"] == "Proved by Kohlberg's criterion"
    assert sum(split["amounts"]) == game["total"]
    assert 0 < split["everybody_better_off"] <= 1


def test_json_games_are_read_too(tmp_path: Path):
    file = tmp_path / "pairs.json"
    file.write_text('{"cost": {"1": 100, "2": 100, "3": 100, "12": 120, "13": 120, "23": 120, "123": 200}}')
    code, output = run(str(file))
    assert code == 0
    assert "No stable split exists" in output
    assert "£13.33 more than it would by itself" in output


def test_a_mistake_ends_with_exit_code_1_and_says_how_to_mend_it(tmp_path: Path):
    code, said = told(tmp_path, text=THREE.replace('"A+C" = 470\n', ""))
    assert code == 1
    assert said["findings"][0]["code"] == "split.missing_group"
    assert "Add a line" in said["findings"][0]["fix"]


def test_misuse_ends_with_exit_code_2(tmp_path: Path):
    assert run(three(tmp_path), "--rule", "dice")[0] == 2
    assert run(str(tmp_path / "nothing.toml"))[0] == 2


def test_broken_toml_is_told_without_a_traceback(tmp_path: Path):
    code, output = run(three(tmp_path, "cost = ["))
    assert code == 1
    assert "not valid TOML" in output


def test_a_case_without_a_game_says_what_to_add(tmp_path: Path):
    (tmp_path / "case.toml").write_text('name = "empty"\ntitle = "Empty"\n')
    code, output = run(str(tmp_path))
    assert code == 1
    assert "cost_game" in output


def test_a_case_with_a_game_gives_the_same_pence(tmp_path: Path):
    (tmp_path / "case.toml").write_text('name = "held"\ntitle = "Held"\n')
    folder = tmp_path / "documents" / "cost_game"
    folder.mkdir(parents=True)
    (folder / "three.toml").write_text(THREE)
    result = RUN.invoke(app, ["split", str(tmp_path), "--rule", "shapley", "--json"])
    assert json.loads(result.output)["games"][0]["splits"][0]["amounts"] == [31_833_334, 22_833_333, 9_333_333]


EXAMPLE = Path(__file__).parents[2] / "examples" / "vision-2020"


def test_a_services_group_costs_come_from_its_baseline_and_savings_rates():
    result = RUN.invoke(app, ["split", str(EXAMPLE), "--service", "ict", "--rule", "nucleolus", "--json"])
    (game,) = json.loads(result.output)["games"]
    written = json.loads(RUN.invoke(app, ["split", str(EXAMPLE), "--rule", "nucleolus", "--json"]).output)["games"]
    held = next(item for item in written if item["game"] == "ict")
    assert (game["total"], game["splits"][0]["amounts"]) == (held["total"], held["splits"][0]["amounts"])
    assert game["illustrative"]


def test_only_some_councils_may_share_it():
    code, output = run(
        str(EXAMPLE), "--service", "building-control", "--among", "cotswold,west-oxfordshire", "--rule", "alone"
    )
    assert code == 0
    assert "Cheltenham" not in output
    assert run(str(EXAMPLE), "--service", "moon-landing")[0] == 2
    assert run(str(EXAMPLE), "--service", "ict", "--among", "atlantis")[0] == 2


def test_the_help_teaches_with_an_example():
    code, output = run("--help")
    assert code == 0
    assert "[cost]" in output
    assert "concordat split examples/vision-2020" in output
