"""Between the kernel's values and the rows they are kept in: facts and documents, both ways."""

from functools import lru_cache
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from concordat.data.files import load_catalogue
from concordat.data.files.definitions import read_toml
from concordat.data.records import models
from concordat.domain.kernel.case import Document, Fact
from concordat.domain.kernel.cells import read_cell, write_cell
from concordat.domain.kernel.tables import TableDefinition, Value


def stored_values(values: dict[str, Value], table: TableDefinition) -> dict[str, str]:
    """Each column as the text `read_cell` reads back; what is not known is left out."""
    return {
        column.name: write_cell(values[column.name], column)
        for column in table.columns
        if values.get(column.name) is not None
    }


def facts_from(rows: QuerySet[models.Fact]) -> tuple[Fact, ...]:
    """The rows as facts, oldest first. Which of them somebody may see is asked every time; what a row says never changes,
    so it is read once a process."""
    seen: list[_Key] = list(rows.order_by("pk").values_list("pk", "hash", _MOMENT))
    found = {key: fact for key in seen if (fact := _FACTS.get(key)) is not None}
    new = [key[0] for key in seen if key not in found]
    read: dict[_Key, Fact] = {}
    for part in range(0, len(new), 10_000):
        for row in rows.filter(pk__in=new[part : part + 10_000]).annotate(moment=_MOMENT):
            read[row.pk, row.hash, row.moment] = fact_from_row(row)
    if len(_FACTS) + len(read) > MOST_FACTS:
        _FACTS.clear()
    _FACTS.update(read)
    found |= read
    return tuple(found[key] for key in seen)


MOST_FACTS = 100_000  # held by one process, about 1.5 kB each
# By number, hash and moment: a database that takes a number again (a test that was rolled back) is not confused.
_Key = tuple[int, str, str]
_FACTS: dict[_Key, Fact] = {}
_MOMENT = Cast("recorded_at", CharField())


def fact_from_row(row: models.Fact) -> Fact:
    return Fact(
        table=row.table,
        id=row.row,
        values=_typed_values(row.table, row.pk, row.hash, _hashable(row.values)),
        organisation=row.organisation,
        audience=row.audience,
        source=row.source,
        illustrative=row.illustrative,
        author=row.author,
        entered_at=row.entered_at,
        revision=row.revision,
        withdrawn=row.withdrawn,
    )


def _hashable(values: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(values.items())


@lru_cache(maxsize=200_000)  # rows never change, so what they say need be read only once
def _typed_values(table: str, key: int, hash: str, values: tuple[tuple[str, str], ...]) -> dict[str, Value]:
    said = dict(values)
    columns = load_catalogue()[table].columns
    return {
        column.name: read_cell(said.get(column.name), column).value if column.name in said else None
        for column in columns
    }


def document_from_row(row: models.DocumentVersion) -> Document:
    return Document(
        kind=row.kind,
        name=row.name,
        content=content_of(row.text),
        text=row.text,
        organisation=row.organisation,
        audience=row.audience,
        author=row.author,
        entered_at=row.entered_at,
        version=row.version,
        parent=row.parent,
        illustrative=row.illustrative,
    )


@lru_cache(maxsize=5_000)
def content_of(text: str) -> dict[str, Any]:
    """What a document's text says, without its ``[document]`` table."""
    content = read_toml(text)
    content.pop("document", None)
    return content
