import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import as_json, run
from tests.conftest import EXAMPLES


def screen_json(example: str) -> dict[str, Any]:
    return as_json("screen", EXAMPLES / example)


def test_herefordshire_goes_from_eighteen_options_to_two_and_a_third_from_the_challenge():
    """Herefordshire Council, Service Delivery Review, Phase 2 report, September 2008, paras 6, 34, 35 and 126."""
    told = screen_json("herefordshire-2008")
    assert told["counts"]["listed"] == 18
    assert told["counts"]["not_published"] == 16
    assert told["short_list"] == ["improved-bau", "managing-agent", "integrated-services"]
    standing = {option["id"]: option["standing"] for option in told["options"]}
    assert standing["improved-bau"] == standing["managing-agent"] == "carried forward"
    assert standing["integrated-services"] == "added by a challenge"
    assert standing["not-published"] == "dropped"
    published = [
        (option["id"], mark["criterion"], mark["mark"])
        for option in told["options"]
        for mark in option["marks"]
        if mark["mark"]
    ]
    assert published == [
        ("improved-bau", "saves-a-million", "amber"),
        ("managing-agent", "saves-a-million", "amber"),
    ]
    assert not told["illustrative"]


def test_the_hybrid_of_herefordshire_borrows_from_the_places_the_report_names():
    """Phase 2 report, paras 38 and 39."""
    (hybrid,) = screen_json("herefordshire-2008")["hybrids"]
    places = {name for feature in hybrid["features"] for name in feature["from"]}
    assert {"Bedfordshire County Council", "North Lanarkshire Council", "Cumbria County Council"} <= places
    assert "Watchman" in {feature["title"] for feature in hybrid["features"] if feature["taken"] == "taken"}


def test_the_invented_review_drives_the_whole_matrix_a_reinstatement_and_a_hybrid():
    told = screen_json("eighteen-options")
    assert told["counts"]["listed"] == 18
    assert told["illustrative"]
    assert all(mark["mark"] for option in told["options"] for mark in option["marks"])
    assert all(option["illustrative"] for option in told["options"])
    (put_back,) = [option for option in told["options"] if option["standing"] == "put back after a challenge"]
    assert put_back["id"] == "staff-mutual"
    (challenge,) = [item for item in told["challenges"] if item["option"] == "staff-mutual"]
    assert (challenge["raised_by"], challenge["raised_on"]) == ("depot-steward-4", "2026-03-12")
    assert challenge["ground"]
    (hybrid,) = told["hybrids"]
    assert sum(feature["from_dropped"] for feature in hybrid["features"]) >= 3


def test_the_table_shows_marks_as_words_and_marks_what_is_made_up():
    code, output = run("screen", str(EXAMPLES / "eighteen-options"))
    assert code == 0
    assert "RED" in output
    assert "AMBER" in output
    assert "illustrative" in output
    assert "18 options listed and 1 later: 5 carried forward, 1 kept to compare with" in output


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A review that carries an option forward against its own red mark."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "case.toml").write_text('name = "broken"\ntitle = "Broken [bold] review"\n')
    tables = {
        "screen_criteria": "id,title\nlawful,Lawful\n",
        "options": "id,title,decision\na,Option [/a] of ours,carried forward\n",
        "screen_marks": "id,option,criterion,mark,reason\nm,a,lawful,red,No power\n",
    }
    for name, text in tables.items():
        (tmp_path / "tables" / f"{name}.csv").write_text(text)
    return tmp_path


def test_an_error_in_the_review_ends_with_exit_code_1_and_says_how_to_mend_it(broken: Path):
    code, output = run("screen", str(broken))
    assert code == 1
    assert "no challenge put it back" in " ".join(output.split())
    code, output = run("screen", str(broken), "--json")
    assert code == 1
    assert "options.red_carried_forward" in [finding["code"] for finding in json.loads(output)["findings"]]


def test_square_brackets_in_a_title_are_printed_and_not_obeyed(broken: Path):
    _, output = run("screen", str(broken))
    assert "Option [/a] of ours" in output
    assert "Broken [bold] review" in output
