"""A question of who pays what, read from plain content; every problem is a finding that says how to mend it.

The content (TOML, JSON or a document of kind ``cost_game``)::

    title = "Three councils"
    unit = "£"                # or any words, for figures that are not money
    multiple = 1000           # the figures below are in thousands
    chosen = "nucleolus"      # the rule the partners are minded to take, if they are

    [[council]]
    id = "A"
    name = "Ashby"
    today = 390               # what it pays now
    population = 48000        # any other figure is a count that can be shared by

    [cost]                    # what each group would pay by itself
    A = 400                   # or { low = 350, likely = 400, high = 470 }
    "A+B" = 560

Instead of ``[cost]`` there may be ``[gain]``, or ``[saving]`` with a rate by size of group for more than 20 councils.
``groups_without_figure = "apart"`` lets a group without a figure cost what its members pay apart in the best known way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from concordat.domain.cost_sharing.game import CostGame
from concordat.domain.cost_sharing.inputs import Adjustments, SplitQuestion, TwoPart
from concordat.domain.cost_sharing.keys import Pool
from concordat.domain.cost_sharing.reading_costs import GroupCosts
from concordat.domain.cost_sharing.reading_councils import CouncilFigures
from concordat.domain.cost_sharing.reading_given import Given, read_share
from concordat.domain.kernel.findings import Finding, has_errors


@dataclass(frozen=True)
class QuestionRead:
    """The question, or None where an error keeps it from being asked."""

    question: SplitQuestion | None
    findings: tuple[Finding, ...]


def read_question(content: Mapping[str, Any], *, name: str = "game", file: str = "") -> QuestionRead:
    """The question with every problem of its content; `file` is named in each finding."""
    reader = _Reader(Given(content, name, file))
    question = reader.read()
    findings = reader.given.findings
    return QuestionRead(None if has_errors(findings) else question, tuple(findings))


class _Reader:
    def __init__(self, given: Given) -> None:
        self.given = given
        self.costs = GroupCosts(given)
        self.beside = CouncilFigures(given)

    def read(self) -> SplitQuestion | None:
        game = self.costs.game()
        if game is None:
            return None
        return SplitQuestion(
            name=self.given.name,
            title=str(self.given.content.get("title", self.given.name)),
            game=game,
            unit=self.given.unit,
            keys=self.beside.keys(),
            fixed=self.beside.shares("fixed"),
            today=self.beside.amounts("today"),
            pools=self._pools(game),
            two_part=self._two_part(),
            alone_ranges=self.costs.alone_ranges(game),
            total_range=self.costs.ranges.get(game.everybody),
            adjust=self._adjustments(),
            chosen=str(self.given.content.get("chosen", "")),
            source=str(self.given.content.get("source", "")),
            is_gain=self.costs.sign < 0,
            illustrative=bool(self.given.content.get("illustrative", False)),
        )

    def _pools(self, game: CostGame) -> tuple[Pool, ...]:
        pools = []
        keys = self.beside.keys_quietly()
        for item in self.given.content.get("pool", ()):
            name, key = str(item.get("name", "")), str(item.get("key", "equal"))
            total = self.given.amount(item.get("cost", ""), name)
            weights = keys.get(key)
            if key == "equal":
                weights = (Fraction(1),) * game.size
            if weights is None:
                self.given.wrong(
                    name,
                    f"The key “{key}” of this part is not a count of every council.",
                    f"Enter {key} for each council, or use equal.",
                    "missing_driver",
                )
            elif total is not None:
                pools.append(Pool(name, total, weights))
        stated = sum(int(pool.total) for pool in pools)
        if pools and stated != game.total:
            self.given.wrong(
                "pool",
                f"The parts add up to {self.given.unit.words(stated)}; everybody together costs {self.given.unit.words(game.total)}.",
                "Change the parts so that they add up to the cost of everybody together.",
                "pools_total",
            )
        return tuple(pools)

    def _two_part(self) -> TwoPart | None:
        given = self.given.content.get("two_part")
        if not given:
            return None
        fixed, keys = read_share(given.get("fixed", "")), self.beside.keys_quietly()
        key, fixed_key = str(given.get("key", "")), str(given.get("fixed_key", ""))
        if fixed is None or not 0 <= fixed <= 1:
            self.given.wrong(
                "two_part", "The fixed part is not between 0% and 100%.", 'Write fixed = "70%".', "two_part"
            )
            return None
        for name in (key, fixed_key):
            if name not in keys:
                self.given.wrong(
                    "two_part",
                    f"“{name}” is not a count of every council.",
                    "Name a count that each council has.",
                    "missing_driver",
                )
                return None
        return TwoPart(fixed, fixed_key, key)

    def _adjustments(self) -> Adjustments:
        given = self.given.content.get("adjust", {})
        phase = given.get("phase_in", {})
        tolerance = given.get("tolerance_points")
        collar = given.get("collar")
        return Adjustments(
            agreed=self.beside.shares("agreed"),
            tolerance=None if tolerance is None else Fraction(Decimal(str(tolerance))),
            phase_year=int(phase["year"]) if "year" in phase else None,
            phase_years=int(phase["years"]) if "years" in phase else None,
            caps=self.beside.limits("cap"),
            floors=self.beside.limits("floor"),
            collar=None if collar is None else read_share(collar),
            no_more_than_alone=bool(given.get("no_more_than_alone", False)),
            no_more_than_today=bool(given.get("no_more_than_today", False)),
            whole_per_cents=bool(given.get("whole_per_cents", False)),
        )
