"""What differs between two cases, so that an import is a difference to confirm and never an overwrite."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.hashing import canonical_json, plain


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same. `before` and `after` are what people would read, empty where absent."""

    kind: str  # the table's name, or "document:" and its kind
    name: str  # the row's identifier or the document's name
    change: str  # "added", "removed" or "changed"
    column: str = ""
    before: str = ""
    after: str = ""


def compare_cases(before: Case, after: Case) -> tuple[Difference, ...]:
    """Rows by identifier and documents by name, as they count now; in the order of the tables of `before`, then `after`."""
    return (*_rows(before, after), *_documents(before, after))


def _rows(before: Case, after: Case) -> Iterator[Difference]:
    for table in dict.fromkeys((*before.table_names, *after.table_names)):
        for old, new in _pairs(before.rows(table), after.rows(table)):
            if new is None and old is not None:
                yield Difference(table, old.id, "removed")
            elif old is None and new is not None:
                yield Difference(table, new.id, "added")
            elif old is not None and new is not None and old.hash != new.hash:
                yield from _columns(table, old, new)


def _pairs(before: Sequence[Fact], after: Sequence[Fact]) -> Iterator[tuple[Fact | None, Fact | None]]:
    """The same row in both: by whose it is and its identifier, because two councils may each have a row of that name;
    then what is left over by its identifier alone, where only its owner changed."""
    old = {(fact.organisation, fact.id): fact for fact in before}
    new = {(fact.organisation, fact.id): fact for fact in after}
    gone = [fact for key, fact in old.items() if key not in new]
    came = [fact for key, fact in new.items() if key not in old]
    moved = {
        fact.id: fact
        for fact in came
        if sum(other.id == fact.id for other in came) == 1 == sum(other.id == fact.id for other in gone)
    }
    for key, fact in old.items():
        yield fact, new.get(key, moved.get(fact.id))
    for fact in came:
        if fact.id not in moved:
            yield None, fact


def _columns(table: str, old: Fact, new: Fact) -> Iterator[Difference]:
    for column in dict.fromkeys((*old.values, *new.values)):
        first, second = old.values.get(column), new.values.get(column)
        if first != second:
            yield Difference(table, old.id, "changed", column, _said(first), _said(second))
    for beside in ("organisation", "source", "illustrative"):
        if getattr(old, beside) != getattr(new, beside):
            yield Difference(table, old.id, "changed", beside, _said(getattr(old, beside)), _said(getattr(new, beside)))


def _said(value: object) -> str:
    if value is None:
        return ""
    said = plain(value)
    return said if isinstance(said, str) else canonical_json(said)


def _documents(before: Case, after: Case) -> Iterator[Difference]:
    old = {(doc.kind, doc.name): doc for doc in before.documents if doc == before.document(doc.kind, doc.name)}
    new = {(doc.kind, doc.name): doc for doc in after.documents if doc == after.document(doc.kind, doc.name)}
    for key in dict.fromkeys((*old, *new)):
        kind, name = f"document:{key[0]}", key[1]
        if key not in new:
            yield Difference(kind, name, "removed")
        elif key not in old:
            yield Difference(kind, name, "added")
        elif old[key].hash != new[key].hash:
            for column in dict.fromkeys((*old[key].content, *new[key].content)):
                first, second = old[key].content.get(column), new[key].content.get(column)
                if first != second:
                    yield Difference(kind, name, "changed", column, _said(first), _said(second))
