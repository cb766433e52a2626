"""Dampening: nobody's total charge moves further than was agreed, or above what it would pay alone; the others carry it.

Worcestershire Regulatory Services used the word in 2013 for a change of formula under which no district's cost rose.
"""

from collections.abc import Mapping
from fractions import Fraction

from concordat.domain.cost_sharing.limits import Limits, keep_within
from concordat.domain.cost_sharing.recharge.inputs import Dampening
from concordat.domain.cost_sharing.recharge.results import Extra
from concordat.domain.cost_sharing.rounding import whole_units


def limits_for(rule: Dampening, partners: tuple[str, ...]) -> Limits:
    """The least and most pence each partner may be charged, in the partners' order; None where nothing limits it."""
    least: list[Fraction | None] = []
    most: list[Fraction | None] = []
    for partner in partners:
        before, cap = rule.last_year.get(partner), rule.most.get(partner)
        caps = [Fraction(cap)] if cap is not None else []
        if before is not None and rule.rise is not None:
            caps.append(before * (1 + rule.rise))
        most.append(min(caps) if caps else None)
        least.append(before * (1 - rule.least_fall) if before is not None and rule.least_fall is not None else None)
    return Limits(tuple(least), tuple(most))


def dampening_extra(rule: Dampening, charged: Mapping[str, int], *, at_budget: bool) -> Extra | None:
    """What to add to each partner's charge so that the limits hold; nothing where they hold already.

    Raises `LimitsDoNotFit` where they cannot all be kept.
    """
    partners = tuple(charged)
    before = [Fraction(charged[partner]) for partner in partners]
    after = whole_units(keep_within(before, limits=limits_for(rule, partners)))
    amounts = {partner: paid - charged[partner] for partner, paid in zip(partners, after, strict=True)}
    if not any(amounts.values()):
        return None
    said = [words for words, held in (
        ("nobody pays more than the most that was agreed", bool(rule.most)),
        ("nobody's charge rises by more than was agreed", rule.rise is not None),
        ("nobody's falls by more than was agreed", rule.least_fall is not None),
    ) if held]  # fmt: skip
    return Extra("dampening", "Dampening", amounts, f"So that {' and '.join(said)}.", at_budget=at_budget)
