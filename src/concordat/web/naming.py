"""What an organisation is called on a page: “herefordshire” is its identifier, “Herefordshire Council” its name.

`partnership_page` says for whom a page is made; the names are asked for only when the first of them is shown.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property

from concordat.application.actor import Actor
from concordat.application.queries.partnerships import organisation_names


class _AtTheTable:
    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    @cached_property
    def names(self) -> Mapping[str, str]:
        return organisation_names(self.actor)


_page: ContextVar[_AtTheTable | None] = ContextVar("page", default=None)


@contextmanager
def naming_for(actor: Actor) -> Iterator[None]:
    """While a page is made for the actor, `name_of` knows the organisations at their table."""
    token = _page.set(_AtTheTable(actor))
    try:
        yield
    finally:
        _page.reset(token)


def name_of(organisation: str) -> str:
    """The name, or the identifier in words where it does not sit at the table."""
    at_the_table = _page.get()
    known = at_the_table.names if at_the_table is not None and organisation else {}
    return known.get(organisation) or organisation.replace("-", " ").title()


def who_acted(person: str, organisation: str) -> str:
    """“Ann Example for Northmoor Council”; without the name of a person, whose it is that was done."""
    whose = name_of(organisation) if organisation else ""
    return f"{person} for {whose}" if person and whose else person or whose
