"""A large business case drawn as a job: with progress, to be cancelled, and kept."""

from collections.abc import Callable
from typing import Any

from concordat.application.actor import Actor
from concordat.application.errors import NotDone
from concordat.application.queries.business_case import Asked, asked_as_plain, opened_for
from concordat.domain.business_case.kept_simulation import simulation_as_plain
from concordat.domain.business_case.simulate import simulate


def draw(actor: Actor, arguments: dict[str, Any], progress: Callable[[float, str], None]) -> dict[str, Any]:
    """``arguments``: option, vehicle, version and decision, as the page was asked for."""
    progress(0.01, "Reading the lines you may see")
    asked = Asked(
        str(arguments.get("option") or ""),
        str(arguments.get("vehicle") or ""),
        arguments.get("version"),
        arguments.get("decision"),
    )
    opened = opened_for(actor, asked)
    if not opened.has_ranges:
        raise NotDone("No line has a range, so there is nothing to draw.")

    def told(done: int, wanted: int) -> bool:
        progress(0.05 + 0.9 * done / wanted, f"{done:,} of {wanted:,} draws")
        return True

    found = simulate(opened.held, ledgers=opened.ledgers, progress=told)
    return {
        "simulation": simulation_as_plain(found),
        "drawn_from": opened.drawn_from,
        "asked": asked_as_plain(opened),
    }
