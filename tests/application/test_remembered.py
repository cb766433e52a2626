"""Equal values have one result, worked out once; what differs in anything is worked out again."""

import threading
import time

from concordat.application.remembered import Remembered


def test_equal_values_are_worked_out_once_and_others_each() -> None:
    asked: list[list[int]] = []
    total = Remembered(lambda given: (asked.append(given), sum(given))[1])
    assert [total([1, 2]), total([1, 2]), total([2, 1]), total([1, 2])] == [3, 3, 3, 3]
    assert asked == [[1, 2], [2, 1]]


def test_the_oldest_is_forgotten_first() -> None:
    asked: list[int] = []
    same = Remembered(lambda given: (asked.append(given), given)[1], most=2)
    for number in (1, 2, 3, 3, 2, 1):
        assert same(number) == number
    assert asked == [1, 2, 3, 1]


def test_ten_who_ask_at_once_cost_one() -> None:
    asked: list[int] = []

    def slowly(given: int) -> int:
        asked.append(given)
        time.sleep(0.05)
        return given * 2

    doubled = Remembered(slowly)
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(doubled(21))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [42] * 10
    assert asked == [21]


def test_a_failure_is_not_kept() -> None:
    asked: list[int] = []

    def fails_at_first(given: int) -> int:
        asked.append(given)
        if len(asked) == 1:
            raise ZeroDivisionError
        return given

    found = Remembered(fails_at_first)
    try:
        found(1)
    except ZeroDivisionError:
        pass
    else:
        raise AssertionError("it should have failed")
    assert found(1) == 1
