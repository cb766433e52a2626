"""All rules on one question, each adjusted as agreed, rounded, and held against what everybody would pay alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from concordat.domain.cost_sharing.adjusting import adjust
from concordat.domain.cost_sharing.inputs import SplitQuestion
from concordat.domain.cost_sharing.limits import LimitsDoNotFit
from concordat.domain.cost_sharing.results import Comparison, NotComputed, Split
from concordat.domain.cost_sharing.rounding import whole_units
from concordat.domain.cost_sharing.rules import RuleAnswer, answer, rule_of, rules_for
from concordat.domain.cost_sharing.stability import Core, find_core, stability_of
from concordat.domain.cost_sharing.uncertainty import DRAWS, better_off, draw_costs
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash


def compare_splits(
    question: SplitQuestion, *, rules: Sequence[str] = (), seed: int = 1, draws: int = DRAWS
) -> Comparison:
    """Every rule the question has figures for, or those named. The same inputs and seed give the same result."""
    core = find_core(question.game)
    drawn = draw_costs(question, seed=seed, draws=draws)
    inputs = question.inputs or (InputUsed("document", f"cost_game/{question.name}", question.game.hash),)
    splits: list[Split] = []
    missing: list[NotComputed] = []
    for rule in rules or rules_for(question):
        found = answer(question, rule, seed=seed)
        if isinstance(found, RuleAnswer):
            try:
                split = _split(question, rule, found, core, inputs)
            except LimitsDoNotFit as problem:
                missing.append(NotComputed(rule, str(problem)))
                continue
            if drawn is not None:
                split = replace(split, better_off=better_off(split.shares, drawn, seed=seed))
            splits.append(split)
        else:
            missing.append(found)
    provenance = Provenance.of(
        "cost_sharing.comparison",
        "Every rule's shares on the same costs, and who would do better alone.",
        inputs,
        seed=seed,
    )
    figures = {split.rule: list(split.amounts) for split in splits}
    return Comparison(question, core, tuple(splits), tuple(missing), provenance, result_hash(figures, provenance))


def _split(question: SplitQuestion, rule: str, found: RuleAnswer, core: Core, inputs: Sequence[InputUsed]) -> Split:
    exact, steps = adjust(question, found.shares)
    return Split(
        rule,
        exact,
        whole_units(exact),
        found.shares,
        steps,
        stability_of(question.game, exact, core=core),
        None,
        found.standard_errors,
        Provenance.of(f"cost_sharing.rule.{rule}", rule_of(rule).sentence, inputs),
        found.checked,
    )


@dataclass(frozen=True)
class Together:
    """Several services, each split by its own chosen rule, added up for each partner. Pence."""

    splits: tuple[tuple[Comparison, Split], ...]
    paid: tuple[int, ...]
    alone: tuple[int, ...]

    @property
    def saves(self) -> tuple[int, ...]:
        return tuple(alone - paid for alone, paid in zip(self.alone, self.paid, strict=True))


def add_up_chosen(comparisons: Sequence[Comparison]) -> Together | None:
    """None unless two services or more have a chosen rule and the same partners share each of them, in money."""
    chosen = [(held, split) for held in comparisons if (split := held.of(held.question.chosen)) is not None]
    alike = len({held.game.partners for held, _ in chosen}) == 1 and all(held.unit.is_money for held, _ in chosen)
    if len(chosen) < 2 or not alike:
        return None
    size = chosen[0][0].game.size
    return Together(
        tuple(chosen),
        tuple(sum(split.amounts[i] for _, split in chosen) for i in range(size)),
        tuple(sum(held.game.alone[i] for held, _ in chosen) for i in range(size)),
    )
