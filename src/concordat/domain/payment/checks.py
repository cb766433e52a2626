"""What a mechanism cannot mean, or cannot mean as it was meant: one finding for each mistake, with its place and its mend."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from concordat.domain.kernel.findings import Finding, Where
from concordat.domain.payment.check_measures import check_deductions, check_measures, check_score
from concordat.domain.payment.check_prices import check_availability, check_indexation, check_prices
from concordat.domain.payment.check_terms import check_extension, check_rewards, check_whole
from concordat.domain.payment.checker import Checker
from concordat.domain.payment.inputs import Mechanism


def check_mechanism(found: Mechanism, where: Where, *, read: Sequence[Finding] = ()) -> list[Finding]:
    """Names that lead nowhere, bands with gaps, shares above 100%, limits below floors, dates in the wrong order.

    `read` is what reading has said already: a part that could not be read is not judged again.
    """
    known = frozenset(_part_of(finding.where) for finding in read) - {""}
    about = Checker(where.file, skip=known)
    _names(about, found)
    _references(about, found)
    for check in (
        check_prices, check_indexation, check_availability, check_measures, check_deductions, check_score,
        check_rewards, check_extension, check_whole,
    ):  # fmt: skip
        check(about, found)
    return about.findings


def _part_of(where: Where) -> str:
    """``price tonnes`` for what was found in the line itself or in one of its bands."""
    inside, within, _ = where.table.partition(":")
    return inside if within else f"{where.table} {where.item}".strip()


def _names(about: Checker, found: Mechanism) -> None:
    """A line of a statement opens to the part it names: so every part has a name of its own."""
    parts: dict[str, Iterable[str]] = {
        "price": (one.id for one in found.prices),
        "indexation": (one.id for one in found.indexation),
        "availability": (one.id for one in found.availability),
        "measure": (one.id for one in found.measures),
        "deduction": (one.id for one in found.deductions),
        "profit_at_risk": (one.id for one in found.profit),
        "reward": (one.id for one in found.rewards),
        "gain_share": (one.id for one in found.gain_share),
        "threshold": (one.id for one in found.thresholds),
    }
    named = [(part, id) for part, ids in parts.items() for id in ids if id]
    times = Counter(id for _, id in named)
    for id in [id for id in times if times[id] > 1]:
        where = [part for part, name in named if name == id]
        about.say(where[-1], id, f"{times[id]} parts are called “{id}” ({', '.join(where)}).", "Give each its own id.",
                  code="mechanism.twice", always=True)  # fmt: skip
    lots = Counter(lot.id for lot in found.lots)
    for id in [id for id in lots if lots[id] > 1]:
        about.say("lot", id, f"{lots[id]} lots are called “{id}”.", "Give each its own id.", code="mechanism.twice")
    if not re.match(r"^[\w-]*$", found.contract):
        about.say("", "", "contract is not a short name.", "Use letters, digits and hyphens.")


def _references(about: Checker, found: Mechanism) -> None:
    """What names something else names something that is there."""
    known = {
        "price line": {line.id for line in found.prices},
        "measure": {rule.id for rule in found.measures},
        "indexation": {rule.id for rule in found.indexation},
        "availability": {rule.id for rule in found.availability},
        "deduction": {rule.id for rule in found.deductions},
        "lot": {lot.id for lot in found.lots},
    }
    named = [("indexation", line.indexed_by, "price", line.id) for line in found.prices if line.indexed_by]
    named += [("lot", line.lot, "price", line.id) for line in found.prices if line.lot]
    named += [("price line", rule.charge, "availability", rule.id) for rule in found.availability if rule.charge]
    named += [("measure", name, "deduction", rule.id) for rule in found.deductions for name in rule.measures]
    named += [("price line", name, "deduction", rule.id) for rule in found.deductions for name in rule.charges]
    named += [("lot", rule.lot, "deduction", rule.id) for rule in found.deductions if rule.lot]
    named += [("price line", name, "profit_at_risk", rule.id) for rule in found.profit for name in rule.on]
    named += [("measure", rule.measure, "reward", rule.id) for rule in found.rewards if rule.measure]
    named += [("measure", name, "measure", rule.id) for rule in found.measures for name in rule.relieves]
    named += [("availability", rule.not_with, "measure", rule.id) for rule in found.measures if rule.not_with]
    named += [("measure", name, "threshold", rule.id) for rule in found.thresholds for name in rule.measures]
    named += [("deduction", name, "threshold", rule.id) for rule in found.thresholds for name in rule.deductions]
    for kind, name, part, by in named:
        if name not in known[kind]:
            there = ", ".join(sorted(known[kind])) or "none is defined"
            about.say(
                part, by, f"It names the {kind} “{name}”, which this mechanism does not have.", f"Use one of: {there}.",
                code="mechanism.reference", always=True,
            )  # fmt: skip
