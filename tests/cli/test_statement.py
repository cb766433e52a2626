import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from concordat.cli.main import app

EXAMPLES = Path(__file__).parents[2] / "examples"
CONTRACT = str(EXAMPLES / "running-contract")
WORKED = EXAMPLES / "mechanisms" / "model-services-credits"


def run(*words: str) -> Any:
    return CliRunner().invoke(app, [*words])


def test_an_issued_month_is_the_same_to_the_penny_and_says_so() -> None:
    found = json.loads(run("statement", CONTRACT, "--period", "2025-07", "--json").output)
    assert found["worked_out_again"] == found["total"] == sum(line["pence"] for line in found["lines"])
    assert found["total"] == sum(found["groups"].values())
    assert [line["pence"] for line in found["lines"] if "index/core" in line["corrects"]] == [22800] * 3


def test_a_draft_is_worked_out_and_its_illustrative_figures_are_marked() -> None:
    done = run("statement", CONTRACT, "--period", "2026-04")
    assert done.exit_code == 0
    assert "illustrative" in done.output
    assert "Payable" in done.output


def test_what_was_known_then_can_be_asked_for() -> None:
    before = json.loads(
        run("statement", CONTRACT, "--period", "2025-06", "--as-known-at", "2025-07-11T12:00:00+01:00", "--json").output
    )
    issued = json.loads(run("statement", CONTRACT, "--period", "2025-06", "--json").output)
    assert before["state"] == "draft"
    assert before["total"] == issued["total"]
    assert before["hash"] == issued["hash"]


def test_a_worked_mechanism_takes_its_evidence_from_a_file() -> None:
    words = (
        "statement",
        str(WORKED / "mechanism.toml"),
        str(WORKED / "evidence.toml"),
        "--period",
        "2026-05",
        "--json",
    )
    found = json.loads(run(*words).output)
    assert found["total"] == 9_700_000


def test_the_rules_are_told_in_words() -> None:
    done = run("statement", str(WORKED / "mechanism.toml"), "--explain")
    assert done.exit_code == 0
    assert "in a row" in done.output


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--period", "April"), 2, "Write it like 2026-04"),
        ((), 2, "--period"),
        (("--period", "2019-04"), 1, "starts in"),
    ],
)
def test_mistakes_are_told_in_a_sentence(words: tuple[str, ...], code: int, says: str) -> None:
    done = run("statement", CONTRACT, *words)
    assert done.exit_code == code
    assert says in done.output
    assert "Traceback" not in done.output


def test_the_statement_is_written_as_excel_and_pdf(tmp_path: Path) -> None:
    excel, pdf = tmp_path / "s.xlsx", tmp_path / "s.pdf"
    done = run("statement", CONTRACT, "--period", "2025-07", "--excel", str(excel), "--pdf", str(pdf))
    assert done.exit_code == 0
    assert excel.read_bytes()[:2] == b"PK"
    assert pdf.read_bytes()[:4] == b"%PDF"


def test_the_bench_says_what_is_wrong_before_anybody_signs() -> None:
    found = json.loads(run("test-bench", CONTRACT, "--contracts", "1", "--years", "1", "--json").output)
    assert set(found["contractors"]) == {"good", "average", "failing", "gaming"}
    assert found["contract_years"] == 4
    assert "bench.cliff" in {finding["code"] for finding in found["findings"]}


def test_a_contract_that_is_not_there_is_answered_with_those_that_are() -> None:
    done = run("statement", CONTRACT, "--period", "2026-04", "--contract", "waste")
    assert done.exit_code == 2
    assert "county-highways" in done.output
