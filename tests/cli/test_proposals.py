import json
import shutil
from pathlib import Path

from typer.testing import CliRunner

from concordat.cli.main import app

VISION = str(Path(__file__).resolve().parents[2] / "examples" / "vision-2020")


def test_the_command_shows_whom_it_affects_and_what_each_pays_now_and_then() -> None:
    done = CliRunner().invoke(app, ["proposals", VISION, "--on", "2017-01-20", "--json"])
    assert done.exit_code == 0
    found = {one["id"]: one for one in json.loads(done.stdout)["proposals"]}["ict-by-use"]
    assert [one["organisation"] for one in found["affected"] if one["asked"]] == [
        "cheltenham",
        "cotswold",
        "forest-of-dean",
        "west-oxfordshire",
    ]
    effect = found["effects"][0]
    assert effect["unit"] == "pence"
    assert {line["organisation"]: line["difference"] for line in effect["lines"]} == {
        "cheltenham": -204_913,
        "cotswold": -922_078,
        "forest-of-dean": -410_011,
        "west-oxfordshire": 1_537_002,
        "neighbouring-district": 0,
    }


def test_the_same_is_printed_for_people() -> None:
    done = CliRunner().invoke(app, ["proposals", VISION, "--on", "2017-01-20"])
    assert "+£15,370.02" in done.stdout
    assert "no change" in done.stdout


def test_check_finds_a_service_that_nobody_decided_to_share(tmp_path: Path) -> None:
    folder = tmp_path / "vision"
    shutil.copytree(VISION, folder)
    (folder / "tables" / "earlier_decisions.csv").unlink()
    done = CliRunner().invoke(app, ["check", str(folder), "--json"])
    assert done.exit_code == 1
    found = [one for one in json.loads(done.stdout)["findings"] if one["code"] == "position.no_decision"]
    assert len(found) == 12  # three services of four councils
    assert found[0]["message"].startswith("Cheltenham is said to share Finance (GO Shared Services) already")


def test_check_finds_who_was_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "vision"
    shutil.copytree(VISION, folder)
    bodies = folder / "tables" / "proposal_bodies.csv"
    kept = [line for line in bodies.read_text(encoding="utf-8").splitlines() if "cotswold-council-ict" not in line]
    bodies.write_text("\n".join(kept) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["check", str(folder), "--json"])
    assert done.exit_code == 1
    said = [one["message"] for one in json.loads(done.stdout)["findings"] if one["code"] == "proposal.change_control"]
    assert said == [
        "“Share more of the cost of ICT by devices in use”: Cotswold is affected (it shares the cost by this scheme), and no "
        "body of it is asked to agree."
    ]
