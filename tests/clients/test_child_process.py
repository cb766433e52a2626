"""Long work in a process of its own."""

import multiprocessing

import pytest

from concordat.clients.child_process import ChildFailed, run_in_child
from tests.clients import children

pytestmark = pytest.mark.slow  # each starts Python anew


def test_progress_comes_in_order_and_the_result_at_the_end(capfd: pytest.CaptureFixture[str]) -> None:
    seen: list[int] = []
    ended = run_in_child(children.count_up, 5, tell=seen.append)
    assert (ended.result, seen, ended.last, ended.cancelled) == ("counted to 5", [0, 1, 2, 3, 4], 4, False)
    assert "nobody" not in capfd.readouterr().out


def test_cancelling_keeps_the_last_step_and_leaves_no_process() -> None:
    seen: list[int] = []
    ended = run_in_child(children.never_ends, 0.02, tell=seen.append, cancelled=lambda: len(seen) > 3)
    assert ended.cancelled
    assert ended.result is None
    assert ended.last == seen[-1]
    assert not multiprocessing.active_children()


def test_a_watcher_that_raises_stops_the_child() -> None:
    def tell(step: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        run_in_child(children.never_ends, 0.02, tell=tell)
    assert not multiprocessing.active_children()


def test_what_went_wrong_in_the_child_is_told() -> None:
    with pytest.raises(ChildFailed, match="upside down"):
        run_in_child(children.breaks, 1)


def test_a_child_that_dies_is_noticed() -> None:
    with pytest.raises(ChildFailed, match="exit code 3"):
        run_in_child(children.dies, 1)
