"""What the records and the measures of a partnership mean for a contract: which measures it goes by, in which units, and how
far the job records reach."""

from dataclasses import replace

from concordat.application.actor import Actor
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding
from concordat.domain.payment.check_records import check_records
from concordat.domain.payment.evidence_types import Evidence, RecordsHeld
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.side_by_side import other_contracts
from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.periods import Month


def measures_known(case: Case, *, client: str) -> dict[str, Measure]:
    """The client's own measures, and of the catalogue those it does not define itself: nobody defines what they are paid by."""
    from concordat.data.files.measures import catalogue_measures, load_measure_catalogue
    from concordat.domain.performance.reading import measures_of

    own, _ = measures_of(case, catalogue=load_measure_catalogue())
    own = tuple(one for one in own if one.document is None or one.document.organisation == client)
    return {one.id: one for one in (*catalogue_measures(), *own)}


def units_known(case: Case, mechanism: Mechanism | None) -> dict[str, str]:
    """The units of the measures as they are defined, for those of which the mechanism says none."""
    client = mechanism.client if mechanism is not None else ""
    return {id: measure.unit for id, measure in measures_known(case, client=client).items()}


def months_without_records(
    by: Actor, case: Case, evidence: Evidence, *, mechanism: Mechanism, until: Month
) -> tuple[Finding, ...]:
    """One warning for each month of the contract year so far whose job records are missing: its score rests on too little."""
    known, year = replace(evidence, records=records_delivered(by, case, mechanism)), mechanism.contract_year(until)
    months = [one for one in evidence.months if one <= until and mechanism.contract_year(one) == year]
    return tuple(finding for month in months for finding in check_records(mechanism, known, month=month))


def records_delivered(by: Actor, case: Case, mechanism: Mechanism | None) -> RecordsHeld | None:
    """How far the job records reach that were delivered here, and which certified orders no contract pays for; None where
    there are none."""
    from concordat.application.queries.evidence import store_for
    from concordat.application.queries.measures import remembered
    from concordat.data.events.payment_evidence import records_held, unpaid_orders

    store = store_for(by, case=case)
    if store is None:
        return None
    held = records_held(store, measures_known(case, client=mechanism.client if mechanism is not None else "").values())
    if held is None or mechanism is None:
        return held
    contracts = (mechanism, *other_contracts(case, mechanism))
    key = ("unpaid orders", *(one.document.hash if one.document is not None else one.name for one in contracts))
    return replace(held, unpaid=remembered(store, key, lambda: unpaid_orders(store, contracts)))
