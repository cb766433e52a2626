"""Conditions attached to a recommendation: put so that they can be tested, and shown until they are.

A recommendation stands when every condition is met, falls when one is not, and is open while any is untested.
"""

from collections.abc import Iterable
from datetime import date

from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.options.evidence import Condition, ConditionState
from concordat.domain.options.results import ConditionStandings, TestedCondition


def condition_standings(conditions: Iterable[Condition], *, on: date | None = None) -> ConditionStandings:
    """Where each condition stands; overdue ones are told only for a given day."""
    tested = tuple(_tested(condition, on) for condition in conditions)
    provenance = Provenance.of(
        "options.conditions.all_met",
        "The recommendation stands when every condition is met, and falls when one is not.",
        [InputUsed.of_fact(item.condition.fact, item.state.value) for item in tested],
    )
    figures = {item.condition.id: [item.state, item.overdue] for item in tested}
    return ConditionStandings(tested, _stands(tested), on, provenance, result_hash([on, figures], provenance))


def _tested(condition: Condition, on: date | None) -> TestedCondition:
    untested = condition.state is ConditionState.NOT_YET_TESTED
    overdue = untested and on is not None and condition.test_by is not None and condition.test_by < on
    wanted = [
        ("how it is tested", condition.how_tested),
        ("who tests it", condition.responsible),
        ("by when", condition.test_by),
    ]
    missing = [name for name, value in wanted if not value]
    if not untested:
        missing = [name for name, value in [("the evidence", condition.evidence)] if not value]
    return TestedCondition(condition, condition.state, overdue, tuple(missing))


def _stands(tested: tuple[TestedCondition, ...]) -> bool | None:
    states = {item.state for item in tested}
    if ConditionState.NOT_MET in states:
        return False
    return None if ConditionState.NOT_YET_TESTED in states else True
