"""Shapley value and nucleolus beside coopgt and pyCoopGame on the same games, and alone at the sizes they do not reach.

    .venv/bin/python benchmarks/fair_split.py

Every library gets the same group costs and must come to the same shares; the least of three times is taken, after one run
that is not timed. coopgt walks through every order, pyCoopGame's Shapley sums over groups, its nucleolus is one linear
programme over all levels that wants the program ``glpsol``. Ours proves each nucleolus by Kohlberg's criterion, in the time.
"""

import contextlib
import io
import shutil
import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import combinations

import numpy as np

from concordat.domain.cost_sharing.game import CostGame, SavingBySize, group_sizes
from concordat.domain.cost_sharing.nucleolus import nucleolus
from concordat.domain.cost_sharing.shapley import sampled_shapley, shapley_value
from concordat.domain.cost_sharing.stability import find_core, stability_of

REPEATS = 3
LONGEST = 60.0  # seconds a peer may take before larger games are left out


def saving_game(size: int) -> CostGame:
    """Councils of unlike size; a larger group saves more, each by a little of its own. Costs in pence."""
    random = np.random.default_rng(size)
    alone = random.integers(30_000_000, 300_000_000, size)
    masks = np.arange(1 << size)
    sums = sum((alone[i] * (masks >> i & 1) for i in range(size)), start=np.zeros(1 << size, dtype=np.int64))
    sizes = group_sizes(size)
    rate = 0.02 * (sizes - 1) / (1 + 0.04 * sizes) + 0.002 * random.random(1 << size) * (sizes > 1)
    table = np.rint(sums * (1 - rate)).astype(np.int64)
    table[0] = 0
    return CostGame(tuple(f"c{i}" for i in range(size)), table)


def timed(run: Callable[[], object]) -> tuple[float, object]:
    best, found = float("inf"), run()
    for _ in range(REPEATS):
        begun = time.perf_counter()
        found = run()
        best = min(best, time.perf_counter() - begun)
    return best, found


def quietly(run: Callable[[], object]) -> Callable[[], object]:
    def called() -> object:
        with contextlib.redirect_stdout(io.StringIO()):
            return run()

    return called


def coopgt_shapley(game: CostGame) -> Callable[[], object]:
    from coopgt.shapley_value import calculate

    players = range(1, game.size + 1)
    costs = {
        group: game.cost(sum(1 << (i - 1) for i in group))
        for size in range(game.size + 1)
        for group in combinations(players, size)
    }
    return lambda: [float(x) for x in calculate(costs, number_of_players=game.size)]


def _frame(game: CostGame):  # type: ignore[no-untyped-def]
    """The gains against alone, as pyCoopGame wants them: a group of one gains nothing."""
    import pandas as pd

    groups = [group for size in range(game.size + 1) for group in combinations(range(game.size), size)]
    gains = [sum(game.alone[i] for i in g) - game.cost(sum(1 << i for i in g)) for g in groups]
    return pd.DataFrame({"coalition": [list(group) for group in groups], "value": [float(gain) for gain in gains]})


def pycoopgame_shapley(game: CostGame) -> Callable[[], object]:
    from pyCoopGame.Shapley import Shapley

    frame = _frame(game)

    def run() -> list[float]:
        found = Shapley(frame)
        return [game.alone[i] - found[i] for i in range(game.size)]

    return quietly(run)


def pycoopgame_nucleolus(game: CostGame) -> Callable[[], object]:
    from pyCoopGame.Nucleolus import nucleolus as theirs

    frame = _frame(game)
    frame["value"] = frame["value"] / 1e6

    def run() -> list[float]:
        found = theirs(frame)
        return [game.alone[i] - found[i] * 1e6 for i in range(game.size)]

    return quietly(run)


def agrees(ours: object, theirs: object, *, total: int) -> str:
    off = max(abs(float(a) - float(b)) for a, b in zip(ours, theirs, strict=True))  # type: ignore[call-overload]
    return "same shares" if off < 1e-6 * total else f"off by {off / total:.1e} of the cost"


def against(
    title: str, ours: Callable[[CostGame], object], peers: dict[str, Callable[[CostGame], Callable[[], object]]]
) -> None:
    print(f"\n{title}")
    left = dict(peers)
    for size in (3, 5, 7, 8, 9, 10, 12, 14):
        game = saving_game(size)
        ours_time, shares = timed(lambda game=game: ours(game))
        parts = [f"ours {ours_time * 1000:9.2f} ms"]
        for name, make in list(left.items()):
            run = make(game)
            begun = time.perf_counter()
            found = run()
            once = time.perf_counter() - begun
            took = once if once > 2 else timed(run)[0]
            parts.append(
                f"{name} {took * 1000:10.2f} ms ({took / ours_time:,.0f} ×; {agrees(shares, found, total=game.total)})"
            )
            if took * size > LONGEST / 3:
                del left[name]
        print(f"  n = {size:2}: " + "   ".join(parts))
        if not left and size >= 10:
            break


def alone() -> None:
    print("\nOurs at larger sizes (a proof of every nucleolus included)")
    for size in (16, 18, 20):
        game = saving_game(size)
        game.need_table()
        shapley, shares = timed(lambda game=game: shapley_value(game))
        least, found = timed(lambda game=game: nucleolus(game))
        core, _ = timed(lambda game=game: find_core(game))
        tested, _ = timed(lambda game=game, shares=shares: stability_of(game, shares))  # type: ignore[misc]
        assert found.verified  # type: ignore[attr-defined]
        print(
            f"  n = {size}: Shapley, exact {shapley * 1000:7.1f} ms   nucleolus, proved {least * 1000:8.1f} ms"
            f"   least core {core * 1000:7.1f} ms   stability of a split {tested * 1000:7.1f} ms"
        )
    rule = SavingBySize(
        tuple(1_000_000 + 70_000 * i for i in range(33)), tuple(min(300_000, 12_000 * s) for s in range(33))
    )
    many = CostGame.from_rule(rule, partners=[f"c{i}" for i in range(33)])
    took, sampled = timed(lambda: sampled_shapley(many))
    error = max(sampled.standard_errors)  # type: ignore[attr-defined]
    print(
        f"  n = 33: Shapley, sampled with 4,000 orders {took * 1000:.0f} ms; largest standard error {error / many.total:.1e} of the cost"
    )


def main() -> None:
    shapley_peers: dict[str, Callable[[CostGame], Callable[[], object]]] = {}
    nucleolus_peers: dict[str, Callable[[CostGame], Callable[[], object]]] = {}
    if find_spec("coopgt"):
        shapley_peers["coopgt"] = coopgt_shapley
    else:
        print("coopgt is not installed.")
    if find_spec("pyCoopGame") and find_spec("pyomo"):
        shapley_peers["pyCoopGame"] = pycoopgame_shapley
        if shutil.which("glpsol"):
            nucleolus_peers["pyCoopGame"] = pycoopgame_nucleolus
        else:
            print("pyCoopGame's nucleolus wants the program glpsol (Debian: glpk-utils), which is not here.")
    else:
        print("pyCoopGame or pyomo is not installed.")
    against("Shapley value", lambda game: [float(x) for x in shapley_value(game)], shapley_peers)
    against("Nucleolus", lambda game: [float(x) for x in nucleolus(game).shares], nucleolus_peers)
    alone()


if __name__ == "__main__":
    main()
