"""What a comparison of splits gives: every rule's shares, who would rather leave, and how sure that is."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.inputs import SplitQuestion, Unit
from concordat.domain.cost_sharing.stability import Core, Stability
from concordat.domain.kernel.provenance import Provenance


@dataclass(frozen=True, slots=True)
class BetterOff:
    """Out of so many draws of what is uncertain: how often everybody pays no more than alone, and how often each does.

    Shares are agreed on the likely figures and kept as per cents; the costs then turn out as drawn.
    """

    everybody: Decimal
    each: tuple[Decimal, ...]
    draws: int
    seed: int


@dataclass(frozen=True)
class Split:
    """One rule's answer. `exact` adds up to the whole cost; `amounts` are the same in whole units, by largest remainder.

    `by_rule` is what the rule alone gives, before the adjustments named in `steps`.
    """

    rule: str
    exact: tuple[Fraction, ...]
    amounts: tuple[int, ...]
    by_rule: tuple[Fraction, ...]
    steps: tuple[str, ...]
    stability: Stability
    better_off: BetterOff | None
    standard_errors: tuple[float, ...] | None
    provenance: Provenance = field(repr=False)
    checked: str = ""  # how the answer was proved, where it was

    @property
    def shares(self) -> tuple[Fraction, ...]:
        total = sum(self.exact, Fraction(0))
        return tuple(part / total for part in self.exact) if total else self.exact


@dataclass(frozen=True, slots=True)
class NotComputed:
    """A rule without an answer, and why: an honest answer too."""

    rule: str
    why: str


@dataclass(frozen=True)
class Comparison:
    """Every rule on one question. `savings_alone[i]` of a split is what partner i saves against paying alone."""

    question: SplitQuestion
    core: Core
    splits: tuple[Split, ...]
    not_computed: tuple[NotComputed, ...]
    provenance: Provenance = field(repr=False)
    hash: str = ""

    @property
    def game(self) -> CostGame:
        return self.question.game

    @property
    def unit(self) -> Unit:
        return self.question.unit

    def of(self, rule: str) -> Split | None:
        return next((split for split in self.splits if split.rule == rule), None)

    def saves(self, split: Split) -> tuple[int, ...]:
        """Against alone; below nought where the partner pays more than alone."""
        return tuple(cost - paid for cost, paid in zip(self.game.alone, split.amounts, strict=True))

    def saves_today(self, split: Split) -> tuple[int, ...] | None:
        today = self.question.today
        return None if today is None else tuple(now - paid for now, paid in zip(today, split.amounts, strict=True))
