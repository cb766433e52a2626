"""A contract's rules put on the test bench as a job: with progress, to be cancelled, and kept."""

from collections.abc import Callable
from typing import Any

from concordat.application.actor import Actor
from concordat.application.errors import NotDone, NotFound
from concordat.application.queries.test_bench import Asked, name_for_trial, recorded_for, rules_for
from concordat.domain.payment.bench_results import as_plain, tried


def try_out(actor: Actor, arguments: dict[str, Any], progress: Callable[[float, str], None]) -> dict[str, Any]:
    """``arguments``: the mechanism's name, and contracts, years, seed and the last recorded month as the page was asked for."""
    progress(0.01, "Reading the rules and records you may see")
    try:
        seen = rules_for(actor, name=str(arguments["mechanism"]))
    except NotFound as problem:
        raise NotDone("These rules are not there for you any more.") from problem
    if seen.mechanism is None:
        raise NotDone("These rules cannot be used as they stand. Their own page says why.")
    asked = Asked.from_plain(arguments)

    def told(done: int, wanted: int) -> None:
        progress(0.02 + 0.9 * done / wanted, f"{done:,} of {wanted:,} contracts")

    found = tried(seen.mechanism, asked.trial, recorded=recorded_for(seen, asked), progress=told)
    return {"tried": as_plain(found), "rests_on": name_for_trial(seen, asked)}
