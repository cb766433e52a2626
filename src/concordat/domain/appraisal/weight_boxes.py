"""Weights between a least and a most: drawn evenly, one criterion after the other.

What the first m criteria may add up to has a density that is known from that of the first m − 1: the density of a sum
with one more even draw is F(t) − F(t − c), with F the one before added up and c the room of the criterion. With those
tables the last criterion is drawn given that all add to 1, then the one before given the rest, and so on. The tables
have 16,384 steps, so that a weight is right to a ten-thousandth of the room there is. No draw is thrown away.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concordat.domain.appraisal.consistency import Fitted

Numbers = npt.NDArray[np.float64]
_STEPS = 16_384
_NO_ROOM = 1e-9


@dataclass(frozen=True)
class Box:
    """`least` and `room` above it for each leaf; `left` is what the rooms have to share out."""

    least: Numbers
    room: Numbers

    @property
    def open_to(self) -> npt.NDArray[np.intp]:
        """The leaves with room."""
        return np.flatnonzero(self.room > _NO_ROOM)

    @property
    def left(self) -> float:
        return float(1 - self.least.sum())


def box_of(fitted: Fitted, leaves: int) -> Box | None:
    """None unless every limit is a least or a most of one leaf, and they leave something to draw."""
    least, most = np.zeros(leaves), np.ones(leaves)
    for limit, slack in zip(fitted.limits, fitted.slack, strict=True):
        bound = _bound(np.array(limit.row))
        if limit.is_equal or slack > 0 or bound is None:
            return None
        leaf, share, is_least = bound
        if is_least:
            least[leaf] = max(least[leaf], share)
        else:
            most[leaf] = min(most[leaf], share)
    box = Box(least, np.minimum(most - least, 1 - least.sum()))
    tight = box.left <= _NO_ROOM or box.room.sum() - box.left <= _NO_ROOM or box.room.min() < 0
    return None if tight or len(box.open_to) < 2 else box


def _bound(row: Numbers) -> tuple[int, float, bool] | None:
    """A row that says share·(all) − w ≤ 0 (a least) or w − share·(all) ≤ 0 (a most)."""
    if len(row) < 3:
        return None
    common = float(np.median(row))
    other = np.flatnonzero(np.abs(row - common) > 1e-12)
    if len(other) != 1:
        return None
    leaf = int(other[0])
    scale = float(row[leaf] - common)
    share = -common / scale
    return (leaf, share, scale < 0) if 0 <= share <= 1 else None


def draw_in_box(box: Box, points: Numbers) -> Numbers:
    """Draw × leaf from even `points` (draw × one fewer than the leaves with room)."""
    open_to = box.open_to
    room, left = box.room[open_to], np.full(len(points), box.left)
    grid = np.linspace(0.0, box.left, _STEPS + 1)
    tables = _added_up(room, grid)
    found = np.tile(box.least, (len(points), 1))
    for place in range(len(open_to) - 1, 0, -1):
        table = tables[place - 1]
        highest, lowest = _at(left, table, grid[1]), _at(left - room[place], table, grid[1])
        rest = np.interp(highest - points[:, place - 1] * (highest - lowest), table, grid)
        rest = np.clip(rest, np.maximum(left - room[place], 0.0), np.minimum(left, room[:place].sum()))
        found[:, open_to[place]] += left - rest
        left = rest
    found[:, open_to[0]] += left
    return found


def _added_up(room: Numbers, grid: Numbers) -> list[Numbers]:
    """For each number of leaves from one on: the volume in which they add to no more than each step of the grid."""
    step = float(grid[1])
    tables = [np.minimum(grid, room[0])]
    for more in room[1:-1]:
        density = tables[-1] - _at(grid - more, tables[-1], step)
        volume = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * step)])
        tables.append(volume / volume[-1])
    return tables


def _at(where: Numbers, table: Numbers, step: float) -> Numbers:
    """The table between its steps; nought below it."""
    places = np.clip(where / step, 0.0, len(table) - 1.000001)
    whole = places.astype(np.int64)
    low = table[whole]
    return np.asarray(low + (places - whole) * (table[whole + 1] - low), dtype=np.float64)
