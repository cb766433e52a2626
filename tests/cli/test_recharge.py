import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from concordat.cli.main import app

EXAMPLE = Path(__file__).parents[2] / "examples" / "south-hams-west-devon"
SCHEME = EXAMPLE / "documents" / "recharge_scheme" / "shared-staff.toml"
RUN = CliRunner()


def run(*arguments: str) -> tuple[int, str]:
    result = RUN.invoke(app, ["recharge", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def told(*arguments: str) -> tuple[int, dict[str, Any]]:
    code, output = run(*arguments, "--json")
    return code, json.loads(output)


def shares(said: dict[str, Any], year: str) -> dict[str, int]:
    (found,) = [item for item in said["years"] if item["year"] == year]
    return {pool["id"]: round(pool["shares"]["south-hams"] * 100) for pool in found["pools"]}


def test_south_hams_and_west_devon_get_the_shares_that_were_published():
    """South Hams District Council, Audit Committee, 10 March 2022, March 2023 and 28 March 2024, Appendix A."""
    code, said = told(str(EXAMPLE))
    assert code == 0
    assert shares(said, "2021/22") == {
        "contact-centre": 71, "planning-applications": 75, "planning-enforcement": 75, "benefit-new-claims": 60,
        "benefit-changes": 60, "council-tax": 63, "business-rates": 63, "leisure": 67, "case-management": 50,
        "communications": 50, "member-services": 50,
    }  # fmt: skip
    assert shares(said, "2022/23") == {
        "contact-centre": 66, "planning-applications": 75, "planning-enforcement": 71, "benefit-new-claims": 60,
        "human-resources": 74, "human-resources/2": 82, "communications": 50, "member-services": 50,
        "business-support": 50, "legal": 70, "design": 70, "mail-room": 70, "internal-audit": 62,
    }  # fmt: skip
    assert shares(said, "2023/24") == {
        "contact-centre": 70, "planning-enforcement": 76, "benefit-new-claims": 60, "council-tax": 63,
    }  # fmt: skip


def test_what_is_inferred_overridden_or_made_up_is_said():
    _, said = told(str(EXAMPLE))
    inferred = [f for f in said["findings"] if f["code"] == "recharge.inferred"]
    overridden = [f for f in said["findings"] if f["code"] == "recharge.override"]
    assert len(inferred) == 11
    assert not any("human-resources" in f["where"]["item"] for f in inferred), "74/26 is published"
    assert [f["where"]["item"] for f in overridden] == ["business-rates"]
    assert all(year["illustrative"] for year in said["years"]), "the pounds are made up"


def test_files_of_costs_and_counts_give_the_same_pence_as_the_case():
    tables = EXAMPLE / "tables"
    _, by_case = told(str(EXAMPLE), "--year", "2022/23")
    code, by_files = told(
        str(SCHEME), "--costs", str(tables / "recharge_costs.csv"), "--drivers", str(tables / "recharge_drivers.csv"), "--year", "2022/23"
    )  # fmt: skip
    assert code == 0
    assert by_files["years"][0]["statements"] == by_case["years"][0]["statements"]


def test_a_plain_list_from_a_partner_needs_no_identifiers(tmp_path: Path):
    costs, drivers = tmp_path / "costs.csv", tmp_path / "drivers.csv"
    costs.write_text("Pool,Year,Budget or actual,Amount\ncontact-centre,2024/25,budget,£1000.00\n")
    drivers.write_text("Driver,Partner,Year,Count\ncalls,south-hams,2024/25,600\ncalls,west-devon,2024/25,400\n")
    code, said = told(str(SCHEME), "--costs", str(costs), "--drivers", str(drivers))
    assert code == 0
    assert said["years"][0]["pools"][0]["charged"] == {"south-hams": 60_000, "west-devon": 40_000}


@pytest.mark.parametrize(
    ("count", "code", "mend"),
    [
        ("", "recharge.missing_driver", "enter 0"),
        ("calls,west-devon,2024/25,-5\n", "recharge.negative_count", "right figure"),
    ],
)
def test_a_missing_or_negative_count_ends_with_exit_code_1_and_no_charge(
    tmp_path: Path, count: str, code: str, mend: str
):
    costs, drivers = tmp_path / "costs.csv", tmp_path / "drivers.csv"
    costs.write_text("Pool,Year,Kind,Amount\ncontact-centre,2024/25,budget,1000\n")
    drivers.write_text("Driver,Partner,Year,Count\ncalls,south-hams,2024/25,600\n" + count)
    exit_code, said = told(str(SCHEME), "--costs", str(costs), "--drivers", str(drivers))
    assert exit_code == 1
    assert said["years"] == []
    found = next(f for f in said["findings"] if f["code"] == code)
    assert mend in found["fix"]


def test_a_partners_statement_is_shown_line_by_line():
    code, output = run(str(EXAMPLE), "--year", "2022/23", "--partner", "west-devon")
    assert code == 0
    assert "Statement true-up-2022-west-devon" in output
    assert "£8,838.99" in output
    assert "Human resources: share of use" in output


def test_every_statement_is_written_as_excel_and_pdf(tmp_path: Path):
    code, _ = run(str(EXAMPLE), "--year", "2023/24", "--to", str(tmp_path / "out"))
    assert code == 0
    written = {file.name for file in (tmp_path / "out").iterdir()}
    assert {
        f"{which}-2023-{who}.{ending}"
        for which in ("budget", "true-up")
        for who in ("south-hams", "west-devon")
        for ending in ("xlsx", "pdf")
    } == written


@pytest.mark.parametrize("example", ["south-hams-west-devon", "vision-2020"])
def test_a_workbook_gives_the_same_result_as_the_folder(example: str, tmp_path: Path):
    folder, workbook = EXAMPLE.parent / example, tmp_path / "case.xlsx"
    assert RUN.invoke(app, ["case", "to-excel", str(folder), str(workbook)]).exit_code == 0
    results = [[year["result"] for year in told(str(path))[1]["years"]] for path in (folder, workbook)]
    assert results[0] == results[1]
    splits = (
        [json.loads(RUN.invoke(app, ["split", str(path), "--json"]).output) for path in (folder, workbook)]
        if example == "vision-2020"
        else []
    )
    assert not splits or [game["result"] for game in splits[0]["games"]] == [
        game["result"] for game in splits[1]["games"]
    ]


@pytest.mark.realdata
def test_the_published_table_row_by_row(real_data: Path):
    """Every row of the published splits that the example holds, against what the scheme gives."""
    with (real_data / "south_hams_west_devon_apportionment.csv").open() as file:
        rows = list(csv.DictReader(file))
    _, said = told(str(EXAMPLE))
    ours = {
        (year["year"], pool["id"].partition("/")[0]): round(pool["shares"]["south-hams"] * 100)
        for year in said["years"]
        for pool in year["pools"]
    }
    renamed = {
        "housing-benefit-(new-claims)": "benefit-new-claims",
        "housing-benefit-(changes-of-circumstances)": "benefit-changes",
        "business-support-managers": "business-support",
        "digital-mail-room": "mail-room",
    }
    for row in rows:
        name = row["service"].lower().replace(" ", "-")
        assert ours[(row["year"], renamed.get(name, name))] == int(row["share_south_hams_pct"]), row
    assert len(rows) == 23


def test_misuse_is_told_in_a_sentence(tmp_path: Path):
    assert run(str(EXAMPLE), "--year", "next year")[0] == 2
    assert run(str(EXAMPLE), "--partner", "atlantis")[0] == 2
    assert run(str(tmp_path / "none.toml"))[0] == 2


def test_a_case_without_a_scheme_says_what_to_add(tmp_path: Path):
    (tmp_path / "case.toml").write_text('name = "empty"\ntitle = "Empty"\n')
    code, output = run(str(tmp_path))
    assert code == 1
    assert "recharge_scheme" in output


def test_the_help_teaches_with_an_example():
    code, output = run("--help")
    assert code == 0
    assert "examples/south-hams-west-devon" in " ".join(output.split())
