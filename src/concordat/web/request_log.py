"""One line for every request: its number, route, answer and time, and whose it was as a keyed hash. Never what it said."""

import logging
import secrets
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpResponse

from concordat.application.problems import what_and_where
from concordat.application.sealing import keyed_hash
from concordat.web.request import Request

log = logging.getLogger("concordat.request")
HEADER = "X-Request-ID"


class RequestLogMiddleware:
    """First of all, so that the line tells the whole time. A file of the pages' style that was found says nothing."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        # A number of our own: one that a visitor sends could say anything.
        request.number = secrets.token_hex(8)
        started = time.perf_counter()
        answer = self.get_response(request)
        answer[HEADER] = request.number
        if answer.status_code >= 400 or not request.path.startswith("/static/"):
            problem = getattr(request, "problem", {})
            level = logging.ERROR if answer.status_code >= 500 else logging.INFO
            log.log(level, "request", extra={"fields": {**_fields(request, answer, started), **problem}})
        return answer

    def process_exception(self, request: Request, problem: Exception) -> None:
        """Remember what went wrong for the line, and let Django answer."""
        request.problem = what_and_where(problem, problem.__traceback__)


def _fields(request: Request, answer: HttpResponse, started: float) -> dict[str, Any]:
    match = request.resolver_match
    organisation = getattr(request, "acting_for", None)
    return {
        "request": request.number,
        "route": (match.url_name if match is not None else "") or "none",
        "method": request.method if request.method in _METHODS else "other",
        "status": answer.status_code,
        "milliseconds": round((time.perf_counter() - started) * 1000),
        "organisation": _hashed(organisation.id) if organisation is not None else "none",
    }


_METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})


@lru_cache(maxsize=1000)
def _hashed(organisation: str) -> str:
    """The same organisation has the same hash in every line of this service, and nobody without its key can say whose."""
    return keyed_hash(organisation, purpose="log")[:12]
