"""What the records and the measures of a partnership mean for a contract: which measures it goes by, in which units, and how
far the job records reach."""

from concordat.application.actor import Actor
from concordat.domain.kernel.case import Case
from concordat.domain.payment.evidence_types import RecordsHeld
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.performance.inputs import Measure


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


def records_delivered(by: Actor, case: Case, mechanism: Mechanism | None) -> RecordsHeld | None:
    """How far the job records reach that were delivered here; None where there are none."""
    from concordat.application.queries.evidence import store_for
    from concordat.data.events.payment_evidence import records_held

    store = store_for(by, case=case)
    client = mechanism.client if mechanism is not None else ""
    return records_held(store, measures_known(case, client=client).values()) if store is not None else None
