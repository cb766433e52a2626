"""How often each of 20 options comes first on 15 criteria, uncertain scores and weights: ours beside the same in a loop.

    .venv/bin/python benchmarks/appraisal.py

Every line answers the same question: weights uniform on the simplex, each of the 300 scores PERT between its low and its
high, places counted. A library that ranks one matrix at a time is called once for each draw. “Equal error” compares the
time each takes for the same standard error of the shares; ours is measured over repeated runs, not assumed. The least of
three times is taken. scikit-criteria: install it with ``uv sync --group bench``.
"""

import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from scipy.special import betaincinv

from concordat.domain.appraisal.consistency import fit
from concordat.domain.appraisal.pert import QUANTILES
from concordat.domain.appraisal.shares import rank_shares
from concordat.domain.appraisal.weight_sampling import draw_weights

OPTIONS, CRITERIA, DRAWS = 20, 15, 65_536
REPEATS = 3
RUNS_FOR_ERROR = 24


def problem() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Low, likely and high values; options near enough to one another for every share to be in doubt."""
    random = np.random.default_rng(15)
    likely = random.uniform(35, 65, (OPTIONS, CRITERIA))
    return likely - random.uniform(5, 20, likely.shape), likely, likely + random.uniform(5, 20, likely.shape)


def shapes() -> tuple[np.ndarray, np.ndarray]:
    low, likely, high = problem()
    return 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)


def quantiles() -> np.ndarray:
    low, _, high = problem()
    a, b = shapes()
    middles = (np.arange(QUANTILES) + 0.5) / QUANTILES
    return low[:, :, None] + (high - low)[:, :, None] * betaincinv(a[:, :, None], b[:, :, None], middles)


def ours(draws: int, seed: int) -> np.ndarray:
    weights = draw_weights(fit((), CRITERIA), CRITERIA, draws=draws, seed=seed).draws
    return rank_shares(weights, quantiles_held, random=np.random.default_rng(seed), pairs=False).places


def one_draw(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    low, _, high = held
    a, b = beta
    return low + (high - low) * random.beta(a, b), random.dirichlet(np.ones(CRITERIA))


def in_a_loop(rank: Callable[[np.ndarray, np.ndarray], np.ndarray], draws: int) -> np.ndarray:
    random, places = np.random.default_rng(1), np.zeros((OPTIONS, OPTIONS))
    for _ in range(draws):
        order = rank(*one_draw(random)) - 1
        places[np.arange(OPTIONS), order.astype(int)] += 1
    return places / draws


def plain_numpy(draws: int) -> np.ndarray:
    random, places = np.random.default_rng(1), np.zeros((OPTIONS, OPTIONS))
    low, _, high = held
    values = low + (high - low) * random.beta(*beta, size=(draws, OPTIONS, CRITERIA))
    totals = np.einsum("dik,dk->di", values, random.dirichlet(np.ones(CRITERIA), size=draws))
    ranks = np.argsort(np.argsort(-totals, axis=1), axis=1)
    for i in range(OPTIONS):
        places[i] = np.bincount(ranks[:, i], minlength=OPTIONS)
    return places / draws


def pymcdm_loop(draws: int) -> np.ndarray:
    """A weighted sum of values that already run from 0 to 100: pymcdm's own normalisation would change the question."""
    from pymcdm.helpers import rrankdata
    from pymcdm.methods import WSM

    method, types = WSM(normalization_function=lambda column, cost=False: column), np.ones(CRITERIA)
    return in_a_loop(lambda values, weights: rrankdata(method(values, weights, types)), draws)


def scikit_criteria_loop(draws: int) -> np.ndarray:
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel

    model, sides = WeightedSumModel(), [max] * CRITERIA
    return in_a_loop(
        lambda values, weights: model.evaluate(skcriteria.mkdm(values, sides, weights=weights)).rank_, draws
    )


def least_time(run: Callable[[], object]) -> float:
    run()
    found = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        run()
        found.append(time.perf_counter() - begun)
    return min(found)


def measured_error(draws: int) -> tuple[float, float]:
    """Largest standard deviation of any share over runs with other seeds, and that of independent draws for the same."""
    runs = np.stack([ours(draws, seed) for seed in range(100, 100 + RUNS_FOR_ERROR)])
    mean = runs.mean(axis=0)
    return float(np.sqrt(runs.var(axis=0, ddof=1).mean())), float(np.sqrt((mean * (1 - mean)).mean() / draws))


def main() -> None:
    took = least_time(lambda: ours(DRAWS, 1))
    each = took / DRAWS
    places = ours(DRAWS, 1)
    worst = float(np.sqrt((places * (1 - places)).max() / DRAWS))
    had, independent = measured_error(DRAWS // 4)
    gain = (independent / had) ** 2  # how many independent draws one of ours is worth
    print(f"{OPTIONS} options, {CRITERIA} criteria, every score and weight uncertain\n")
    begun = time.process_time()
    ours(DRAWS, 1)
    processor = time.process_time() - begun
    print(
        f"Ours: {DRAWS:,} draws in {took * 1000:.0f} ms, {each * 1e6:.2f} µs a draw "
        f"({processor * 1000:.0f} ms of processor time: less than the clock where the machine is shared)"
    )
    print(
        f"  largest standard error of a share, as for independent draws: {worst:.5f} (at most 0.002 within 250 ms: {'yes' if worst <= 0.002 and took <= 0.25 else 'NO'})"
    )
    print(f"  measured over {RUNS_FOR_ERROR} runs, one draw is worth {gain:.2f} independent ones\n")
    peers: list[tuple[str, Callable[[int], np.ndarray], int]] = [
        ("plain NumPy", plain_numpy, 8_192),
        ("pymcdm in a loop", pymcdm_loop, 2_000),
    ]
    if find_spec("skcriteria") is not None:
        peers.append(("scikit-criteria in a loop", scikit_criteria_loop, 500))
    else:
        print("scikit-criteria is not installed: left out.")
    for name, run, draws in peers:
        cost = least_time(lambda run=run, draws=draws: run(draws)) / draws  # type: ignore[misc]
        apart = float(np.abs(run(draws) - places).max())
        print(
            f"{name:26} {cost * 1e6:8.1f} µs a draw; ours is {cost / each:6.0f} times as fast a draw, "
            f"{cost / (each / gain):6.0f} times at equal error (largest difference of a share {apart:.3f})"
        )


held, beta, quantiles_held = problem(), shapes(), quantiles()

if __name__ == "__main__":
    main()
