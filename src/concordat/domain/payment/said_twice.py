"""Rows of a contract that say the same matter more than once: which of them counts, and what would be paid twice."""

from collections.abc import Iterable

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, Where, warning
from concordat.domain.payment.evidence import has_a_month
from concordat.domain.payment.inputs import ENTRIES, INDICES, VALUES, Mechanism
from concordat.domain.payment.orders import pays_entry
from concordat.domain.payment.taken import FROM_RECORDS

TWICE = "payment.said_twice"
_SAME = {VALUES: ("measure", "month", "unit"), INDICES: ("index", "month")}


def said_twice(case: Case, mechanism: Mechanism) -> tuple[Finding, ...]:
    """Several rows for one figure or one index of a month, and certified orders both entered and taken from the records.

    Only what the client entered: nothing else counts.
    """
    found = []
    for table, names in _SAME.items():
        for rows in _alike(_of(case, mechanism, table), names):
            found.append(_several(mechanism, table, rows, names))
    orders: dict[tuple[str, str], list[Fact]] = {}
    for row in _of(case, mechanism, ENTRIES):
        if row.get("kind") == "orders":
            orders.setdefault((_paid_under(mechanism, row), str(row.get("month"))), []).append(row)
    for rows in orders.values():
        if len({row.source == FROM_RECORDS for row in rows}) == 2:
            found.append(_paid_beside(mechanism, rows))
    return tuple(found)


def _paid_under(mechanism: Mechanism, row: Fact) -> str:
    """The price line that pays it, whether it is about the line or its service."""
    about, lot = str(row.get("about")), str(row.get("unit") or "")
    return next((line.id for line in mechanism.prices if pays_entry(mechanism, line, about=about, lot=lot)), about)


def _of(case: Case, mechanism: Mechanism, table: str) -> list[Fact]:
    return [
        row
        for row in case.rows(table)
        if row.get("contract", mechanism.contract) == mechanism.contract
        and row.organisation == mechanism.client
        and has_a_month(row)
    ]


def _alike(rows: Iterable[Fact], names: tuple[str, ...]) -> list[list[Fact]]:
    held: dict[tuple[str, ...], list[Fact]] = {}
    for row in rows:
        held.setdefault(tuple(str(row.get(name) or "") for name in names), []).append(row)
    return [found for found in held.values() if len(found) > 1]


def _several(mechanism: Mechanism, table: str, rows: list[Fact], names: tuple[str, ...]) -> Finding:
    what = ", ".join(str(rows[0].get(name)) for name in names if rows[0].get(name))
    said = ", ".join(f"{row.get('value')} ({row.id})" for row in rows)
    return warning(
        Where(mechanism.name, table, item=rows[-1].id),
        f"{what} stands in {len(rows)} rows: {said}. The one entered last counts.",
        "Keep one row and withdraw the others: what is revised is a new revision of its row.",
        code=TWICE,
    )


def _paid_beside(mechanism: Mechanism, rows: list[Fact]) -> Finding:
    entered = ", ".join(row.id for row in rows if row.source != FROM_RECORDS)
    return warning(
        Where(mechanism.name, ENTRIES, item=rows[0].id),
        f"Orders of “{rows[0].get('about')}” for {rows[0].get('month')} are taken from the job records and also entered "
        f"({entered}): both are paid.",
        "Withdraw what was entered, unless it is money that the records do not hold.",
        code=TWICE,
    )
