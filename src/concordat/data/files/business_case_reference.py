"""The dated reference data of a business case: rates, what vehicles cost, what similar arrangements achieved."""

from functools import cache

from concordat.data.files.definitions import load_definition, load_parameters
from concordat.domain.business_case.checks import check_business_case
from concordat.domain.business_case.inputs import KIND, ReferenceData
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding


@cache
def load_reference() -> ReferenceData:
    return ReferenceData(
        load_parameters(),
        load_definition("vehicle_costs", "catalogue"),
        load_definition("reference_classes", "shared_services"),
    )


def check_with_reference(case: Case) -> list[Finding]:
    """The findings of a case that has a business case written down; none of one that only lists savings."""
    if case.document(KIND) is None:
        return []
    return check_business_case(read_business_case(case, reference=load_reference()))
