import json
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
