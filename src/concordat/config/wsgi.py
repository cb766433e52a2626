import logging
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from concordat.application.problems import what_and_where
from concordat.config.logs import nothing_by_another_way
from concordat.config.memory import settle
from concordat.data.files import load_catalogue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concordat.config.settings")
nothing_by_another_way()
_django = get_wsgi_application()
# Before the first visitor, not with them: every page's module and every table's definition.
_pages, _tables = get_resolver().url_patterns, load_catalogue()
settle()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, and where even its own answer to a problem falls, a line in our log: the server's would hold the values."""
    try:
        return _django(environ, start_response)
    except Exception as problem:
        fields = what_and_where(problem, problem.__traceback__)
        logging.getLogger("concordat.process").critical("fell", extra={"fields": fields})
        start_response("500 Internal Server Error", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"Something went wrong. Try again later."]
