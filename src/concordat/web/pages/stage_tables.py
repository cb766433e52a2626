"""The tables of one stage, with how many rows each holds: the last part of every stage's page."""

from typing import Any

from concordat.data.files import load_catalogue
from concordat.domain.kernel.case import Case


def tables_of(case: Case, stage: str) -> list[dict[str, Any]]:
    return [{"table": table, "count": len(case.rows(table.name))} for table in load_catalogue().in_stage(stage)]
