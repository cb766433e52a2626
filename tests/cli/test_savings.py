from pathlib import Path
from typing import Any

from concordat.cli.savings import BAR_WIDTH, range_bar
from concordat.domain.business_case.annual_savings import SavingsRange
from tests.cli.running import as_json, run
from tests.conftest import EXAMPLES


def savings_json(example: str) -> dict[str, Any]:
    return as_json("savings", EXAMPLES / example)


def test_herefordshire_gives_the_published_totals_and_only_two_high_figures_meet_a_million():
    """Herefordshire Council, Service Delivery Review, Phase 2 report, September 2008, Table 2 and para 130."""
    told = savings_json("herefordshire-2008")
    totals = {option["id"]: (option["total"]["low"], option["total"]["high"]) for option in told["options"]}
    assert totals == {
        "improved-bau": (None, 56_800_000),
        "managing-agent": (76_800_000, 101_800_000),
        "integrated-services": (76_800_000, 101_800_000),
    }
    meets = {option["id"]: option["tests"][0]["meets"] for option in told["options"]}
    assert meets == {"improved-bau": "neither", "managing-agent": "high", "integrated-services": "high"}
    unquantified = {option["id"]: option["unquantified"] for option in told["options"]}
    assert unquantified == {"improved-bau": [], "managing-agent": [], "integrated-services": ["pension-premium"]}
    assert told["thresholds"][0]["pence"] == 100_000_000
    assert not told["illustrative"]


def test_the_two_open_questions_of_the_report_are_raised_by_the_tool_itself():
    """Table 2: £60,000 is “a total” in one sentence and “annual” in the next; £308,000 must fund two posts."""
    found = {finding["code"]: finding for finding in savings_json("herefordshire-2008")["findings"]}
    assert found["savings.stated_twice_basis"]["where"]["item"] == "gritters"
    assert "two full-time posts" in found["savings.must_pay_for"]["message"]
    assert {"savings.income", "savings.low_grade"} <= set(found)


def test_every_figure_of_herefordshire_names_its_paragraph_or_table():
    for option in savings_json("herefordshire-2008")["options"]:
        assert all(line["source"].startswith("Phase 2 report, ") for line in option["lines"])


def test_the_invented_review_shows_every_answer_the_threshold_test_can_give():
    told = savings_json("eighteen-options")
    meets = {option["tests"][0]["meets"] for option in told["options"]}
    assert meets == {"both", "high", "neither", "high, low unknown"}
    assert told["illustrative"]
    assert all(line["illustrative"] for option in told["options"] for line in option["lines"])
    assert [line["id"] for line in told["one_off"]] == ["set-up"]


def test_the_table_shows_range_against_threshold_in_words_and_as_a_bar():
    code, output = run("savings", str(EXAMPLES / "herefordshire-2008"))
    assert code == 0
    assert "£768,000 to £1,018,000" in output
    assert "met at the high only" in output
    assert "│ £1,000,000" in output
    assert "No pension premium on transferred staff" in output


def test_a_bar_without_a_low_starts_at_nought_and_looks_different():
    bar = range_bar(SavingsRange(None, None, 50), thresholds=[100], most=100)
    assert bar == "░" * (BAR_WIDTH // 2 + 1) + " " * (BAR_WIDTH // 2 - 1) + "│"


def test_a_bar_runs_from_low_to_high():
    bar = range_bar(SavingsRange(50, None, 100), thresholds=[], most=100)
    assert bar == " " * (BAR_WIDTH // 2) + "█" * (BAR_WIDTH // 2 + 1)


def test_a_loss_has_no_bar():
    assert not range_bar(SavingsRange(-20, None, -10), thresholds=[], most=100).strip()


def test_figures_in_the_wrong_order_end_with_exit_code_1(tmp_path: Path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "case.toml").write_text('name = "wrong"\ntitle = "Wrong way round"\n')
    (tmp_path / "tables" / "options.csv").write_text("id,title,decision\na,Option A,carried forward\n")
    (tmp_path / "tables" / "case_lines.csv").write_text("id,title,option,kind,low,high\nx,Staff,a,saving,£500,£400\n")
    code, output = run("savings", str(tmp_path))
    assert code == 1
    assert "the low figure (£500) is above the high one (£400)" in " ".join(output.split())
