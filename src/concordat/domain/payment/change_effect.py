"""What a proposed version of a mechanism does to what is paid: the same months worked out twice, from the same evidence."""

from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.findings import has_errors
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.payment.evidence import evidence_from_case
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.inputs import KIND, Mechanism
from concordat.domain.payment.reading import mechanism_from
from concordat.domain.payment.statement import check_month, run_months
from concordat.domain.performance.periods import Month
from concordat.domain.proposals.change import Change
from concordat.domain.proposals.effect import Effect, Line, made_effect

MONTHS = 12  # the latest year of evidence: a mechanism's year has its seasons


def effect_of_mechanism(case: Case, change: Change) -> Effect | None:
    """What the client pays over the latest twelve months with evidence, under both versions; None for other documents."""
    if change.kind != KIND or change.proposed is None:
        return None
    used = [InputUsed.of_document(one) for one in (change.present, change.proposed) if one is not None]
    then = mechanism_from(change.proposed)
    if then.mechanism is None:
        wrong = next(item for item in then.findings if item.is_error)
        return made_effect(
            change.title, "", (), used, why_not=f"The proposed mechanism cannot be read: {wrong.message}"
        )
    evidence = evidence_from_case(case, contract=then.mechanism.contract)
    months = tuple(month for month in sorted(evidence.months) if month >= then.mechanism.first_month)[-MONTHS:]
    if not months:
        return made_effect(change.title, "", (), used, why_not="There is no month with evidence to work it out from.")
    after = _paid(then.mechanism, evidence, months)
    if after is None:
        return made_effect(
            change.title, "", (), used, why_not=f"{months[-1].in_words()} cannot be worked out as proposed."
        )
    line = Line(
        then.mechanism.client,
        then.mechanism.name_of(then.mechanism.client),
        _now(change.present, evidence, months),
        after,
    )
    basis = (
        f"What {line.name} pays {then.mechanism.name_of(then.mechanism.contractor)} from {months[0].in_words()} to "
        f"{months[-1].in_words()}, before VAT and corrections, under both versions, from the same figures and orders."
    )
    return made_effect(change.title, basis, [line], [*used, *_behind(evidence)])


def _now(present: Document | None, evidence: Evidence, months: tuple[Month, ...]) -> int | None:
    held = mechanism_from(present).mechanism if present is not None else None
    return _paid(held, evidence, months) if held is not None else None


def _paid(mechanism: Mechanism, evidence: Evidence, months: tuple[Month, ...]) -> int | None:
    """Pence; None where a month cannot be paid."""
    if any(has_errors(check_month(mechanism, evidence, month=month)) for month in months):
        return None
    wanted = set(months)
    results = run_months(mechanism, evidence, until=months[-1])
    return sum(line.pence for result in results if result.month in wanted for line in result.lines)


def _behind(evidence: Evidence) -> list[InputUsed]:
    return [used for part in (evidence.figures, evidence.entries) for one in part for used in one.inputs]
