"""The point at which another option leads: for the weight of one criterion, between two, and for one score.

All totals are straight lines in what is moved, so each crossing is one division. When a weight moves, the other weights
keep their proportions to each other.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
_SAME = 1e-9


@dataclass(frozen=True)
class WeightFlip:
    """Moving the weight of `criterion` from `now` to `at` (shares of 1), `rival` draws level with the leader."""

    criterion: str
    now: float
    at: float
    rival: int

    @property
    def change(self) -> float:
        return self.at - self.now


@dataclass(frozen=True)
class PairFlip:
    """Weight goes from `giver` to `taker`, the rest untouched: the rival leads once `moved` of all weight has gone."""

    giver: str
    taker: str
    moved: float
    now: tuple[float, float]
    rival: int


@dataclass(frozen=True)
class ScoreFlip:
    """With the option's value on the criterion at `at` in place of `now` (0 to 100), `rival` leads."""

    option: int
    criterion: str
    now: float
    at: float
    rival: int
    level: float | None = None  # the same in the criterion's unit, where it has one


def moved_to(weights: Numbers, under: tuple[int, ...], share: float) -> Numbers:
    """The weights with those of `under` brought to `share` together; inside and outside keep their proportions."""
    inside = np.zeros(len(weights), dtype=bool)
    inside[list(under)] = True
    return np.asarray(share * _part(weights, inside) + (1 - share) * _part(weights, ~inside), dtype=np.float64)


def _part(weights: Numbers, inside: npt.NDArray[np.bool_]) -> Numbers:
    """The weights inside, brought to 1; equal where they are all nought, nought where there are none."""
    kept = np.where(inside, weights, 0.0)
    if kept.sum() > 0:
        return np.asarray(kept / kept.sum(), dtype=np.float64)
    count = int(inside.sum())
    return np.asarray(inside / count if count else np.zeros(len(weights)), dtype=np.float64)


def leader_of(totals: Numbers, open_to: npt.NDArray[np.bool_]) -> int | None:
    """The option with the largest total among those that may lead; the first of several."""
    if not open_to.any():
        return None
    return int(np.argmax(np.where(open_to, totals, -np.inf)))


def weight_flips(
    values: Numbers, weights: Numbers, nodes: dict[str, tuple[int, ...]], open_to: npt.NDArray[np.bool_]
) -> tuple[WeightFlip, ...]:
    """For each criterion of the tree the nearest flip below and the nearest above its weight, where there is one."""
    leader = leader_of(values @ weights, open_to)
    if leader is None:
        return ()
    found: list[WeightFlip] = []
    for id, under in nodes.items():
        if len(under) == len(weights):
            continue
        now = float(weights[list(under)].sum())
        at_none, at_all = values @ moved_to(weights, under, 0.0), values @ moved_to(weights, under, 1.0)
        crossings = _crossings(at_none, at_all, leader, open_to, now)
        below = [item for item in crossings if item[0] < now - _SAME]
        above = [item for item in crossings if item[0] > now + _SAME]
        found += [WeightFlip(id, now, *max(below, key=lambda item: (item[0], item[2]))[:2])] if below else []
        found += [WeightFlip(id, now, *min(above, key=lambda item: (item[0], -item[2]))[:2])] if above else []
    return tuple(sorted(found, key=lambda flip: abs(flip.change)))


def _crossings(
    at_none: Numbers, at_all: Numbers, leader: int, open_to: npt.NDArray[np.bool_], now: float
) -> list[tuple[float, int, float]]:
    """Where each rival's line meets the leader's and goes on above it, away from `now`: (share, rival, steepness)."""
    found = []
    start, end = at_none - at_none[leader], at_all - at_all[leader]
    for rival in np.flatnonzero(open_to):
        slope = end[rival] - start[rival]
        if rival == leader or abs(slope) <= _SAME:
            continue
        share = -start[rival] / slope
        is_away = (share - now) * slope > 0
        if is_away and _SAME < share < 1 - _SAME:  # level at the very end is not ahead
            found.append((float(share), int(rival), float(abs(slope))))
    return found


def pair_flips(
    values: Numbers, weights: Numbers, nodes: dict[str, tuple[int, ...]], open_to: npt.NDArray[np.bool_]
) -> tuple[PairFlip, ...]:
    """For every two criteria: how much weight must go from one to the other. The least for each pair and direction."""
    leader = leader_of(values @ weights, open_to)
    if leader is None:
        return ()
    gap = values[leader] - values  # option × leaf: how far the leader is ahead on each
    behind = gap @ weights
    found = []
    for giver, from_ in nodes.items():
        have = float(weights[list(from_)].sum())
        for taker, to in nodes.items():
            if set(from_) & set(to) or have <= _SAME:
                continue
            out, into = _inner(weights, from_), _inner(weights, to)
            gain = gap @ (out - into)  # what each point of weight moved takes off the leader's lead
            needed = [
                (behind[rival] / gain[rival], int(rival))
                for rival in np.flatnonzero(open_to)
                if rival != leader and gain[rival] > _SAME and behind[rival] / gain[rival] <= have + _SAME
            ]
            if needed:
                moved, rival = min(needed)
                found.append(PairFlip(giver, taker, float(moved), (have, float(weights[list(to)].sum())), rival))
    return tuple(sorted(found, key=lambda flip: flip.moved))


def _inner(weights: Numbers, under: tuple[int, ...]) -> Numbers:
    inside = np.zeros(len(weights), dtype=bool)
    inside[list(under)] = True
    return _part(weights, inside)


def score_flips(
    values: Numbers, weights: Numbers, leaves: tuple[str, ...], open_to: npt.NDArray[np.bool_]
) -> tuple[ScoreFlip, ...]:
    """Every single value whose change, within 0 to 100, would let another option lead; the smallest change first."""
    totals = values @ weights
    leader = leader_of(totals, open_to)
    if leader is None:
        return ()
    rivals = [int(i) for i in np.flatnonzero(open_to) if i != leader]
    if not rivals:
        return ()
    runner = max(rivals, key=lambda i: totals[i])
    found = []
    for k, leaf in enumerate(leaves):
        if weights[k] <= _SAME:
            continue
        for option, rival, gap in [
            (leader, runner, totals[leader] - totals[runner]),
            *((i, i, totals[leader] - totals[i]) for i in rivals),
        ]:
            step = gap / weights[k]
            now = float(values[option, k])
            at = now - step if option == leader else now + step
            if -_SAME <= at <= 100 + _SAME and step > _SAME:
                found.append(ScoreFlip(option, leaf, now, float(min(max(at, 0.0), 100.0)), rival))
    return tuple(sorted(found, key=lambda flip: abs(flip.at - flip.now)))
