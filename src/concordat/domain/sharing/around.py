"""Questions around a plan where there are too many groups to answer each with a search of its own.

What would be different without one limit or one council is looked for near the plan: the services concerned are made
again, beside all the rest as it is. So a figure found here is a floor or a ceiling of the true one, and is told as that. The
other side comes from the prices: the services concerned are priced again, and the bound moves by what they change.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from concordat.domain.sharing.choosing import Found, choose
from concordat.domain.sharing.columns import Column, may_be_one_group, value_groups
from concordat.domain.sharing.diving import dive
from concordat.domain.sharing.linear import Pool, side_by_side
from concordat.domain.sharing.pricing import Pricer, Prices
from concordat.domain.sharing.programme import NEVER, NOT_AT_ALL, Floats, Item, Programme
from concordat.domain.sharing.rows import Rows, keeps_limits
from concordat.domain.sharing.whole_items import WholeItems

BELOW = 0.2  # of a service's cost of a council: how far below nought a column may be and still be tried
KEPT_EACH = 25  # columns of each schedule and size
MOST_COLUMNS = 2_000  # in one choice
CHOICE_SECONDS = 3.0


@dataclass
class Around:
    """A plan, the prices it was found with, and what each service adds to the bound at those prices."""

    programme: Programme
    best: Found
    parts: list[float] = field(init=False)
    bound: float = field(init=False)
    rows: Rows = field(init=False)
    duals: Floats = field(init=False)

    def __post_init__(self) -> None:
        assert self.best.duals is not None
        assert self.best.columns is not None
        self.rows, self.duals = Rows(self.programme), self.best.duals
        self.parts = [self._part(self.programme, self.rows, self.duals, at) for at in range(len(self.programme.items))]
        self.bound = self._linking(self.rows, self.duals) + sum(self.parts)

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.best.columns or ()

    def bound_without(self, changed: Programme, items: Sequence[int]) -> float:
        """What no plan of the changed programme can exceed: only these items are other than they were."""
        rows = Rows(changed)
        duals = carry(self.duals, self.rows, rows)
        again = sum(self._part(changed, rows, duals, at) - self.parts[at] for at in items)
        return self.bound + self._linking(rows, duals) - self._linking(self.rows, self.duals) + again

    def made_again(self, changed: Programme, items: Sequence[int]) -> tuple[Column, ...]:
        """The plan with these items chosen again under the changed programme, best of the columns near."""
        kept = tuple(column for column in self.columns if column.item not in items)
        rows = Rows(changed)
        prices, pricer = Prices.of(rows, carry(self.duals, self.rows, rows)), Pricer(changed)
        near = dict.fromkeys(column for column in self.columns if column.item in items)
        for at in items:
            below = BELOW * float(changed.items[at].base.mean())
            near.update(dict.fromkeys(pricer.price(at, prices, exactly=False, below=below, most=KEPT_EACH).columns))
        columns = sorted(near, key=lambda column: -column.value)[:MOST_COLUMNS]
        found = choose(changed, columns, rows=rows.less(kept), gap=1e-4, seconds=CHOICE_SECONDS)
        again = (*kept, *(found.columns or ()))
        better = found.columns is not None and keeps_limits(rows, again)
        return again if better and worth(again) > worth(self.columns) else self.columns

    def nearest(self, items: set[int], *, each: int) -> list[Column]:
        """For each of the items the known columns that the prices find best."""
        scored: dict[int, list[tuple[float, int, Column]]] = {}
        for place, column in enumerate(self.best.pool):
            if column.item in items:
                rows, amounts = self.rows.uses(column)
                score = float(np.dot(self.duals[rows], amounts)) - column.value
                scored.setdefault(column.item, []).append((score, place, column))
        return [column for own in scored.values() for _, _, column in sorted(own, key=lambda one: one[:2])[:each]]

    def planned_without(self, changed: Programme, stays: Sequence[Column], items: Sequence[int]) -> tuple[Column, ...]:
        """What stays of the plan, and a dive for the items whose groups cannot."""
        small = Pool(Rows(changed).less(stays))
        open_teams = [item.begins < NEVER for item in changed.items]
        wanted = set(items)
        small.add([c for c in self.best.pool if c.item in wanted and all(open_teams[c.item][team] for team in c.group)])
        return (*stays, *dive(small, Pricer(changed), seconds=10.0, items=list(items)))

    def gone_on(self, changed: Programme, columns: Sequence[Column]) -> list[Column]:
        """Each group without the teams that may no longer share, on the schedule it had, where that is worth something."""
        found = []
        for column in columns:
            item = changed.items[column.item]
            group = tuple(team for team in column.group if item.begins[team] < NEVER)
            if len(group) < 2 or not may_be_one_group(item, np.array([group]), changed.largest_group)[0]:
                continue
            groups = value_groups(item, changed.numbers, np.array([group]))
            value, widened = max(
                (float(groups.value(changed.numbers, column.wave, whole)[0]), whole)
                for whole in {column.widened, NOT_AT_ALL}
            )
            if value > 0:
                found.append(Column(column.item, group, column.wave, widened, value))
        return found

    def _part(self, programme: Programme, rows: Rows, duals: Floats, at: int) -> float:
        prices, pricer, item = Prices.of(rows, duals), Pricer(programme), programme.items[at]
        if WholeItems.can(programme) and not duals[_own_rows(rows, at)].any():
            return WholeItems(programme, rows, pricer).divide(at, prices)[0]
        own = _own_rows(rows, at)
        highest = pricer.price(at, prices, exactly=True).highest
        return float(duals[own] @ np.array(rows.limits)[own]) + side_by_side(highest, _free(item))

    def _linking(self, rows: Rows, duals: Floats) -> float:
        first = sum(len(item.teams) for item in rows.programme.items) + len(rows.sizes)
        return float(duals[first:] @ np.array(rows.limits)[first:])


def worth(columns: Sequence[Column]) -> float:
    return sum(column.value for column in columns)


def carry(duals: Floats, rows: Rows, to: Rows) -> Floats:
    """The prices of one programme's rows on those of another that has nearly the same."""
    found = np.zeros(to.count)
    for before, after, item in zip(rows.pack, to.pack, rows.programme.items, strict=True):
        found[after : after + len(item.teams)] = duals[before : before + len(item.teams)]
    for name in ("sizes", "capacity", "budget", "gain", "after"):
        old = getattr(rows, name)
        for key, row in getattr(to, name).items():
            if key in old:
                found[row] = duals[old[key]]
    return found


def without_council(programme: Programme, council: int) -> Programme:
    """The programme in which a council shares nothing, and need gain nothing."""
    items = []
    for item in programme.items:
        begins, widens = item.begins.copy(), item.widens.copy()
        for place, team in enumerate(item.teams):
            if council in team:
                begins[place] = widens[place] = NEVER
        items.append(replace(item, begins=begins, widens=widens))
    least = programme.least_gain.copy()
    least[council] = min(0.0, least[council])
    needs = tuple(need for need in programme.only_after if need[0] != council)
    return replace(programme, items=tuple(items), least_gain=least, only_after=needs)


def _own_rows(rows: Rows, at: int) -> list[int]:
    first = rows.pack[at]
    teams = list(range(first, first + len(rows.programme.items[at].teams)))
    return teams + [row for (item, _), row in rows.sizes.items() if item == at]


def _free(item: Item) -> int:
    return int((item.begins < NEVER).sum())
