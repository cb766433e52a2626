"""What the commands read of a contract: the case's own rows beside an evidence store."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from concordat.cli.contract_files import evidence_at
from concordat.data.events import EvidenceStore
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.payment.inputs import MeasureRule, Mechanism, PriceLine
from concordat.domain.performance.periods import Month

CONTRACT = Mechanism(
    name="c", title="C", contract="c", client="council", contractor="firm", starts=date(2026, 4, 1),
    prices=(PriceLine("orders", "Orders", "orders", service="highways"),),
    measures=(MeasureRule("highways.defects_on_time", "On time", target=Decimal(95)),),
)  # fmt: skip
OUTAGE = Fact(
    "contract_outages", "hall", {"contract": "c", "about": "rooms", "unit": "hall", "failed_at": datetime(2026, 4, 3, 8, tzinfo=UTC)},
    organisation="council",
)  # fmt: skip
ORDERS = Fact(
    "contract_entries", "typed", {"contract": "c", "month": "2026-04", "kind": "orders", "about": "highways", "amount": 5},
    organisation="council",
)  # fmt: skip


def test_beside_an_evidence_store_the_cases_own_rows_stand_but_for_orders(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path / "store", create=True)
    file = tmp_path / "april.csv"
    file.write_text(
        "order_id,service,priority,reported_at,ordered_at,due_at,completed_at,status,certified_value\n"
        "J1,highways,P2,2026-04-01 08:00,2026-04-01 09:00,2026-04-02 09:00,2026-04-30 08:59,completed,100.00\n",
        encoding="utf-8",
    )
    store.deliver(file, table="job_records", by="m", organisation="firm", at=datetime(2026, 5, 5, tzinfo=UTC))
    case = Case("c", "C", facts=(OUTAGE, ORDERS))
    found, findings = evidence_at(store.folder, CONTRACT, case, until=Month(2026, 4), known_at=None, as_json=False)
    assert findings == []
    assert [one.unit for one in found.outages] == ["hall"]
    assert [(one.about, int(one.quantity)) for one in found.entries if one.kind == "orders"] == [("highways", 100_00)]
    assert found.records is not None
    assert found.records.by == ("firm",)
    alone, _ = evidence_at(tmp_path, replace(CONTRACT, measures=()), case, until=None, known_at=None, as_json=False)
    assert [int(one.quantity) for one in alone.entries] == [5]
