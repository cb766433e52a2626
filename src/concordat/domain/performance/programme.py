"""The works programme from the job records: what was planned, ordered and done, in number and in money."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Table = Any  # an ibis.Table
NOT_DONE = ("cancelled", "duplicate")


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One programme in one service and area (empty: all). Money in pence; `due` is how many should be done by now."""

    programme: str
    service: str
    area: str
    planned: int
    ordered: int
    done: int
    due: int
    late: int
    planned_pence: int
    ordered_pence: int
    certified_pence: int

    @property
    def share_done(self) -> float:
        return self.done / self.planned if self.planned else 0.0


_COUNTS = ("planned", "ordered", "done", "due", "late", "planned_pence", "ordered_pence", "certified_pence")


def programme_sums(records: Table, *, by_now: int) -> Table:
    """Sums by programme, service and area, as one lazy expression. `by_now` is the moment of asking, in seconds."""
    rows = records.filter(records.programme.notnull() & records.status.notin(NOT_DONE))
    # An extension granted moves the due time. Not by GREATEST, which some engines let pass over a null.
    moved = rows.extended_to.notnull() & (rows.due_at.isnull() | (rows.extended_to > rows.due_at).fill_null(False))
    due_at = moved.ifelse(rows.extended_to, rows.due_at)
    done, due = rows.completed_at.notnull(), (due_at <= by_now).fill_null(False)
    late = due & (~done | (rows.completed_at > due_at).fill_null(False))

    def pence(test: Any, column: str) -> Any:
        return test.ifelse(rows[column].fill_null(0), 0).sum()

    return rows.group_by("programme", "service", "area").agg(
        planned=rows.count(),
        ordered=rows.ordered_at.notnull().ifelse(1, 0).sum(),
        done=done.ifelse(1, 0).sum(),
        due=due.ifelse(1, 0).sum(),
        late=late.ifelse(1, 0).sum(),
        planned_pence=rows.target_value.fill_null(0).sum(),
        ordered_pence=pence(rows.ordered_at.notnull(), "ordered_value"),
        certified_pence=pence(done, "certified_value"),
    )


def programme_lines(rows: Iterable[Mapping[str, Any]]) -> tuple[ProgrammeLine, ...]:
    found = [
        ProgrammeLine(
            str(row["programme"]),
            str(row["service"] or ""),
            str(row["area"] or "not said"),
            **{name: int(row[name] or 0) for name in _COUNTS},
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda line: (line.programme, line.service, line.area)))


def together(lines: Sequence[ProgrammeLine], *, by: str) -> tuple[ProgrammeLine, ...]:
    """The lines added up by programme and `by` (``service``, ``area`` or, with an empty text, the programme
    alone), in the order of their names."""
    kept: dict[tuple[str, str], list[ProgrammeLine]] = {}
    for line in lines:
        kept.setdefault((line.programme, getattr(line, by) if by else ""), []).append(line)
    return tuple(
        ProgrammeLine(
            programme,
            key if by == "service" else "",
            key if by == "area" else "",
            **{name: sum(getattr(line, name) for line in group) for name in _COUNTS},
        )
        for (programme, key), group in sorted(kept.items())
    )
