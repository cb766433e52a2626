"""What a person should know about a recommendation, its versions and the conditions it rests on."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import pairwise

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.options.conditions import condition_standings
from concordat.domain.options.evidence import ConditionState, InScope
from concordat.domain.options.inputs import Review
from concordat.domain.options.recommendation import KIND, Recommendation, read_recommendations
from concordat.domain.options.results import Screen, Standing
from concordat.domain.options.versions import compare


def check_recommendations(case: Case, *, review: Review, screen: Screen) -> list[Finding]:
    names = dict.fromkeys(document.name for document in case.documents if document.kind == KIND)
    return [finding for name in names for finding in _check_one(read_recommendations(case, name=name), review, screen)]


def _check_one(versions: Sequence[Recommendation], review: Review, screen: Screen) -> list[Finding]:
    return [
        *(finding for version in versions for finding in _check_names(version, review)),
        *_check_standing(versions[-1], screen),
        *_check_areas(versions[-1], review),
        *_check_services(versions[-1], review),
        *_check_resting_on(versions[-1], review),
        *_check_dates(versions),
        *(finding for before, after in pairwise(versions) for finding in _check_moved(before, after, review)),
    ]


def _check_names(version: Recommendation, review: Review) -> list[Finding]:
    """Every identifier the document uses must be in the case: otherwise nobody can open what it rests on."""
    comments = {comment.id for comment in review.comments}
    conditions = {condition.id for condition in review.conditions}
    because = [
        *(id for area in version.areas for id in area.because),
        *(id for clause in version.clauses for id in clause.because),
        *(id for item in version.reviews for id in item.because),
        *(id for item in version.removed for id in item.because),
    ]
    named: list[tuple[str, str, Collection[str]]] = [
        *(("areas.service_area", area.service_area, review.area_by_id) for area in version.areas),
        *(("areas.option", area.option, review.option_by_id) for area in version.areas if area.option),
        *(("because", id, comments) for id in because),
        *(("moved_by", id, comments) for id in version.moved_by),
        *(("conditions", id, conditions) for id in version.conditions),
    ]
    return [
        error(
            _where(version, column),
            f"“{value}” is not in the case.",
            "Add it, or correct the identifier.",
            code="recommendation.unknown",
        )
        for column, value, known in named
        if value not in known
    ]


def _check_standing(version: Recommendation, screen: Screen) -> list[Finding]:
    dropped = {row.option.id: row.option.title for row in screen.options if row.standing is Standing.DROPPED}
    return [
        error(
            _where(version, "areas.option"),
            f"{version.title} recommends {dropped[area.option]}, which was dropped.",
            "Record the challenge that put it back, or recommend another option.",
            code="recommendation.dropped_option",
        )
        for area in version.areas
        if area.option in dropped
    ]


def _check_areas(version: Recommendation, review: Review) -> list[Finding]:
    twice = _repeated(area.service_area for area in version.areas)
    unsaid = [area for area in version.areas if not area.option and not area.answer]
    return [
        *(
            error(
                _where(version, "areas"),
                f"There are two answers for the service area “{id}”.",
                "Keep one.",
                code="recommendation.area_twice",
            )
            for id in twice
        ),
        *(
            warning(
                _where(version, "areas"),
                f"The service area “{area.service_area}” is named, but not what is recommended for it.",
                "Name the option, or say what is to happen instead.",
                code="recommendation.area_without_answer",
            )
            for area in unsaid
        ),
    ]


def _check_services(version: Recommendation, review: Review) -> list[Finding]:
    """Services that the review covers and the recommendation does not."""
    answered = {area.service_area for area in version.areas}
    in_scope = [service for service in review.services if service.in_scope is InScope.YES]
    left_out = [service.title for service in in_scope if service.service_area not in answered]
    if not left_out or not version.areas:
        return []
    return [
        warning(
            _where(version, "areas"),
            f"{len(left_out)} of {len(in_scope)} services in scope have no recommendation: {', '.join(left_out)}.",
            "Give their service area an answer, even if it is “no change for now”.",
            code="recommendation.services_left_out",
        )
    ]


def _check_resting_on(version: Recommendation, review: Review) -> list[Finding]:
    conditions = [condition for condition in review.conditions if condition.id in version.conditions]
    standings = condition_standings(conditions)
    if standings.stands is True or not conditions:
        return []
    untested = sum(item.state is ConditionState.NOT_YET_TESTED for item in standings.conditions)
    failed = sum(item.state is ConditionState.NOT_MET for item in standings.conditions)
    said = [
        f"{failed} not met" if failed else "",
        f"{untested} not yet tested" if untested else "",
    ]
    return [
        warning(
            _where(version, "conditions"),
            f"The recommendation rests on {len(conditions)} conditions: {', '.join(part for part in said if part)}.",
            "Test them before it is decided, or say who decides what if they fail.",
            code="recommendation.conditions_open",
        )
    ]


def _check_dates(versions: Sequence[Recommendation]) -> list[Finding]:
    undated = [
        warning(
            _where(version, "date"),
            f"Version {version.version} has no date.",
            "Give the day it was published or agreed.",
            code="recommendation.no_date",
        )
        for version in versions
        if version.date is None
    ]
    backwards = [
        warning(
            _where(after, "date"),
            f"Version {after.version} is dated before version {before.version}.",
            "Correct the dates, or the order of the versions.",
            code="recommendation.date_order",
        )
        for before, after in pairwise(versions)
        if before.date and after.date and after.date < before.date
    ]
    return [*undated, *backwards]


def _check_moved(before: Recommendation, after: Recommendation, review: Review) -> list[Finding]:
    """A change that no comment explains: people who read the draft will ask."""
    comparison = compare(before, after, review=review)
    unexplained = [change for change in comparison.changes if change.part == "area" and not change.because]
    return [
        note(
            _where(after, "areas"),
            f"The answer for {change.title} was {change.kind.value} in version {after.version}, "
            "and no comment says what moved it.",
            "Name the comments under “because”, if there were any.",
            code="recommendation.change_unexplained",
        )
        for change in unexplained
    ]


def conditions_dropped(case: Case) -> frozenset[str]:
    """Conditions that an earlier version of a recommendation rested on and its latest no longer does."""
    names = dict.fromkeys(document.name for document in case.documents if document.kind == KIND)
    versions = [read_recommendations(case, name=name) for name in names]
    ever = {id for found in versions for version in found for id in version.conditions}
    return frozenset(ever - {id for found in versions for id in found[-1].conditions})


def check_conditions(review: Review, *, on: date | None, dropped: frozenset[str] = frozenset()) -> list[Finding]:
    resting = [condition for condition in review.conditions if condition.id not in dropped]
    return [
        finding
        for item in condition_standings(resting, on=on).conditions
        for finding in [
            *_check_testable(item.condition.id, item.missing, item.state),
            *_check_overdue(item.condition.id, item.overdue),
        ]
    ]


def _check_testable(id: str, missing: tuple[str, ...], state: ConditionState) -> list[Finding]:
    if not missing:
        return []
    done = state is not ConditionState.NOT_YET_TESTED
    message = (
        f"The condition is recorded as {state.value}, without the evidence."
        if done
        else f"The condition does not say {' or '.join(missing)}."
    )
    fix = (
        "Say what was found." if done else "A condition that nobody is to test by any day decides nothing: fill it in."
    )
    return [warning(Where(table="conditions", item=id), message, fix, code="conditions.not_testable")]


def _check_overdue(id: str, overdue: bool) -> list[Finding]:
    if not overdue:
        return []
    where = Where(table="conditions", column="test_by", item=id)
    return [
        warning(
            where,
            "The day for testing the condition is past, and it is not tested.",
            "Test it, or set another day.",
            code="conditions.overdue",
        )
    ]


def _where(version: Recommendation, column: str) -> Where:
    return Where(table=KIND, column=column, item=f"{version.name}, version {version.version}")


def _repeated(names: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return [name for name, times in seen.items() if times > 1]
