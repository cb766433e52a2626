"""How often a split keeps everybody better off than alone, when nobody knows the costs exactly.

The shares are agreed now, on the likely figures, and kept as per cents. Then the costs turn out: each council's cost
alone is drawn from its range (PERT), and the joint cost from its own range, or, where it has none, it keeps its
proportion to what everybody would pay alone. Draws are independent; the seed is part of the result.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from concordat.domain.cost_sharing.inputs import SplitQuestion
from concordat.domain.cost_sharing.results import BetterOff
from concordat.domain.kernel.estimates import Estimate
from concordat.domain.kernel.seeds import generator

DRAWS = 20_000


def draw_costs(
    question: SplitQuestion, *, seed: int, draws: int = DRAWS
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """(draws × partners costs alone, draws joint costs), or None where nothing was given a range."""
    if question.alone_ranges is None and question.total_range is None:
        return None
    random = generator(seed, "cost_sharing.uncertainty")
    likely = np.array(question.game.alone, dtype=float)
    alone = np.tile(likely, (draws, 1))
    for i, estimate in enumerate(question.alone_ranges or ()):
        alone[:, i] = pert(estimate, random, draws, otherwise=likely[i])
    if question.total_range is not None:
        return alone, pert(question.total_range, random, draws, otherwise=float(question.game.total))
    return alone, question.game.total * alone.sum(axis=1) / likely.sum()


def pert(estimate: Estimate, random: np.random.Generator, draws: int, *, otherwise: float) -> NDArray[np.float64]:
    """Draws from a PERT distribution (a beta with most weight on the likely figure); fixed where there is no range."""
    if not estimate.is_range or estimate.low is None or estimate.high is None:
        return np.full(draws, otherwise)
    low, high = float(estimate.low), float(estimate.high)
    likely = otherwise if estimate.likely is None else float(estimate.likely)
    width = high - low
    return low + width * random.beta(1 + 4 * (likely - low) / width, 1 + 4 * (high - likely) / width, draws)


def better_off(
    shares: Sequence[Fraction],
    drawn: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    seed: int,
) -> BetterOff:
    """`shares` of one. Paying exactly as much as alone counts as no worse off."""
    alone, total = drawn
    pays = total[:, None] * np.array([float(share) for share in shares])
    no_worse = pays <= alone * (1 + 1e-12)
    draws = len(total)
    return BetterOff(
        Decimal(int(no_worse.all(axis=1).sum())) / draws,
        tuple(Decimal(int(count)) / draws for count in no_worse.sum(axis=0)),
        draws,
        seed,
    )
