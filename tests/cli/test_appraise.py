"""What the command prints, and a workbook out, filled, back and merged."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from concordat.cli.appraise import app
from tests.conftest import EXAMPLES

run = CliRunner()


@pytest.mark.parametrize("case", ["herefordshire-2008", "harborough-2011"])
def test_the_answer_is_one_sentence_and_the_figures_fit_it(case: str) -> None:
    done = run.invoke(app, [str(EXAMPLES / case), "--json", "--draws", "2048"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    leader = next(option for option in said["view"]["options"] if option["id"] == said["view"]["leader"])
    assert said["sentence"].startswith(leader["title"])
    assert leader["total"] == max(option["total"] for option in said["view"]["options"] if option["may_lead"])
    assert sum(option["shares"][0] for option in said["view"]["options"]) == pytest.approx(1)
    assert leader["total"] == pytest.approx(sum(leader["contributions"].values()))
    assert said["illustrative"] is True


def test_a_partner_that_said_nothing_is_named_with_those_who_did() -> None:
    done = run.invoke(app, [str(EXAMPLES / "harborough-2011"), "--partner", "atlantis"])
    assert done.exit_code == 2
    assert "harborough" in done.output


def test_a_workbook_goes_out_comes_back_and_conflicts_are_shown(tmp_path: Path) -> None:
    case, out = str(EXAMPLES / "harborough-2011"), tmp_path / "mine.xlsx"
    assert (
        run.invoke(
            app, [case, "--partner", "harborough", "--scorer", "harborough.scorer", "--workbook", str(out)]
        ).exit_code
        == 0
    )
    book = openpyxl.load_workbook(out)
    first = book["Scores"].cell(2, 4)
    assert first.value == 20
    for name, figure in (("one", 21), ("two", 24)):
        first.value = figure
        book.save(tmp_path / f"{name}.xlsx")
    both = ["--merge", str(tmp_path / "one.xlsx"), "--merge", str(tmp_path / "two.xlsx")]
    merged = run.invoke(app, [case, *both, "--json", "--draws", "256", "--save", str(tmp_path / "merged")])
    said = json.loads(merged.stdout[merged.stdout.index("{") :])
    conflicts = [item for item in said["findings"] if item["code"] == "scorer.conflict"]
    assert len(conflicts) == 1
    assert "likely 21" in conflicts[0]["message"]
    assert "likely 24" in conflicts[0]["message"]
    assert ",21," in (tmp_path / "merged" / "tables" / "scores.csv").read_text()


def test_weights_from_a_spreadsheet_are_merged_and_change_the_answer(tmp_path: Path) -> None:
    sheet = tmp_path / "weights.csv"
    sheet.write_text(
        "Agreed at the workshop\n\nOutcome,Cotswold,Cheltenham: officer-1\nFinancial,50%,100\nEfficiency,20%,50\n"
        "Resilience,10%,50\nImpact,10%,25\nDemocracy,10%,25\nTotal,100%,\n"
    )
    kept = run.invoke(app, [str(EXAMPLES / "vision-2020"), "--weights", str(sheet), "--json"])
    codes = [item["code"] for item in json.loads(kept.output)["findings"]]
    assert "weights.swing" in codes
    assert codes.count("weights.conflict") == 0  # nobody has said these weights in another way
    out = tmp_path / "merged"
    done = run.invoke(
        app,
        [
            str(EXAMPLES / "vision-2020"),
            "--weights",
            str(sheet),
            "--replace",
            "--partner",
            "cotswold",
            "--save",
            str(out),
            "--json",
        ],
    )
    told = json.loads(done.stdout)
    assert told["view"]["weights"]["financial"] == pytest.approx(0.5)
    again = json.loads(run.invoke(app, [str(out), "--partner", "cotswold", "--json"]).stdout)
    assert again["result"] == told["result"]


def test_a_weight_that_is_none_is_told_with_its_place(tmp_path: Path) -> None:
    sheet = tmp_path / "weights.csv"
    sheet.write_text("Outcome,Cotswold\nFinancial,lots\nEfficiency,20\n")
    done = run.invoke(app, [str(EXAMPLES / "vision-2020"), "--weights", str(sheet)])
    assert done.exit_code == 1
    assert "weights.csv, row 2, column B" in done.output
