"""Everything this package finds in a case: its contracts one by one, and side by side."""

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding
from concordat.domain.payment.check_evidence import not_a_month, not_the_clients
from concordat.domain.payment.disputes import check_answers
from concordat.domain.payment.inputs import KIND
from concordat.domain.payment.reading import mechanism_from
from concordat.domain.payment.said_twice import said_twice
from concordat.domain.payment.side_by_side import another_contractor, paid_twice
from concordat.domain.payment.versions import contracts_in, mechanism_in, same_contract


def check_contracts(case: Case) -> list[Finding]:
    """A case without a mechanism has no findings. What rules nothing is read all the same: somebody means it to."""
    found: list[Finding] = []
    ruling = contracts_in(case)
    for document in ruling:
        read = mechanism_in(case, document.name)
        found += (*(read.findings if read is not None else ()), *same_contract(case, document))
        if read is not None and read.mechanism is not None:
            for check in (another_contractor, paid_twice, not_a_month, not_the_clients, said_twice):
                found += check(case, read.mechanism)
            found += check_answers(case, read.mechanism.contract)
    names = {document.name for document in ruling}
    for document in case.documents_of(KIND):
        found += mechanism_from(document).findings if document.name not in names else ()
    return found
