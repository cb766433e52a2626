"""Commands run as a person types them; a traceback fails the test."""

import json
from typing import Any

from typer.testing import CliRunner

from concordat.cli.main import app

_RUN = CliRunner()


def run(*words: object) -> tuple[int, str]:
    """The exit code and what was printed."""
    result = _RUN.invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def as_json(*words: object) -> dict[str, Any]:
    code, output = run(*words, "--json")
    assert code == 0, output
    told: dict[str, Any] = json.loads(output)
    return told
