"""The table of contents: every command can be asked what it does, and its examples can be copied."""

import pytest
from typer.testing import CliRunner

from concordat.cli.main import COMMANDS, app


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(name: str) -> None:
    said = CliRunner().invoke(app, [name, "--help"], prog_name="concordat")
    assert said.exit_code == 0
    assert f"concordat {name}" in said.stdout


@pytest.mark.parametrize(
    ("words", "example"),
    [
        (["appraise"], "concordat appraise examples/vision-2020 --merge my-scores.xlsx --save merged"),
        (["audit", "verify"], "concordat audit verify --folder var/demo"),
        (["retention"], "concordat retention --apply"),
    ],
    ids=["appraise", "audit verify", "retention"],
)
def test_each_example_has_a_line_of_its_own(words: list[str], example: str) -> None:
    said = CliRunner().invoke(app, [*words, "--help"], prog_name="concordat").stdout
    assert example in [line.strip() for line in said.splitlines()]
