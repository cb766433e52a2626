"""The made-up job records of an example, made before anybody asks for its evidence."""

from collections.abc import Callable
from typing import Any

from concordat.application.actor import Actor
from concordat.application.errors import NotDone
from concordat.application.queries.cases import case_for
from concordat.application.queries.evidence import evidence_folder, store_for
from concordat.data.events.cases import evidence_of
from concordat.data.events.made_up import KIND
from concordat.domain.performance.periods import Month, Span


def make_up(actor: Actor, arguments: dict[str, Any], progress: Callable[[float, str], None]) -> dict[str, Any]:
    """The partnership's store, as its recipe says. Cancelled, nothing of it stays: a store that is there is whole."""
    case = case_for(actor)
    recipe = case.document(KIND)
    if recipe is None:
        raise NotDone("No document says how its job records are made up.")
    first, last = (Month.from_text(str(recipe.content[name])) for name in ("first_month", "last_month"))
    months = len(list(Span(first, last, "").months()))
    made: list[str] = []

    def told(month: str) -> None:
        progress(len(made) / months, f"{month}, {len(made) + 1} of {months} months")
        made.append(month)

    evidence_of(case, keep_in=evidence_folder() / "made-up", told=told)
    store = store_for(actor, case=case)
    assert store is not None
    return {"deliveries": len(store.deliveries())}
