"""Schemes, costs and counts for tests, short enough to read in the test that uses them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from concordat.domain.cost_sharing.recharge.inputs import COSTS_TABLE, DRIVERS_TABLE, Books, Scheme
from concordat.domain.cost_sharing.recharge.reading import read_scheme
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.periods import FinancialYear

YEAR = FinancialYear(2026)


def scheme_content(*, partners: str = "abc", pools: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "title": "Shared team",
        "partner": [{"id": name, "name": name.upper()} for name in partners],
        "key": [{"id": "calls", "title": "Calls", "driver": "calls"}, *more.pop("keys", [])],
        "pool": pools or [{"id": "team", "title": "Team", "key": "calls"}],
        **more,
    }


def scheme(**more: Any) -> Scheme:
    read = read_scheme(scheme_content(**more), name="test")
    assert read.scheme is not None, read.findings
    return read.scheme


def codes(**more: Any) -> set[str]:
    return {finding.code for finding in read_scheme(scheme_content(**more), name="test").findings}


def cost(pool: str, kind: str, pounds: float | int, *, year: str = "2026/27", corrects: str = "", id: str = "") -> Fact:
    values = {
        "pool": pool,
        "financial_year": year,
        "kind": kind,
        "amount": round(pounds * 100),
        "corrects_year": corrects or None,
    }
    return Fact(COSTS_TABLE, id or f"{pool}-{kind}-{year}-{pounds}", values)


def counts(driver: str, by: Mapping[str, int], *, year: str = "2026/27", estimate: bool = False) -> list[Fact]:
    status = "estimate" if estimate else "actual"
    return [
        Fact(
            DRIVERS_TABLE,
            f"{driver}-{partner}-{year}-{status}",
            {
                "driver": driver,
                "partner": partner,
                "financial_year": year,
                "status": status,
                "quantity": Decimal(quantity),
            },
        )
        for partner, quantity in by.items()
    ]


def books(*rows: Fact | list[Fact]) -> Books:
    flat = [row for item in rows for row in (item if isinstance(item, list) else [item])]
    return Books.from_facts(
        tuple(row for row in flat if row.table == COSTS_TABLE), tuple(row for row in flat if row.table == DRIVERS_TABLE)
    )
