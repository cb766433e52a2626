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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import numpy as np

from concordat.domain.cost_sharing.game import EXACT_LIMIT, MILLION, CostGame, SavingBySize
from concordat.domain.cost_sharing.inputs import Adjustments, SplitQuestion, TwoPart, Unit, round_half_away
from concordat.domain.cost_sharing.keys import Pool
from concordat.domain.kernel.estimates import Estimate
from concordat.domain.kernel.findings import Finding, Where, error, has_errors, warning

NOT_COUNTS = frozenset({"id", "name", "today", "fixed", "agreed", "cap", "floor", "note", "source"})
_MOST_APART = 12


@dataclass(frozen=True)
class QuestionRead:
    """The question, or None where an error keeps it from being asked."""

    question: SplitQuestion | None
    findings: tuple[Finding, ...]


def read_question(content: Mapping[str, Any], *, name: str = "game", file: str = "") -> QuestionRead:
    reader = _Reader(content, name, file)
    question = reader.read()
    return QuestionRead(None if has_errors(reader.findings) else question, tuple(reader.findings))


def read_share(given: Any) -> Fraction | None:
    """``"15%"`` and 0.15 → 15/100; None where it is neither."""
    text = str(given).strip()
    try:
        return Fraction(Decimal(text[:-1].strip())) / 100 if text.endswith("%") else Fraction(Decimal(text))
    except (InvalidOperation, ValueError):
        return None


class _Reader:
    """Reads part by part and keeps what it found wrong, so that nobody mends one mistake to meet the next."""

    def __init__(self, content: Mapping[str, Any], name: str, file: str) -> None:
        self.content, self.name, self.file = content, name, file
        self.findings: list[Finding] = []
        self.councils: list[Mapping[str, Any]] = [dict(item) for item in content.get("council", ())]
        self.ids: tuple[str, ...] = ()
        self.unit = Unit()
        self.sign = 1
        self.ranges: dict[int, Estimate] = {}

    def wrong(self, place: str, message: str, fix: str, code: str) -> None:
        self.findings.append(error(Where(file=self.file, item=place), message, fix, code=f"split.{code}"))

    def read(self) -> SplitQuestion | None:
        self._councils()
        self._unit()
        game = self._game()
        if game is None:
            return None
        return SplitQuestion(
            name=self.name,
            title=str(self.content.get("title", self.name)),
            game=game,
            unit=self.unit,
            keys=self._keys(),
            fixed=self._shares("fixed"),
            today=self._amounts("today"),
            pools=self._pools(game),
            two_part=self._two_part(),
            alone_ranges=self._alone_ranges(game),
            total_range=self.ranges.get(game.everybody),
            adjust=self._adjustments(),
            chosen=str(self.content.get("chosen", "")),
            source=str(self.content.get("source", "")),
            is_gain=self.sign < 0,
            illustrative=bool(self.content.get("illustrative", False)),
        )

    def _councils(self) -> None:
        if not self.councils:
            named = {part for group in self._groups_given() for part in _parts(group, ())}
            self.councils = [{"id": id} for id in sorted(named)]
        ids = [str(council.get("id", "")).strip() for council in self.councils]
        for id in {id for id in ids if ids.count(id) > 1}:
            self.wrong(
                id or "council", f"The council “{id}” stands there twice.", "Keep one entry for each council.", "twice"
            )
        if any(not id for id in ids):
            self.wrong("council", "A council has no id.", 'Give each council an id, for instance id = "A".', "no_id")
        self.ids = tuple(ids)

    def _groups_given(self) -> Mapping[str, Any]:
        given = self.content.get("cost") or self.content.get("gain") or {}
        return given if isinstance(given, Mapping) else {}

    def _unit(self) -> None:
        label = str(self.content.get("unit", "£")).strip() or "£"
        if label in {"£", "GBP", "pounds"}:
            self.unit = Unit()
            return
        texts = [str(value) for value in self._groups_given().values() if not isinstance(value, Mapping | list)]
        places = max((len(text.partition(".")[2]) for text in texts), default=0)
        self.unit = Unit(label, 10 ** (places + 2))

    def amount(self, given: Any, place: str) -> int | None:
        """A figure in the stated unit → whole smallest units."""
        multiple = Decimal(str(self.content.get("multiple", 1))) if self.unit.is_money else Decimal(1)
        try:
            value = Decimal(str(given).replace(",", "").replace("£", "").strip())
            if not value.is_finite():
                raise InvalidOperation
        except InvalidOperation:
            self.wrong(place, f"“{given}” is not a figure.", "Write it like 1234.50, without words.", "not_a_figure")
            return None
        return round_half_away(Fraction(value * multiple * self.unit.per))

    # The costs

    def _game(self) -> CostGame | None:
        if "saving" in self.content:
            return self._by_rule()
        self.sign = -1 if "gain" in self.content and "cost" not in self.content else 1
        given = self._groups_given()
        if not given or not self.ids:
            self.wrong(
                "cost",
                "No costs of groups were given.",
                'Add a table [cost] with a line for each group: "A+B" = 560.',
                "no_costs",
            )
            return None
        if len(self.ids) > EXACT_LIMIT:
            self.wrong(
                "cost",
                f"{len(self.ids)} councils make {2 ** len(self.ids):,} groups: too many for a table.",
                "Give a rule instead: a table [saving] with rates by size of group, and alone = … for each council.",
                "too_many",
            )
            return None
        costs = self._costs(given)
        return self._game_of(costs) if costs is not None else None

    def _costs(self, given: Mapping[str, Any]) -> dict[int, int] | None:
        place = {id: 1 << i for i, id in enumerate(self.ids)}
        costs: dict[int, int] = {}
        for group, figure in given.items():
            parts = _parts(group, self.ids)
            unknown = [part for part in parts if part not in place]
            if unknown:
                self.wrong(
                    group,
                    f"“{unknown[0]}” is not one of the councils.",
                    f"Use {', '.join(self.ids)}, joined by +.",
                    "unknown",
                )
                continue
            mask = sum(place[part] for part in set(parts))
            if mask in costs or len(set(parts)) != len(parts):
                self.wrong(
                    group, f"The group {group} stands there twice.", "Keep one figure for each group.", "group_twice"
                )
            likely = self._figure(figure, group, mask)
            if likely is not None:
                costs[mask] = self.sign * likely
        return costs

    def _figure(self, figure: Any, group: str, mask: int) -> int | None:
        if isinstance(figure, Mapping | list | tuple):
            corners = (
                [figure.get(corner) for corner in ("low", "likely", "high")]
                if isinstance(figure, Mapping)
                else list(figure)
            )
            read = [self.amount(corner, group) for corner in corners if corner is not None]
            if len(read) != 3 or any(value is None for value in read):
                self.wrong(
                    group,
                    "A range needs a low, a likely and a high figure.",
                    "Write { low = 350, likely = 400, high = 470 }.",
                    "range",
                )
                return None
            low, likely, high = (int(value) for value in read if value is not None)
            if not low <= likely <= high:
                self.wrong(
                    group,
                    "The figures are not in order.",
                    "Put the smallest under low and the largest under high.",
                    "range_order",
                )
            self.ranges[mask] = Estimate(low, likely, high)
            return likely
        return self.amount(figure, group)

    def _game_of(self, costs: dict[int, int]) -> CostGame | None:
        size = len(self.ids)
        missing = [mask for mask in range(1, 1 << size) if mask not in costs]
        if missing and str(self.content.get("groups_without_figure", "")) == "apart" and size <= _MOST_APART:
            single = [mask for mask in missing if mask.bit_count() == 1]
            if not single and (1 << size) - 1 in costs:
                self._apart(costs, missing)
                missing = []
        if missing:
            first = "+".join(id for i, id in enumerate(self.ids) if missing[0] >> i & 1)
            self.wrong(
                first,
                f"{len(missing)} groups have no figure; the first is {first}.",
                'Add a line for each in [cost], or write groups_without_figure = "apart" to take what the members pay apart '
                "(each council and everybody together still need a figure).",
                "missing_group",
            )
            return None
        table = np.zeros(1 << size, dtype=np.int64)
        for mask, cost in costs.items():
            table[mask] = cost
        return CostGame(self.ids, table, None, self._names())

    def _apart(self, costs: dict[int, int], missing: Sequence[int]) -> None:
        """Each missing group at the least sum over ways to cut it into known groups."""
        for mask in sorted(missing, key=int.bit_count):
            part, best = (mask - 1) & mask, None
            while part:
                total = costs[part] + costs[mask ^ part] if part in costs and mask ^ part in costs else None
                best = total if total is not None and (best is None or total < best) else best
                part = (part - 1) & mask
            costs[mask] = best if best is not None else 0
        names = ["+".join(id for i, id in enumerate(self.ids) if mask >> i & 1) for mask in missing]
        self.findings.append(
            warning(
                Where(file=self.file, item=names[0]),
                f"{len(missing)} groups have no figure and are taken to save nothing together: {', '.join(names[:6])}"
                + (" …" if len(names) > 6 else "."),
                "Enter what these groups would pay together; who would rather leave depends on it.",
                code="split.taken_apart",
            )
        )

    def _by_rule(self) -> CostGame | None:
        given = self.content["saving"]
        alone = [self.amount(council.get("alone", ""), str(council.get("id"))) for council in self.councils]
        rates: list[int] = [0]
        by_size = {int(size): read_share(rate) for size, rate in dict(given.get("rates", {})).items()}
        for size in range(2, len(self.ids) + 1):
            rate = by_size.get(size)
            rates.append(rates[-1] if rate is None else round_half_away(rate * MILLION))
        if not by_size or any(rate is None or not 0 <= rate <= 1 for rate in by_size.values()):
            self.wrong(
                "saving",
                "The rates of saving are missing or not between 0% and 100%.",
                'Write rates = { 2 = "5%", 3 = "8%" }.',
                "rates",
            )
            return None
        if any(value is None for value in alone):
            return None
        difference = self.amount(given.get("difference", 0), "saving") or 0
        rule = SavingBySize(tuple(value for value in alone if value is not None), tuple(rates), difference)
        return CostGame.from_rule(rule, partners=self.ids, names=self._names())

    def _names(self) -> dict[str, str]:
        return {str(council["id"]): str(council.get("name", council["id"])) for council in self.councils}

    def _alone_ranges(self, game: CostGame) -> tuple[Estimate, ...] | None:
        if not any(1 << i in self.ranges for i in range(game.size)):
            return None
        return tuple(self.ranges.get(1 << i, Estimate.exactly(game.alone[i])) for i in range(game.size))

    # What stands beside each council

    def _keys(self) -> dict[str, tuple[Fraction, ...]]:
        skipped = NOT_COUNTS | ({"alone"} if "saving" in self.content else set())
        names = dict.fromkeys(name for council in self.councils for name in council if name not in skipped)
        found = {}
        for name in names:
            values = [self._count(council, name) for council in self.councils]
            whole = [value for value in values if value is not None]
            if len(whole) == len(values) and sum(whole) > 0:
                found[name] = tuple(whole)
        return found

    def _count(self, council: Mapping[str, Any], name: str) -> Fraction | None:
        place, words = str(council.get("id", "council")), name.replace("_", " ")
        if name not in council:
            self.wrong(
                place,
                f"{words.capitalize()} is missing.",
                f"Enter the {words} of {council.get('name', place)}, or take it out for every council.",
                "missing_driver",
            )
            return None
        try:
            value = Fraction(Decimal(str(council[name])))
        except InvalidOperation:
            self.wrong(place, f"“{council[name]}” is not a count of {words}.", "Write a number.", "not_a_figure")
            return None
        if value < 0:
            self.wrong(
                place,
                f"The {words} is below nought ({council[name]}).",
                "A count is nought or more; enter a correction to the cost instead.",
                "negative_count",
            )
            return None
        return value

    def _shares(self, column: str) -> tuple[Fraction, ...] | None:
        given = [council.get(column) for council in self.councils]
        if all(value is None for value in given):
            return None
        shares = [read_share(0 if value is None else value) for value in given]
        if any(share is None or share < 0 for share in shares):
            self.wrong(
                column, "A share is not a per cent of nought or more.", 'Write shares like "38%".', "not_a_share"
            )
            return None
        whole = [share for share in shares if share is not None]
        if sum(whole) != 1:
            said = float(sum(whole) * 100)
            self.wrong(
                column,
                f"The {column} shares add up to {said:g}%, not 100%.",
                f"Change them so that they add up to 100%: {abs(said - 100):g} points too {'many' if said > 100 else 'few'}.",
                "not_hundred",
            )
            return None
        return tuple(whole)

    def _amounts(self, column: str) -> tuple[int, ...] | None:
        if all(column not in council for council in self.councils):
            return None
        read = [self.amount(council.get(column, ""), str(council.get("id"))) for council in self.councils]
        whole = [value for value in read if value is not None]
        return tuple(whole) if len(whole) == len(read) else None

    def _limits(self, column: str) -> tuple[int | None, ...] | None:
        if all(column not in council for council in self.councils):
            return None
        return tuple(
            self.amount(council[column], str(council.get("id"))) if column in council else None
            for council in self.councils
        )

    def _pools(self, game: CostGame) -> tuple[Pool, ...]:
        pools = []
        keys = self._keys_quietly()
        for item in self.content.get("pool", ()):
            name, key = str(item.get("name", "")), str(item.get("key", "equal"))
            total = self.amount(item.get("cost", ""), name)
            weights = keys.get(key)
            if key == "equal":
                weights = (Fraction(1),) * game.size
            if weights is None:
                self.wrong(
                    name,
                    f"The key “{key}” of this part is not a count of every council.",
                    f"Enter {key} for each council, or use equal.",
                    "missing_driver",
                )
            elif total is not None:
                pools.append(Pool(name, total, weights))
        stated = sum(int(pool.total) for pool in pools)
        if pools and stated != game.total:
            self.wrong(
                "pool",
                f"The parts add up to {self.unit.words(stated)}; everybody together costs {self.unit.words(game.total)}.",
                "Change the parts so that they add up to the cost of everybody together.",
                "pools_total",
            )
        return tuple(pools)

    def _keys_quietly(self) -> dict[str, tuple[Fraction, ...]]:
        before = len(self.findings)
        keys = self._keys()
        del self.findings[before:]
        return keys

    def _two_part(self) -> TwoPart | None:
        given = self.content.get("two_part")
        if not given:
            return None
        fixed, keys = read_share(given.get("fixed", "")), self._keys_quietly()
        key, fixed_key = str(given.get("key", "")), str(given.get("fixed_key", ""))
        if fixed is None or not 0 <= fixed <= 1:
            self.wrong("two_part", "The fixed part is not between 0% and 100%.", 'Write fixed = "70%".', "two_part")
            return None
        for name in (key, fixed_key):
            if name not in keys:
                self.wrong(
                    "two_part",
                    f"“{name}” is not a count of every council.",
                    "Name a count that each council has.",
                    "missing_driver",
                )
                return None
        return TwoPart(fixed, fixed_key, key)

    def _adjustments(self) -> Adjustments:
        given = self.content.get("adjust", {})
        phase = given.get("phase_in", {})
        tolerance = given.get("tolerance_points")
        collar = given.get("collar")
        return Adjustments(
            agreed=self._shares("agreed"),
            tolerance=None if tolerance is None else Fraction(Decimal(str(tolerance))),
            phase_year=int(phase["year"]) if "year" in phase else None,
            phase_years=int(phase["years"]) if "years" in phase else None,
            caps=self._limits("cap"),
            floors=self._limits("floor"),
            collar=None if collar is None else read_share(collar),
            no_more_than_alone=bool(given.get("no_more_than_alone", False)),
            no_more_than_today=bool(given.get("no_more_than_today", False)),
            whole_per_cents=bool(given.get("whole_per_cents", False)),
        )


def _parts(group: str, ids: Sequence[str]) -> list[str]:
    """``A+B``, ``A, B`` and, where every council is one letter, ``AB``."""
    text = group.strip()
    if text in ids:
        return [text]
    for separator in ("+", ",", "&"):
        if separator in text:
            return [part.strip() for part in text.split(separator) if part.strip()]
    return list(text) if not ids or all(len(id) == 1 for id in ids) else [text]
