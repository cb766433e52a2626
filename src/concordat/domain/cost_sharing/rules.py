"""Every rule by which a cost may be split: a sentence that a councillor can read first, the method's name last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from concordat.domain.cost_sharing.game import EXACT_LIMIT, TooManyPartners
from concordat.domain.cost_sharing.inputs import SplitQuestion
from concordat.domain.cost_sharing.keys import NothingToShareBy, equally, split_by, staged, two_part
from concordat.domain.cost_sharing.marginal import (
    cost_gap,
    equal_left_over,
    equal_savings,
    in_proportion_to_alone,
    separable_cost_remaining_benefit,
)
from concordat.domain.cost_sharing.nucleolus import Weighing, nucleolus
from concordat.domain.cost_sharing.results import NotComputed
from concordat.domain.cost_sharing.shapley import sampled_shapley, shapley_value

KEY_PREFIX = "by-"


@dataclass(frozen=True, slots=True)
class Rule:
    """`short` heads a column; `sentence` says what it does; `method` is what the textbooks call it."""

    id: str
    short: str
    sentence: str
    method: str


@dataclass(frozen=True)
class RuleAnswer:
    shares: tuple[Fraction, ...]
    standard_errors: tuple[float, ...] | None = None
    checked: str = ""


RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("equal", "Equal shares", "Every council pays the same.", "Equal shares"),
        Rule("fixed", "Agreed per cents", "Each council pays the per cent that was agreed.", "Fixed percentages"),
        Rule(
            "pools",
            "Each part by its own key",
            "The cost is cut into parts, and each part is shared by what drives it.",
            "Weighted drivers by cost pool",
        ),
        Rule(
            "two-part",
            "Fixed part and use",
            "Part of the cost is shared whatever happens, the rest by how much each uses.",
            "Two-part charge",
        ),
        Rule(
            "alone",
            "Same rate of saving",
            "Everybody saves the same per cent of what it would pay alone.",
            "Proportional to stand-alone cost",
        ),
        Rule("equal-savings", "Same saving", "Everybody saves the same amount of money.", "Equal savings"),
        Rule(
            "own-cost-equal",
            "Own cost, rest equally",
            "Each pays what it adds by joining last; what is left over is shared equally.",
            "Egalitarian non-separable cost",
        ),
        Rule(
            "scrb",
            "Own cost, rest by benefit",
            "Each pays what it adds by joining last; what is left over is shared by what each still has to gain.",
            "Separable costs, remaining benefits (SCRB)",
        ),
        Rule(
            "cost-gap",
            "Own cost, rest by choice",
            "Each pays what it adds by joining last; the rest falls on those with the fewest other places to go.",
            "Cost-gap method (τ-value)",
        ),
        Rule(
            "shapley",
            "Average of what each adds",
            "Each pays what it adds to the cost, averaged over every order in which they could have joined.",
            "Shapley value",
        ),
        Rule(
            "nucleolus",
            "Least reason to leave",
            "The group with the least to gain from staying gains as much as it can; then the next, and so on.",
            "Nucleolus",
        ),
        Rule(
            "per-capita-nucleolus",
            "Least reason to leave, per council",
            "As before, with a group's gain counted per council in it.",
            "Per-capita nucleolus",
        ),
        Rule(
            "proportional-nucleolus",
            "Least reason to leave, per pound",
            "As before, with a group's gain counted per pound it would pay alone.",
            "Proportional nucleolus",
        ),
    )
}


def rule_of(id: str) -> Rule:
    """A rule by its identifier; ``by-population`` and the like share by the count of that name."""
    if id in RULES:
        return RULES[id]
    if id.startswith(KEY_PREFIX):
        words = id.removeprefix(KEY_PREFIX).replace("-", " ").replace("_", " ")
        return Rule(id, f"By {words}", f"Each council pays in proportion to its {words}.", f"Proportional to {words}")
    raise LookupError(f"There is no rule “{id}”.")


def rules_for(question: SplitQuestion) -> tuple[str, ...]:
    """The rules that the question has figures for, simple ones first."""
    by_key = [f"{KEY_PREFIX}{key}" for key in question.keys]
    missing = {"fixed": question.fixed is None, "pools": not question.pools, "two-part": question.two_part is None}
    if (question.is_gain or min(question.game.alone) <= 0) and "proportional-nucleolus" in RULES:
        missing["proportional-nucleolus"] = True
    found = [id for id in RULES if not missing.get(id, False)]
    return (*found[:1], *by_key, *found[1:])


def answer(question: SplitQuestion, rule: str, *, seed: int = 1) -> RuleAnswer | NotComputed:
    """One rule's shares before any adjustment, or why there are none."""
    try:
        if rule.startswith(KEY_PREFIX):
            key = rule.removeprefix(KEY_PREFIX)
            if key not in question.keys:
                return NotComputed(rule, f"Nobody entered {key.replace('_', ' ')} for each council.")
            return RuleAnswer(split_by(question.game.total, question.keys[key]))
        return _METHODS[rule](question, seed)
    except TooManyPartners:
        return NotComputed(
            rule, f"Not computed: it looks at every group, which is done for up to {EXACT_LIMIT} councils."
        )
    except NothingToShareBy as problem:
        return NotComputed(rule, str(problem))


def _fixed(question: SplitQuestion, seed: int) -> RuleAnswer | NotComputed:
    if question.fixed is None:
        return NotComputed("fixed", "No per cents were agreed.")
    return RuleAnswer(split_by(question.game.total, question.fixed))


def _pools(question: SplitQuestion, seed: int) -> RuleAnswer | NotComputed:
    if not question.pools:
        return NotComputed("pools", "The cost was not cut into parts.")
    return RuleAnswer(staged(question.pools))


def _two_part(question: SplitQuestion, seed: int) -> RuleAnswer | NotComputed:
    parts = question.two_part
    if parts is None or parts.key not in question.keys or parts.fixed_key not in question.keys:
        return NotComputed("two-part", "No fixed part, or no count to share it by, was entered.")
    fixed = parts.fixed * question.game.total
    return RuleAnswer(
        two_part(
            fixed=fixed,
            variable=question.game.total - fixed,
            fixed_shares=question.keys[parts.fixed_key],
            usage=question.keys[parts.key],
        )
    )


def _shapley(question: SplitQuestion, seed: int) -> RuleAnswer:
    if question.game.is_exact:
        return RuleAnswer(shapley_value(question.game), checked="Exact: every order counted")
    found = sampled_shapley(question.game, seed=seed)
    return RuleAnswer(found.shares, found.standard_errors, f"Sampled: {found.orders:,} orders, seed {seed}")


def _nucleolus(weighing: Weighing, id: str) -> Callable[[SplitQuestion, int], RuleAnswer | NotComputed]:
    def computed(question: SplitQuestion, seed: int) -> RuleAnswer | NotComputed:
        found = nucleolus(question.game, weighing=weighing)
        if not found.verified:
            return NotComputed(
                id, "The answer found did not pass its proof (Kohlberg's criterion), so it is not shown."
            )
        return RuleAnswer(found.shares, checked="Proved by Kohlberg's criterion")

    return computed


_METHODS: Mapping[str, Callable[[SplitQuestion, int], RuleAnswer | NotComputed]] = {
    "equal": lambda question, seed: RuleAnswer(equally(question.game.total, size=question.game.size)),
    "fixed": _fixed,
    "pools": _pools,
    "two-part": _two_part,
    "alone": lambda question, seed: RuleAnswer(in_proportion_to_alone(question.game)),
    "equal-savings": lambda question, seed: RuleAnswer(equal_savings(question.game)),
    "own-cost-equal": lambda question, seed: RuleAnswer(equal_left_over(question.game)),
    "scrb": lambda question, seed: RuleAnswer(separable_cost_remaining_benefit(question.game)),
    "cost-gap": lambda question, seed: RuleAnswer(cost_gap(question.game)),
    "shapley": _shapley,
    "nucleolus": _nucleolus(Weighing.NONE, "nucleolus"),
    "per-capita-nucleolus": _nucleolus(Weighing.PER_HEAD, "per-capita-nucleolus"),
    "proportional-nucleolus": _nucleolus(Weighing.BY_COST, "proportional-nucleolus"),
}
