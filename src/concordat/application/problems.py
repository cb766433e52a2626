"""What went wrong, for an operator: the kind of a problem and where, never what it says, which may be private."""

import os
import traceback
from pathlib import Path
from types import TracebackType

_OURS = "concordat"


def what_and_where(
    problem: BaseException | None, trace: TracebackType | None, *, kind: type[BaseException] | None = None
) -> dict[str, str]:
    """The kind of a problem and the last place of our own code it went through; never what it says."""
    said = kind or (type(problem) if problem is not None else None)
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if f"{os.sep}{_OURS}{os.sep}" in frame.filename] or list(frames)
    found = {"problem": said.__name__ if said else ""}
    if ours:
        last = ours[-1]
        found["place"] = f"{_module(last.filename)}:{last.name}:{last.lineno}"
    return found


def _module(file: str) -> str:
    parts = Path(file).with_suffix("").parts
    return ".".join(parts[parts.index(_OURS) :]) if _OURS in parts else parts[-1]
