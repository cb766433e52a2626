"""One TOML or JSON file as plain content, its decimals exact."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from concordat.data.files.case_folder import parse_toml, read_text
from concordat.domain.kernel.findings import Finding, Where, error


def read_plain(path: Path) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The content, or None and what is wrong with the file. A ``[document]`` table at its head is left out."""
    where = Where(path.name)
    if not path.is_file():
        return None, [
            error(where, "There is no such file.", "Check the spelling, or list the folder.", code="file.absent")
        ]
    text, findings = read_text(path, name=path.name)
    if path.suffix.lower() == ".json":
        content, problems = _json(text, where)
    else:
        content, problems = parse_toml(text, where)
    if content is not None:
        content.pop("document", None)
    return content, [*findings, *problems]


def _json(text: str, where: Where) -> tuple[dict[str, Any] | None, list[Finding]]:
    try:
        found = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as problem:
        message = f"This is not valid JSON: line {problem.lineno}, {problem.msg}."
        return None, [error(where, message, "Mend the line named.", code="file.json")]
    if not isinstance(found, dict):
        return None, [error(where, "The file holds no names.", "Put everything inside { … }.", code="file.json")]
    return found, []
