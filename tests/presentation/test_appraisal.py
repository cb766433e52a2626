"""A criterion that takes its figure from the business case, and what is said where money counts twice."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from concordat.cli.main import app
from concordat.data.files import read_case, write_case_folder
from concordat.domain.appraisal import work_out
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.presentation.appraisal import NET_PRESENT_VALUE, appraisal_of, net_present_values
from tests.conftest import EXAMPLES

VALUE = {"unit": "£", "worst": -1_000_000, "best": 9_000_000}


def line(id: str, *options: str, low: int, likely: int, high: int, kind: str = "saving") -> Fact:
    values = {
        "title": id,
        "kind": kind,
        "option": options,
        "low": low * 100,
        "likely": likely * 100,
        "high": high * 100,
    }
    return Fact("case_lines", id, {**values, "recurring": False, "start": None}, organisation="ashby", source="made")


def case(*lines: Fact, criteria: list[dict[str, object]], option: str = "") -> Case:
    options = (("now", "business as usual"), ("share", "option"), ("company", "option"))
    facts = [Fact("options", id, {"title": id.title(), "kind": kind}, organisation="ashby") for id, kind in options]
    return Case(
        "made",
        "Made",
        documents=(
            Document("business-case", "made", {"base_year": "2025/26", "years": 5, "option": option}),
            Document("appraisal", "made", {"title": "Made", "criteria": criteria}),
        ),
        facts=(*facts, *lines),
    )


MONEY: dict[str, object] = {"id": "npv", "title": "Money", "takes": NET_PRESENT_VALUE, "value": VALUE}
STAFF: dict[str, object] = {"id": "staff", "title": "Staff"}
LINES = (
    line("rent", "share", low=1_000_000, likely=2_000_000, high=4_000_000),
    line("board", "company", low=3_000_000, likely=5_000_000, high=6_000_000),
    line("system", low=500_000, likely=500_000, high=1_000_000, kind="cost"),
)


def test_the_figure_and_its_range_are_the_net_present_value_of_each_option() -> None:
    """One-off sums in the base year are not discounted: 2m − 0.5m, from 1m − 1m to 4m − 0.5m."""
    found = net_present_values(case(*LINES, criteria=[MONEY]))
    share = found["share"]
    assert (share.low, share.likely, share.high) == (0, 1_500_000, 3_500_000)
    assert (found["company"].low, found["company"].likely) == (2_000_000, 4_500_000)
    assert "Net present value £1,500,000," in share.used.says


def test_business_as_usual_is_what_the_others_are_measured_against() -> None:
    found = net_present_values(case(*LINES, criteria=[MONEY]))
    assert found["now"].likely == Decimal(0)
    assert net_present_values(case(criteria=[MONEY])) == {}


def test_lines_that_name_no_option_are_of_the_option_the_case_is_for() -> None:
    assert net_present_values(case(LINES[2], criteria=[MONEY])) == {}
    assert net_present_values(case(LINES[2], criteria=[MONEY], option="share"))["share"].likely == -500_000


def test_the_appraisal_uses_it_and_says_that_money_then_counts_twice() -> None:
    read = appraisal_of(case(*LINES, criteria=[MONEY, STAFF]))
    assert read.appraisal is not None
    result = work_out(read.appraisal, draws=1_024)
    value = {
        option.id: row[0] for option, row in zip(read.appraisal.options, result.joint.performance.cells, strict=True)
    }
    assert value["company"].likely_value == pytest.approx(55)  # 4.5m on a scale from −1m to 9m
    assert value["company"].basis.value == "worked out elsewhere"
    (told,) = [item for item in result.findings if item.code == "appraisal.counted_twice"]
    assert "net present value, which the business case also weighs up" in told.message
    assert "does not replace the economic appraisal" in told.fix


def test_savings_and_net_present_value_together_count_the_same_lines() -> None:
    both = [MONEY, {"id": "savings", "title": "Savings", "takes": "savings", "value": VALUE}]
    read = appraisal_of(case(*LINES, criteria=both))
    assert read.appraisal is not None
    codes = [item.code for item in work_out(read.appraisal, draws=1_024).findings]
    assert "appraisal.money_twice" in codes


def test_a_figure_that_nothing_works_out_is_an_error() -> None:
    read = appraisal_of(case(*LINES, criteria=[{**MONEY, "takes": "npv"}, STAFF]))
    assert read.appraisal is not None
    (told,) = [f for f in work_out(read.appraisal, draws=1_024).findings if f.code == "appraisal.takes_unknown"]
    assert "net present value, savings" in told.fix


def test_the_command_line_takes_it_from_the_case(tmp_path: Path) -> None:
    """Herefordshire's criteria with the net present value in place of the savings."""
    held = read_case(EXAMPLES / "herefordshire-2008").case
    assert held is not None
    documents = tuple(
        replace(d, text=d.text.replace('takes = "savings"', f'takes = "{NET_PRESENT_VALUE}"'), content={})
        if d.kind == "appraisal"
        else d
        for d in held.documents
    )
    write_case_folder(replace(held, documents=documents), tmp_path / "case")
    done = CliRunner().invoke(app, ["appraise", str(tmp_path / "case"), "--json", "--draws", "1024"])
    found = json.loads(done.stdout)
    assert found["view"]["options"][0]["contributions"]["savings"] > 0
    assert any("net present value" in item["message"] for item in found["findings"])
