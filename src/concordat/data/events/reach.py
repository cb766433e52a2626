"""How far the delivered records reach: the last moment of which anything is recorded, whenever it was delivered."""

from datetime import UTC, datetime

from concordat.data.events.store import EvidenceStore

JOB_RECORDS = "job_records"
HAPPENED = ("reported_at", "inspected_at", "ordered_at", "made_safe_at", "completed_at")


def records_reach(store: EvidenceStore, *, known_at: datetime | None = None) -> datetime | None:
    """The last moment anything happened by the job records known then; None where none say anything.

    When something is due or wanted lies ahead and tells nothing, and so does what a delivery dates after itself. A delivery
    that comes late, of what happened long before, moves nothing.
    """
    latest = [
        min(datetime.fromtimestamp(one.moments[name][1], UTC), one.known_at)
        for one in store.deliveries(known_at=known_at, table=JOB_RECORDS)
        if one.hash
        for name in HAPPENED
        if name in one.moments
    ]
    return max(latest, default=None)
