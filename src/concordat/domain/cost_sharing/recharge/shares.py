"""How each pool's shares are decided: count, key, tolerance, override, change of key in the middle of the year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from concordat.domain.cost_sharing.change import moves_enough, rounded_shares
from concordat.domain.cost_sharing.keys import NothingToShareBy, shares_by, weighted_counts
from concordat.domain.cost_sharing.recharge.inputs import (
    Basis,
    Books,
    DriverRow,
    Key,
    KeyChange,
    Pool,
    Scheme,
    Shares,
    StatedShares,
)
from concordat.domain.cost_sharing.recharge.results import Decided, PoolShares
from concordat.domain.kernel.hashing import decimal_text
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.provenance import InputUsed


@dataclass(frozen=True)
class Counted:
    """What was counted for a key in a year: weighted counts by partner, the shares they make, the rows behind them."""

    counts: Mapping[str, Fraction]
    exact: Shares
    rows: tuple[DriverRow, ...]


def decide_shares(scheme: Scheme, books: Books, year: FinancialYear) -> tuple[PoolShares, ...]:
    """Every pool's shares, each with the sentence that says how it came about. Pools without a share are left out."""
    found: list[PoolShares] = []
    for pool in scheme.pools:
        change = _change_in(scheme, pool, year)
        if change is not None and year.first_day < change.from_date:
            day_before = change.from_date - timedelta(days=1)
            found.append(_before(scheme, pool, change, year.first_day, day_before))
            after = _decided(scheme, books, pool, year, change.from_date, part=1)
        else:
            after = _decided(scheme, books, pool, year, year.first_day, part=0)
        if after is not None:
            found.append(after)
    return tuple(found)


def count(books: Books, key: Key, partners: tuple[str, ...], year: FinancialYear, *, estimate: bool) -> Counted | None:
    """The key's weighted count of each partner; None where one has no count or all counts are nought."""
    rows = [row for driver in key.drivers for row in books.counts(driver, year, estimate=estimate)]
    rows = [row for row in rows if row.partner in partners]
    have = {(row.driver, row.partner) for row in rows}
    if any((driver, partner) not in have for driver in key.drivers for partner in partners):
        return None
    held = [
        {d: sum((r.quantity for r in rows if (r.driver, r.partner) == (d, p)), Fraction(0)) for d in key.drivers}
        for p in partners
    ]
    weighted = weighted_counts(held, weights=key.drivers)
    try:
        exact = shares_by(weighted)
    except NothingToShareBy:
        return None
    return Counted(dict(zip(partners, weighted, strict=True)), dict(zip(partners, exact, strict=True)), tuple(rows))


def _change_in(scheme: Scheme, pool: Pool, year: FinancialYear) -> KeyChange | None:
    found = [c for c in scheme.changes if c.pool == pool.id and year.first_day <= c.from_date <= year.last_day]
    return found[-1] if found else None


def _before(scheme: Scheme, pool: Pool, change: KeyChange, first: date, last: date) -> PoolShares:
    shares = {partner: change.shares_before.get(partner, Fraction(0)) for partner in pool.partners}
    says = (
        f"{in_per_cents(shares)}, as it was until the key changed on {change.from_date.day} {change.from_date:%B %Y}."
    )
    return PoolShares(
        pool,
        scheme.keys.get(pool.key),
        0,
        first,
        last,
        None,
        {},
        {},
        shares,
        shares,
        Decided.BEFORE,
        None,
        says,
        _document(scheme),
    )


def _decided(
    scheme: Scheme, books: Books, pool: Pool, year: FinancialYear, first: date, *, part: int
) -> PoolShares | None:
    key = scheme.keys.get(pool.key)
    last = year.last_day
    if pool.is_retained:
        shares: Shares = {pool.retained_by: Fraction(1)}
        says = f"100%: retained by {scheme.name_of(pool.retained_by)}, which meets all of it."
        return PoolShares(
            pool, None, part, first, last, None, {}, {}, shares, shares, Decided.RETAINED, None, says, _document(scheme)
        )
    if key is None:
        return None
    estimate = scheme.stated("estimates", pool.id, year)
    override = scheme.stated("overrides", pool.id, year)
    counted = count(books, key, pool.partners, year, estimate=False) if key.basis is Basis.DRIVER else None
    ahead = count(books, key, pool.partners, year, estimate=True) if key.basis is Basis.DRIVER else None
    own = _own_shares(key, pool.partners) if counted is None else _rounded(scheme, counted.exact)
    if estimate is None and ahead is not None:
        estimate = StatedShares(pool.id, year, _rounded(scheme, ahead.exact), reason="from the estimated counts")
    at_budget = own if estimate is None else estimate.shares
    if own is None and at_budget is not None:
        own = at_budget  # nothing counted yet: the year goes on by the estimate
    if override is not None:
        own = dict(override.shares)
    if own is None or at_budget is None:
        return None
    decided, by_key = _settle(scheme, key, estimate, counted, override, own)
    shares, at_budget = (_with_fixed_part(scheme, pool, found) for found in (by_key, at_budget))
    exact = counted.exact if counted else {}
    says = _says(scheme, key, estimate, counted, override, decided, by_key) + _fixed_says(scheme, pool, shares)
    rows = (*(counted.rows if counted else ()), *(ahead.rows if ahead else ()))
    inputs = (*_document(scheme), *(InputUsed.of_fact(row.fact, _row_says(row)) for row in rows))
    return PoolShares(
        pool,
        key,
        part,
        first,
        last,
        estimate,
        counted.counts if counted else {},
        exact,
        at_budget,
        shares,
        decided,
        override,
        says,
        inputs,
    )


def _own_shares(key: Key, partners: tuple[str, ...]) -> Shares | None:
    if key.basis is Basis.EQUAL:
        return {partner: Fraction(1, len(partners)) for partner in partners}
    if key.basis is Basis.FIXED:
        return {partner: key.shares.get(partner, Fraction(0)) for partner in partners}
    return None


def _rounded(scheme: Scheme, exact: Shares) -> Shares:
    if scheme.share_parts is None:
        return exact
    return dict(zip(exact, rounded_shares(list(exact.values()), parts=scheme.share_parts), strict=True))


def _settle(
    scheme: Scheme,
    key: Key,
    estimate: StatedShares | None,
    counted: Counted | None,
    override: StatedShares | None,
    own: Shares,
) -> tuple[Decided, Shares]:
    if override is not None:
        return Decided.OVERRIDDEN, own
    if key.basis is not Basis.DRIVER:
        return (Decided.EQUAL if key.basis is Basis.EQUAL else Decided.AGREED), own
    if counted is None:
        return Decided.KEPT, own
    if estimate is None or scheme.tolerance is None:
        return Decided.COUNTED, own
    partners = list(counted.exact)
    before = [estimate.shares.get(partner, Fraction(0)) for partner in partners]
    if moves_enough(before, [counted.exact[partner] for partner in partners], points=scheme.tolerance):
        return Decided.CHANGED, own
    return Decided.KEPT, dict(zip(partners, before, strict=True))


def _with_fixed_part(scheme: Scheme, pool: Pool, shares: Shares) -> Shares:
    """Part of the pool goes by a key of agreed per cents, whatever is used."""
    fixed = scheme.keys.get(pool.fixed_key)
    agreed = _own_shares(fixed, pool.partners) if fixed is not None else None
    if not pool.fixed_part or agreed is None:
        return shares
    return {p: pool.fixed_part * agreed[p] + (1 - pool.fixed_part) * shares.get(p, Fraction(0)) for p in pool.partners}


def _fixed_says(scheme: Scheme, pool: Pool, shares: Shares) -> str:
    fixed = scheme.keys.get(pool.fixed_key)
    if not pool.fixed_part or fixed is None:
        return ""
    part = number(pool.fixed_part * 100)
    return f" That is for {number(100 - pool.fixed_part * 100)}% of the cost; {part}% goes by {fixed.title[:1].lower()}{fixed.title[1:]}. Together {in_per_cents(shares)}."


def _document(scheme: Scheme) -> tuple[InputUsed, ...]:
    return () if scheme.document is None else (InputUsed.of_document(scheme.document),)


def _row_says(row: DriverRow) -> str:
    return f"{number(row.quantity)} {row.driver}{' (estimate)' if row.is_estimate else ''}"


def _says(
    scheme: Scheme,
    key: Key,
    estimate: StatedShares | None,
    counted: Counted | None,
    override: StatedShares | None,
    decided: Decided,
    shares: Shares,
) -> str:
    """How the shares came about, in a sentence or two."""
    ours = in_per_cents(shares)
    counts = (
        f"{key.title}: {in_counts(counted.counts)} = {in_per_cents(counted.exact, places=1)}" if counted else key.title
    )
    if decided is Decided.OVERRIDDEN and override is not None:
        return f"{counts}. Set to {ours} instead: {override.reason}"
    if decided is Decided.EQUAL:
        return f"Shared equally ({ours})."
    if decided is Decided.AGREED:
        return f"{key.title}: {ours}."
    if counted is None:
        return f"{key.title}: {ours}, the estimate; nothing was counted."
    if estimate is None or scheme.tolerance is None:
        return f"{counts}, so {ours}."
    points = f"{number(scheme.tolerance)} {'point' if scheme.tolerance == 1 else 'points'}"
    said = " (inferred)" if estimate.inferred else ""
    if decided is Decided.KEPT:
        return f"{counts}. The estimate of {in_per_cents(estimate.shares)}{said} stays: within {points}."
    return f"{counts}, more than {points} from the estimate of {in_per_cents(estimate.shares)}{said}, so {ours}."


def in_per_cents(shares: Shares, *, places: int = 2) -> str:
    """``66% / 34%`` in the partners' order, no finer than it need be."""
    return " / ".join(f"{number(share * 100, places=places)}%" for share in shares.values())


def in_counts(counts: Mapping[str, Fraction]) -> str:
    return " / ".join(number(count) for count in counts.values())


def number(value: Fraction, *, places: int = 2) -> str:
    rounded = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-places))
    whole, dot, rest = decimal_text(abs(rounded)).partition(".")
    return f"{'-' if rounded < 0 else ''}{int(whole):,}{dot}{rest}"
