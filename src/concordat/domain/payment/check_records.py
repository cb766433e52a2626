"""Whether the job records of a month are there: without them its open jobs are deducted for and nothing it finished is paid."""

from datetime import date, timedelta

from concordat.domain.kernel.findings import Finding, Where, warning
from concordat.domain.kernel.periods import LONDON, day_in_words
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.orders import orders_of
from concordat.domain.performance.periods import Month

NO_RECORDS = "payment.no_records"
_FIX = "Deliver the month's records and take its figures again before the statement is issued."


def check_records(mechanism: Mechanism, evidence: Evidence, *, month: Month) -> tuple[Finding, ...]:
    """One warning at the most: no record of the month, records that end before it does, or none of an order that was finished.

    Where nobody knows what was delivered (figures entered by hand), only the entries of the month can tell.
    """
    said = _said(mechanism, evidence, month)
    return (warning(Where(mechanism.name, item=str(month)), said, _FIX, code=NO_RECORDS),) if said else ()


def last_weekday(month: Month) -> date:
    """The last day from Monday to Friday: nobody need have worked after it."""
    last = month.later(1).first_day - timedelta(days=1)
    return last - timedelta(days=max(0, last.weekday() - 4))


def _said(mechanism: Mechanism, evidence: Evidence, month: Month) -> str:
    held, words = evidence.records, month.in_words()
    if held is not None and (_pays_orders(mechanism) or any(rule.id in held.measures for rule in mechanism.measures)):
        by = " and ".join(mechanism.name_of(one) for one in held.by) or mechanism.name_of(mechanism.contractor)
        until = held.until.astimezone(LONDON).date()
        if until < month.first_day:
            return (
                f"No job records of {words} have been delivered by {by}; the last are of {day_in_words(until)}. Jobs that were "
                "open then count against the contractor, and nothing finished since is paid."
            )
        if until < last_weekday(month):
            return (
                f"The job records of {words} delivered by {by} end on {day_in_words(until)}, before the month does. Jobs that "
                "were open then count against the contractor, and nothing finished since is paid."
            )
    if _pays_orders(mechanism) and month in evidence.months and not _orders(mechanism, evidence, month):
        return (
            f"No order finished in {words} is entered, so nothing is paid for orders, while its measures count in full."
        )
    return ""


def _pays_orders(mechanism: Mechanism) -> bool:
    return any(line.kind == "orders" for line in mechanism.prices)


def _orders(mechanism: Mechanism, evidence: Evidence, month: Month) -> bool:
    return any(orders_of(mechanism, line, evidence, month) for line in mechanism.prices if line.kind == "orders")
