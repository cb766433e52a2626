"""Wherever a command writes a file, a place that takes none is answered in a sentence."""

from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from concordat.cli.main import app

EXAMPLES = Path(__file__).parents[2] / "examples"
REVIEW = str(EXAMPLES / "herefordshire-2008")
CONTRACT = str(EXAMPLES / "running-contract")
LATE = EXAMPLES / "deliveries" / "april-2026-late.csv"
MONTH = ("statement", CONTRACT, "--period", "2024-06")


def run(*words: str) -> Any:
    return CliRunner().invoke(app, [*words])


@pytest.mark.parametrize(
    "words",
    [
        (*MONTH, "--excel", "{}/a.xlsx"),
        (*MONTH, "--pdf", "{}/a.pdf"),
        pytest.param(("report", REVIEW, "-o", "{}/a.docx"), marks=pytest.mark.slow),
        ("recharge", str(EXAMPLES / "south-hams-west-devon"), "--year", "2022/23", "--to", "{}/a"),
        ("business-case", str(EXAMPLES / "vision-2020"), "--excel", "{}/a.xlsx"),
        (
            "appraise",
            str(EXAMPLES / "vision-2020"),
            "--partner",
            "cotswold",
            "--scorer",
            "c.s",
            "--workbook",
            "{}/a.xlsx",
        ),
        ("case", "from-excel", "CASE.xlsx", "{}/a"),
        ("evidence", "deliver", "{}/a", str(LATE), "--by", "cm", "--organisation", "example-county"),
        ("backup", "{}/a.tar.gz"),
        ("case", "to-excel", REVIEW, "{}/a.xlsx"),
        ("timeline", REVIEW, "--picture", "{}/a.svg"),
        ("generate", "{}/a.parquet", "--rows", "10"),
        ("generate", "{}/a", "--rows", "10"),
    ],
    ids=lambda words: " ".join(word for word in words[:2] if "/" not in word) + words[-1][2:],
)
def test_a_place_that_takes_no_file_is_answered_in_a_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    """A file stands where a folder should be, which nobody can write into, not even root."""
    (tmp_path / "held").write_text("")
    if "CASE.xlsx" in words:
        assert run("case", "to-excel", REVIEW, str(tmp_path / "CASE.xlsx")).exit_code == 0
    places = {"{}": tmp_path / "held", "CASE.xlsx": tmp_path / "CASE.xlsx"}
    done = run(*(reduce(lambda said, name: said.replace(name, str(places[name])), places, word) for word in words))
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 2
    said = " ".join(done.output.split())
    assert f"{tmp_path / 'held'} is a file, not a folder. Give another place." in said


def test_a_folder_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    done = run(*MONTH, "--excel", str(tmp_path / "nowhere" / "a.xlsx"))
    assert done.exit_code == 2
    said = f"There is no folder {tmp_path / 'nowhere'} to write a.xlsx into. Make it first, or give another place."
    assert said in done.output


def test_a_folder_is_no_place_for_a_file(tmp_path: Path) -> None:
    done = run(*MONTH, "--pdf", str(tmp_path))
    assert done.exit_code == 2
    assert "is a folder that is there already. Give the name of a new file." in done.output
