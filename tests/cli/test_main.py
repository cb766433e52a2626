"""The table of contents: every command can be asked what it does, and its examples can be copied."""

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from concordat.cli.main import COMMANDS, app


def told(*words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--help"], prog_name="concordat")
    assert done.exit_code == 0, done.output
    return done.stdout


def inner_commands(name: str) -> list[str]:
    """The commands of a group such as ``concordat case``; none where the command stands alone."""
    return list(getattr(get_command(app).get_command(None, name), "commands", {}))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    for words in ([name], *([name, inner] for inner in inner_commands(name))):
        said = told(*words)
        usage_lines_left_out = [line for line in said.splitlines() if not line.startswith("Usage:")]
        assert f"concordat {' '.join(words)}" in " ".join(" ".join(usage_lines_left_out).split())
        assert "--install-completion" not in said


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
    assert example in [line.strip() for line in told(*words).splitlines()]
