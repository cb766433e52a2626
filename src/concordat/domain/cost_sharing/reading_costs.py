"""What each group of councils would pay by itself: from a table of groups, or by a rule of saving by size."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from concordat.domain.cost_sharing.game import EXACT_LIMIT, MILLION, CostGame, SavingBySize
from concordat.domain.cost_sharing.inputs import round_half_away
from concordat.domain.cost_sharing.reading_given import Given, parts_of, read_share
from concordat.domain.kernel.estimates import Estimate
from concordat.domain.kernel.findings import Where, warning

_MOST_APART = 12


class GroupCosts:
    """`sign` is -1 where gains were given: they are costs below nought. `ranges` are the groups given low to high, by mask."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.sign = 1
        self.ranges: dict[int, Estimate] = {}

    def game(self) -> CostGame | None:
        if "saving" in self.given.content:
            return self._by_rule()
        self.sign = -1 if "gain" in self.given.content and "cost" not in self.given.content else 1
        given = self.given.groups()
        if not given or not self.given.ids:
            self.given.wrong(
                "cost",
                "No costs of groups were given.",
                'Add a table [cost] with a line for each group: "A+B" = 560.',
                "no_costs",
            )
            return None
        if len(self.given.ids) > EXACT_LIMIT:
            self.given.wrong(
                "cost",
                f"{len(self.given.ids)} councils make {2 ** len(self.given.ids):,} groups: too many for a table.",
                "Give a rule instead: a table [saving] with rates by size of group, and alone = … for each council.",
                "too_many",
            )
            return None
        costs = self._costs(given)
        return self._game_of(costs) if costs is not None else None

    def _costs(self, given: Mapping[str, Any]) -> dict[int, int] | None:
        place = {id: 1 << i for i, id in enumerate(self.given.ids)}
        costs: dict[int, int] = {}
        for group, figure in given.items():
            parts = parts_of(group, self.given.ids)
            unknown = [part for part in parts if part not in place]
            if unknown:
                self.given.wrong(
                    group,
                    f"“{unknown[0]}” is not one of the councils.",
                    f"Use {', '.join(self.given.ids)}, joined by +.",
                    "unknown",
                )
                continue
            mask = sum(place[part] for part in set(parts))
            if mask in costs or len(set(parts)) != len(parts):
                self.given.wrong(
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
            read = [self.given.amount(corner, group) for corner in corners if corner is not None]
            if len(read) != 3 or any(value is None for value in read):
                self.given.wrong(
                    group,
                    "A range needs a low, a likely and a high figure.",
                    "Write { low = 350, likely = 400, high = 470 }.",
                    "range",
                )
                return None
            low, likely, high = (int(value) for value in read if value is not None)
            if not low <= likely <= high:
                self.given.wrong(
                    group,
                    "The figures are not in order.",
                    "Put the smallest under low and the largest under high.",
                    "range_order",
                )
            self.ranges[mask] = Estimate(low, likely, high)
            return likely
        return self.given.amount(figure, group)

    def _game_of(self, costs: dict[int, int]) -> CostGame | None:
        size = len(self.given.ids)
        missing = [mask for mask in range(1, 1 << size) if mask not in costs]
        if missing and str(self.given.content.get("groups_without_figure", "")) == "apart" and size <= _MOST_APART:
            single = [mask for mask in missing if mask.bit_count() == 1]
            if not single and (1 << size) - 1 in costs:
                self._apart(costs, missing)
                missing = []
        if missing:
            first = "+".join(id for i, id in enumerate(self.given.ids) if missing[0] >> i & 1)
            self.given.wrong(
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
        return CostGame(self.given.ids, table, None, self.given.names())

    def _apart(self, costs: dict[int, int], missing: Sequence[int]) -> None:
        """Each missing group at the least sum over ways to cut it into known groups."""
        for mask in sorted(missing, key=int.bit_count):
            part, best = (mask - 1) & mask, None
            while part:
                total = costs[part] + costs[mask ^ part] if part in costs and mask ^ part in costs else None
                best = total if total is not None and (best is None or total < best) else best
                part = (part - 1) & mask
            costs[mask] = best if best is not None else 0
        names = ["+".join(id for i, id in enumerate(self.given.ids) if mask >> i & 1) for mask in missing]
        self.given.findings.append(
            warning(
                Where(file=self.given.file, item=names[0]),
                f"{len(missing)} groups have no figure and are taken to save nothing together: {', '.join(names[:6])}"
                + (" …" if len(names) > 6 else "."),
                "Enter what these groups would pay together; who would rather leave depends on it.",
                code="split.taken_apart",
            )
        )

    def _by_rule(self) -> CostGame | None:
        given = self.given.content["saving"]
        alone = [self.given.amount(council.get("alone", ""), str(council.get("id"))) for council in self.given.councils]
        rates: list[int] = [0]
        by_size = {int(size): read_share(rate) for size, rate in dict(given.get("rates", {})).items()}
        for size in range(2, len(self.given.ids) + 1):
            rate = by_size.get(size)
            rates.append(rates[-1] if rate is None else round_half_away(rate * MILLION))
        if not by_size or any(rate is None or not 0 <= rate <= 1 for rate in by_size.values()):
            self.given.wrong(
                "saving",
                "The rates of saving are missing or not between 0% and 100%.",
                'Write rates = { 2 = "5%", 3 = "8%" }.',
                "rates",
            )
            return None
        if any(value is None for value in alone):
            return None
        difference = self.given.amount(given.get("difference", 0), "saving") or 0
        rule = SavingBySize(tuple(value for value in alone if value is not None), tuple(rates), difference)
        return CostGame.from_rule(rule, partners=self.given.ids, names=self.given.names())

    def alone_ranges(self, game: CostGame) -> tuple[Estimate, ...] | None:
        if not any(1 << i in self.ranges for i in range(game.size)):
            return None
        return tuple(self.ranges.get(1 << i, Estimate.exactly(game.alone[i])) for i in range(game.size))
