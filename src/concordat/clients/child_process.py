"""Run a long computation in a process of its own: progress while it runs, and a cancel that keeps the best so far.

A solver written in C cannot be interrupted from inside Python. In a child it can simply be stopped: whatever it had
last told of is the answer. The child writes nothing to the terminal.
"""

import contextlib
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Given = TypeVar("Given")
Step = TypeVar("Step")
Result = TypeVar("Result")

LOOKS_EVERY = 0.2  # seconds


class ChildFailed(RuntimeError):
    """The child ended without a result; the message is what it said."""


@dataclass(frozen=True)
class Ended(Generic[Step, Result]):
    """`result` is None where it was cancelled; `last` is what it told of last."""

    result: Result | None
    last: Step | None
    cancelled: bool


def run_in_child(
    work: Callable[[Given, Callable[[Step], None]], Result],
    given: Given,
    *,
    tell: Callable[[Step], None] = lambda step: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Ended[Step, Result]:
    """`work(given, tell)` in a child. `work` is a function of a module, and all three values can be pickled.

    `tell` is called here with every step the child tells of. `cancelled` is asked several times a second; once it says
    yes, or `tell` raises, the child is stopped. Raises `ChildFailed` where the child could not finish.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(work, given, there), daemon=True)
    child.start()
    there.close()
    last: Step | None = None
    try:
        while True:
            if here.poll(LOOKS_EVERY):
                kind, value = _receive(here, child)
                if kind == "done":
                    return Ended(value, last, False)
                if kind == "failed":
                    raise ChildFailed(value)
                last = value
                tell(value)
            if cancelled():
                return Ended(None, last, True)
    finally:
        _stop(child)
        here.close()


def _receive(here: Connection, child: Any) -> tuple[str, Any]:
    try:
        received: tuple[str, Any] = here.recv()
        return received
    except EOFError:
        child.join(1)
        return "failed", f"The computation was stopped from outside (exit code {child.exitcode})."


def _stop(child: Any) -> None:
    if child.is_alive():
        child.terminate()
        child.join(2)
        if child.is_alive():
            child.kill()
    child.join()


def _child(work: Callable[..., Any], given: Any, there: Connection) -> None:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)  # HiGHS writes past Python's own standard output
    os.dup2(silence, 2)
    with contextlib.closing(there):
        try:
            result = work(given, lambda step: there.send(("step", step)))
        except Exception as problem:
            there.send(("failed", f"{type(problem).__name__}: {problem}"))
        else:
            there.send(("done", result))
