"""The best set of groupings on what the person who asked may see, in a process of its own."""

from collections.abc import Callable
from typing import Any

from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotDone
from concordat.application.jobs import Cancelled
from concordat.application.queries.cases import case_for
from concordat.application.queries.groupings import to_group, without_what_is_hidden
from concordat.clients.child_process import ChildFailed, run_in_child
from concordat.domain.kernel.findings import has_errors, worst_first
from concordat.domain.sharing.as_plain import groupings_as_plain
from concordat.domain.sharing.assumptions import read_assumptions
from concordat.domain.sharing.checks import check_sharing
from concordat.domain.sharing.choosing import Progress
from concordat.domain.sharing.groupings import Request, answer_request, partial_answer
from concordat.domain.sharing.inputs import read_sharing
from concordat.presentation.words import pounds_short


def find(actor: Actor, arguments: dict[str, Any], progress: Callable[[float, str], None]) -> dict[str, Any]:
    """The answer as plain values, on everything released for it where all partners have released.

    Stopped early it is the best plan so far. ``arguments``: seconds, and limits (yes or no).
    """
    progress(0.02, "Reading what you may see")
    case = case_for(actor)
    findings = check_sharing(case)
    if has_errors(findings):
        raise NotAccepted(list(worst_first(findings)))
    held = to_group(actor, case)
    if held.is_joint and has_errors(check_sharing(held.case)):
        raise NotDone("A row that was released and that you cannot see has to be mended by its own council first.")
    assumptions = read_assumptions(held.case)
    if assumptions is None:
        raise NotDone("Nobody has said what sharing saves and costs. Add a document of kind “groupings” first.")
    sharing = read_sharing(held.case)
    request = Request(
        sharing,
        assumptions,
        seconds=float(arguments.get("seconds", 120)),
        with_limits=bool(arguments.get("limits", True)),
    )
    last: list[Progress] = []

    def tell(step: Progress) -> None:
        if step.columns:
            last[:] = [step]
        best = f"; the best so far is worth {pounds_short(round(step.best * 100_000))}" if step.best else ""
        progress(step.share, f"{step.message}{best}")

    try:
        ended = run_in_child(answer_request, request, tell=tell)
    except Cancelled as stopped:
        if not last:
            raise
        found = partial_answer(sharing, assumptions, last[0].columns, bound=last[0].bound)
        raise Cancelled(without_what_is_hidden(groupings_as_plain(sharing, assumptions, found), held)) from stopped
    except ChildFailed as problem:
        raise NotDone("The search could not be finished. Try again with fewer services or a wider gap.") from problem
    assert ended.result is not None
    return without_what_is_hidden(groupings_as_plain(sharing, assumptions, ended.result), held)
