"""Several contracts in one partnership: work that two of them would pay for, and contractors who are not the same."""

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Where, error, warning
from concordat.domain.payment.inputs import Mechanism, PriceLine
from concordat.domain.payment.orders import both_pay
from concordat.domain.payment.versions import contract_of, contracts_in, mechanism_in


def paid_twice(case: Case, mechanism: Mechanism) -> tuple[Finding, ...]:
    """The price lines of a contract whose orders another contract of the case pays for too: each order would be paid twice."""
    found = []
    for another in other_contracts(case, mechanism):
        for line in mechanism.prices:
            if any(both_pay(mechanism, line, another, other) for other in another.prices):
                found.append(_twice(mechanism, line, another))
    return tuple(found)


def other_contracts(case: Case, mechanism: Mechanism) -> tuple[Mechanism, ...]:
    """Those of the case beside this one that can be read."""
    names = [one.name for one in contracts_in(case) if contract_of(one) != mechanism.contract]
    read = [mechanism_in(case, name) for name in names]
    return tuple(one.mechanism for one in read if one is not None and one.mechanism is not None)


def _twice(mechanism: Mechanism, line: PriceLine, other: Mechanism) -> Finding:
    return warning(
        Where(mechanism.name, "price", item=line.id),
        f"“{other.title}” pays for orders of {line.service} too, so each is paid under both contracts.",
        "Take the line out of one of them, or say in both which lot each pays for.",
        code="payment.paid_twice",
    )


def another_contractor(case: Case, mechanism: Mechanism, *, here: str = "") -> tuple[Finding, ...]:
    """What is shared with the contractor is shared with whoever has that role: a contract with anybody else is no contract of
    this partnership. `here` is who has the role; without, whom the first contract names."""
    contracts = contracts_in(case)
    here = here or (str(contracts[0].content.get("contractor", "")) if contracts else mechanism.contractor)
    if mechanism.contractor == here:
        return ()
    theirs, others = (mechanism.name_of(one) for one in (mechanism.contractor, here))
    return (
        error(
            Where(mechanism.name),
            f"{theirs} is not the contractor here: {others} is, and would read its prices and statements.",
            "Keep this contract in a partnership of its own.",
            code="payment.contractor",
        ),
    )
