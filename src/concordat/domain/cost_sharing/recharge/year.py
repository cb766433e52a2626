"""One year of a scheme, from costs and counts to statements."""

from concordat.domain.cost_sharing.recharge.charges import charge_pools
from concordat.domain.cost_sharing.recharge.clients import charge_clients, income_by_pool
from concordat.domain.cost_sharing.recharge.dampening import dampening_extra
from concordat.domain.cost_sharing.recharge.inputs import Books, Scheme
from concordat.domain.cost_sharing.recharge.reserve import reserve_extra, settle_reserve
from concordat.domain.cost_sharing.recharge.results import (
    ClientCharge,
    Extra,
    PoolCharge,
    ReserveMove,
    TrueUp,
    YearOfRecharge,
)
from concordat.domain.cost_sharing.recharge.shares import decide_shares
from concordat.domain.cost_sharing.recharge.splitting import split_cost
from concordat.domain.cost_sharing.recharge.statements import (
    budget_statement,
    client_statement,
    true_up_statement,
)
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.kernel.statement import Statement


def years_in(books: Books) -> tuple[FinancialYear, ...]:
    """Every year that has a cost or a count, earliest first."""
    return tuple(sorted({cost.year for cost in books.costs} | {count.year for count in books.drivers}))


def charge_year(scheme: Scheme, books: Books, *, year: FinancialYear) -> YearOfRecharge:
    """Charges on budget and, once every pool's actual cost is known, the true-up. Run the checks first: what they call
    an error (a missing count, shares that are not 100%) would leave a pool out here.

    Raises `LimitsDoNotFit` where the dampening's limits cannot all be kept.
    """
    clients = charge_clients(scheme, books, year)
    charges = charge_pools(scheme, books, year, decide_shares(scheme, books, year), income=income_by_pool(clients))
    is_known = bool(charges) and all(charge.actual is not None for charge in charges)
    extras: list[Extra] = []
    reserve: ReserveMove | None = None
    if scheme.dampening is not None:
        extras += _dampened(scheme, charges, is_known)
    if is_known:
        reserve, extra = _reserve(scheme, charges)
        extras += [extra] if extra is not None else []
        extras += _corrections(scheme, books, year)
    true_ups = tuple(_true_up(charges, extras, partner) for partner in scheme.partners) if is_known else ()
    statements = _statements(scheme, year, charges, clients, tuple(extras), is_known)
    provenance = _provenance(scheme, year, charges, clients, extras)
    figures = [(s.id, [(line.id, line.pence) for line in s.lines]) for s in statements]
    return YearOfRecharge(
        scheme,
        year,
        charges,
        clients,
        tuple(extras),
        reserve,
        true_ups,
        statements,
        provenance,
        result_hash(figures, provenance),
    )


def _shared(scheme: Scheme, charges: tuple[PoolCharge, ...], *, due: bool) -> dict[str, int]:
    """Each partner's total of the shared pools."""
    shared = [charge for charge in charges if not charge.shares.pool.is_retained]
    return {
        partner: sum(((c.due or {}) if due else c.charged).get(partner, 0) for c in shared)
        for partner in scheme.partners
    }


def _dampened(scheme: Scheme, charges: tuple[PoolCharge, ...], is_known: bool) -> list[Extra]:
    """At budget on what is charged; at the true-up on what is due, less what the budget's dampening already moved."""
    assert scheme.dampening is not None
    at_budget = dampening_extra(scheme.dampening, _shared(scheme, charges, due=False), at_budget=True)
    extras = [at_budget] if at_budget is not None else []
    if is_known:
        in_end = dampening_extra(scheme.dampening, _shared(scheme, charges, due=True), at_budget=False)
        moved = at_budget.amounts if at_budget is not None else {}
        wanted = in_end.amounts if in_end is not None else {}
        amounts = {p: wanted.get(p, 0) - moved.get(p, 0) for p in scheme.partners}
        if any(amounts.values()):
            extras.append(Extra("dampening", "Dampening on the actual cost", amounts, (in_end or extras[0]).says))
    return extras


def _reserve(scheme: Scheme, charges: tuple[PoolCharge, ...]) -> tuple[ReserveMove | None, Extra | None]:
    if scheme.reserve is None:
        return None, None
    shared = [charge for charge in charges if not charge.shares.pool.is_retained]
    move = settle_reserve(
        scheme.reserve, budget=sum(c.budget for c in shared), actual=sum(c.actual or 0 for c in shared)
    )
    return move, reserve_extra(move, _shared(scheme, charges, due=False))


def _corrections(scheme: Scheme, books: Books, year: FinancialYear) -> list[Extra]:
    """Corrections of an earlier year's cost, each at the shares that year ended with."""
    extras = []
    for row in books.corrections_of_earlier_years(year):
        assert row.corrects_year is not None
        pool = scheme.pool(row.pool)
        parts = [item for item in decide_shares(scheme, books, row.corrects_year) if item.pool.id == row.pool]
        if pool is None or not parts:
            continue
        shares = parts[-1].shares
        reason = str(row.fact.get("note", ""))
        extras.append(
            Extra(
                f"correction-{row.fact.id}",
                f"{pool.title}: correction of {row.corrects_year}",
                split_cost(row.pence, shares),
                f"{format_pounds(row.pence)} at the shares of {row.corrects_year}" + (f": {reason}" if reason else "."),
                corrects=f"true-up-{row.corrects_year.starting}/{parts[-1].id}",
                inputs=(InputUsed.of_fact(row.fact, format_pounds(row.pence)),),
            )
        )
    return extras


def _true_up(charges: tuple[PoolCharge, ...], extras: list[Extra], partner: str) -> TrueUp:
    mine = [charge for charge in charges if partner in charge.charged and charge.due is not None]
    return TrueUp(
        partner,
        charged=sum(charge.charged[partner] for charge in mine),
        due=sum((charge.due or {})[partner] for charge in mine),
        price=sum(charge.price(partner) for charge in mine),
        volume=sum(charge.volume(partner) for charge in mine),
        extras=sum(extra.amounts.get(partner, 0) for extra in extras if not extra.at_budget),
    )


def _statements(
    scheme: Scheme,
    year: FinancialYear,
    charges: tuple[PoolCharge, ...],
    clients: tuple[ClientCharge, ...],
    extras: tuple[Extra, ...],
    is_known: bool,
) -> tuple[Statement, ...]:
    found = [budget_statement(scheme, year, partner, charges, extras) for partner in scheme.partners]
    found += [client_statement(scheme, year, client, final=False) for client in clients]
    if is_known:
        found += [true_up_statement(scheme, year, partner, charges, extras) for partner in scheme.partners]
        found += [client_statement(scheme, year, client, final=True) for client in clients if client.due is not None]
    return tuple(found)


def _provenance(
    scheme: Scheme,
    year: FinancialYear,
    charges: tuple[PoolCharge, ...],
    clients: tuple[ClientCharge, ...],
    extras: list[Extra],
) -> Provenance:
    sources = [charge.inputs for charge in charges] + [c.inputs for c in clients] + [extra.inputs for extra in extras]
    used = {(item.kind, item.name, item.organisation): item for inputs in sources for item in inputs}
    return Provenance.of(
        "cost_sharing.recharge.year",
        f"{scheme.title}, {year}: each cost by its key, in whole pence that add up.",
        used.values(),
    )
