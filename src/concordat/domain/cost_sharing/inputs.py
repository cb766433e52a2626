"""What a question of who pays what is made of: the game, each partner's counts, what it pays today, and adjustments.

`read_question` reads it from plain content (a TOML or JSON file, or a document of kind ``cost_game``) and returns
findings instead of raising.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.keys import Pool
from concordat.domain.kernel.estimates import Estimate
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.provenance import InputUsed


@dataclass(frozen=True, slots=True)
class Unit:
    """`per` smallest units make one stated unit: 100 pence make a pound."""

    label: str = "£"
    per: int = 100

    @property
    def is_money(self) -> bool:
        return self.label == "£"

    def words(self, amount: int | Fraction) -> str:
        """``£1,234`` or ``18.32 million Swedish crowns``; pounds without pence where they are many."""
        if self.is_money:
            pence = round_half_away(Fraction(amount))
            return format_pounds(pence, show_pence=abs(pence) < 100_000 and pence % 100 != 0)
        return f"{self.number(amount)} {self.label}".strip()

    def number(self, amount: int | Fraction, *, places: int = 2) -> str:
        value = round_half_away(Fraction(amount) * 10**places / self.per)
        return f"{Decimal(value).scaleb(-places):,f}"


def round_half_away(value: Fraction) -> int:
    whole = (abs(value) + Fraction(1, 2)).__floor__()
    return whole if value >= 0 else -whole


@dataclass(frozen=True)
class TwoPart:
    """`fixed` is the fraction of the cost that does not follow use; the keys name counts of the partners."""

    fixed: Fraction
    fixed_key: str
    key: str


@dataclass(frozen=True)
class Adjustments:
    """What is done to a rule's shares, in this order. Amounts in the game's unit, per partner, None where no limit."""

    agreed: tuple[Fraction, ...] | None = None  # shares of one, kept unless the rule moves more than `tolerance` points
    tolerance: Fraction | None = None
    phase_year: int | None = None
    phase_years: int | None = None
    caps: tuple[int | None, ...] | None = None
    floors: tuple[int | None, ...] | None = None
    collar: Fraction | None = None  # of what each pays today
    no_more_than_alone: bool = False
    no_more_than_today: bool = False
    whole_per_cents: bool = False


@dataclass(frozen=True)
class SplitQuestion:
    """`keys` are counts by name (population, tax base, usage …), one for each partner in the game's order."""

    name: str
    title: str
    game: CostGame
    unit: Unit = field(default_factory=Unit)
    keys: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)
    fixed: tuple[Fraction, ...] | None = None  # agreed shares of one
    today: tuple[int, ...] | None = None
    pools: tuple[Pool, ...] = ()
    two_part: TwoPart | None = None
    alone_ranges: tuple[Estimate, ...] | None = None
    total_range: Estimate | None = None
    adjust: Adjustments = field(default_factory=Adjustments)
    chosen: str = ""  # the rule that the partners agreed or are minded to
    source: str = ""
    is_gain: bool = False  # the figures are what groups gain, kept inside as costs below nought
    illustrative: bool = False
    inputs: tuple[InputUsed, ...] = ()
