"""The draws of a simulation, fast: the case is linear in its lines, so a draw looks up one figure a line and multiplies it
by what a pound of the line is worth.

Lines are taken in blocks of one partner each, so that only their own partner's sums are formed. Figures are drawn as
differences from their means in single precision; the means themselves are added exactly at the end.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concordat.domain.business_case.dependence import Groups
from concordat.domain.business_case.shapes import (
    CELLS,
    Z_LIMIT,
    Ranges,
    normal_scores,
    tables_by_chance,
    tables_by_z,
)
from concordat.domain.kernel.seeds import generator

CHUNK = 4096  # draws at a time
BLOCK = 128  # lines at a time: their tables (2 MB) stay near the processor
Progress = Callable[[int, int], bool]  # (draws done, draws wanted) → go on?


class Stopped(Exception):
    """Somebody stopped the simulation before it was done."""


@dataclass(frozen=True)
class Work:
    """What to draw. `worth` is lines × measures: what one penny of the line adds to each measure, signed.
    `partner_of` names each line's column of sums."""

    ranges: Ranges
    worth: npt.NDArray[np.float64]
    partner_of: npt.NDArray[np.int64]
    partners: int
    groups: Groups
    goes_up: npt.NDArray[np.bool_]  # True where more of the line is better


def draw_sums(work: Work, *, draws: int, seed: int, progress: Progress | None = None) -> npt.NDArray[np.float32]:
    """partners × measures × draws: differences from the mean. Raises `Stopped` where `progress` says no."""
    measures = work.worth.shape[1]
    sums = np.zeros((work.partners, measures, draws), dtype=np.float32)
    blocks = list(_blocks(work))
    scores = normal_scores()
    for number, first in enumerate(range(0, draws, CHUNK)):
        if progress and not progress(first, draws):
            raise Stopped
        count = min(CHUNK, draws - first)
        random = generator(seed, "draws", str(number))
        factors = _factors(work.groups, random, count)
        for block in blocks:
            figures = block.draw(random, factors, scores, count)
            _add_up(sums[block.partner, :, first : first + count], block.worth, figures)
    if progress:
        progress(draws, draws)
    return sums


# A product of fewer multiplications than this is done by one thread: sums then come out the same whatever the number of
# processors, and on a busy machine no thread waits for another.
_ONE_THREAD = 2**18


def _add_up(sums: npt.NDArray[np.float32], worth: npt.NDArray[np.float32], figures: npt.NDArray[np.float32]) -> None:
    """Add ``worth @ figures`` to `sums` in place, some draws at a time."""
    step = max(16, _ONE_THREAD // worth.size)
    for at in range(0, figures.shape[1], step):
        sums[:, at : at + step] += worth @ figures[:, at : at + step]


def _factors(groups: Groups, random: np.random.Generator, count: int) -> npt.NDArray[np.float32]:
    """groups × draws."""
    if not groups.names:
        return np.zeros((0, count), dtype=np.float32)
    own = random.standard_normal((len(groups.names), count))
    return np.asarray(groups.root @ own, dtype=np.float32)


@dataclass(frozen=True)
class _Block:
    """Some lines of one partner that all move alone, or all with one group."""

    partner: int
    worth: npt.NDArray[np.float32]  # measures × lines
    tables: npt.NDArray[np.float32]  # lines × cells, differences from the mean
    group: int
    own_part: float  # √(1 − ρ): how much of a line's score is its own

    def draw(
        self,
        random: np.random.Generator,
        factors: npt.NDArray[np.float32],
        scores: npt.NDArray[np.float32],
        count: int,
    ) -> npt.NDArray[np.float32]:
        """lines × draws."""
        lines = len(self.tables)
        raw = random.bit_generator.random_raw((lines * count + 3) // 4)
        picks = np.asarray(raw, dtype=np.uint64).view(np.uint16)[: lines * count].reshape(lines, count)
        figures = np.empty((lines, count), dtype=np.float32)
        if self.group < 0:
            picks = picks >> np.uint16(4)
            for line in range(lines):
                np.take(self.tables[line], picks[line], out=figures[line], mode="clip")
            return figures
        common = (factors[self.group] + np.float32(Z_LIMIT)) * np.float32(CELLS / (2 * Z_LIMIT))
        own = scores * np.float32(self.own_part * CELLS / (2 * Z_LIMIT))
        for line in range(lines):
            step = np.take(own, picks[line], mode="clip")
            step += common
            np.take(self.tables[line], step.astype(np.int32), out=figures[line], mode="clip")
        return figures


def _blocks(work: Work) -> Iterator[_Block]:
    groups = work.groups.of_line
    within = work.groups.within if work.groups.names else np.zeros(0)
    order = np.lexsort((np.arange(len(groups)), groups, work.partner_of))
    keys = list(zip(work.partner_of[order], groups[order], strict=True))
    start = 0
    for place in range(1, len(order) + 1):
        if place == len(order) or keys[place] != keys[start] or place - start == BLOCK:
            yield _block(work, order[start:place], within)
            start = place


def _block(work: Work, places: npt.NDArray[np.int64], within: npt.NDArray[np.float64]) -> _Block:
    group = int(work.groups.of_line[places[0]])
    integrals = work.ranges.part(places).integrals()
    tables = tables_by_chance(integrals) if group < 0 else tables_by_z(integrals)
    # The score is good where it is high: a cost is low then.
    tables = np.where(work.goes_up[places][:, None], tables, tables[:, ::-1])
    tables -= integrals[:, -1:]
    return _Block(
        partner=int(work.partner_of[places[0]]),
        worth=np.ascontiguousarray(work.worth[places].T, dtype=np.float32),
        tables=np.ascontiguousarray(tables, dtype=np.float32),
        group=group,
        own_part=float(np.sqrt(max(0.0, 1 - within[group]))) if group >= 0 else 1.0,
    )
