"""A recommendation as its authors wrote it: a document in dated versions, with an answer for each service area.

Content of the document kind ``recommendation``::

    title, summary, by, status ("draft" or "final"), source   text
    date                                                      the day of the version
    moved_by                                                  identifiers of comments that led to this version
    conditions                                                identifiers of conditions it rests on
    [[areas]]    service_area, option (may be empty), answer, says, because
    [[clauses]]  id, title, says, because
    [[reviews]]  id, says, question, after_months or on, because
    [[removed]]  part (area, clause, review or condition), id, because: why something of the last version is gone

`because` holds identifiers of comments. What is missing or of the wrong type reads as empty; `checks` says so.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.periods import day_in_words

KIND = "recommendation"


@dataclass(frozen=True)
class AreaAnswer:
    """The answer for one service area; `option` is empty where none is chosen (excluded, or to be reviewed first)."""

    service_area: str
    option: str
    answer: str
    says: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clause:
    """Something the recommended approach must hold, whichever the service area."""

    id: str
    title: str
    says: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReviewClause:
    """A promise to look again: so many months after the start, or on a day."""

    id: str
    says: str
    question: str = ""
    after_months: int | None = None
    on: date | None = None
    because: tuple[str, ...] = ()

    def due(self, *, started_on: date | None = None) -> date | None:
        """The day it falls due; None while the start is not known."""
        if self.on is not None:
            return self.on
        return months_after(started_on, self.after_months) if started_on and self.after_months is not None else None


@dataclass(frozen=True)
class Removal:
    """Why something that the last version held is not in this one."""

    part: str
    id: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recommendation:
    """One version."""

    name: str
    version: int
    title: str
    summary: str
    by: str
    status: str
    date: date | None
    areas: tuple[AreaAnswer, ...]
    clauses: tuple[Clause, ...]
    reviews: tuple[ReviewClause, ...]
    conditions: tuple[str, ...]
    moved_by: tuple[str, ...]
    removed: tuple[Removal, ...]
    document: Document = field(repr=False)

    @property
    def label(self) -> str:
        """``version 2, 11 September 2008``."""
        day = f", {day_in_words(self.date)}" if self.date else ""
        return f"version {self.version}{day}"


def read_recommendations(case: Case, *, name: str | None = None) -> tuple[Recommendation, ...]:
    """Every version the case holds, oldest first; of the first-named recommendation unless one is asked for."""
    documents = [document for document in case.documents if document.kind == KIND]
    wanted = name or (documents[0].name if documents else "")
    return tuple(
        read_recommendation(document)
        for document in sorted(documents, key=lambda document: document.version)
        if document.name == wanted
    )


def read_recommendation(document: Document) -> Recommendation:
    """One version from its document; what the document leaves out is empty, never guessed."""
    content = document.content
    return Recommendation(
        name=document.name,
        version=document.version,
        title=document.title,
        summary=_text(content, "summary"),
        by=_text(content, "by"),
        status=_text(content, "status"),
        date=_day(content, "date"),
        areas=tuple(_area(item) for item in _tables(content, "areas")),
        clauses=tuple(_clause(item) for item in _tables(content, "clauses")),
        reviews=tuple(_review(item) for item in _tables(content, "reviews")),
        conditions=_names(content, "conditions"),
        moved_by=_names(content, "moved_by"),
        removed=tuple(
            Removal(_text(item, "part"), _text(item, "id"), _names(item, "because"))
            for item in _tables(content, "removed")
        ),
        document=document,
    )


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _area(item: Mapping[str, Any]) -> AreaAnswer:
    return AreaAnswer(
        _text(item, "service_area"),
        _text(item, "option"),
        _text(item, "answer"),
        _text(item, "says"),
        _names(item, "because"),
    )


def _clause(item: Mapping[str, Any]) -> Clause:
    return Clause(_text(item, "id"), _text(item, "title"), _text(item, "says"), _names(item, "because"))


def _review(item: Mapping[str, Any]) -> ReviewClause:
    months = item.get("after_months")
    return ReviewClause(
        id=_text(item, "id"),
        says=_text(item, "says"),
        question=_text(item, "question"),
        after_months=months if isinstance(months, int) and not isinstance(months, bool) else None,
        on=_day(item, "on"),
        because=_names(item, "because"),
    )


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key, "")
    return value.strip() if isinstance(value, str) else ""


def _tables(content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = content.get(key, [])
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def _names(content: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = content.get(key, [])
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else ()


def _day(content: Mapping[str, Any], key: str) -> date | None:
    value = content.get(key)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
