"""Logs as JSON lines that say when, what and how long, and never what somebody wrote.

A line has only the fields named in `FIELDS`. A message of our own loggers is fixed words and numbers; of every other logger
the *template* is kept and what was put into it is dropped, and of an exception its kind and place: an address holds
the names of rows, a database error holds the row. Only the standard library is used here, because the web server reads
this module before the application is there.
"""

import json
import logging
import re
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from concordat.application.problems import what_and_where

# What a line may hold. `request` is the number a reader finds in the answer's X-Request-ID; `organisation` is a keyed hash.
FIELDS = (
    "time", "level", "logger", "event", "said", "request", "route", "method", "status", "milliseconds", "organisation",
    "job", "kind", "problem", "place", "process",
)  # fmt: skip
OURS = "concordat"
_PLAIN = re.compile(r"[\w.,:;()/%<>= '-]{0,200}", re.ASCII)
_EVENT = re.compile(r"[a-z][a-z.-]{0,40}")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        given = getattr(record, "fields", None)
        if record.name.split(".")[0] == OURS and isinstance(given, dict):
            line |= {name: value for name, value in given.items() if name in FIELDS}
        line |= self._said(record)
        if record.exc_info and record.exc_info[0] is not None:
            line |= what_and_where(record.exc_info[1], record.exc_info[2], kind=record.exc_info[0])
        line["process"] = record.process
        return json.dumps({name: line[name] for name in FIELDS if name in line}, ensure_ascii=False)

    def _said(self, record: logging.LogRecord) -> dict[str, str]:
        """Our own loggers' events, and the web server's words about its workers; of others the template."""
        if not isinstance(record.msg, str):
            return {}
        if record.name.split(".")[0] == OURS and not record.args and _EVENT.fullmatch(record.msg):
            return {"event": record.msg}
        server = record.name == "_granian" and record.exc_info is None
        return {"said": record.msg} if (record.args or server) and _PLAIN.fullmatch(record.msg) else {}


def configuration(*, level: str) -> dict[str, Any]:
    """For `logging`: one handler on standard error, whatever the logger. `level` is that of our own lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "concordat.config.logs.JsonLines"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            OURS: {"level": level},
            # Django's own handlers would print addresses and tracebacks; the line of the request says what is needed.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"handlers": [], "level": "CRITICAL", "propagate": True},
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }


def nothing_by_another_way() -> None:
    """What Python itself would print, a warning or a problem that nobody caught, becomes a line too."""
    logging.captureWarnings(True)
    log = logging.getLogger("concordat.process")

    def fell(kind: type[BaseException], problem: BaseException | None, trace: TracebackType | None) -> None:
        log.critical("fell", extra={"fields": what_and_where(problem, trace, kind=kind)})

    def told(given: threading.ExceptHookArgs) -> None:
        fell(given.exc_type, given.exc_value, given.exc_traceback)

    sys.excepthook = fell
    threading.excepthook = told
