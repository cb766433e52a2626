"""Positions and groupings as plain values with stable keys: for ``--json``, kept results and the page alike."""

from typing import Any

from concordat.domain.sharing.assumptions import Assumptions
from concordat.domain.sharing.inputs import SharingCase
from concordat.domain.sharing.matrix import Matrix
from concordat.domain.sharing.results import Grouping, Groupings, Plan


def matrix_as_plain(matrix: Matrix) -> dict[str, Any]:
    return {
        "on": matrix.on.isoformat(),
        "services": [
            {
                "service": row.service.id,
                "title": row.service.title,
                "group": row.service.group,
                "positions": {
                    cell.council: {
                        "position": cell.word,
                        "score_to_retain": cell.score,
                        "limits": cell.limits({}),  # by their ids, as everything here
                        "later": [
                            {"from": later.from_date.isoformat() if later.from_date else None, "position": later.stance}
                            for later in cell.later
                        ],
                        "illustrative": cell.illustrative,
                    }
                    for cell in row.cells
                },
                "one_step_from_agreeing": row.one_step or None,
                "partnership_venture": row.venture_now,
                "conflicts": row.conflicts,
            }
            for row in matrix.rows
        ],
        "result": matrix.hash,
    }


def groupings_as_plain(sharing: SharingCase, assumptions: Assumptions, found: Groupings) -> dict[str, Any]:
    """Money is whole pence; `gap` is a fraction of the best plan's value."""
    titles = sharing.partner_titles
    return {
        "words": found.words,
        "proven": found.proven,
        "gap": found.gap if found.gap != float("inf") else None,
        "bound": found.bound if found.bound >= 0 else None,
        "method": found.method,
        "years": assumptions.years,
        "waves": [
            {"id": wave.id, "title": wave.title, "starts": wave.starts.isoformat()} for wave in assumptions.waves
        ],
        "councils": titles,
        "plan": plan_as_plain(assumptions, found.plan) if found.plan is not None else None,
        "next_best": [
            {
                "behind": other.behind,
                "proven": other.proven,
                "differs": [
                    {"service": service, "title": sharing.service_titles[service], "best": best, "this": this}
                    for service, best, this in other.differs
                ],
                "plan": plan_as_plain(assumptions, other.plan),
            }
            for other in found.next_best
        ],
        "limits": None
        if found.limits is None
        else [
            {
                "kind": limit.kind,
                "says": limit.says,
                "council": limit.council or None,
                "service": limit.service or None,
                "cost": limit.cost,
                "cost_a_year": limit.cost_a_year,
                "exact": limit.exact,
                "at_most": limit.at_most,
            }
            for limit in found.limits
        ],
        "leaving": [
            {
                "council": one.council,
                "own_loss": one.own_loss,
                "others_loss": one.others_loss,
                "others_loss_replanned": one.others_loss_replanned,
                "groups_that_end": one.groups_that_end,
                "exact": one.exact,
                "at_least": one.at_least,
            }
            for one in found.leaving
        ],
        "fair_split": None
        if found.fair is None
        else {
            "declared_rule": dict(found.fair.linear),
            "shapley": dict(found.fair.fair),
            "keeps_minimum_gain": found.fair.keeps_minimum,
            "ranking_changes": found.fair.ranking_changes,
            "first_under_fair_split": found.fair.best_under_fair,
            "words": found.fair.words,
            "sampled_error": found.fair.sampled_error or None,
        },
        "illustrative": found.provenance.illustrative,
        "rule": found.provenance.rule,
        "inputs": found.provenance.inputs_hash,
        "seed": found.provenance.seed,
        "result": found.hash,
    }


def plan_as_plain(assumptions: Assumptions, plan: Plan) -> dict[str, Any]:
    return {
        "low": plan.low,
        "likely": plan.likely,
        "high": plan.high,
        "yearly": plan.yearly,
        "gains": dict(plan.gains),
        "ventures": plan.ventures,
        "once": {wave.id: paid for wave, paid in zip(assumptions.waves, plan.once, strict=True)},
        "changes": {council: list(steps) for council, steps in plan.changes.items()},
        "groupings": [grouping_as_plain(assumptions, grouping) for grouping in plan.groupings],
    }


def grouping_as_plain(assumptions: Assumptions, grouping: Grouping) -> dict[str, Any]:
    waves = assumptions.waves
    whole = grouping.service_wave
    return {
        "services": grouping.services,
        "title": grouping.title,
        "councils": grouping.councils,
        "from": waves[grouping.wave].id,
        "from_title": waves[grouping.wave].title,
        "whole_service_from": waves[whole].id if whole is not None else None,
        "whole_service_from_title": waves[whole].title if whole is not None else None,
        "partnership_venture": grouping.is_venture,
        "yearly": grouping.yearly,
        "low": grouping.low,
        "likely": grouping.likely,
        "high": grouping.high,
        "gains": dict(grouping.gains),
        "lines": [
            {"name": line.name, "pence": line.pence}
            for line in (grouping.value.service_lines if whole is not None else grouping.value.management_lines)
        ],
        "once_management": grouping.value.once_management,
        "once_service": grouping.value.once_service if whole is not None else 0,
    }
