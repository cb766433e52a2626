import json
from pathlib import Path

from typer.testing import CliRunner

from concordat.cli.main import app
from tests.conftest import EXAMPLES

CASE = str(EXAMPLES / "herefordshire-2008")


def run(*words: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(app, list(words))


def test_the_report_is_written_as_its_ending_asks(tmp_path: Path) -> None:
    done = run("report", CASE, "-o", str(tmp_path / "r.docx"), "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["sections"][0]["title"] == "Purpose"
    assert told["bytes"] == (tmp_path / "r.docx").stat().st_size
    assert run("report", CASE, "-o", str(tmp_path / "r.pdf")).exit_code == 0
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")


def test_a_file_that_is_there_is_kept_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "r.docx").write_text("mine")
    refused = run("report", CASE, "-o", str(tmp_path / "r.docx"))
    assert refused.exit_code == 2
    assert (tmp_path / "r.docx").read_text() == "mine"
    assert run("report", CASE, "-o", str(tmp_path / "r.docx"), "--replace").exit_code == 0


def test_another_ending_is_refused_with_the_two_there_are(tmp_path: Path) -> None:
    refused = run("report", CASE, "-o", str(tmp_path / "r.txt"))
    assert refused.exit_code == 2
    assert not list(tmp_path.iterdir())


def test_a_template_that_is_none_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "t.docx").write_text("no document")
    refused = run("report", CASE, "-o", str(tmp_path / "r.docx"), "--template", str(tmp_path / "t.docx"))
    assert refused.exit_code == 1
    assert not (tmp_path / "r.docx").exists()
