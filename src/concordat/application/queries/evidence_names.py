"""The names that the contract, the measures and the partnership know: a record with another one is counted nowhere."""

from collections.abc import Iterator

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import organisation_names
from concordat.data.events.unknown_names import NAMES
from concordat.data.files.measures import load_measure_catalogue
from concordat.domain.kernel.case import Case
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.reading import mechanism_from
from concordat.domain.payment.versions import contracts_in
from concordat.domain.performance.inputs import Measure
from concordat.domain.performance.reading import measures_of


def names_known(by: Actor) -> dict[str, frozenset[str]]:
    """For each column of names those that are agreed, as far as the actor may see: partners, the contracts' services and
    lots, and what measures and their clocks go by. The areas of a suspension are not all there are: they tell nothing."""
    case = case_for(by)
    names = organisation_names(by)
    found = [("partner", name) for pair in names.items() for name in pair]
    found += [*_of_contracts(case), *_of_measures(case)]
    return {column: frozenset(name for held, name in found if held == column and name) for column in NAMES}


def _of_contracts(case: Case) -> Iterator[tuple[str, str]]:
    for document in contracts_in(case):
        mechanism = mechanism_from(document).mechanism
        if mechanism is not None:
            yield from _of_contract(mechanism)


def _of_contract(mechanism: Mechanism) -> Iterator[tuple[str, str]]:
    yield from (("service", one.service) for one in mechanism.prices)
    yield from (("service", one.service) for one in mechanism.measures)
    yield from (("lot", one.id) for one in mechanism.lots)
    yield from (("lot", one.lot) for one in mechanism.prices)


def _of_measures(case: Case) -> Iterator[tuple[str, str]]:
    for measure in measures_of(case, catalogue=load_measure_catalogue())[0]:
        yield from (("priority", priority) for priority, _ in (measure.clock.allowed if measure.clock else ()))
        yield from _of_conditions(measure)


def _of_conditions(measure: Measure) -> Iterator[tuple[str, str]]:
    quantities = [one for one in (measure.numerator, measure.denominator) if one is not None]
    for condition in (*measure.only, *(one for quantity in quantities for one in quantity.where)):
        if condition.test in {"is", "is_not"} and condition.column in NAMES:
            yield from ((condition.column, value) for value in condition.values)
