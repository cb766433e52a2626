"""Weights drawn evenly from everything that fits what people said.

Nothing said: the whole simplex, by spacings of ordered uniforms (exact; the uniforms are quasi-random). Only orders of
leaves, whole or in part: the same draws, dealt out in an order that fits (exact: see `weight_orders`). A least and a
most for some: one leaf after the other (`weight_boxes`). Where at least one in twelve weightings fits, those that do
are kept (exact). Anything else: hit-and-run in the flat of the equalities, many chains from a point well inside, until
the stopping rule holds: every weight's effective sample size, from the chains' disagreement, has reached the target.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import null_space
from scipy.optimize import linprog
from scipy.stats import qmc

from concordat.domain.appraisal.consistency import Fitted
from concordat.domain.appraisal.weight_boxes import box_of, draw_in_box
from concordat.domain.appraisal.weight_orders import deal_in_order, orders_of
from concordat.domain.appraisal.weight_statements import Limit
from concordat.domain.kernel.seeds import generator, seed_for

Numbers = npt.NDArray[np.float64]
_CHAIN_SIZE = 8_192  # chains × dimensions: many short chains where the body is simple, few where it is not
_MOST_STEPS = 20_000
_MOST_WORK = 1_000_000_000  # multiplications: some seconds; the stopping rule says where that was not enough
_LEAST_KEPT = 1 / 12


@dataclass(frozen=True)
class Weights:
    """`draws` (draw × leaf) add to 1. `how` says how they were drawn; `stopped` is the stopping rule in words."""

    draws: Numbers
    how: str
    stopped: str = ""
    effective: float | None = None  # of the weight whose effective sample size is least

    @property
    def centre(self) -> Numbers:
        return np.asarray(self.draws.mean(axis=0), dtype=np.float64)


def draw_weights(fitted: Fitted, leaves: int, *, draws: int, seed: int, purpose: str = "weights") -> Weights:
    """Evenly over the weights that fit; `draws` of them (for hit-and-run: that many kept)."""
    if leaves == 1:
        return Weights(np.ones((1, 1)), "One criterion: it has all the weight.")
    if not fitted.limits:
        return Weights(_simplex(leaves, draws, seed, purpose), "Exact: every weighting is as likely as any other.")
    groups = orders_of(fitted)
    if groups is not None:
        drawn = _simplex(leaves, draws, seed, purpose)
        deal_in_order(drawn, groups, generator(seed, purpose, "orders"))
        return Weights(drawn, "Exact: every weighting in the order given is as likely as any other.")
    box = box_of(fitted, leaves)
    if box is not None:
        drawn = draw_in_box(box, _points(len(box.open_to) - 1, draws, seed, purpose))
        return Weights(drawn, "Exact: every weighting between the least and the most given is as likely as any other.")
    return _kept(fitted, leaves, draws, seed, purpose) or _within(fitted, leaves, draws, seed, purpose)


def _kept(fitted: Fitted, leaves: int, draws: int, seed: int, purpose: str) -> Weights | None:
    """Draws from the whole simplex, those that fit kept (exact). None where fewer than one in twelve would fit."""
    if any(limit.is_equal for limit in fitted.limits) or any(fitted.slack):
        return None
    rows = np.array([limit.row for limit in fitted.limits])

    def fitting(count: int) -> Numbers:
        points = _simplex(leaves, count, seed, purpose)
        return np.asarray(points[(points @ rows.T <= 0).all(axis=1)], dtype=np.float64)

    share = len(fitting(4096)) / 4096
    if share < _LEAST_KEPT:
        return None
    found = fitting(int(draws / share * 1.1) + 4096)
    tried = f"Kept {share:.0%} of weightings drawn from all there are, until {draws:,} fitted."
    return Weights(found[:draws], "Exact: every weighting that fits is as likely as any other.", tried)


def _simplex(leaves: int, draws: int, seed: int, purpose: str) -> Numbers:
    """Spacings of sorted uniforms are uniform on the simplex; Sobol points cover it more evenly than random ones."""
    points = np.sort(_points(leaves - 1, draws, seed, purpose), axis=1)
    ends = np.concatenate([np.zeros((draws, 1)), points, np.ones((draws, 1))], axis=1)
    return np.asarray(np.diff(ends, axis=1), dtype=np.float64)


def _points(size: int, draws: int, seed: int, purpose: str) -> Numbers:
    engine = qmc.Sobol(size, scramble=True, rng=np.random.default_rng(seed_for(seed, purpose)))
    return np.asarray(engine.random(1 << max(0, (draws - 1).bit_length()))[:draws], dtype=np.float64)


def _within(fitted: Fitted, leaves: int, draws: int, seed: int, purpose: str) -> Weights:
    a, b, equal, target = _system(fitted, leaves)
    start, fixed = _inside(a, b, equal, target)
    if fixed.any():  # limits that leave no room are equalities in all but name
        equal, target = np.vstack([equal, a[fixed]]), np.concatenate([target, b[fixed]])
        a, b = a[~fixed], b[~fixed]
    basis = null_space(equal, rcond=1e-10)
    if basis.shape[1] == 0:
        return Weights(np.maximum(start, 0)[None, :] / start.sum(), "The statements leave one weighting only.")
    return _hit_and_run(a @ basis, b - a @ start, basis, start, draws, generator(seed, purpose, "hit-and-run"))


def _system(fitted: Fitted, leaves: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """a·w ≤ b and equal·w = target, the simplex included; a clash is loosened by what its repair needs."""
    rows: list[Numbers] = [-row for row in np.eye(leaves)]
    bounds = [0.0] * leaves
    equal: list[Numbers] = [np.ones(leaves)]
    for limit, slack in zip(fitted.limits, fitted.slack, strict=True):
        row = np.array(limit.row)
        if limit.is_equal and slack <= 1e-12:
            equal.append(row)
            continue
        rows.append(row)
        bounds.append(slack + (1e-9 if slack else 0.0))
        if limit.is_equal:
            rows.append(-row)
            bounds.append(slack + 1e-9)
    target = np.zeros(len(equal))
    target[0] = 1.0
    return np.array(rows), np.array(bounds), np.array(equal), target


def _inside(a: Numbers, b: Numbers, equal: Numbers, target: Numbers) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """A point with room to every limit that can have any, and which limits cannot.

    Maximise the sum of rooms, none counted beyond `cap`; a limit left without room is tried by itself.
    """
    count, leaves = a.shape
    cap = 1.0 / (4 * leaves)
    found = linprog(
        np.concatenate([np.zeros(leaves), -np.ones(count)]),
        A_ub=np.hstack([a, np.eye(count)]),
        b_ub=b,
        A_eq=np.hstack([equal, np.zeros((len(equal), count))]),
        b_eq=target,
        bounds=[(0, 1)] * leaves + [(0, cap)] * count,
        method="highs",
    )
    if found.status != 0:
        raise ValueError("The limits leave no weights: fit them first.")
    points = [np.asarray(found.x, dtype=np.float64)[:leaves]]
    tight = b - a @ points[0] <= 1e-7
    fixed = np.zeros(count, dtype=bool)
    for number in np.flatnonzero(tight):
        most = linprog(a[number], A_ub=a, b_ub=b, A_eq=equal, b_eq=target, bounds=(0, 1), method="highs")
        fixed[number] = b[number] - most.fun <= 1e-7
        if not fixed[number]:
            points.append(np.asarray(most.x, dtype=np.float64))
    return np.asarray(np.mean(points, axis=0), dtype=np.float64), fixed


def _hit_and_run(
    a: Numbers, b: Numbers, basis: Numbers, start: Numbers, draws: int, random: np.random.Generator
) -> Weights:
    """Chains side by side. After the burn-in every step of every chain is kept, thinned at the end to `draws`."""
    dimensions = basis.shape[1]
    where, shape, burn = _settled(a, b, dimensions, random)
    chains = len(where)
    need = max(8, -(-draws // chains))
    kept: list[Numbers] = []
    running, steps, stride, effective = _Running(chains, dimensions), 0, 1, 0.0
    most = int(np.clip(_MOST_WORK // (chains * a.size), 256, _MOST_STEPS))
    while steps < most and (effective < draws or len(kept) < need):
        for _ in range(need):
            where = _step(where, a, b, shape, random)
            running.add(where)
            steps += 1
            if steps % stride == 0:
                kept.append(where)
        if len(kept) > 4 * need:  # thinned as it goes: memory does not grow with the number of steps
            kept, stride = kept[1::2], stride * 2
        effective = running.effective(steps)
    flat = np.concatenate(kept)
    chosen = flat[random.permutation(len(flat))[:draws]]
    weights = np.maximum(start + chosen @ basis.T, 0.0)
    reached = "reached" if effective >= draws else "not reached"
    stopped = (
        f"Hit-and-run: {chains} chains of {steps:,} steps after {burn} to settle. "
        f"Stop when the least effective sample size of any direction is {draws:,}: {reached} ({effective:,.0f})."
    )
    return Weights(
        weights / weights.sum(axis=1, keepdims=True), "Evenly over the weights that fit.", stopped, effective
    )


def _settled(a: Numbers, b: Numbers, dimensions: int, random: np.random.Generator) -> tuple[Numbers, Numbers, int]:
    """Chains that have left their start, and the shape of the body they wander in.

    Directions are stretched to the shape of what was drawn so far, so that narrow bodies are crossed as fast as round ones.
    """
    chains = int(np.clip(_CHAIN_SIZE // dimensions, 64, 1024))
    where, shape = np.zeros((chains, dimensions)), np.eye(dimensions)
    burn = 10 + 2 * dimensions
    for _ in range(3):
        seen = []
        for _ in range(burn):
            where = _step(where, a, b, shape, random)
            seen.append(where)
        spread = np.asarray(np.cov(np.concatenate(seen[burn // 2 :]).T), dtype=np.float64)
        spread = spread.reshape(dimensions, dimensions) + 1e-14 * np.eye(dimensions)
        shape = np.asarray(np.linalg.cholesky(spread), dtype=np.float64)
    return where, shape, 3 * burn


class _Running:
    """Sums for the effective sample size, added up as the chains go."""

    def __init__(self, chains: int, dimensions: int) -> None:
        self.sums = np.zeros((chains, dimensions))
        self.squares = np.zeros(dimensions)

    def add(self, where: Numbers) -> None:
        self.sums += where
        self.squares += (where * where).sum(axis=0)

    def effective(self, steps: int) -> float:
        """Least over dimensions: chains × variance of all / variance of the chains' means."""
        chains, means = len(self.sums), self.sums / steps
        within = self.squares / (steps * chains) - means.mean(axis=0) ** 2
        between = means.var(axis=0, ddof=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = chains * np.where(between > 0, within / between, np.inf)
        return float(min(found.min(), steps * chains))


def _step(where: Numbers, a: Numbers, b: Numbers, shape: Numbers, random: np.random.Generator) -> Numbers:
    """One chord through each chain's point in a random direction, and a point drawn evenly on it."""
    direction = random.standard_normal(where.shape) @ shape.T
    speed, room = direction @ a.T, np.maximum(b - where @ a.T, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = room / speed
    ahead = np.where(speed > 1e-14, ratio, np.inf).min(axis=1)
    behind = np.where(speed < -1e-14, ratio, -np.inf).max(axis=1)
    along = behind + (ahead - behind) * random.random(len(where))
    return np.asarray(where + along[:, None] * direction, dtype=np.float64)


def centre_of_order(leaves: int) -> Numbers:
    """The mean weights where all are in a known order, largest first: place k has (1/n) Σ_{i≥k} 1/i."""
    return np.asarray(np.cumsum(1.0 / np.arange(leaves, 0, -1))[::-1] / leaves, dtype=np.float64)


def is_inside(weights: Numbers, limits: tuple[Limit, ...], *, tolerance: float = 1e-7) -> bool:
    """Whether one weighting keeps every limit."""
    for limit in limits:
        at = float(np.array(limit.row) @ weights)
        if (abs(at) if limit.is_equal else at) > tolerance:
            return False
    return True
