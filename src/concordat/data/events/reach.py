"""How far the delivered records reach: the last moment of which anything is recorded, whenever it was delivered."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from concordat.data.events.store import EvidenceStore
from concordat.domain.kernel.periods import LONDON, midnight

JOB_RECORDS = "job_records"
# What did happen, in every table; a moment due, wanted, promised or extended to says what ought to.
HAPPENED = frozenset(
    (
        *("reported_at", "inspected_at", "ordered_at", "made_safe_at", "completed_at", "counted_at"),
        *("raised_at", "received_at", "answered_at", "certified_at", "paid_at"),
    )
)


def records_reach(
    store: EvidenceStore, *, known_at: datetime | None = None, table: str = JOB_RECORDS
) -> datetime | None:
    """The last moment anything happened by the records known then; None where none say anything.

    When something is due or wanted lies ahead and tells nothing, and so does what a delivery dates after itself. A delivery
    that comes late, of what happened long before, moves nothing.
    """
    return max((last for last, _ in _told(store, table, known_at)), default=None)


def told_until(store: EvidenceStore, *, table: str, known_at: datetime | None = None) -> datetime | None:
    """The moment up to which the records known then tell what was done: the end of the last day of which anything is
    recorded, or the delivery itself where that came on the day. None where none say anything."""
    ends = (
        min(midnight(last.astimezone(LONDON).date() + timedelta(1)), came)
        for last, came in _told(store, table, known_at)
    )
    return max(ends, default=None)


def _told(store: EvidenceStore, table: str, known_at: datetime | None) -> Iterator[tuple[datetime, datetime]]:
    """Of each delivery the last moment anything happened, and when it became known."""
    for one in store.deliveries(known_at=known_at, table=table):
        happened = [pair[1] for name, pair in one.moments.items() if name in HAPPENED]
        if one.hash and happened:
            yield min(datetime.fromtimestamp(max(happened), UTC), one.known_at), one.known_at
