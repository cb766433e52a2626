"""What no single cell shows: times in their order, nothing finished that has not happened."""

from datetime import datetime, timedelta
from typing import Any

from concordat.data.events.quarantine import Reason
from concordat.domain.kernel.tables import TableDefinition

# Each pair: the later must not come before the earlier.
IN_ORDER = {
    "job_records": (("reported_at", "completed_at"), ("ordered_at", "completed_at"), ("ordered_at", "due_at")),
    "invoices": (("received_at", "certified_at"), ("received_at", "paid_at")),
    "decisions": (("raised_at", "answered_at"), ("raised_at", "due_at")),
    "enquiries": (("received_at", "answered_at"),),
}
HAPPENED = frozenset({"reported_at", "completed_at", "received_at", "certified_at", "answered_at", "inspected_at"})


def broken_rules(values: dict[str, Any], table: TableDefinition, now: datetime) -> list[Reason]:
    """What no single cell shows: work finished before it began, or not yet, or said to be finished without a day."""
    found = []
    for earlier, later in IN_ORDER.get(table.name, ()):
        start, end = values.get(earlier), values.get(later)
        if start is not None and end is not None and end < start:
            first, second = table.column(earlier).title, table.column(later).title
            found.append(
                Reason(
                    second, f"{second} comes before {first[:1].lower()}{first[1:]}.", "Correct one of the two times."
                )
            )
    for name in HAPPENED & set(values):
        if values[name] is not None and values[name] > (now + timedelta(days=1)).timestamp():
            title = table.column(name).title
            found.append(
                Reason(title, f"{title} lies in the future.", "Correct the time, or leave it empty until it happens.")
            )
    if table.name == "job_records" and values.get("status") == "completed" and values.get("completed_at") is None:
        found.append(
            Reason(
                "Completed",
                "The order is completed, but no day says when.",
                "Enter when it was completed, or another status.",
            )
        )
    return found
