"""The dated reference data of a business case: rates, what vehicles cost, what similar arrangements achieved."""

from functools import cache

from concordat.data.files.definitions import load_definition, load_parameters
from concordat.domain.business_case.inputs import ReferenceData


@cache
def load_reference() -> ReferenceData:
    return ReferenceData(
        load_parameters(),
        load_definition("vehicle_costs", "catalogue"),
        load_definition("reference_classes", "shared_services"),
    )
