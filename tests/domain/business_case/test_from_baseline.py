from decimal import Decimal
from typing import Any

import pytest

from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.from_baseline import read_rule
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.periods import FinancialYear
from tests.domain.business_case.cases import assume

ROWS = (
    ("north", "legal", 100_000_00, 50_000_00),
    ("north", "ict", 60_000_00, 40_000_00),
    ("south", "legal", 80_000_00, None),
)


def lines(rule: str, **said: Any) -> Any:
    baseline = tuple(
        Fact(
            "baseline",
            f"{council}-{service}",
            {"service": service, "management": management, "specialist": specialist, "financial_year": "2024/25"},
            organisation=council,
        )
        for council, service, management, specialist in ROWS
    )
    values = {
        "title": "x",
        "kind": "saving",
        "baseline_rule": rule,
        "share_low": Decimal("0.1"),
        "share_likely": Decimal("0.2"),
        "share_high": Decimal("0.25"),
        **said,
    }
    case = Case("c", "C", documents=(assume(),), facts=(*baseline, Fact("case_lines", "x", values)))
    return read_business_case(case, reference=load_reference()).lines[0]


@pytest.mark.parametrize(
    ("rule", "likely"),
    [
        ("layer = management", 48_000_00),
        ("layer = management; organisation = north", 32_000_00),
        ("layer=Management ; Service = LEGAL", 36_000_00),
        ("organisation = north; service = legal", 30_000_00),
        ("layer = specialist; organisation = south", None),
        ("layer = cellar", None),
        ("management", None),
    ],
)
def test_a_rule_takes_its_share_of_what_it_names(rule: str, likely: int | None):
    assert lines(rule).likely == likely


def test_the_range_and_the_price_base_come_from_the_baseline_too():
    line = lines("layer = management; organisation = north")
    assert (line.low, line.high) == (16_000_00, 40_000_00)
    assert line.price_base == FinancialYear(2024)


def test_a_rule_that_cannot_be_read_is_none():
    assert read_rule("layer management") is None
    assert read_rule("") is None
