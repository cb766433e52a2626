"""A year of recharge as statements: one of the budget charge and one of the true-up for each partner and client council.

Every line names its pool, its share or count, and how it came about; its provenance holds the rows behind it.
"""

from decimal import Decimal
from fractions import Fraction

from concordat.domain.cost_sharing.recharge.inputs import Scheme
from concordat.domain.cost_sharing.recharge.results import ClientCharge, Extra, PoolCharge
from concordat.domain.cost_sharing.recharge.shares import number
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.periods import FinancialYear, day_in_words
from concordat.domain.kernel.provenance import InputUsed, Provenance
from concordat.domain.kernel.statement import Statement, StatementLine

KIND = "recharge"
RETAINED = "Retained: this council alone"
SHARED = "Shared services"
BESIDE = "Beside the shared services"
CLIENT = "Work for a client council"


def statement_id(which: str, year: FinancialYear, organisation: str) -> str:
    return f"{which}-{year.starting}-{organisation}"


def budget_statement(
    scheme: Scheme, year: FinancialYear, partner: str, charges: tuple[PoolCharge, ...], extras: tuple[Extra, ...]
) -> Statement:
    """One partner's charge for the year on the budget: a line a pool, and what dampening or a reserve adds. Pence."""
    lines = [_budget_line(charge, partner) for charge in charges if partner in charge.charged]
    lines += [_extra_line(extra, partner) for extra in extras if extra.at_budget and partner in extra.amounts]
    return _statement(scheme, year, partner, "budget", f"Charge for {year}, on the budget", lines)


def true_up_statement(
    scheme: Scheme, year: FinancialYear, partner: str, charges: tuple[PoolCharge, ...], extras: tuple[Extra, ...]
) -> Statement:
    """Two lines a pool where its shares changed, one for the cost and one for the share of use; otherwise the first only."""
    lines: list[StatementLine] = []
    for charge in charges:
        if charge.due is not None and partner in charge.due:
            lines += _true_up_lines(charge, partner)
    lines += [_extra_line(extra, partner) for extra in extras if not extra.at_budget and partner in extra.amounts]
    return _statement(scheme, year, partner, "true-up", f"True-up for {year}, on the actual cost", lines)


def client_statement(scheme: Scheme, year: FinancialYear, charge: ClientCharge, *, final: bool) -> Statement:
    """What a client that is no partner owes: on the budget, or with `final` the rest on what was counted."""
    units = charge.actual_units if final else charge.budget_units
    due = (charge.due or 0) - charge.charged if final else charge.charged
    assert units is not None
    said = f"{number(units)} × {pence_words(charge.unit_pence)}"
    line = StatementLine(
        f"client-{charge.price.pool}",
        charge.price.title or scheme.name_of(charge.price.pool),
        due,
        CLIENT,
        f"{said} = {format_pounds(charge.due or 0)}, less {format_pounds(charge.charged)} charged" if final else said,
        quantity=_decimal(units),
        unit=charge.price.driver,
        rate=_decimal(charge.unit_pence),
        provenance=_provenance("recharge.client", said, charge.inputs),
    )
    which = "true-up" if final else "budget"
    title = f"{'True-up' if final else 'Charge'} for {year}, work for a client council"
    return _statement(scheme, year, charge.price.council, f"client-{which}", title, [line], f"-{charge.price.pool}")


def _statement(
    scheme: Scheme,
    year: FinancialYear,
    partner: str,
    which: str,
    title: str,
    lines: list[StatementLine],
    more: str = "",
) -> Statement:
    used = {(i.kind, i.name): i for line in lines if line.provenance is not None for i in line.provenance.inputs}
    return Statement(
        statement_id(which, year, partner) + more,
        KIND,
        title,
        scheme.lead,
        partner,
        str(year),
        tuple(lines),
        provenance=_provenance(f"recharge.{which}", title, tuple(used.values())),
    )


def _budget_line(charge: PoolCharge, partner: str) -> StatementLine:
    share = charge.shares.budget[partner]
    says = f"{number(share * 100)}% of {format_pounds(charge.budget)}{_part(charge)}"
    return _line(charge, partner, charge.shares.id, charge.charged[partner], charge.budget, share, says)


def _true_up_lines(charge: PoolCharge, partner: str) -> list[StatementLine]:
    assert charge.actual is not None
    before, after = charge.shares.budget[partner], charge.shares.shares[partner]
    more = charge.actual - charge.budget
    cost = _line(
        charge,
        partner,
        f"{charge.shares.id}/cost",
        charge.price(partner),
        more,
        before,
        f"Cost {format_pounds(charge.actual)} against a budget of {format_pounds(charge.budget)}: "
        f"{number(before * 100)}% of {format_pounds(more)}{_part(charge)}",
        "cost",
    )
    if charge.shares.budget == charge.shares.shares:
        return [cost]
    volume = charge.volume(partner)
    said = f"Share {number(after * 100)}% instead of {number(before * 100)}%, of {format_pounds(charge.actual)}"
    use = _line(charge, partner, f"{charge.shares.id}/use", volume, charge.actual, after - before, said, "share of use")
    return [cost, use]


def _line(
    charge: PoolCharge, partner: str, id: str, pence: int, base: int, share: Fraction, says: str, what: str = ""
) -> StatementLine:
    shares = charge.shares
    count = shares.counts.get(partner)
    title = shares.pool.title + (f": {what}" if what else "")
    return StatementLine(
        id,
        title,
        pence,
        RETAINED if shares.pool.is_retained else SHARED,
        says,
        base=base,
        share=_decimal(share),
        quantity=None if count is None else _decimal(count),
        unit=shares.key.unit or shares.key.title if shares.key is not None and count is not None else "",
        note=shares.says,
        provenance=_provenance(f"recharge.pool.{shares.pool.id}", shares.says, charge.inputs),
    )


def _extra_line(extra: Extra, partner: str) -> StatementLine:
    return StatementLine(
        extra.id,
        extra.title,
        extra.amounts[partner],
        BESIDE,
        extra.says,
        corrects=extra.corrects,
        provenance=_provenance(f"recharge.{extra.id}", extra.says, extra.inputs),
    )


def _part(charge: PoolCharge) -> str:
    shares = charge.shares
    if shares.days >= 365:
        return ""
    return f", for {day_in_words(shares.from_date)} to {day_in_words(shares.to_date)}"


def pence_words(pence: Fraction) -> str:
    """``£60`` or ``£1.2345``: a unit price may have parts of a penny."""
    if pence.denominator == 1:
        return format_pounds(int(pence))
    return f"£{number(pence / 100, places=4)}"


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.000001")).normalize()


def _provenance(rule: str, explanation: str, inputs: tuple[InputUsed, ...]) -> Provenance:
    return Provenance.of(f"cost_sharing.{rule}", explanation, inputs)
