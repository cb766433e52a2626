"""How well each option does on each criterion, as one view sees it, with its range: values from 0 to 100.

A figure worked out elsewhere comes first; then what was agreed in a round (unless this view held out); then the view's
own scores put together (lowest low, mean likely, highest high); then the others' scores, said so. A score nobody gave
is not nought: it may be anything from 0 to 100, and is counted as that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from concordat.domain.appraisal.inputs import AgreedScore, Appraisal, Criterion, Judge, Score
from concordat.domain.appraisal.pert import MIDDLES, QUANTILES, pert_slices
from concordat.domain.appraisal.value_functions import Shape, ValueFunction
from concordat.domain.kernel.provenance import InputUsed

Numbers = npt.NDArray[np.float64]
_Given = TypeVar("_Given", Score, AgreedScore)


class Basis(StrEnum):
    FIGURE = "worked out elsewhere"
    AGREED = "agreed"
    OWN = "own score"
    OTHERS = "taken from others"
    MISSING = "not scored"


@dataclass(frozen=True)
class Cell:
    """Levels in the criterion's unit and their values; `low_value` is the worse end, `high_value` the better."""

    criterion: str
    option: str
    basis: Basis
    low: Decimal | None
    likely: Decimal | None
    high: Decimal | None
    words: str
    low_value: float
    likely_value: float
    high_value: float
    knocked_out: bool = False
    may_be_knocked_out: bool = False
    inputs: tuple[InputUsed, ...] = field(default=(), repr=False)

    @property
    def is_missing(self) -> bool:
        return self.basis is Basis.MISSING

    @property
    def is_certain(self) -> bool:
        return self.low_value == self.high_value


@dataclass(frozen=True)
class Performance:
    """`cells[option][leaf]`. `quantiles` (option × leaf × 256) are the means of equal slices of each cell's spread."""

    cells: tuple[tuple[Cell, ...], ...]
    quantiles: Numbers = field(repr=False)

    @cached_property
    def means(self) -> Numbers:
        """Option × leaf: what a cell is worth on average. It decides the totals, so that they fit the shares."""
        return np.asarray(self.quantiles.mean(axis=2), dtype=np.float64)

    @property
    def lows(self) -> Numbers:
        return np.array([[cell.low_value for cell in row] for row in self.cells])

    @property
    def highs(self) -> Numbers:
        return np.array([[cell.high_value for cell in row] for row in self.cells])

    @property
    def inputs(self) -> tuple[InputUsed, ...]:
        return tuple({(u.name, u.hash): u for row in self.cells for cell in row for u in cell.inputs}.values())


Who = frozenset[Judge] | None  # the judges of a view; None for all of them together


def perform(appraisal: Appraisal, *, who: Who = None, service_area: str = "") -> Performance:
    """The cells of a view. With a service area, scores for that area take the place of those for all."""
    finder = _Finder(appraisal, who, service_area)
    rows = [[finder.cell(leaf, option.id) for leaf in appraisal.leaves] for option in appraisal.options]
    for number, leaf in enumerate(appraisal.leaves):
        if leaf.relative:
            _scale_by_options(rows, number, leaf)
    cells = tuple(tuple(row) for row in rows)
    return Performance(cells, spread_of(cells, appraisal.leaves))


@dataclass(frozen=True)
class _Finder:
    appraisal: Appraisal
    who: Who
    service_area: str

    def cell(self, leaf: Criterion, option: str) -> Cell:
        figure = self.appraisal.figures.get(leaf.takes, {}).get(option) if leaf.takes else None
        if figure is not None:
            return make_cell(leaf, option, Basis.FIGURE, figure.low, figure.likely, figure.high, "", (figure.used,))
        given = [score for score in self.appraisal.scores_of.get((leaf.id, option), ()) if score.is_given]
        given = self._of_area(given)
        own = given if self.who is None else [score for score in given if score.judge in self.who]
        agreed = next((a for a in self._of_area(self._agreed(leaf, option))), None)
        if agreed is not None and not (own and self._holds_out(agreed)):
            used = (InputUsed.of_fact(agreed.fact, "agreed"),) if agreed.fact else ()
            return make_cell(
                leaf,
                option,
                Basis.AGREED,
                *levels(leaf, agreed.low, agreed.likely, agreed.high, agreed.category),
                agreed.category,
                used,
            )
        if own:
            return _pooled(leaf, option, own, Basis.OWN)
        if given:
            return _pooled(leaf, option, given, Basis.OTHERS)
        return make_cell(leaf, option, Basis.MISSING, None, None, None, "", ())

    def _agreed(self, leaf: Criterion, option: str) -> list[AgreedScore]:
        return [item for item in self.appraisal.agreed if (item.criterion, item.option) == (leaf.id, option)]

    def _of_area(self, items: list[_Given]) -> list[_Given]:
        own = [item for item in items if item.service_area and item.service_area == self.service_area]
        return own or [item for item in items if not item.service_area]

    def _holds_out(self, agreed: AgreedScore) -> bool:
        if self.who is None:
            return False
        names = {name for judge in self.who for name in (judge.organisation, judge.person)}
        return bool(names & set(agreed.held_out))


def levels(
    leaf: Criterion, low: Decimal | None, likely: Decimal | None, high: Decimal | None, category: str
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Figures as given; where only some are, the nearest stands in. A word becomes the level that has its value."""
    if likely is None and low is None and high is None and category:
        value = (leaf.function.categories or {}).get(category)
        level = None if value is None else leaf.function.level_of(float(value))
        found = None if level is None else Decimal(str(round(level, 6)))
        return found, found, found
    middle = likely if likely is not None else _between(low, high)
    return low if low is not None else middle, middle, high if high is not None else middle


def _between(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    known = [figure for figure in (low, high) if figure is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


def _pooled(leaf: Criterion, option: str, given: Sequence[Score], basis: Basis) -> Cell:
    read = [levels(leaf, score.low, score.likely, score.high, score.category) for score in given]
    lows, likelies, highs = ([figure for figure in side if figure is not None] for side in zip(*read, strict=True))
    used = tuple(InputUsed.of_fact(score.fact, basis.value) for score in given if score.fact is not None)
    if not likelies:
        return make_cell(leaf, option, Basis.MISSING, None, None, None, given[0].category, used)
    words = given[0].category if len(given) == 1 else ""
    mean = sum(likelies, Decimal(0)) / len(likelies)
    return make_cell(leaf, option, basis, min(lows), mean, max(highs), words, used)


def make_cell(
    leaf: Criterion,
    option: str,
    basis: Basis,
    low: Decimal | None,
    likely: Decimal | None,
    high: Decimal | None,
    words: str,
    inputs: Iterable[InputUsed],
) -> Cell:
    """Levels in the criterion's own unit → values of 0 to 100, with the knock-out looked at.

    A missing level gives a missing cell over the whole range.
    """
    if low is None or likely is None or high is None:
        return Cell(leaf.id, option, Basis.MISSING, None, None, None, words, 0.0, 50.0, 100.0, inputs=tuple(inputs))
    ends = sorted((leaf.function.value(low), leaf.function.value(high)))
    middle = min(max(leaf.function.value(likely), ends[0]), ends[1])
    fails = [_fails(leaf, level) for level in (low, likely, high)]
    return Cell(
        leaf.id, option, basis, low, likely, high, words, ends[0], middle, ends[1], fails[1], any(fails), tuple(inputs)
    )


def _fails(leaf: Criterion, level: Decimal) -> bool:
    """Below the least level it must reach (above the most, where less is better)."""
    if leaf.knock_out is None:
        return False
    return level < leaf.knock_out if leaf.function.more_is_better else level > leaf.knock_out


def _scale_by_options(rows: list[list[Cell]], number: int, leaf: Criterion) -> None:
    """Worst and best are what the options themselves reach. Where all reach the same, all are worth 100."""
    known = [cell for row in rows if (cell := row[number]).low is not None]
    if not known:
        return
    low = min(cell.low for cell in known if cell.low is not None)
    high = max(cell.high for cell in known if cell.high is not None)
    for row in rows:
        cell = row[number]
        if cell.is_missing:
            continue
        if low == high:
            function = ValueFunction(values=(Decimal(100), Decimal(100)), levels=(low, low + 1))
        else:
            function = leaf.function.between(low, high)
        scaled = Criterion(leaf.id, leaf.title, function=function, knock_out=leaf.knock_out)
        row[number] = make_cell(
            scaled, cell.option, cell.basis, cell.low, cell.likely, cell.high, cell.words, cell.inputs
        )


def spread_of(cells: tuple[tuple[Cell, ...], ...], leaves: Sequence[Criterion]) -> Numbers:
    """The 256 equal slices of every cell's spread: PERT in the level between low and high, then valued.

    A missing cell is spread evenly from 0 to 100. Each slice is held by its middle, so a value bent by its function
    stays bent; the mean of slices differs from the exact one by less than a hundredth of the range.
    """
    found = np.empty((len(cells), len(leaves), QUANTILES))
    uncertain = []
    for i, row in enumerate(cells):
        for k, cell in enumerate(row):
            if cell.is_missing:
                found[i, k] = 100 * MIDDLES
            elif cell.is_certain:
                found[i, k] = cell.low_value
            else:
                uncertain.append((i, k))
    ends = [_ends(cells[i][k], leaves[k]) for i, k in uncertain]
    slices = pert_slices(np.array([(likely - low) / (high - low) for low, likely, high in ends]))
    for (i, k), (low, _, high), slice_ in zip(uncertain, ends, slices, strict=True):
        spread = low + (high - low) * slice_
        found[i, k] = spread if _is_straight(leaves[k]) else leaves[k].function.of(spread)
    return found


def _is_straight(leaf: Criterion) -> bool:
    return leaf.relative or leaf.function.shape is Shape.LINEAR


def _ends(cell: Cell, leaf: Criterion) -> tuple[float, float, float]:
    """What is drawn between: values where they run straight with the level, else levels."""
    if _is_straight(leaf):
        return cell.low_value, cell.likely_value, cell.high_value
    return float(cell.low or 0), float(cell.likely or 0), float(cell.high or 0)
