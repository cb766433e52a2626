"""Small business cases made by hand."""

from datetime import UTC, datetime
from typing import Any

from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.inputs import KIND, BusinessCase
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.kernel.case import Case, Document
from tests.domain.options.cases import make_case

POUND = 100


def saving(id: str, amount: int | tuple[int | None, int | None, int | None], **said: Any) -> dict[str, Any]:
    """Whole pounds, or low, likely and high."""
    low, likely, high = amount if isinstance(amount, tuple) else (amount, amount, amount)
    pence = {
        name: None if value is None else value * POUND
        for name, value in (("low", low), ("likely", likely), ("high", high))
    }
    return {"id": id, "title": id, "kind": "saving", **pence, **said}


def cost(id: str, amount: int | tuple[int | None, int | None, int | None], **said: Any) -> dict[str, Any]:
    return saving(id, amount, **{"kind": "cost", **said})


def assume(version: int = 1, *, at: datetime | None = None, **said: Any) -> Document:
    content = {"title": "A case", "base_year": "2025/26", "years": 5, **said}
    return Document(KIND, "main", content, version=version, entered_at=at)


def case_of(
    *lines: dict[str, Any], document: Document | None = None, documents: tuple[Document, ...] = (), **tables: Any
) -> Case:
    held = documents or (document or assume(),)
    return make_case(held, case_lines=list(lines), **tables)


def business_case_of(
    *lines: dict[str, Any], option: str | None = None, vehicle: str | None = None, **rest: Any
) -> BusinessCase:
    """`rest` are assumptions where they are plain values, and tables where they are lists."""
    tables = {name: value for name, value in rest.items() if isinstance(value, list)}
    said = {name: value for name, value in rest.items() if not isinstance(value, list)}
    case = case_of(*lines, document=assume(**said), **tables)
    return read_business_case(case, reference=load_reference(), option=option, vehicle=vehicle)


def moment(year: int, month: int = 1) -> datetime:
    return datetime(year, month, 1, 12, tzinfo=UTC)
