"""Where partners differ most: on a weight or on a score, between whom, and how much of the total hangs on it."""

from collections.abc import Iterator, Sequence

import numpy as np

from concordat.domain.appraisal.inputs import Appraisal
from concordat.domain.appraisal.performance import Basis
from concordat.domain.appraisal.results import Disagreement, ViewResult


def disagreements(appraisal: Appraisal, joint: ViewResult, partners: Sequence[ViewResult]) -> tuple[Disagreement, ...]:
    """The largest effect first. Only what partners said themselves: a score taken from others is no disagreement."""
    found = [*_on_weights(appraisal, joint, partners), *_on_scores(appraisal, joint, partners)]
    return tuple(sorted(found, key=lambda item: -item.effect))


def _on_weights(appraisal: Appraisal, joint: ViewResult, partners: Sequence[ViewResult]) -> Iterator[Disagreement]:
    said = [view for view in partners if not view.weights.is_open]
    if len(said) < 2:
        return
    for number, leaf in enumerate(appraisal.leaves):
        given = [(float(view.weights.centre[number]), view.view.title) for view in said]
        low, high = min(given), max(given)
        reach = float(np.ptp(joint.performance.means[:, number]))
        if high[0] - low[0] > 1e-6:
            effect = (high[0] - low[0]) * reach
            yield Disagreement(leaf.id, "", low[1], high[1], low[0], high[0], effect)


def _on_scores(appraisal: Appraisal, joint: ViewResult, partners: Sequence[ViewResult]) -> Iterator[Disagreement]:
    for i, option in enumerate(appraisal.options):
        for k, leaf in enumerate(appraisal.leaves):
            given = [
                (float(view.performance.means[i, k]), view.view.title)
                for view in partners
                if view.performance.cells[i][k].basis is Basis.OWN
            ]
            if len(given) < 2:
                continue
            low, high = min(given), max(given)
            if high[0] - low[0] > 1e-6:
                effect = (high[0] - low[0]) * float(joint.weights.centre[k])
                yield Disagreement(leaf.id, option.id, low[1], high[1], low[0], high[0], effect)
