"""What was counted or spent that the mechanism pays nothing for: a service without an agreed rate, a name it does not have."""

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Where, warning
from concordat.domain.kernel.periods import LONDON
from concordat.domain.payment.evidence import has_a_month
from concordat.domain.payment.evidence_types import Entry, Evidence
from concordat.domain.payment.in_words import in_pounds, number
from concordat.domain.payment.inputs import ENTRIES, INDICES, OUTAGES, VALUES, Mechanism
from concordat.domain.payment.orders import pays_entry
from concordat.domain.performance.periods import Month

NO_RATE, NOT_PAID, NOT_THE_CLIENTS = "payment.no_rate", "payment.not_paid", "payment.not_the_clients"


def unpaid_entries(mechanism: Mechanism, evidence: Evidence, *, month: Month) -> tuple[Finding, ...]:
    """Entries of the month that no rule of the mechanism takes up. Nothing that somebody did is dropped in silence."""
    known = _taken_up(mechanism)
    rates = {
        line.id: {rate.item for rate in line.rates} for line in mechanism.prices if line.kind == "schedule of rates"
    }
    found = []
    for entry in evidence.entries:
        if entry.month != month:
            continue
        where = Where(mechanism.name, item=str(month))
        if entry.kind == "quantity" and entry.about in rates and entry.item not in rates[entry.about]:
            found.append(_no_rate(where, entry))
        elif entry.about not in known[entry.kind]:
            said = (
                f"{entry.kind.capitalize()} of “{entry.about}”: the mechanism has nothing of that name to take it up."
            )
            found.append(warning(where, said, _fix(known[entry.kind]), code=NOT_PAID))
        elif entry.kind == "orders" and not _paid(mechanism, entry):
            found.append(_no_lot(mechanism, where, entry))
    rooms = {(rule.id, unit) for rule in mechanism.availability for unit, _ in rule.units}
    for one in evidence.outages:
        at = one.failed.astimezone(LONDON)
        if (one.about, one.unit) not in rooms and Month(at.year, at.month) == month:
            said = f"“{one.unit}” of “{one.about}” could not be used: the mechanism has no place of that name."
            where = Where(mechanism.name, item=str(month))
            found.append(warning(where, said, _fix(frozenset(unit for _, unit in rooms)), code=NOT_PAID))
    return tuple(dict.fromkeys(found))


def _no_rate(where: Where, entry: Entry) -> Finding:
    return warning(
        where,
        f"{number(entry.quantity)} of “{entry.item or 'no item'}” under “{entry.about}” has no agreed rate and is not paid.",
        "Agree a rate and add it to the mechanism; until then keep it in the register of anomalies.",
        code=NO_RATE,
    )


def _paid(mechanism: Mechanism, entry: Entry) -> bool:
    return any(pays_entry(mechanism, line, about=entry.about, lot=entry.unit) for line in mechanism.prices)


def _no_lot(mechanism: Mechanism, where: Where, entry: Entry) -> Finding:
    lines = [line.id for line in mechanism.prices if line.kind == "orders" and line.service == entry.about]
    named = f"lot “{entry.unit}”, which none of them pays for" if entry.unit else "no lot"
    return warning(
        where,
        f"Orders of “{entry.about}” for {in_pounds(entry.quantity)} are not paid: {len(lines)} price lines pay for the service by "
        f"lot, and the entry names {named}.",
        f"Enter them about one of: {', '.join(lines)}; or write the lot as the job records call it under Place.",
        code=NOT_PAID,
    )


def _fix(known: frozenset[str]) -> str:
    return f"Use one of: {', '.join(sorted(known))}." if known else "Mend the entry, or add the rule to the mechanism."


def _taken_up(m: Mechanism) -> dict[str, frozenset[str]]:
    """By kind of entry, what it may be about."""

    def lines(*kinds: str) -> frozenset[str]:
        return frozenset(line.id for line in m.prices if line.kind in kinds)

    orders = [line for line in m.prices if line.kind == "orders"]
    substituted = frozenset(line.id for line in m.prices if line.surplus is not None)
    rooms = frozenset(rule.id for rule in m.availability)
    single = frozenset(rule.id for rule in m.measures if rule.per_failure)
    return {
        "quantity": lines("schedule of rates", "volume bands"),
        "refused quantity": lines("volume bands"),
        "substitute quantity": substituted,
        "substitute income": substituted,
        "cost": lines("cost plus fee", "target cost"),
        "disallowed cost": lines("cost plus fee", "target cost"),
        "change of target": lines("target cost"),
        "orders": frozenset({line.id for line in orders} | {line.service for line in orders if line.service}),
        "sessions lost": rooms,
        "sessions lost though used": rooms,
        "failure": single,
        "failure not put right": single,
        "saving": frozenset(rule.id for rule in m.gain_share),
        "months given": frozenset({"extension"} if m.extension is not None else ()),
    }


def not_a_month(case: Case, mechanism: Mechanism) -> tuple[Finding, ...]:
    """Rows of the contract whose month cannot be read: they count nowhere until somebody mends them."""
    rows = [
        row
        for table in (VALUES, ENTRIES, INDICES)
        for row in case.rows(table)
        if row.get("contract", mechanism.contract) == mechanism.contract and not has_a_month(row)
    ]
    return tuple(
        warning(
            Where(mechanism.name, row.table, item=row.id),
            f"“{row.get('month')}” is not a month, so the row does not count.",
            "Write it like 2026-04.",
            code="payment.month",
        )
        for row in rows
    )


def not_the_clients(case: Case, mechanism: Mechanism) -> tuple[Finding, ...]:
    """Rows of the contract that somebody else entered: they count once the client enters them."""
    found = []
    for table in (VALUES, ENTRIES, INDICES, OUTAGES):
        rows = [row for row in case.rows(table) if row.get("contract", mechanism.contract) == mechanism.contract]
        others = [row for row in rows if row.organisation != mechanism.client]
        for organisation in dict.fromkeys(row.organisation for row in others):
            count = sum(row.organisation == organisation for row in others)
            rows_are = "1 row is" if count == 1 else f"{count} rows are"
            found.append(
                warning(
                    Where(mechanism.name, table),
                    f"{rows_are} {mechanism.name_of(organisation)}'s own and {'does' if count == 1 else 'do'} not count.",
                    f"{mechanism.name_of(mechanism.client)} enters what it accepts; nobody is paid by their own entry.",
                    code=NOT_THE_CLIENTS,
                )
            )
    return tuple(found)
