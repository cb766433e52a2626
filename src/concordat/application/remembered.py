"""Results kept in this process by what went in. What is equal has the same result, whoever asks."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")


class Remembered(Generic[Given, Result]):
    """`work_out`, done once for equal values. The values are compared, so they need no hash; the oldest is forgotten first.

    One thread works a value out while the others wait for it: ten people who open the same page cost one.
    """

    def __init__(self, work_out: Callable[[Given], Result], *, most: int = 16) -> None:
        self._work_out = work_out
        self._held: deque[tuple[Given, Result]] = deque(maxlen=most)
        self._turn = threading.Lock()

    def __call__(self, given: Given) -> Result:
        with self._turn:
            for held, result in self._held:
                if held == given:
                    return result
            result = self._work_out(given)
            self._held.appendleft((given, result))
            return result
