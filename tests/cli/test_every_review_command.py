"""What holds for every command that works a review out: a workbook says the same as a folder, help teaches, nothing raises."""

from pathlib import Path

import pytest

from tests.cli.running import as_json, run
from tests.conftest import EXAMPLES

COMMANDS = ("screen", "savings", "appraise", "business-case")


@pytest.mark.parametrize(
    ("command", "example"),
    [
        ("screen", "herefordshire-2008"),
        ("screen", "eighteen-options"),
        ("savings", "herefordshire-2008"),
        ("savings", "eighteen-options"),
        ("appraise", "harborough-2011"),
        ("business-case", "vision-2020"),
    ],
)
def test_a_workbook_gives_the_same_result_as_the_folder(command: str, example: str, tmp_path: Path) -> None:
    workbook = tmp_path / "case.xlsx"
    assert run("case", "to-excel", EXAMPLES / example, workbook)[0] == 0
    assert as_json(command, EXAMPLES / example)["result"] == as_json(command, workbook)["result"]


@pytest.mark.parametrize(("command", "table"), [("screen", "tables/options.csv"), ("savings", "case_lines.csv")])
def test_a_case_without_options_says_where_to_put_them(command: str, table: str, tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text('name = "empty"\ntitle = "Empty"\n')
    code, output = run(command, tmp_path)
    assert code == 0
    assert table in output


@pytest.mark.parametrize("command", COMMANDS)
def test_a_path_that_is_not_there_is_misuse(command: str, tmp_path: Path) -> None:
    assert run(command, tmp_path / "nothing")[0] == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_teaches_with_an_example(command: str) -> None:
    code, output = run(command, "--help")
    assert code == 0
    assert f"concordat {command} examples/" in " ".join(output.split())
