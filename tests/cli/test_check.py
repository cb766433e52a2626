import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from concordat.cli.main import app
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
