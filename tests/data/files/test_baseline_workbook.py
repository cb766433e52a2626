"""A baseline sent as Excel with twenty ordinary mistakes is mended by doing what the findings say."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from concordat.data.files import read_case
from concordat.domain.kernel.findings import Finding
from concordat.domain.sharing.baseline_checks import check_baseline

HEADINGS = [
    "Identifier", "Service", "Financial year", "Management", "Specialist", "Admin", "Non-pay", "Overhead", "Income",
    "Cost basis", "FTEs", "Volume", "Unit", "Quality", "Quality measures", "IT system", "Confidence", "Organisation",
    "Source",
]  # fmt: skip
SERVICES = ["waste", "parks", "planning", "benefits", "elections", "licensing", "legal", "tax", "parking", "homes"]


def good(service: str) -> dict[str, Any]:
    return dict(
        zip(
            HEADINGS,
            [f"ash-{service}", service, "2025/26", 50_000, 90_000, 30_000, 20_000, 15_000, 0, "full cost", 4, 100,
             "cases closed", 90, "cases in time, per cent", "Uniform", "high", "ash", "General ledger"],
            strict=True,
        )
    )  # fmt: skip


def write(folder: Path, rows: list[dict[str, Any]], *, title: bool) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "baseline"
    if title:
        sheet.append(["Baseline of Ash Council, from finance"])
        sheet.append([])
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append([row.get(heading) for heading in HEADINGS])
    members = book.create_sheet("memberships")
    members.append(["id", "partner", "role"])
    members.append(["ash", "ash", "full-partner"])
    services = book.create_sheet("services")
    services.append(["id", "title"])
    for service in SERVICES:
        services.append([service, service.capitalize()])
    file = folder / "baseline.xlsx"
    book.save(file)
    return file


# Each: what was done wrong, by row; the code of the finding; and what the finding says to do.
MISTAKES: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("waste", {"Financial year": "25-26"}, "cell.financial_year", {"Financial year": "2025/26"}),
    ("waste", {"Management": "fifty thousand"}, "cell.money", {"Management": 50_000}),
    ("waste", {"Specialist": -90_000}, "cell.minimum", {"Specialist": 90_000}),
    ("parks", {"Cost basis": "marginal"}, "cell.choice", {"Cost basis": "full cost"}),
    ("parks", {"FTEs": "four"}, "cell.number", {"FTEs": 4}),
    ("parks", {"Service": None}, "cell.missing", {"Service": "parks"}),
    ("planning", {"Service": "planing"}, "baseline.service", {"Service": "planning"}),
    ("planning", {"Organisation": "ashe"}, "baseline.council", {"Organisation": "ash"}),
    ("planning", {"Unit": None}, "baseline.no_unit", {"Unit": "cases closed"}),
    ("benefits", {"Management": 50, "Specialist": 90, "Admin": 30, "Non-pay": 20, "Overhead": 15}, "baseline.thousands",
     {"Management": 50_000, "Specialist": 90_000, "Admin": 30_000, "Non-pay": 20_000, "Overhead": 15_000}),
    ("elections", {"FTEs": 400}, "baseline.post_cost", {"FTEs": 4}),
    ("elections", {"Quality measures": None}, "baseline.no_measure", {"Quality measures": "cases in time, per cent"}),
    ("licensing", {"Overhead": 0}, "baseline.no_overheads", {"Overhead": 15_000}),
    ("licensing", {"Source": None}, "baseline.source", {"Source": "General ledger"}),
    ("legal", {"Cost basis": "direct cost"}, "baseline.overheads", {"Cost basis": "full cost"}),
    ("legal", {"Volume": 0}, "baseline.no_volume", {"Volume": 100}),
    ("tax", {"Income": 20_500_000}, "baseline.income", {"Income": 0}),
    ("tax", {"Confidence": None}, "baseline.not_graded", {"Confidence": "high"}),
    ("parking", dict.fromkeys(("Management", "Specialist", "Admin", "Non-pay", "Overhead")), "baseline.no_cost",
     {"Management": 50_000, "Specialist": 90_000, "Admin": 30_000, "Non-pay": 20_000, "Overhead": 15_000}),
    ("homes", {"Service": "waste", "Identifier": "ash-waste-again"}, "baseline.twice", {"Service": "homes"}),
]  # fmt: skip


def findings_of(file: Path) -> list[Finding]:
    read = read_case(file)
    return [*read.findings, *(check_baseline(read.case) if read.case is not None else [])]


def test_twenty_ordinary_mistakes_are_each_found_and_mended(tmp_path: Path) -> None:
    assert len(MISTAKES) == 20
    rows = {service: good(service) for service in SERVICES}
    for service, wrong, _, _ in MISTAKES:
        rows[service] |= wrong
    seen: set[str] = set()
    for _ in range(4):  # errors of reading come first, then those of meaning
        findings = findings_of(write(tmp_path, list(rows.values()), title=True))
        codes = {finding.code for finding in findings if finding.fix or finding.is_error}
        seen |= codes
        for service, _, code, mend in MISTAKES:
            if code in codes:
                rows[service] |= mend
        if not codes & {code for _, _, code, _ in MISTAKES}:
            break
    assert {code for _, _, code, _ in MISTAKES} <= seen
    assert not [
        f for f in findings_of(write(tmp_path, list(rows.values()), title=True)) if f.severity in {"error", "warning"}
    ]


@pytest.mark.parametrize(("service", "wrong", "code", "mend"), MISTAKES, ids=[m[2] for m in MISTAKES])
def test_each_mistake_by_itself_is_found_with_a_mend(
    service: str, wrong: dict[str, Any], code: str, mend: dict[str, Any], tmp_path: Path
) -> None:
    rows = {name: good(name) for name in SERVICES}
    rows[service] |= wrong
    found = [f for f in findings_of(write(tmp_path, list(rows.values()), title=False)) if f.code == code]
    assert found, code
    assert found[0].fix


def test_a_good_workbook_has_nothing_to_mend(tmp_path: Path) -> None:
    findings = findings_of(write(tmp_path, [good(service) for service in SERVICES], title=False))
    assert not [f for f in findings if f.severity in {"error", "warning"}], findings
