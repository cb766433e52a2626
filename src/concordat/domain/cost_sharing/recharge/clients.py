"""What client councils pay: units × a price, and what that price should at least be.

A client council buys work and has no share of the rest. A price below full cost means that the partners pay for part of
it, and in trading under a power to charge it should not be above cost over the years (Local Government Act 2003, s. 93).
"""

from fractions import Fraction

from concordat.domain.cost_sharing.inputs import round_half_away
from concordat.domain.cost_sharing.recharge.inputs import Books, ClientPrice, Scheme
from concordat.domain.cost_sharing.recharge.results import ClientCharge
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.provenance import InputUsed


def charge_clients(scheme: Scheme, books: Books, year: FinancialYear) -> tuple[ClientCharge, ...]:
    return tuple(found for price in scheme.prices if (found := _charge(scheme, books, price, year)) is not None)


def income_by_pool(charges: tuple[ClientCharge, ...]) -> dict[str, tuple[int, int | None]]:
    """What lowers each pool's cost, at budget and in the end; ring-fenced income does not."""
    income: dict[str, tuple[int, int | None]] = {}
    for charge in charges:
        if charge.price.ring_fenced:
            continue
        at_budget, in_end = income.get(charge.price.pool, (0, 0))
        due = None if in_end is None or charge.due is None else in_end + charge.due
        income[charge.price.pool] = (at_budget + charge.charged, due)
    return income


def _units(books: Books, driver: str, council: str, year: FinancialYear, *, estimate: bool) -> Fraction | None:
    rows = [row for row in books.counts(driver, year, estimate=estimate) if row.partner == council]
    return sum((row.quantity for row in rows), Fraction(0)) if rows else None


def _charge(scheme: Scheme, books: Books, price: ClientPrice, year: FinancialYear) -> ClientCharge | None:
    used = _units(books, price.driver, price.council, year, estimate=False)
    at_budget = _planned_or_used(books, price.driver, price.council, year)
    if at_budget is None:
        return None
    full_cost = unit_cost(scheme, books, price, year)
    pence = (
        Fraction(price.unit_price)
        if price.unit_price is not None
        else full_cost * (1 + price.overhead) * (1 + price.margin)
    )
    rows = [row for estimate in (True, False) for row in books.counts(price.driver, year, estimate=estimate)]
    return ClientCharge(
        price,
        pence,
        at_budget,
        used,
        round_half_away(pence * at_budget),
        None if used is None else round_half_away(pence * used),
        full_cost,
        tuple(InputUsed.of_fact(row.fact) for row in rows if row.partner == price.council),
    )


def unit_cost(scheme: Scheme, books: Books, price: ClientPrice, year: FinancialYear) -> Fraction:
    """The pool's budget over everybody's units, the client's own among them: pence a unit.

    Nought, for not known, where a partner in the pool does not count the units: then they are not all of its work.
    """
    pool = scheme.pool(price.pool)
    budget = sum(row.pence for row in books.cost_rows(price.pool, year, "budget"))
    clients = dict.fromkeys(
        item.council for item in scheme.prices if (item.pool, item.driver) == (price.pool, price.driver)
    )
    counted = [
        _planned_or_used(books, price.driver, name, year) for name in (*(pool.partners if pool else ()), *clients)
    ]
    units = [count for count in counted if count is not None]
    if len(units) < len(counted) or not sum(units):
        return Fraction(0)
    return Fraction(budget) / sum(units)


def _planned_or_used(books: Books, driver: str, council: str, year: FinancialYear) -> Fraction | None:
    planned = _units(books, driver, council, year, estimate=True)
    return planned if planned is not None else _units(books, driver, council, year, estimate=False)
