"""What a request carries besides Django's own. The middleware puts it there before any page; `actor` is put by the page."""

from typing import Any

from django.http import HttpRequest

from concordat.application.actor import Actor
from concordat.domain.kernel.organisations import Organisation


class Request(HttpRequest):
    number: str  # of the line in the log, and in the answer's header
    problem: dict[str, Any]  # what went wrong, by kind and place alone
    second_step_shown: bool
    organisations: tuple[Organisation, ...]  # for which the person may act
    acting_for: Organisation | None  # None where they have not chosen, and for nobody signed in
    actor: Actor  # inside a partnership
