import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run

EXAMPLES = Path(__file__).parents[2] / "examples"


def told(example: str) -> dict[str, Any]:
    code, output = run("recommendation", str(EXAMPLES / example), "--json")
    assert code == 0
    return json.loads(output)


def test_consultation_changed_herefordshires_answer_from_one_model_to_one_per_service_area():
    """Herefordshire Council, Service Delivery Review, Phase 2 report, September 2008, paras 82 to 84."""
    found = told("herefordshire-2008")
    first, second = found["versions"]
    assert (first["date"], second["date"]) == ("2008-06-13", "2008-09-11")
    assert {area["option"] for area in first["areas"]} == {"integrated-services"}
    assert {area["service_area"]: area["option"] for area in second["areas"]} == {
        "highways": "managing-agent",
        "property": "",
    }
    (comparison,) = found["changes"]
    moved = {change["id"]: change["because"] for change in comparison["changes"] if change["part"] == "area"}
    assert moved["highways"] == ["practicality", "culture", "amey-proposal"]
    assert moved["property"] == ["property-now", "amey-proposal"]
    assert set(comparison["moved_by"]) == {"practicality", "culture", "property-now", "amey-proposal"}


def test_the_review_after_eighteen_months_is_kept_and_its_loss_in_the_final_version_shows():
    """Para 82 b asks for it; para 84 no longer does."""
    found = told("herefordshire-2008")
    assert found["versions"][0]["reviews"][0]["after_months"] == 18
    removed = [item["id"] for item in found["changes"][0]["changes"] if item["kind"] == "removed"]
    assert "after-eighteen-months" in removed
    assert found["versions"][1]["reviews"][0]["on"] == "2009-03-31"


def test_conditions_are_kept_with_what_is_missing_to_test_them():
    found = told("herefordshire-2008")
    assert "mixed-teams-deliver" in found["versions"][0]["conditions"]
    assert found["stands"] is None
    assert all(item["missing"] for item in found["conditions"])


def test_a_met_condition_has_its_evidence():
    met = [item for item in told("eighteen-options")["conditions"] if item["state"] == "met"]
    assert met
    assert all(item["evidence"] and not item["missing"] for item in met)


def test_the_page_is_readable_and_marks_what_is_made_up():
    code, output = run("recommendation", str(EXAMPLES / "eighteen-options"))
    assert code == 0
    assert "Version 2, 25 September 2026, final" in output
    assert "(illustrative)" in output
    assert "Toilets are a local matter" in output


def test_a_case_without_a_recommendation_says_where_to_put_one(tmp_path: Path):
    (tmp_path / "case.toml").write_text('name = "empty"\ntitle = "Empty"\n')
    code, output = run("recommendation", str(tmp_path))
    assert code == 0
    assert "documents/recommendation" in output


@pytest.mark.parametrize("example", ["herefordshire-2008", "eighteen-options"])
def test_a_workbook_gives_the_same_result_as_the_folder(example: str, tmp_path: Path):
    workbook = tmp_path / "case.xlsx"
    assert run("case", "to-excel", str(EXAMPLES / example), str(workbook))[0] == 0
    results = []
    for path in (EXAMPLES / example, workbook):
        told = json.loads(run("recommendation", str(path), "--json")[1])
        results.append([item["result"] for item in told["changes"]])
    assert results[0] == results[1]
