"""What reading a file gives: the case where it could be read, and what a person should know."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from concordat.domain.kernel.audience import PARTNERS, Audience
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, has_errors


@dataclass(frozen=True)
class CaseRead:
    """`case` is None where anything was wrong: a case is never half read."""

    case: Case | None
    findings: tuple[Finding, ...] = ()

    @property
    def is_good(self) -> bool:
        return self.case is not None and not has_errors(self.findings)


@dataclass(frozen=True)
class Defaults:
    """What rows and documents that do not say otherwise have: from ``[defaults]`` in ``case.toml``."""

    organisation: str = ""
    audience: Audience = PARTNERS
    source: str = ""
    entered_by: str = ""
    entered_at: datetime | None = None
    illustrative: bool = False


@dataclass
class Grid:
    """Cells as they stand in a file: `rows` are (line or row number, cells)."""

    file: str
    name: str  # the sheet's or table's name
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)
