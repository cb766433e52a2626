"""Small cases made by hand."""

from datetime import date
from typing import Any

from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.options import Review, read_review


def make_case(documents: tuple[Document, ...] = (), **tables: list[dict[str, Any]]) -> Case:
    """Each row is its values and an ``id`` (by default the table's name and the row's place)."""
    facts = [
        Fact(
            table,
            str(row.get("id", f"{table}-{place}")),
            {name: value for name, value in row.items() if name not in {"id", "illustrative", "source"}},
            source=row.get("source", "A paper"),
            illustrative=row.get("illustrative", False),
        )
        for table, rows in tables.items()
        for place, row in enumerate(rows, start=1)
    ]
    return Case("small", "A small review", documents=documents, facts=tuple(facts))


def make_review(**tables: list[dict[str, Any]]) -> Review:
    return read_review(make_case(**tables))


def recommendation(version: int, *, day: date | None = date(2026, 1, 1), **content: Any) -> Document:
    said = {"title": "What we recommend", **({"date": day} if day else {}), **content}
    return Document("recommendation", "main", said, version=version)


CRITERIA = [{"id": "legal", "title": "Lawful"}, {"id": "saves", "title": "Saves enough"}]


def options(*ids: str, **values: Any) -> list[dict[str, Any]]:
    return [{"id": id, "title": id.upper(), **values} for id in ids]


def mark(option: str, criterion: str, colour: str | None, reason: str = "because") -> dict[str, Any]:
    return {
        "id": f"{option}-{criterion}-{colour}",
        "option": option,
        "criterion": criterion,
        "mark": colour,
        "reason": reason,
    }
