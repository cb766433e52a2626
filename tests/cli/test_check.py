import json
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from concordat.cli.main import COMMANDS, app
from tests.conftest import EXAMPLES


def run(*words: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize(
    "folder", sorted(file.parent for file in EXAMPLES.rglob("case.toml")), ids=lambda folder: folder.name
)
def test_no_example_has_an_error(folder: Path) -> None:
    done = run("check", str(folder), "--json")
    told = json.loads(done.stdout)
    assert [item for item in told["findings"] if item["severity"] == "error"] == []
    assert done.exit_code == 0


def test_what_is_wrong_ends_with_one_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "case.toml").write_text('name = "x"\ntitle = "X"\n')
    (tmp_path / "tables" / "case_lines.csv").write_text("id,title,kind,low,high\nstaff,Posts,saving,lots,5\n")
    done = run("check", str(tmp_path))
    assert done.exit_code == 1
    assert "row 2" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_path_with_nothing_at_it_is_misuse(tmp_path: Path) -> None:
    assert run("check", str(tmp_path / "no")).exit_code == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    told = done.stdout + "".join(run(name, inner, "--help").stdout for inner in inner_commands(name))
    assert f"concordat {name}" in told


def inner_commands(name: str) -> list[str]:
    """The commands of a group such as ``concordat case``; none where the command stands alone."""
    return list(getattr(get_command(app).get_command(None, name), "commands", {}))  # type: ignore[attr-defined]
