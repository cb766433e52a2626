"""Which price line takes up a certified order; and orders that none does, which nobody would be paid for in silence."""

from collections.abc import Iterable, Sequence

from concordat.domain.kernel.findings import Finding, Where, warning
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.statement import Statement
from concordat.domain.payment.evidence_types import Entry, Evidence
from concordat.domain.payment.inputs import Mechanism, PriceLine
from concordat.domain.performance.periods import Month

UNPAID = "payment.order_unpaid"
_FIX = "Add a price line for the service to the mechanism, or correct the service of the orders by a delivery."


def takes_up(mechanism: Mechanism, line: PriceLine, order: Entry) -> bool:
    """Whether a line paid by orders pays for this one: by its service and, of a line in a lot, by the lot's name in the
    records."""
    if line.kind != "orders" or order.about != line.service:
        return False
    return not line.lot or order.unit in records_of(mechanism, line.lot)


def pays_entry(mechanism: Mechanism, line: PriceLine, *, about: str, lot: str) -> bool:
    """Whether a line paid by orders pays what is entered about itself, or about its service: of several lines of one service
    that whose lot the entry names."""
    if line.kind != "orders" or not about or about not in {line.id, line.service}:
        return False
    others = [one for one in mechanism.prices if one is not line and one.kind == "orders" and one.service == about]
    return about == line.id or not others or lot in records_of(mechanism, line.lot)


def orders_of(mechanism: Mechanism, line: PriceLine, evidence: Evidence, month: Month) -> list[Entry]:
    """What is entered of the month about the line, and what is about its service."""
    return [
        entry
        for about in dict.fromkeys((line.id, line.service))
        for entry in evidence.entries_of("orders", about, month)
        if pays_entry(mechanism, line, about=about, lot=entry.unit)
    ]


def stated_for(statement: Statement, line: str) -> int:
    """What the statement pays for a price line, in pence: the line itself and its parts, one for each rate."""
    return sum(one.pence for one in statement.lines if f"{one.id}/".startswith(f"price/{line}/"))


def records_of(mechanism: Mechanism, lot: str) -> set[str]:
    """What job records may call the lot."""
    return {name for one in mechanism.lots if one.id == lot for name in (one.id, one.record or one.title)}


def both_pay(one: Mechanism, line: PriceLine, another: Mechanism, other: PriceLine) -> bool:
    """Whether two lines paid by orders, of one contract or of two, pay for the same order: only lots tell them apart, where both
    say one that records call differently."""
    if not (line.kind == other.kind == "orders" and line.service and line.service == other.service):
        return False
    return not (line.lot and other.lot) or bool(records_of(one, line.lot) & records_of(another, other.lot))


def pays_by_orders(mechanism: Mechanism) -> bool:
    return any(line.kind == "orders" for line in mechanism.prices)


def taken_up_by_none(orders: Iterable[Entry], mechanisms: Sequence[Mechanism]) -> tuple[Entry, ...]:
    """The orders (by service, lot and month) that no line of any contract pays for. A line that pays for the service in
    another way, such as by a lump sum, pays for its orders too. Nothing where no contract pays by orders."""
    if not any(pays_by_orders(one) for one in mechanisms):
        return ()
    return tuple(order for order in orders if not any(_pays(one, order) for one in mechanisms))


def _pays(mechanism: Mechanism, order: Entry) -> bool:
    if order.month < mechanism.first_month:
        return False
    return any(
        takes_up(mechanism, line, order) or (line.kind != "orders" and line.service == order.about)
        for line in mechanism.prices
    )


def check_orders(mechanism: Mechanism, evidence: Evidence, *, month: Month) -> tuple[Finding, ...]:
    """One warning for each service and lot: of the month, and of the months before it since the contract began."""
    held = evidence.records.unpaid if evidence.records is not None else ()
    of_month = [one for one in held if one.month == month]
    before = [one for one in held if mechanism.first_month <= one.month < month]
    return (*_findings(mechanism, of_month, month), *_findings(mechanism, before, month))


def _findings(mechanism: Mechanism, orders: Sequence[Entry], month: Month) -> list[Finding]:
    where = Where(mechanism.name, item=str(month))
    found = []
    for service, lot in dict.fromkeys((one.about, one.unit) for one in orders):
        own = [one for one in orders if (one.about, one.unit) == (service, lot)]
        count, pence = sum(int(one.item) for one in own), sum(int(one.quantity) for one in own)
        what = f"{count:,} certified order{' is' if count == 1 else 's are'} paid by no price line of any contract here"
        lot_said = f", lot “{lot}”" if lot else ""
        months = _months(min(one.month for one in own), max(one.month for one in own))
        said = f"{what}: service “{service}”{lot_said}, {format_pounds(pence, show_pence=True)}, finished in {months}."
        found.append(warning(where, said, _FIX, code=UNPAID))
    return found


def _months(first: Month, last: Month) -> str:
    return first.in_words() if first == last else f"{first.in_words()} to {last.in_words()}"
