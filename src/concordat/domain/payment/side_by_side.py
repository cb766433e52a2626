"""Several contracts over the same job records: work that two of them would pay for."""

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Where, warning
from concordat.domain.payment.inputs import Mechanism, PriceLine
from concordat.domain.payment.versions import contract_of, contracts_in, mechanism_in


def paid_twice(case: Case, mechanism: Mechanism) -> tuple[Finding, ...]:
    """The price lines of a contract whose orders another contract of the case pays for too: each order would be paid twice."""
    found = []
    for document in contracts_in(case):
        read = mechanism_in(case, document.name) if contract_of(document) != mechanism.contract else None
        if read is None or read.mechanism is None:
            continue
        for line in mechanism.prices:
            if any(_overlap(mechanism, line, read.mechanism, other) for other in read.mechanism.prices):
                found.append(_twice(mechanism, line, read.mechanism))
    return tuple(found)


def _overlap(one: Mechanism, line: PriceLine, another: Mechanism, other: PriceLine) -> bool:
    if not (line.kind == other.kind == "orders" and line.service == other.service):
        return False
    return not (line.lot and other.lot) or bool(_records_of(one, line.lot) & _records_of(another, other.lot))


def _records_of(mechanism: Mechanism, lot: str) -> set[str]:
    """What job records may call the lot."""
    return {name for one in mechanism.lots if one.id == lot for name in (one.id, one.record or one.title)}


def _twice(mechanism: Mechanism, line: PriceLine, other: Mechanism) -> Finding:
    return warning(
        Where(mechanism.name, "price", item=line.id),
        f"“{other.title}” pays for orders of {line.service} too, so each is paid under both contracts.",
        "Take the line out of one of them, or say in both which lot each pays for.",
        code="payment.paid_twice",
    )
