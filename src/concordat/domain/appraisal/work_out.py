"""From what people said to the answer: every view, the flips, what to find out, and where partners differ."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from concordat.domain.appraisal.areas import combine
from concordat.domain.appraisal.checks import check_appraisal
from concordat.domain.appraisal.disagreement import disagreements
from concordat.domain.appraisal.evidence import worth_knowing
from concordat.domain.appraisal.flips import ScoreFlip, leader_of, pair_flips, score_flips, weight_flips
from concordat.domain.appraisal.inputs import Appraisal
from concordat.domain.appraisal.performance import Performance, perform
from concordat.domain.appraisal.results import AppraisalResult, SecondOpinion, ViewResult, Without
from concordat.domain.appraisal.second_opinion import promethee_ii, topsis
from concordat.domain.appraisal.sentences import headline
from concordat.domain.appraisal.shares import SAME, Shares, rank_shares
from concordat.domain.appraisal.totals import contributions, dominated, ranks, weighted_sum
from concordat.domain.appraisal.views import View, ViewWeights, views_of, weigh
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.kernel.seeds import generator

Numbers = npt.NDArray[np.float64]
RULE = "appraisal.weighted_total"
DRAWS = 65_536  # every share's standard error is then at most 0.002
CENTRE_DRAWS = 8_192  # enough for the typical weights of a view whose shares are not asked for


def work_out(appraisal: Appraisal, *, draws: int = DRAWS, shares_for: Sequence[str] | None = None) -> AppraisalResult:
    """Every view and everything beside it. `shares_for`: the views (by id) to draw shares for; None for all of them."""
    worked = [
        view_result(appraisal, view, draws=draws, with_shares=shares_for is None or view.id in shares_for)
        for view in views_of(appraisal)
    ]
    joint = worked[0]
    by_kind = {
        kind: tuple(item for item in worked[1:] if item.view.of == kind) for kind in ("partner", "group", "person")
    }
    values, weights, open_to = joint.performance.means, joint.weights.centre, joint.open_to
    nodes = nodes_of(appraisal)
    flips = weight_flips(values, weights, nodes, open_to)
    provenance = _provenance(appraisal, joint)
    return AppraisalResult(
        appraisal=appraisal,
        joint=joint,
        partners=by_kind["partner"],
        groups=by_kind["group"],
        people=by_kind["person"],
        sentence=headline(appraisal, joint, flips),
        dominated=dominated(joint.performance),
        weight_flips=flips,
        pair_flips=pair_flips(values, weights, nodes, open_to),
        score_flips=_with_levels(appraisal, score_flips(values, weights, _ids(appraisal), open_to)),
        worth_knowing=worth_knowing(joint.performance.quantiles, weights, open_to),
        without=_without_each(appraisal, joint),
        disagreements=disagreements(appraisal, joint, by_kind["partner"]),
        combination=combine(appraisal, weights, who=joint.view.who),
        second_opinions=_second_opinions(joint),
        findings=check_appraisal(appraisal, joint),
        provenance=provenance,
        hash=result_hash(_figures(appraisal, joint), provenance),
    )


def view_result(
    appraisal: Appraisal,
    view: View,
    *,
    draws: int = DRAWS,
    with_shares: bool = True,
    centre: Numbers | None = None,
) -> ViewResult:
    """One view. `centre` sets the weights by hand (a slider); the shares still rest on what people said."""
    performance = perform(appraisal, who=view.who)
    weights = weigh(appraisal, view, draws=draws if with_shares else min(draws, CENTRE_DRAWS), seed=appraisal.seed)
    if centre is not None:
        weights = replace(weights, centre=centre)
    result = totals_of(view, performance, weights)
    if not with_shares or not appraisal.options:
        return result
    random = generator(appraisal.seed, "scores", view.id)
    rows = np.flatnonzero(result.open_to)
    if not len(rows):
        return result
    found = rank_shares(weights.draws, performance.quantiles[rows], random=random)
    if weights.effective is not None:  # what the draws are worth, so that the standard error says the truth
        found = replace(found, draws=int(min(found.draws, weights.effective)))
    return replace(result, shares=_spread_out(found, rows, len(appraisal.options)))


def totals_of(view: View, performance: Performance, weights: ViewWeights) -> ViewResult:
    """Totals at the typical weights, from worst to best of every score."""
    centre = weights.centre
    means = performance.means.reshape(len(performance.cells), len(centre))
    totals = weighted_sum(means, centre)
    open_to = np.array([not any(cell.knocked_out for cell in row) for row in performance.cells], dtype=bool)
    leader = leader_of(totals, open_to)
    tied = () if leader is None else tuple(int(i) for i in np.flatnonzero(open_to & (totals >= totals[leader] - SAME)))
    lows = performance.lows.reshape(means.shape)
    highs = performance.highs.reshape(means.shape)
    return ViewResult(
        view,
        weights,
        performance,
        totals,
        lows @ centre,
        highs @ centre,
        contributions(means, centre),
        ranks(np.where(open_to, totals, -1.0)) if len(totals) else (),
        open_to,
        leader,
        tied,
    )


def nodes_of(appraisal: Appraisal) -> dict[str, tuple[int, ...]]:
    return {criterion.id: appraisal.under(criterion.id) for criterion in appraisal.criteria}


def _ids(appraisal: Appraisal) -> tuple[str, ...]:
    return tuple(leaf.id for leaf in appraisal.leaves)


def _spread_out(found: Shares, rows: npt.NDArray[np.intp], options: int) -> Shares:
    """Options that may not lead take no place."""
    if len(rows) == options:
        return found
    places, beats = np.zeros((options, options)), np.zeros((options, options))
    centres = np.full((options, found.centres.shape[1]), np.nan)
    places[rows, : len(rows)], centres[rows] = found.places, found.centres
    beats[np.ix_(rows, rows)] = found.beats
    return replace(found, places=places, centres=centres, beats=beats)


def _with_levels(appraisal: Appraisal, flips: tuple[ScoreFlip, ...]) -> tuple[ScoreFlip, ...]:
    """In the criterion's unit, where the scale does not depend on the options."""
    return tuple(
        flip
        if appraisal.by_id[flip.criterion].relative
        else replace(flip, level=appraisal.by_id[flip.criterion].function.level_of(flip.at))
        for flip in flips
    )


def _without_each(appraisal: Appraisal, joint: ViewResult) -> tuple[Without, ...]:
    """Scales set by the options themselves change with them: only then can the order of the others change."""
    if len(appraisal.options) < 3:
        return ()
    order = _order(joint.totals, joint.open_to)
    relative = any(leaf.relative for leaf in appraisal.leaves)
    found = []
    for out in range(len(appraisal.options)):
        kept = [i for i in range(len(appraisal.options)) if i != out]
        if relative:
            fewer = replace(appraisal, options=tuple(appraisal.options[i] for i in kept))
            totals = perform(fewer, who=joint.view.who).means @ joint.weights.centre
        else:
            totals = joint.totals[kept]
        new = tuple(kept[i] for i in _order(totals, joint.open_to[kept]))
        leader = next((i for i in new if joint.open_to[i]), None)
        found.append(Without(out, new, leader, new != tuple(i for i in order if i != out)))
    return tuple(found)


def _order(totals: Numbers, open_to: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.lexsort((-np.round(totals, 9), ~open_to)))


def _second_opinions(joint: ViewResult) -> tuple[SecondOpinion, ...]:
    values = joint.performance.means
    if len(values) < 2 or joint.leader is None:
        return ()
    more = [True] * values.shape[1]
    weights = joint.weights.centre
    found = []
    for name, figures in (
        ("TOPSIS: how near the best of everything", topsis(values, weights, more_is_better=more)),
        ("PROMETHEE II: how many criteria it wins on", promethee_ii(values, weights, more_is_better=more)),
    ):
        order = _order(figures, joint.open_to)
        best = figures[order[0]]
        found.append(SecondOpinion(name, figures, order, bool(figures[joint.leader] >= best - SAME)))
    return tuple(found)


def _provenance(appraisal: Appraisal, joint: ViewResult) -> Provenance:
    used = [
        *([InputUsed.of_document(appraisal.document)] if appraisal.document else []),
        *(InputUsed.of_fact(option.fact, option.title) for option in appraisal.options if option.fact),
        *joint.performance.inputs,
        *(InputUsed.of_fact(said.fact, said.kind.value) for part in joint.view.parts for said in part if said.fact),
    ]
    distinct = {(item.kind, item.name, item.hash): item for item in used}
    return Provenance.of(
        RULE,
        "Each score becomes a value from 0 (worst) to 100 (best); the total is the sum of weight times value. "
        "Shares count how often an option comes first over all weights and scores that fit what people said.",
        distinct.values(),
        seed=appraisal.seed,
    )


def _figures(appraisal: Appraisal, joint: ViewResult) -> dict[str, object]:
    """Rounded, so that another processor's last binary digit does not rename the result."""
    shares = joint.shares
    return {
        "weights": {
            leaf.id: round(float(w), 9) for leaf, w in zip(appraisal.leaves, joint.weights.centre, strict=True)
        },
        "totals": {option.id: round(float(t), 6) for option, t in zip(appraisal.options, joint.totals, strict=True)},
        "first": None
        if shares is None
        else {option.id: round(float(s), 6) for option, s in zip(appraisal.options, shares.first, strict=True)},
    }
