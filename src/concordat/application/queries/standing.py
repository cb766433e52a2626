"""What stands in the records in the place of something that is to be brought in."""

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.hashing import content_hash


def standing_beside(held: Case, incoming: Case, *, organisation: str) -> str:
    """A hash of what stands in the place of what a case file holds, in the rows and texts of one organisation.

    Nobody brings in a difference that they have not seen.
    """
    rows = {(fact.table, fact.id) for fact in incoming.facts}
    texts = {(document.kind, document.name) for document in incoming.documents}
    latest: dict[tuple[str, str], tuple[int, str]] = {}
    for fact in held.facts:
        if fact.organisation == organisation and (fact.table, fact.id) in rows:
            latest[fact.table, fact.id] = max(latest.get((fact.table, fact.id), (0, "")), (fact.revision, fact.hash))
    for one in held.documents:
        if one.organisation == organisation and (one.kind, one.name) in texts:
            key = (f"document:{one.kind}", one.name)
            latest[key] = max(latest.get(key, (0, "")), (one.version, one.hash))
    return content_hash(sorted([*key, *value] for key, value in latest.items()))
