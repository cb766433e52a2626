"""What a person should know about a scheme, its costs and its counts before anybody is charged."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from concordat.domain.cost_sharing.limits import LimitsDoNotFit
from concordat.domain.cost_sharing.recharge.clients import charge_clients
from concordat.domain.cost_sharing.recharge.inputs import (
    COSTS_TABLE,
    DRIVERS_TABLE,
    Basis,
    Books,
    Key,
    Pool,
    Scheme,
)
from concordat.domain.cost_sharing.recharge.leaving import whole_months
from concordat.domain.cost_sharing.recharge.shares import count, in_per_cents, number
from concordat.domain.cost_sharing.recharge.statements import pence_words
from concordat.domain.cost_sharing.recharge.year import charge_year
from concordat.domain.kernel.findings import Finding, Where, error, has_errors, note, warning
from concordat.domain.kernel.periods import FinancialYear


def check_scheme(scheme: Scheme) -> list[Finding]:
    """The scheme by itself, whatever the year."""
    return [*_two_groups(scheme), *_notices(scheme)]


def check_year(scheme: Scheme, books: Books, *, year: FinancialYear) -> list[Finding]:
    """The scheme with one year's costs and counts. An error means that the year cannot be charged yet."""
    found = [
        *_negative_counts(books, year),
        *_missing_counts(scheme, books, year),
        *_counted_twice(books, year),
        *_unknown_partners(scheme, books, year),
        *_costs(scheme, books, year),
        *_stated_shares(scheme, year),
        *_below_cost(scheme, books, year),
        *_fell_without_notice(scheme, books, year),
    ]
    return found if has_errors(found) else [*found, *_limits_fit(scheme, books, year)]


def _two_groups(scheme: Scheme) -> Iterator[Finding]:
    """A council may share one service in one group only."""
    groups: dict[tuple[str, str], list[Pool]] = {}
    for pool in scheme.pools:
        for partner in pool.partners if pool.service else ():
            groups.setdefault((pool.service, partner), []).append(pool)
    for (service, partner), pools in groups.items():
        different = {frozenset(pool.partners) for pool in pools}
        if len(different) > 1:
            titles = " and ".join(f"{pool.title} ({', '.join(map(scheme.name_of, pool.partners))})" for pool in pools)
            yield error(
                Where(file=scheme.name, item=service),
                f"{scheme.name_of(partner)} is in two groups for {service}: {titles}.",
                f"Take {scheme.name_of(partner)} out of one of them, or give one of the pools a service of its own.",
                code="recharge.two_groups",
            )


def _notices(scheme: Scheme) -> Iterator[Finding]:
    for notice in scheme.notices:
        months = whole_months(notice.given, notice.effective)
        if scheme.notice_months is not None and months < scheme.notice_months:
            what = f"of using less of {notice.pool}" if notice.pool else "of leaving"
            yield warning(
                Where(file=scheme.name, item=notice.partner),
                f"{scheme.name_of(notice.partner)} gave {months} months' notice {what}; the scheme asks for {scheme.notice_months}.",
                "Agree another day, or charge the months that are missing.",
                code="recharge.notice_short",
            )


def _negative_counts(books: Books, year: FinancialYear) -> Iterator[Finding]:
    for row in books.drivers:
        if row.year == year and row.quantity < 0:
            yield error(
                Where(table=DRIVERS_TABLE, column="quantity", item=row.fact.id),
                f"{row.partner} has {number(row.quantity)} {row.driver}: a count cannot be below nought.",
                "Enter the count itself. To put an earlier count right, enter the row again with the right figure.",
                code="recharge.negative_count",
            )


def _missing_counts(scheme: Scheme, books: Books, year: FinancialYear) -> Iterator[Finding]:
    """Every partner in a pool needs a count of its key's drivers, unless the year goes on by an estimate."""
    for pool in _used(scheme, books, year):
        key = scheme.keys.get(pool.key)
        if key is None or key.basis is not Basis.DRIVER:
            continue
        estimated = scheme.stated("estimates", pool.id, year) is not None
        missing = _without_count(books, key, pool, year, estimate=False)
        ahead = _without_count(books, key, pool, year, estimate=True)
        if missing and not ahead:
            continue  # estimated counts of everybody carry the year
        for driver, partner in missing:
            said = warning if estimated and len(missing) == len(pool.partners) * len(key.drivers) else error
            yield said(
                Where(table=DRIVERS_TABLE, item=pool.id),
                f"{scheme.name_of(partner)} has no count of {driver} for {year}, and {pool.title} is shared by it.",
                f"Enter {scheme.name_of(partner)}'s {driver} for {year}; enter 0 if there were none."
                + (" Until then the estimate is used." if said is warning else ""),
                code="recharge.missing_driver",
            )
        if not missing and not _anything(books, key, pool, year):
            yield error(
                Where(table=DRIVERS_TABLE, item=pool.id),
                f"Every count of {key.title} for {year} is nought: {pool.title} cannot be shared by it.",
                "Check the counts, or record an override with its reason.",
                code="recharge.no_count",
            )


def _used(scheme: Scheme, books: Books, year: FinancialYear) -> list[Pool]:
    """Pools that have a cost in the year."""
    return [pool for pool in scheme.pools if books.cost_rows(pool.id, year, "budget", "actual", "correction")]


def _without_count(books: Books, key: Key, pool: Pool, year: FinancialYear, *, estimate: bool) -> list[tuple[str, str]]:
    have = {
        (row.driver, row.partner) for driver in key.drivers for row in books.counts(driver, year, estimate=estimate)
    }
    return [(d, partner) for d in key.drivers for partner in pool.partners if (d, partner) not in have]


def _anything(books: Books, key: Key, pool: Pool, year: FinancialYear) -> bool:
    rows = (row for driver in key.drivers for row in books.counts(driver, year, estimate=False))
    return any(row.quantity > 0 for row in rows if row.partner in pool.partners)


def _counted_twice(books: Books, year: FinancialYear) -> Iterator[Finding]:
    times = Counter((row.driver, row.partner, row.is_estimate) for row in books.drivers if row.year == year)
    for (driver, partner, _), number_of in times.items():
        if number_of > 1:
            yield warning(
                Where(table=DRIVERS_TABLE, item=driver),
                f"{partner} has {number_of} counts of {driver} for {year}; they are added up.",
                "Nothing to do if they are parts of the year; otherwise withdraw all but one.",
                code="recharge.counted_twice",
            )


def _unknown_partners(scheme: Scheme, books: Books, year: FinancialYear) -> Iterator[Finding]:
    known = {*scheme.partners, *(price.council for price in scheme.prices)}
    used = {driver for key in scheme.keys.values() for driver in key.drivers} | {
        price.driver for price in scheme.prices
    }
    for row in books.drivers:
        if row.year == year and row.driver in used and row.partner not in known:
            yield warning(
                Where(table=DRIVERS_TABLE, column="partner", item=row.fact.id),
                f"“{row.partner}” has a count of {row.driver} and is neither a partner nor a client of this scheme.",
                f"Use one of: {', '.join(sorted(known))}.",
                code="recharge.unknown_partner",
            )


def _costs(scheme: Scheme, books: Books, year: FinancialYear) -> Iterator[Finding]:
    ids = {pool.id for pool in scheme.pools}
    for row in books.costs:
        if row.year == year and row.pool not in ids:
            yield error(
                Where(table=COSTS_TABLE, column="pool", item=row.fact.id),
                f"The cost is of a pool “{row.pool}” that the scheme does not have, so nobody would pay it.",
                f"Use one of: {', '.join(sorted(ids))}; or add the pool to the scheme.",
                code="recharge.unknown_pool",
            )
    if not any(row.year == year for row in books.costs):
        yield error(
            Where(table=COSTS_TABLE),
            f"There are no costs for {year}.",
            "Enter a budget for each pool.",
            code="recharge.no_costs",
        )
        return
    for pool in scheme.pools:
        if not books.cost_rows(pool.id, year, "budget") and books.cost_rows(pool.id, year, "actual"):
            yield warning(
                Where(table=COSTS_TABLE, item=pool.id),
                f"{pool.title} has an actual cost for {year} and no budget: all of it falls into the true-up.",
                "Enter the budget, 0 if there was none.",
                code="recharge.no_budget",
            )


def _stated_shares(scheme: Scheme, year: FinancialYear) -> Iterator[Finding]:
    for stated in scheme.estimates:
        if stated.year == year and stated.inferred:
            yield note(
                Where(file=scheme.name, item=stated.pool),
                f"The estimate of {in_per_cents(stated.shares)} for {_title(scheme, stated.pool)} in {year} is inferred: the source does not print it.",
                "Put the published estimate in its place when it is found.",
                code="recharge.inferred",
            )
    for stated in scheme.overrides:
        if stated.year == year:
            yield note(
                Where(file=scheme.name, item=stated.pool),
                f"{_title(scheme, stated.pool)} is set to {in_per_cents(stated.shares)} in {year}, whatever was counted: {stated.reason}",
                "See that the partners have agreed it for this year too.",
                code="recharge.override",
            )


def _title(scheme: Scheme, pool: str) -> str:
    found = scheme.pool(pool)
    return found.title if found is not None else pool


def _below_cost(scheme: Scheme, books: Books, year: FinancialYear) -> Iterator[Finding]:
    for charge in charge_clients(scheme, books, year):
        least = charge.full_cost * (1 + charge.price.overhead)
        if charge.full_cost and charge.unit_pence < least:
            below = Fraction(least - charge.unit_pence) * charge.budget_units
            yield warning(
                Where(file=scheme.name, item=charge.price.council),
                f"{scheme.name_of(charge.price.council)} pays {pence_words(charge.unit_pence)} a unit; full cost is {pence_words(least)}. "
                f"The partners would pay £{number(below / 100, places=0)} of its cost.",
                "Raise the price, or record why the partners agree to it.",
                code="recharge.below_cost",
            )


def _fell_without_notice(scheme: Scheme, books: Books, year: FinancialYear) -> Iterator[Finding]:
    """A partner whose count falls by more than the scheme lets it owes the others notice: they carry the cost."""
    if scheme.use_may_fall is None:
        return
    for pool in _used(scheme, books, year):
        key = scheme.keys.get(pool.key)
        now = count(books, key, pool.partners, year, estimate=False) if key is not None else None
        before = count(books, key, pool.partners, year.later(-1), estimate=False) if key is not None else None
        if now is None or before is None:
            continue
        for partner in pool.partners:
            fell = before.counts[partner] - now.counts[partner]
            if fell <= before.counts[partner] * scheme.use_may_fall or _gave_notice(scheme, partner, pool, year):
                continue
            yield warning(
                Where(file=scheme.name, item=pool.id),
                f"{scheme.name_of(partner)} uses {pool.title} {number(fell / before.counts[partner] * 100, places=0)}% less than in "
                f"{year.later(-1)} and gave no notice; the scheme lets use fall by {number(scheme.use_may_fall * 100)}%.",
                "Add a [[notice]] with the pool if it was given, or record an override until the notice has run out.",
                code="recharge.fell_without_notice",
            )


def _gave_notice(scheme: Scheme, partner: str, pool: Pool, year: FinancialYear) -> bool:
    return any(
        notice.partner == partner and notice.pool == pool.id and notice.effective <= year.last_day
        for notice in scheme.notices
    )


def _limits_fit(scheme: Scheme, books: Books, year: FinancialYear) -> Iterator[Finding]:
    if scheme.dampening is None:
        return
    try:
        charge_year(scheme, books, year=year)
    except LimitsDoNotFit as problem:
        yield error(
            Where(file=scheme.name, item="dampening"),
            f"The limits of the dampening cannot all be kept: {problem}",
            "Raise a limit, or lower the cost.",
            code="recharge.limits",
        )
