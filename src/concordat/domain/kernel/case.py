"""The one container: documents and fact tables, already cut to what one viewer may see.

`data.files` (a case folder or workbook) and `application.queries` (the database) both make a `Case`; every engine
takes a `Case` or a part of it, so that the web and the command line cannot give different answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from concordat.domain.kernel.audience import CLOSED_TABLES, PARTNERS, Audience, Reach
from concordat.domain.kernel.hashing import content_hash
from concordat.domain.kernel.tables import Value


@dataclass(frozen=True)
class Document:
    """One version of something with one owner that is read whole: a criteria set, a mechanism, a scheme.

    `text` is the TOML as its author wrote it, comments and all; `content` is what it says. The hash is of what it says.
    """

    kind: str
    name: str
    content: Mapping[str, Any]
    text: str = ""
    organisation: str = ""
    audience: Audience = PARTNERS
    author: str = ""
    entered_at: datetime | None = None
    version: int = 1
    parent: str = ""  # the hash of the version it follows
    illustrative: bool = False

    @cached_property
    def hash(self) -> str:
        return content_hash({"kind": self.kind, "name": self.name, "content": self.content})

    @property
    def title(self) -> str:
        return str(self.content.get("title") or self.name)


@dataclass(frozen=True)
class Fact:
    """One revision of one row: what it says, whose it is, who said so and when. Nothing is ever changed in place."""

    table: str
    id: str
    values: Mapping[str, Value]
    organisation: str = ""
    audience: Audience = PARTNERS
    source: str = ""
    illustrative: bool = False
    author: str = ""
    entered_at: datetime | None = None
    revision: int = 1
    withdrawn: bool = False

    @cached_property
    def hash(self) -> str:
        """Of what the row says and whose it is; not of who may see it, who typed it or when."""
        said = {name: value for name, value in self.values.items() if value is not None}
        return content_hash(
            {
                "table": self.table,
                "id": self.id,
                "organisation": self.organisation,
                "values": said,
                "source": self.source,
                "illustrative": self.illustrative,
                "withdrawn": self.withdrawn,
            }
        )

    def get(self, column: str, default: Any = None) -> Any:
        value = self.values.get(column)
        return default if value is None else value


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that exists and that this viewer may not see: its kind and its hash, nothing else."""

    kind: str  # the table's name, or "document:" and its kind
    hash: str


def _since(document: Document) -> datetime:
    """Without a time it is taken as known from the beginning."""
    return document.entered_at or datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """`name` is a stable short name (letters, digits, hyphens); `header` is whatever else ``case.toml`` says."""

    name: str
    title: str
    header: Mapping[str, Any] = field(default_factory=dict)
    header_text: str = ""
    documents: tuple[Document, ...] = ()
    facts: tuple[Fact, ...] = ()  # every revision, oldest first
    withheld: tuple[Withheld, ...] = ()

    @cached_property
    def _current(self) -> dict[str, dict[tuple[str, str], Fact]]:
        """By organisation and identifier: two councils' rows may share an identifier without either knowing."""
        tables: dict[str, dict[tuple[str, str], Fact]] = {}
        for fact in self.facts:
            rows = tables.setdefault(fact.table, {})
            key = (fact.organisation, fact.id)
            if key not in rows or rows[key].revision <= fact.revision:
                rows[key] = fact
        return tables

    def rows(self, table: str) -> tuple[Fact, ...]:
        """The rows that count now: the latest revision of each, without those withdrawn, in the order first entered."""
        return tuple(fact for fact in self._current.get(table, {}).values() if not fact.withdrawn)

    def row(self, table: str, id: str) -> Fact | None:
        """The row with the identifier; where several organisations have one, the first entered."""
        return next((fact for fact in self.rows(table) if fact.id == id), None)

    def history(self, table: str, id: str) -> tuple[Fact, ...]:
        return tuple(sorted((f for f in self.facts if f.table == table and f.id == id), key=lambda f: f.revision))

    @property
    def table_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact.table for fact in self.facts))

    @cached_property
    def _versions(self) -> dict[tuple[str, str], tuple[Document, ...]]:
        """By kind and name, of whoever had the name first: nobody takes the place of another's document by its name."""
        first: dict[tuple[str, str], Document] = {}
        for doc in self.documents:
            held = first.get((doc.kind, doc.name))
            if held is None or _since(doc) < _since(held):
                first[doc.kind, doc.name] = doc
        found: dict[tuple[str, str], list[Document]] = {key: [] for key in first}
        for doc in self.documents:
            if doc.organisation == first[doc.kind, doc.name].organisation:
                found[doc.kind, doc.name].append(doc)
        return {key: tuple(sorted(docs, key=lambda doc: doc.version)) for key, docs in found.items()}

    def versions(self, kind: str, name: str) -> tuple[Document, ...]:
        """Every version of the document, oldest first."""
        return self._versions.get((kind, name), ())

    def document(self, kind: str, name: str | None = None) -> Document | None:
        """The latest version of the document; without a name, the only one (or the first) of its kind."""
        return next((doc for doc in self.documents_of(kind) if name in {None, doc.name}), None)

    def documents_of(self, kind: str) -> tuple[Document, ...]:
        """The latest version of each document of the kind, in the order they stand in the case."""
        return tuple(docs[-1] for (held, _), docs in self._versions.items() if held == kind)

    def known_at(self, moment: datetime) -> "Case":
        """The case as it was known then. Rows and documents without a time are taken as known from the beginning."""
        return self._keeping(
            documents=[d for d in self.documents if d.entered_at is None or d.entered_at <= moment],
            facts=[f for f in self.facts if f.entered_at is None or f.entered_at <= moment],
        )

    def _keeping(self, *, documents: Iterable[Document], facts: Iterable[Fact]) -> "Case":
        return Case(self.name, self.title, self.header, self.header_text, tuple(documents), tuple(facts), self.withheld)

    @cached_property
    def hash(self) -> str:
        """Of everything that counts now in what this viewer sees, whatever order it was read in.

        Rows of closed tables are not in it: reports and frozen decisions print the hash, and somebody who knows the rest
        could try figures until it fits.
        """
        open_tables = (rows for name, rows in self._current.items() if name not in CLOSED_TABLES)
        return content_hash(
            {
                "documents": sorted(d.hash for d in self.documents),
                "facts": sorted(fact.hash for rows in open_tables for fact in rows.values() if not fact.withdrawn),
            }
        )

    def open_to(self, *reaches: Reach) -> "Case":
        """What is said to one of these audiences: a hash that others read covers this, and nothing they cannot see."""
        return self._keeping(
            documents=[d for d in self.documents if d.audience.reach in reaches],
            facts=[f for f in self.facts if f.audience.reach in reaches],
        )

    def without_closed_tables(self) -> "Case":
        """The case as it may be handed to somebody else: without what its owner would settle for."""
        return self._keeping(documents=self.documents, facts=[f for f in self.facts if f.table not in CLOSED_TABLES])
