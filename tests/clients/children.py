"""Work for a child process: functions of a module, so that the child can find them."""

import os
import time
from collections.abc import Callable


def count_up(most: int, tell: Callable[[int], None]) -> str:
    for number in range(most):
        tell(number)
        print("nobody sees this")
    return f"counted to {most}"


def never_ends(step: float, tell: Callable[[int], None]) -> None:
    number = 0
    while True:
        tell(number)
        number += 1
        time.sleep(step)


def breaks(_: int, tell: Callable[[int], None]) -> None:
    raise ValueError("the figures are upside down")


def dies(_: int, tell: Callable[[int], None]) -> None:
    os._exit(3)
