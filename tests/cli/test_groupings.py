"""``concordat groupings``, ``baseline``, ``authorities`` and ``services`` on the examples."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from concordat.cli import groupings as command
from concordat.cli.main import app
from concordat.clients.child_process import Ended
from concordat.domain.sharing.choosing import Progress
from concordat.domain.sharing.groupings import Request, answer_request
from tests.conftest import EXAMPLES

RUN = CliRunner()
VISION = str(EXAMPLES / "vision-2020")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search in this process: a child starts Python anew and takes a second."""

    def run(work: object, given: Request, **_: object) -> Ended[Progress, object]:
        return Ended(answer_request(given, lambda step: None), None, False)

    monkeypatch.setattr(command, "run_in_child", run)


def told(*arguments: str) -> dict:  # type: ignore[type-arg]
    return json.loads(RUN.invoke(app, [*arguments, "--json"]).output)


@pytest.mark.usefixtures("here")
def test_the_four_councils_get_a_proven_plan() -> None:
    answer = told("groupings", VISION, "--no-limits", "--next", "2")["groupings"]
    assert answer["proven"]
    assert answer["words"].startswith("Proven best")
    plan = answer["plan"]
    assert plan["likely"] == sum(one["likely"] for one in plan["groupings"]) == sum(plan["gains"].values())
    assert answer["illustrative"]
    assert len(answer["next_best"]) == 2
    retained = {"planning-policy", "elections", "democratic-services"}
    assert all(
        "west-oxfordshire" not in one["councils"] for one in plan["groupings"] if retained & set(one["services"])
    )


@pytest.mark.usefixtures("here")
def test_tables_show_positions_the_plan_and_what_differs() -> None:
    said = RUN.invoke(app, ["groupings", VISION, "--no-limits", "--next", "1"]).output
    for words in ("Positions on 1 April 2016", "The best plan, 10 years (illustrative", "Next best", "one step away"):
        assert words in said


def test_west_oxfordshires_published_lists_are_its_positions() -> None:
    """West Oxfordshire District Council, 2020 Vision Partnership update, 15 July 2015, paras 3.35 and 3.36."""
    from concordat.data.files import read_case

    case = read_case(Path(VISION)).case
    assert case is not None
    own = [f for f in case.rows("positions") if f.organisation == "west-oxfordshire"]
    stances = [(f.get("stance"), f.get("pace")) for f in own if not f.illustrative]
    assert stances.count(("retain", None)) == 13
    assert stances.count(("share the service", "early")) == 5
    assert stances.count(("share management", "later")) == 2
    assert (
        stances.count(("already shared", "already agreed")) + stances.count(("share the service", "already agreed"))
        == 5
    )
    assert all(f.illustrative for f in case.rows("positions") if f.organisation != "west-oxfordshire")
    assert all(f.illustrative for f in case.rows("baseline"))


def test_a_case_without_positions_says_what_to_add() -> None:
    result = RUN.invoke(app, ["groupings", str(EXAMPLES / "herefordshire-2008")])
    assert "holds no positions" in result.output


def test_a_day_that_is_none_is_misuse() -> None:
    assert RUN.invoke(app, ["groupings", VISION, "--on", "soon"]).exit_code == 2


def test_the_baseline_reconciles_two_councils_of_four() -> None:
    answer = told("baseline", VISION)
    assert [one["unexplained"] for one in answer["reconciliations"]] == [0, 0, -3_800_000, 2_500_000]
    states = [cell["state"] for one in answer["services"] for cell in one["councils"].values()]
    assert (states.count("missing"), states.count("stale"), len(states)) == (2, 3, 100)
    assert "Against the budget book" in RUN.invoke(app, ["baseline", VISION]).output


def test_a_list_goes_into_a_case_once(tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(EXAMPLES / "east-herts-2009" / "cctv", case)
    first = told("services", "starter", "--into", str(case))
    again = told("services", "starter", "--into", str(case))
    assert first["rows_new_or_changed"] == first["rows_read"] > 0
    assert again["rows_new_or_changed"] == 0
    assert RUN.invoke(app, ["check", str(case)]).exit_code == 0


def test_a_changed_authority_is_a_new_revision(tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(EXAMPLES / "east-herts-2009" / "cctv", case)
    file = tmp_path / "list.csv"
    file.write_text("name,gss-code\nAsh Council,E07000001\n")
    RUN.invoke(app, ["authorities", "import", str(file), "--into", str(case)])
    file.write_text("name,gss-code\nAsh Council,E07000009\n")
    assert told("authorities", "import", str(file), "--into", str(case))["rows_new_or_changed"] == 1
    rows = (case / "tables" / "authorities.csv").read_text()
    assert "E07000001" in rows
    assert "E07000009" in rows


def test_a_file_that_is_not_there_is_misuse() -> None:
    assert RUN.invoke(app, ["authorities", "import", "nowhere.csv"]).exit_code == 2
