"""What no single cell shows: times in their order, nothing finished that has not happened."""

from collections.abc import Collection
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
HAPPENED = (
    *("answered_at", "certified_at", "completed_at", "inspected_at"),
    *("made_safe_at", "received_at", "reported_at"),
)


def broken_rules(
    values: dict[str, Any], table: TableDefinition, now: datetime, *, unread: Collection[str] = ()
) -> list[Reason]:
    """What no single cell shows: work finished before it began, or not yet, or said to be finished without a day.

    `unread` are the titles of the columns whose cells could not be read: nothing more is said about those.
    """
    found = [
        _out_of_order(table, earlier, later)
        for earlier, later in IN_ORDER.get(table.name, ())
        if (start := values.get(earlier)) is not None and (end := values.get(later)) is not None and end < start
    ]
    latest = (now + timedelta(days=1)).timestamp()
    for name in HAPPENED:
        moment = values.get(name)
        if moment is not None and moment > latest:
            title = table.column(name).title
            found.append(
                Reason(title, f"{title} lies in the future.", "Correct the time, or leave it empty until it happens.")
            )
    if (
        table.name == "job_records"
        and values.get("status") == "completed"
        and values.get("completed_at") is None
        and table.column("completed_at").title not in unread
    ):
        found.append(
            Reason(
                "Completed",
                "The order is completed, but no day says when.",
                "Enter when it was completed, or another status.",
            )
        )
    return found


def _out_of_order(table: TableDefinition, earlier: str, later: str) -> Reason:
    first, second = table.column(earlier).title, table.column(later).title
    return Reason(second, f"{second} comes before {first[:1].lower()}{first[1:]}.", "Correct one of the two times.")
