"""How often each option comes first, second …: over weights and scores drawn from everything people said.

For each draw one weighting and one level of every uncertain cell make a total for each option. Options with the same
total share the places they take. Cells are drawn from 256 equal slices of their spread, weights as `weight_sampling`
draws them (quasi-random where it can). Standard errors are those of independent draws, p(1−p)/N: quasi-random weights
only make them smaller.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from concordat.domain.appraisal.pert import QUANTILES

Numbers = npt.NDArray[np.float64]
_BLOCK = 2048
SAME = 1e-9  # totals run to 100: closer than this is a tie


@dataclass(frozen=True)
class Shares:
    """`places[i, r]`: the share of draws in which option i takes place r (0 = first). Rows and columns add to 1.

    `centres[i]`: the mean weights where i is first (NaN where it never is). `beats[i, j]`: the share in which i has the
    larger total; a tie counts for neither. `draws`: how many independent draws the shares are worth.
    """

    places: Numbers
    centres: Numbers
    beats: Numbers
    draws: int

    @property
    def first(self) -> Numbers:
        return np.asarray(self.places[:, 0], dtype=np.float64)

    @property
    def standard_error(self) -> float:
        """The largest of any share's."""
        return float(np.sqrt((self.places * (1 - self.places)).max() / self.draws))


def rank_shares(weights: Numbers, quantiles: Numbers, *, random: np.random.Generator, pairs: bool = True) -> Shares:
    """`weights`: draw × leaf. `quantiles`: option × leaf × 256 (see `performance`)."""
    draws, leaves = weights.shape
    options = len(quantiles)
    tally = _Tally(options, leaves, pairs=pairs)
    certain = np.ptp(quantiles, axis=2) == 0
    fixed = np.where(certain, quantiles[:, :, 0], 0.0).T.copy()
    cells = [(i, k, quantiles[i, k].copy()) for i, k in zip(*np.nonzero(~certain), strict=True)]
    for start in range(0, draws, _BLOCK):
        block = weights[start : start + _BLOCK]
        tally.add(block, _totals(block, fixed, cells, random))
    return tally.shares(draws)


def _totals(
    weights: Numbers, fixed: Numbers, cells: list[tuple[int, int, Numbers]], random: np.random.Generator
) -> Numbers:
    """Option × draw: certain cells by one product, each uncertain one looked up by a random byte."""
    totals = (weights @ fixed).T.copy()
    count = len(weights)
    which = random.integers(0, QUANTILES, size=(len(cells), count), dtype=np.uint8)
    by_leaf = weights.T.copy()
    for (i, k, table), at in zip(cells, which, strict=True):
        totals[i] += by_leaf[k] * table.take(at)
    return totals


class _Tally:
    """Counts added up block by block, so that a large problem needs no large memory."""

    def __init__(self, options: int, leaves: int, *, pairs: bool) -> None:
        self.options, self.pairs = options, pairs
        self.places = np.zeros((options, options))
        self.stretches = np.zeros((options, options + 1))
        self.sums = np.zeros((options, leaves))
        self.firsts = np.zeros(options)
        self.beats = np.zeros((options, options))

    def add(self, weights: Numbers, totals: Numbers) -> None:
        """`totals`: option × draw."""
        by_draw = totals.T.copy()
        order = np.argsort(-by_draw, axis=1)
        ordered = np.take_along_axis(by_draw, order, axis=1)
        tied = (ordered[:, :-1] - ordered[:, 1:] <= SAME).any(axis=1)
        self._add_untied(weights[~tied], order[~tied])
        if tied.any():
            self._add_tied(weights[tied], by_draw[tied])
        if self.pairs:
            for i in range(self.options):
                self.beats[i] += (totals[i] > totals + SAME).sum(axis=1)

    def _add_untied(self, weights: Numbers, order: npt.NDArray[np.intp]) -> None:
        for place in range(self.options):
            self.places[:, place] += np.bincount(order[:, place], minlength=self.options)
        first = order[:, 0]
        self.firsts += np.bincount(first, minlength=self.options)
        for leaf in range(weights.shape[1]):
            self.sums[:, leaf] += np.bincount(first, weights=weights[:, leaf], minlength=self.options)

    def _add_tied(self, weights: Numbers, totals: Numbers) -> None:
        """Each of t options with the same total gets 1/t of each of the t places they take together."""
        better = (totals[:, None, :] > totals[:, :, None] + SAME).sum(axis=2)
        same = (np.abs(totals[:, None, :] - totals[:, :, None]) <= SAME).sum(axis=2)
        share, width = 1.0 / same, self.options + 1
        base = np.arange(self.options) * width
        for at, sign in ((better, 1.0), (better + same, -1.0)):  # a stretch of places, by where it starts and ends
            self.stretches += sign * np.bincount(
                (base + at).ravel(), weights=share.ravel(), minlength=self.options * width
            ).reshape(self.options, width)
        lead = np.where(better == 0, 1.0 / same, 0.0)
        self.firsts += lead.sum(axis=0)
        self.sums += lead.T @ weights

    def shares(self, draws: int) -> Shares:
        with np.errstate(divide="ignore", invalid="ignore"):
            centres = np.where(self.firsts[:, None] > 0, self.sums / self.firsts[:, None], np.nan)
        places = self.places + np.cumsum(self.stretches, axis=1)[:, : self.options]
        return Shares(np.clip(places / draws, 0.0, 1.0), centres, self.beats / draws, draws)


def shares_of_draws(measures: Numbers, weights: Numbers) -> Shares:
    """The same from draws made elsewhere: `measures` draw × option × leaf, `weights` draw × leaf or one for all."""
    drawn = np.broadcast_to(weights, (len(measures), measures.shape[2]))
    tally = _Tally(measures.shape[1], measures.shape[2], pairs=True)
    tally.add(np.array(drawn), np.einsum("dik,dk->id", measures, drawn))
    return tally.shares(len(measures))


def confidence_of(centres: Numbers, quantiles: Numbers, *, draws: int, random: np.random.Generator) -> Numbers:
    """For each option: how often it is first under the typical weights that favour it; NaN where it never is first."""
    found = np.full(len(quantiles), np.nan)
    for i, centre in enumerate(centres):
        if not np.isnan(centre).any():
            one = rank_shares(np.tile(centre, (draws, 1)), quantiles, random=random, pairs=False)
            found[i] = one.first[i]
    return found
