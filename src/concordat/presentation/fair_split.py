"""A split in words that a councillor can read: who pays what, who would rather leave and with whom, how sure that is."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from concordat.domain.cost_sharing.results import BetterOff, Comparison, Split
from concordat.domain.cost_sharing.stability import BetterAlone
from concordat.domain.kernel.hashing import decimal_text
from concordat.presentation.words import count_of, listed

_NAMED = 2


def core_in_words(comparison: Comparison) -> str:
    """Whether any split would keep everybody."""
    core = comparison.core
    if core.exists is None:
        return "With more than 20 councils not every group can be looked at, so nobody can say whether a stable split exists."
    if core.exists:
        return "A stable split exists: there are ways to share the cost so that no council and no group would rather leave."
    least = comparison.unit.words(core.least_overpayment or 0)
    return f"No stable split exists. However the cost is shared, some group pays at least {least} more than it would by itself."


def glance_in_words(comparison: Comparison) -> str:
    """How many of the ways would keep everybody, and how many would make a council or a group leave."""
    ways = len(comparison.splits)
    stable = sum(split.stability.is_stable for split in comparison.splits)
    losing = sum(any(saved < 0 for saved in comparison.saves(split)) for split in comparison.splits)
    said = f"Of {count_of(ways, 'way')} to share it, {stable or 'none'} would keep everybody"
    others = ways - stable - losing
    parts = [
        f"{losing} would charge a council more than it would pay alone" if losing else "",
        f"{others} would give a group a reason to leave" if others > 0 else "",
    ]
    rest = [part for part in parts if part]
    return f"{said}; {listed(rest)}." if rest else f"{said}."


def leaving_in_words(comparison: Comparison, split: Split) -> str:
    """One or two sentences: the council and the group with most to gain by leaving, and how many more there are."""
    found = split.stability
    if found.is_stable:
        if found.every_group_looked_at:
            return "No council and no group of councils would pay less without the others."
        return "None of the groups looked at (one or two councils, and all but one or two) would pay less without the others."
    alone = found.councils_leaving
    groups = [group for group in found.leaving if len(group.members) > 1]
    said = [_gains(comparison, group) for group in (*alone[:_NAMED], *groups[: _NAMED - min(1, len(alone))])]
    more = found.groups_better_alone - len(said)
    if more > 0:
        said.append(f"So would {count_of(more, 'other group', 'other groups')}.")
    return " ".join(said)


def _gains(comparison: Comparison, group: BetterAlone) -> str:
    names = listed(comparison.game.name(member) for member in group.members)
    how = "alone" if len(group.members) == 1 else "by themselves"
    return f"{names} would pay {comparison.unit.words(group.gain)} less {how}."


def subsidy_in_words(comparison: Comparison, split: Split) -> str:
    """Who pays less than it adds to the others' cost; nothing where nobody does."""
    said = [
        f"{comparison.game.name(council.partner)} pays {comparison.unit.words(council.by)} less than it adds to the cost, "
        "so the others pay for part of it."
        for council in split.stability.subsidised
    ]
    return " ".join(said)


def nearest_in_words(comparison: Comparison, split: Split) -> str:
    distance = split.stability.distance
    if split.stability.is_stable or distance is None:
        return ""
    amount = comparison.unit.words(distance)
    if comparison.core.exists:
        return f"Moving {amount} between the councils would make it stable."
    return f"Moving {amount} between the councils would bring it as near to stable as it can be." if distance else ""


def odds_in_words(found: BetterOff | None, names: Sequence[str]) -> str:
    """How often everybody is better off than alone, and who most often is not."""
    if found is None:
        return ""
    said = f"Everybody pays no more than alone in {per_cent(found.everybody)} of the ways the costs could turn out."
    least = min(range(len(names)), key=lambda i: found.each[i])
    if found.everybody < 1:
        said += f" The one most at risk is {names[least]}, better off in {per_cent(found.each[least])}."
    return said


def per_cent(share: Fraction | Decimal, *, places: int = 0) -> str:
    """``38%``; never 100% or 0% where it is only nearly so."""
    value = Decimal(share.numerator) / Decimal(share.denominator) if isinstance(share, Fraction) else share
    rounded = (value * 100).quantize(Decimal(1).scaleb(-places))
    if rounded in (0, 100) and value not in (0, 1):
        return "less than 1%" if value < Decimal("0.5") else "more than 99%"
    return f"{decimal_text(rounded)}%"


def headline(comparison: Comparison, split: Split) -> str:
    """The sentence over the picture: does everybody gain, and does everybody stay."""
    saves = comparison.saves(split)
    names = [comparison.game.name(partner) for partner in comparison.game.partners]
    losers = [name for name, saved in zip(names, saves, strict=True) if saved < 0]
    if losers:
        return f"{listed(losers)} would pay more than alone."
    if split.stability.is_stable:
        return "Everybody gains, and nobody would rather leave."
    return "Everybody gains, but some would gain more by themselves."
