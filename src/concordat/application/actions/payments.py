"""Issue a contract's statement: its lines are kept for good, and every later difference is a correction."""

import tomlkit
from django.db import transaction

from concordat.application.actions.documents import save_document
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotAllowed
from concordat.application.permissions import require
from concordat.application.queries.payments import draft_for
from concordat.data.files.case_folder import toml_value
from concordat.domain.kernel.audience import PARTNERS_AND_CONTRACTOR
from concordat.domain.kernel.case import Document
from concordat.domain.kernel.findings import Where, error, has_errors
from concordat.domain.payment.statement import STATEMENT_KIND, check_month, frozen_content, statement_id
from concordat.domain.performance.periods import Month


@transaction.atomic
def issue_payment(*, by: Actor, month: Month) -> Document:
    """Keep the month's statement as it comes out of what is known now. Only the client issues, each month once, in order.

    Raises `NotAllowed` or `NotAccepted`.
    """
    require(by, "statement.answer")
    seen, payment, moment = draft_for(by, month=month)
    mechanism = payment.mechanism
    if by.organisation != mechanism.client:
        raise NotAllowed(f"Only people acting for {mechanism.name_of(mechanism.client)} may issue the statement.")
    findings = check_month(mechanism, seen.evidence, month=month)
    if has_errors(findings):
        raise NotAccepted([finding for finding in findings if finding.is_error])
    if any(one.month == month for one in seen.issued):
        raise _refused(
            month, "It was issued already.", "Put it right in the next statement: corrections come by themselves."
        )
    if seen.next_month != month:
        raise _refused(month, f"{seen.next_month} comes first.", "Issue the months in their order.")
    text = tomlkit.document()
    for key, value in frozen_content(payment, known_at=moment).items():
        text[key] = toml_value(value)
    return save_document(
        by=by,
        kind=STATEMENT_KIND,
        name=statement_id(mechanism, month),
        text=tomlkit.dumps(text),
        audience=PARTNERS_AND_CONTRACTOR,
        illustrative=payment.statement.illustrative,
    )


def _refused(month: Month, message: str, fix: str) -> NotAccepted:
    return NotAccepted([error(Where(item=str(month)), message, fix, code="payment.refused")])
