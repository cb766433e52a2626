"""A bar on standard error while somebody looks, and nothing in what a command prints."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ToldShare = Callable[[float, str], None]  # how much is done, 0 to 1, and in words


@contextmanager
def showing(what: str, *, quiet: bool = False) -> Iterator[ToldShare]:
    if quiet or not sys.stderr.isatty():
        yield lambda share, words: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda share, words: bar.update(task, completed=share, description=f"{what}: {words}")
