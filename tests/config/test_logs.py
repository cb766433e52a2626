"""A line of the log is JSON with known fields, and holds nothing that somebody wrote."""

import ast
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from concordat.config.logs import FIELDS, JsonLines, configuration

SOURCE = Path(__file__).resolve().parents[2] / "src" / "concordat"
PRIVATE = "Zyzzogeton"


def line_of(name: str, message: object, *args: object, **more: object) -> dict[str, object]:
    record = logging.LogRecord(name, logging.WARNING, "x.py", 1, message, args, None)
    record.__dict__.update(more)
    return json.loads(JsonLines().format(record))  # type: ignore[no-any-return]


def test_a_template_is_kept_and_what_was_put_into_it_is_not() -> None:
    assert line_of("django.security", "Invalid host: %s", PRIVATE)["said"] == "Invalid host: %s"


@pytest.mark.parametrize("name", ["django.request", "py.warnings", "concordat.jobs", "httpx", "_granian"])
def test_words_that_may_have_been_put_together_before_are_dropped(name: str) -> None:
    said = line_of(name, f"Could not read {PRIVATE}: “3”")
    assert set(said) == {"time", "level", "logger", "process"}


def test_what_is_not_a_known_field_is_dropped() -> None:
    said = line_of("concordat.request", "request", fields={"status": 200, "title": PRIVATE})
    assert (said["event"], said["status"]) == ("request", 200)
    assert "title" not in said
    assert "status" not in line_of("another", "x", fields={"status": 200})


def test_an_exception_is_its_kind_and_place() -> None:
    try:
        int(PRIVATE)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "It fell: %s", (PRIVATE,), sys.exc_info())
    said = json.loads(JsonLines().format(record))
    assert said["problem"] == "ValueError"
    assert PRIVATE not in json.dumps(said)
    assert set(said) <= set(FIELDS)


def test_every_log_call_in_the_source_has_fixed_words() -> None:
    found = 0
    for file in SOURCE.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            owner = call.func.value
            if isinstance(owner, ast.Name) and owner.id in {"log", "logger", "logging"}:
                if call.func.attr not in {"debug", "info", "warning", "error", "exception", "critical", "log"}:
                    continue
                said = call.args[1 if call.func.attr == "log" else 0]
                assert isinstance(said, ast.Constant), f"{file.name}:{call.lineno} puts its words together"
                found += 1
    assert found >= 4


def test_the_web_servers_own_settings_are_the_same_formatter() -> None:
    server = json.loads((SOURCE / "config" / "server_logs.json").read_text())
    assert server["formatters"] == configuration(level="INFO")["formatters"]


FALLS = """
import logging.config, threading, warnings
from concordat.config.logs import configuration, nothing_by_another_way
logging.config.dictConfig(configuration(level="INFO"))
nothing_by_another_way()
warnings.warn("Zyzzogeton", stacklevel=1)
thread = threading.Thread(target=lambda: int("Zyzzogeton"))
thread.start(); thread.join()
int("Zyzzogeton")
"""


def test_what_python_itself_would_print_becomes_a_line() -> None:
    """A warning, a thread that falls and a process that falls."""
    done = subprocess.run([sys.executable, "-c", FALLS], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line.get("problem") for line in lines] == [None, "ValueError", "ValueError"]
    assert PRIVATE not in done.stderr + done.stdout
