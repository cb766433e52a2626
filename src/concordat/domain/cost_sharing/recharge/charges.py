"""Pools × shares → what each partner is charged on budget and owes on the actual cost, in pence that add up."""

from collections.abc import Mapping
from fractions import Fraction

from concordat.domain.cost_sharing.recharge.inputs import Books, CostRow, Scheme
from concordat.domain.cost_sharing.recharge.results import PoolCharge, PoolShares
from concordat.domain.cost_sharing.recharge.splitting import split_cost
from concordat.domain.kernel.money import format_pounds, split_by_largest_remainder
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.provenance import InputUsed


def charge_pools(
    scheme: Scheme,
    books: Books,
    year: FinancialYear,
    shares: tuple[PoolShares, ...],
    *,
    income: Mapping[str, tuple[int, int | None]],
) -> tuple[PoolCharge, ...]:
    """Each pool's budget and actual cost, less what client councils pay for work from it (`income`, by pool).

    Where the year has parts (a key changed) the cost goes to them by days. A pool without a cost in the year is left out.
    """
    charges: list[PoolCharge] = []
    for pool in scheme.pools:
        parts = [item for item in shares if item.pool.id == pool.id]
        budget_rows = books.cost_rows(pool.id, year, "budget")
        actual_rows = books.cost_rows(pool.id, year, "actual", "correction")
        if not parts or not (budget_rows or actual_rows):
            continue
        at_budget, at_actual = income.get(pool.id, (0, 0))
        budget = sum(row.pence for row in budget_rows) - at_budget
        known = any(row.kind == "actual" for row in actual_rows) and at_actual is not None
        actual = sum(row.pence for row in actual_rows) - (at_actual or 0) if known else None
        rows = [_used(row) for row in (*budget_rows, *actual_rows)]
        charges += _by_part(parts, budget, actual, tuple(rows))
    return tuple(charges)


def _used(row: CostRow) -> InputUsed:
    return InputUsed.of_fact(row.fact, f"{row.kind} {format_pounds(row.pence)}")


def _by_part(parts: list[PoolShares], budget: int, actual: int | None, rows: tuple[InputUsed, ...]) -> list[PoolCharge]:
    days = [part.days for part in parts]
    budgets = split_by_largest_remainder(budget, days)
    actuals = [None] * len(parts) if actual is None else list(split_by_largest_remainder(actual, days))
    return [
        PoolCharge(
            part,
            part_budget,
            part_actual,
            split_cost(part_budget, part.budget),
            None if part_actual is None else split_cost(part_actual, part.shares),
            (*rows, *part.inputs),
        )
        for part, part_budget, part_actual in zip(parts, budgets, actuals, strict=True)
    ]


def instalments(pence: int, *, number: int) -> tuple[int, ...]:
    """A year's charge in equal parts, the odd pennies first."""
    return split_by_largest_remainder(pence, [Fraction(1)] * number)
