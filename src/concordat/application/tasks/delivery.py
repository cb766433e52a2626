"""A large file of records, read and taken in beside the page that brought it."""

import shutil
from collections.abc import Callable
from typing import Any

from concordat.application.actions.evidence import deliver_evidence
from concordat.application.actor import Actor
from concordat.application.errors import NotDone
from concordat.application.queries.evidence import store_for, told_of
from concordat.data.events.deliveries import StoreMisuse
from concordat.domain.kernel.hashing import plain


def take_in(actor: Actor, arguments: dict[str, Any], progress: Callable[[float, str], None]) -> dict[str, Any]:
    """One delivery of the file that lies in the store's folder; it goes from there however this ends, but for a crash."""
    store = store_for(actor, create=True)
    assert store is not None
    arriving = store.folder / "arriving"
    path = (arriving / str(arguments["held"])).resolve()
    if arriving.resolve() not in path.parents or not path.is_file():
        raise NotDone("The file is no longer there. Deliver it again.")
    try:
        progress(0.0, "Reading the file")
        made = deliver_evidence(
            by=actor,
            path=path,
            name=str(arguments["name"]),
            table=str(arguments["table"]),
            mapping=str(arguments.get("mapping", "")),
            take_good_rows=bool(arguments.get("take_good_rows")),
            period=str(arguments.get("period", "")),
            told=lambda share, words: progress(0.9 * share, words),  # the rest is taking in what was read
        )
    except StoreMisuse as problem:
        raise NotDone(str(problem)) from problem
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)
    told: dict[str, Any] = plain(told_of(made))
    return told
