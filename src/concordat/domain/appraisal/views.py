"""Whose view: one person's, one partner's, or that of all together; and the weights that fit what they said.

A partner's own statement comes before its people's; what everybody agreed together comes before the partners'. Where
there is none, each person counts the same within the partner and each partner the same in the whole. A contractor's
view stands beside the others and is not counted in the whole. Who said nothing about weights leaves them open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from concordat.domain.appraisal.consistency import Clash, Fitted, fit
from concordat.domain.appraisal.inputs import Appraisal, Group, Judge, SpeaksFor, Statement
from concordat.domain.appraisal.weight_sampling import Weights, draw_weights
from concordat.domain.appraisal.weight_statements import Limit, limits_from, row_of

Numbers = npt.NDArray[np.float64]


class ViewOf(StrEnum):
    EVERYBODY = "everybody"
    PARTNER = "partner"
    GROUP = "group"
    PERSON = "person"


@dataclass(frozen=True)
class View:
    """`parts` are the statements of each person or partner whose weights are mixed in equal measure; none: open."""

    id: str
    title: str
    of: ViewOf
    who: frozenset[Judge] | None
    parts: tuple[tuple[Statement, ...], ...] = ()


@dataclass(frozen=True)
class ViewWeights:
    draws: Numbers
    centre: Numbers
    how: tuple[str, ...]
    clashes: tuple[Clash, ...]
    is_open: bool
    effective: float | None


def views_of(appraisal: Appraisal) -> tuple[View, ...]:
    """Everybody's first, then each partner's, then (where it has several) each of its groups', then each person's."""
    partners = [_partner(appraisal, organisation) for organisation in appraisal.partners]
    groups = [view for organisation in appraisal.partners for view in _groups(appraisal, organisation)]
    people = [_person(appraisal, judge) for judge in appraisal.judges]
    return (_everybody(appraisal, partners), *partners, *groups, *people)


def _everybody(appraisal: Appraisal, partners: Sequence[View]) -> View:
    counted = [judge for judge in appraisal.judges if judge.group is not Group.CONTRACTOR]
    who = frozenset(counted) if counted else None
    together = tuple(item for item in appraisal.statements if item.speaks_for is SpeaksFor.EVERYBODY)
    if together:
        return View("everybody", "All partners together", ViewOf.EVERYBODY, who, (together,))
    as_partners = {item.judge for item in appraisal.statements if item.speaks_for is SpeaksFor.PARTNER}
    councils = {judge.organisation for judge in (*counted, *as_partners) if judge.group is not Group.CONTRACTOR}
    counting = [view for view in partners if view.id.removeprefix("partner-") in councils]
    parts = tuple(part for view in counting for part in view.parts if part[0].judge.group is not Group.CONTRACTOR)
    return View("everybody", "All partners together", ViewOf.EVERYBODY, who, parts)


def _partner(appraisal: Appraisal, organisation: str) -> View:
    judges = [judge for judge in appraisal.judges if judge.organisation == organisation]
    own = tuple(
        item
        for item in appraisal.statements
        if item.judge.organisation == organisation and item.speaks_for is SpeaksFor.PARTNER
    )
    parts = (own,) if own else tuple(said for judge in judges if (said := _said(appraisal, judge)))
    name = appraisal.partner_name(organisation)
    return View(f"partner-{organisation}", name, ViewOf.PARTNER, frozenset(judges), parts)


def _groups(appraisal: Appraisal, organisation: str) -> list[View]:
    judges = [judge for judge in appraisal.judges if judge.organisation == organisation]
    groups = dict.fromkeys(judge.group for judge in judges)
    if len(groups) < 2:
        return []
    found = []
    for group in groups:
        members = [judge for judge in judges if judge.group is group]
        parts = tuple(said for judge in members if (said := _said(appraisal, judge)))
        title = f"{appraisal.partner_name(organisation)}, {group.value}"
        found.append(View(f"group-{organisation}-{group.value}", title, ViewOf.GROUP, frozenset(members), parts))
    return found


def _person(appraisal: Appraisal, judge: Judge) -> View:
    said = _said(appraisal, judge)
    title = f"{judge.person} ({appraisal.partner_name(judge.organisation)}, {judge.group.value})"
    id = f"person-{judge.organisation}-{judge.person}-{judge.group.value}"
    return View(id, title, ViewOf.PERSON, frozenset({judge}), (said,) if said else ())


def _said(appraisal: Appraisal, judge: Judge) -> tuple[Statement, ...]:
    return tuple(item for item in appraisal.statements if item.judge == judge and item.speaks_for is SpeaksFor.PERSON)


def shares_of_parts(view: View) -> tuple[float, ...]:
    """How much each part counts: partners the same in the whole, people the same within a partner."""
    if view.of is not ViewOf.EVERYBODY:
        return tuple(1.0 / len(view.parts) for _ in view.parts)
    owners = [part[0].judge.organisation for part in view.parts]
    return tuple(1.0 / (len(set(owners)) * owners.count(owner)) for owner in owners)


def weigh(appraisal: Appraisal, view: View, *, draws: int, seed: int) -> ViewWeights:
    """Weights drawn for the view: from each part as many as it counts for."""
    leaves = len(appraisal.leaves)
    fitted = [fitted_of(appraisal, part) for part in view.parts]
    if not fitted:
        drawn = draw_weights(fit((), leaves), leaves, draws=draws, seed=seed)
        opening = "Nobody has said what matters more: every weighting counts the same. " if leaves > 1 else ""
        return ViewWeights(drawn.draws, drawn.centre, (opening + drawn.how,), (), leaves > 1, drawn.effective)
    counts = [max(1, round(share * draws)) for share in shares_of_parts(view)]
    found = [_drawn(item, leaves, count, seed) for item, count in zip(fitted, counts, strict=True)]
    stacked = np.concatenate([_as_many(one, count) for one, count in zip(found, counts, strict=True)])
    centre = np.average([one.centre for one in found], axis=0, weights=shares_of_parts(view))
    how = tuple(dict.fromkeys(f"{one.how} {one.stopped}".strip() for one in found))
    clashes = tuple(item.clash for item in fitted if item.clash is not None)
    return ViewWeights(stacked, centre, how, clashes, False, _worth(found, counts, shares_of_parts(view)))


def _worth(found: Sequence[Weights], counts: Sequence[int], shares: Sequence[float]) -> float | None:
    """How many independent draws a mix of parts is worth, each part with what its own are worth; None where all are."""
    if all(one.effective is None for one in found):
        return None
    each = [count if one.effective is None else one.effective for one, count in zip(found, counts, strict=True)]
    return 1 / sum(share * share / worth for share, worth in zip(shares, each, strict=True))


@lru_cache(maxsize=12)
def _drawn(fitted: Fitted, leaves: int, draws: int, seed: int) -> Weights:
    """The same statements get the same draws, whoever's view they are part of."""
    return draw_weights(fitted, leaves, draws=draws, seed=seed)


def _as_many(one: Weights, count: int) -> Numbers:
    """As many draws as the part's share: one weighting is repeated, of several an even choice is taken."""
    return np.asarray(one.draws[np.linspace(0, len(one.draws) - 1, count).astype(int)], dtype=np.float64)


def fitted_of(appraisal: Appraisal, statements: tuple[Statement, ...]) -> Fitted:
    limits = limits_from(appraisal, statements)
    rows = {"": row_of(appraisal, ""), **{item.id: row_of(appraisal, item.id) for item in appraisal.criteria}}
    return _fitted(limits, len(appraisal.leaves), tuple((id, tuple(row)) for id, row in rows.items()))


@lru_cache(maxsize=512)
def _fitted(limits: tuple[Limit, ...], leaves: int, rows: tuple[tuple[str, tuple[float, ...]], ...]) -> Fitted:
    return fit(limits, leaves, rows={id: np.array(row) for id, row in rows})
