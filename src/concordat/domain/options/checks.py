"""What a person should know about the options they typed: each check is a small function from a review to findings."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.options.inputs import (
    AsksFor,
    Challenge,
    Decision,
    Kind,
    Mark,
    Origin,
    Outcome,
    Review,
    read_review,
)
from concordat.domain.options.recommendation_checks import check_conditions, check_recommendations, conditions_dropped
from concordat.domain.options.results import Screen, Standing
from concordat.domain.options.screen import screen_options


def check_options(case: Case, *, on: date | None = None) -> list[Finding]:
    """Everything to know about the design of a case: list, marks, challenges, features, recommendation, conditions.

    `on` is the day to hold test dates against; without one nothing is called overdue. An empty case has no findings.
    """
    review = read_review(case)
    screened = screen_options(review)
    return [
        *check_review(review, screened),
        *check_recommendations(case, review=review, screen=screened),
        *check_conditions(review, on=on, dropped=conditions_dropped(case)),
        *_check_withheld(case),
    ]


def check_review(review: Review, screened: Screen) -> list[Finding]:
    if not review.options:
        return []
    return [finding for check in CHECKS for finding in check(review, screened)]


def _check_unknown(review: Review, _: Screen) -> list[Finding]:
    """A row about an option, criterion or place that is not there would otherwise be left out without a word."""
    options, criteria = review.option_by_id, {criterion.id for criterion in review.criteria}
    sites = {site.id for site in review.sites}
    named = [
        *(("screen_marks", mark.fact.id, "option", mark.option, options) for mark in review.marks),
        *(("screen_marks", mark.fact.id, "criterion", mark.criterion, criteria) for mark in review.marks),
        *(("challenges", challenge.id, "option", challenge.option, options) for challenge in review.challenges),
        *(("features", feature.id, "into", feature.into, options) for feature in review.features),
        *(("features", feature.id, "from_option", feature.from_option, options) for feature in review.features),
        *(("features", feature.id, "from_site", feature.from_site, sites) for feature in review.features),
        *(("driver_effects", effect.id, "option", effect.option, options) for effect in review.effects),
        *(("pros_and_cons", point.id, "option", point.option, options) for point in review.points),
    ]
    return [
        error(
            Where(table=table, column=column, item=row),
            f"“{value}” is not in the case, so the row counts for nothing.",
            "Add it, or correct the identifier.",
            code="options.unknown",
        )
        for table, row, column, value, known in named
        if value and value not in known
    ]


def _check_marked_or_explained(review: Review, screened: Screen) -> list[Finding]:
    return [
        warning(
            Where(table="options", item=row.option.id),
            f"{row.option.title} is neither marked on any criterion nor explained.",
            "Mark it, or say why it was carried forward or dropped.",
            code="options.neither_marked_nor_explained",
        )
        for row in screened.options
        if not any(cell.mark for cell in row.cells)
        and not row.option.decision_reason
        and not row.challenges
        and row.option.origin is Origin.LONG_LIST
        and row.option.kind is not Kind.BUSINESS_AS_USUAL
    ]


def _check_dropped_with_reason(review: Review, screened: Screen) -> list[Finding]:
    marked_red = {row.option.id for row in screened.options if row.count(Mark.RED)}
    without = [
        warning(
            Where(table="options", item=option.id),
            f"{option.title} is recorded as dropped, with no red mark and no reason.",
            "Give the reason: people will ask.",
            code="options.dropped_without_reason",
        )
        for option in review.options
        if option.decision is Decision.DROPPED and not option.decision_reason and option.id not in marked_red
    ]
    return [*without, *_check_red_with_reason(review)]


def _check_red_with_reason(review: Review) -> list[Finding]:
    return [
        warning(
            Where(table="screen_marks", item=mark.fact.id),
            f"{review.option_title(mark.option)} is dropped by a red mark that has no reason.",
            "Give the reason: people will ask.",
            code="options.red_without_reason",
        )
        for mark in review.marks
        if mark.mark is Mark.RED and not mark.reason
    ]


def _check_decision_against_marks(review: Review, screened: Screen) -> list[Finding]:
    return [
        error(
            Where(table="options", item=row.option.id),
            f"{row.option.title} is recorded as carried forward, but it is marked red and no challenge put it back.",
            "Record the challenge that put it back, correct the mark, or drop the option.",
            code="options.red_carried_forward",
        )
        for row in screened.options
        if row.option.decision is Decision.CARRIED_FORWARD and row.count(Mark.RED) and row.standing is Standing.DROPPED
    ]


def _check_disputed_cells(review: Review, screened: Screen) -> list[Finding]:
    titles = {criterion.id: criterion.title for criterion in review.criteria}
    return [
        warning(
            Where(table="screen_marks", item=cell.marks[0].fact.id),
            f"{row.option.title} is marked differently by different people on {titles[cell.criterion]}: "
            f"{', '.join(mark.mark.value for mark in cell.marks if mark.mark)}. The worst counts until they agree.",
            "Agree one mark, and withdraw the others.",
            code="options.marks_differ",
        )
        for row in screened.options
        for cell in row.cells
        if cell.is_disputed
    ]


def _check_marks_missing(review: Review, screened: Screen) -> list[Finding]:
    """One finding for an option that somebody began to mark; a list nobody marked is told of elsewhere."""
    titles = {criterion.id: criterion.title for criterion in review.criteria}
    return [
        note(
            Where(table="options", item=row.option.id),
            f"{row.option.title} has no mark on {_listed(titles[id] for id in row.not_marked)}.",
            "Mark it. A missing mark is shown as missing and is never taken for a pass.",
            code="options.mark_missing",
        )
        for row in screened.options
        if row.not_marked and any(cell.mark for cell in row.cells) and row.standing is not Standing.DROPPED
    ]


def _check_business_as_usual(review: Review, screened: Screen) -> list[Finding]:
    if not screened.short_list or any(row.option.kind is Kind.BUSINESS_AS_USUAL for row in screened.short_list):
        return []
    return [
        warning(
            Where(table="options"),
            "No option on the short list stands for carrying on exactly as now, so there is nothing to compare the others with.",
            "Add an option of the kind “business as usual” (nothing changes), even if nobody would choose it. An improved "
            "version of today is an option of its own.",
            code="options.no_business_as_usual",
        )
    ]


def _check_short_list_size(review: Review, screened: Screen) -> list[Finding]:
    """Only once the screen is over: while options are waiting, a short list may still grow."""
    if screened.counts.not_decided or len(screened.short_list) > 1:
        return []
    how_many = "no option" if not screened.short_list else "one option only"
    return [
        warning(
            Where(table="options"),
            f"The short list holds {how_many}: there is no choice left to make.",
            "Look again at the criteria or the marks, or say why no other option could meet them.",
            code="options.short_list_too_short",
        )
    ]


def _check_counts(review: Review, screened: Screen) -> list[Finding]:
    """Our count against the one the source states."""
    passed = {Standing.CARRIED_FORWARD, Standing.KEPT_TO_COMPARE}
    listed = [row for row in screened.options if row.option.origin is Origin.LONG_LIST]
    in_all = sum(row.option.stands_for for row in listed)
    forward = sum(row.option.stands_for for row in listed if row.standing in passed)
    stated = [
        *((phase, "options_listed", phase.options_listed, in_all) for phase in review.phases),
        *((phase, "options_taken_forward", phase.options_taken_forward, forward) for phase in review.phases),
    ]
    return [
        warning(
            Where(table="phases", column=column, item=phase.id),
            f"The source counts {number} {column.replace('_', ' ')}, but the case holds {counted}.",
            "Add the options that are missing (one row may stand for several that are not published), "
            "or correct the number.",
            code="options.count_differs",
        )
        for phase, column, number, counted in stated
        if number is not None and number != counted
    ]


def _check_objectives_tested(review: Review, screened: Screen) -> list[Finding]:
    if not review.criteria:
        return []
    tested = {criterion.objective for criterion in review.criteria}
    said = "criterion" if all(criterion.published for criterion in review.criteria) else "published criterion"
    return [
        note(
            Where(table="objectives", item=objective.id),
            f"No {said} of the screen tests the objective “{objective.title}”.",
            "Add the criterion, or say where else options are held to it.",
            code="options.objective_not_tested",
        )
        for objective in review.objectives
        if objective.id not in tested
    ]


def _check_not_published(review: Review, screened: Screen) -> list[Finding]:
    number = screened.counts.not_published
    if not number:
        return []
    return [
        note(
            Where(table="options"),
            f"{number} of {screened.counts.listed} options are not published, so nobody can see why they were dropped.",
            "Publish them with their marks and reasons.",
            code="options.not_published",
        )
    ]


def _check_challenges(review: Review, screened: Screen) -> list[Finding]:
    checks = (_check_challenge_is_told, _check_challenge_is_judged, _check_challenge_has_effect)
    return [
        finding
        for challenge in review.challenges
        for check in checks
        for finding in check(challenge, review.option_title(challenge.option), screened)
    ]


def _check_challenge_is_told(challenge: Challenge, title: str, _: Screen) -> list[Finding]:
    where = Where(table="challenges", item=challenge.id)
    if challenge.outcome is Outcome.WAITING:
        return [note(where, f"The challenge about {title} is waiting for an answer.", code="options.challenge_waiting")]
    wanted = [
        ("when it was raised", challenge.raised_on),
        ("who decided it", challenge.decided_by),
        ("when it was decided", challenge.decided_on),
    ]
    missing = [name for name, value in wanted if not value]
    if not missing:
        return []
    return [
        note(
            where,
            f"The challenge about {title} does not say {_listed(missing)}.",
            "Record it, if it is known.",
            code="options.challenge_incomplete",
        )
    ]


def _check_challenge_is_judged(challenge: Challenge, title: str, _: Screen) -> list[Finding]:
    if not challenge.decided_by or challenge.decided_by != challenge.raised_by:
        return []
    return [
        warning(
            Where(table="challenges", item=challenge.id),
            f"The challenge about {title} was decided by the one who raised it.",
            "Have somebody else decide it.",
            code="options.challenge_own_judge",
        )
    ]


def _check_challenge_has_effect(challenge: Challenge, title: str, screened: Screen) -> list[Finding]:
    rows = [row for row in screened.options if row.option.id == challenge.option]
    accepted = challenge.outcome is Outcome.ACCEPTED and challenge.asks_for is AsksFor.PUT_BACK
    if not accepted or not rows or rows[0].standing in {Standing.PUT_BACK, Standing.DROPPED}:
        return []
    return [
        note(
            Where(table="challenges", item=challenge.id),
            f"The challenge puts back {title}, which nothing had dropped.",
            "Record the mark or decision that had dropped it.",
            code="options.challenge_without_effect",
        )
    ]


def _check_added_by_challenge(review: Review, screened: Screen) -> list[Finding]:
    added = {challenge.option for challenge in review.challenges if challenge.asks_for is AsksFor.ADD}
    return [
        warning(
            Where(table="options", item=option.id),
            f"{option.title} is said to come out of a challenge, but no challenge asks for it.",
            "Record who asked for it, on what ground and when.",
            code="options.challenge_missing",
        )
        for option in review.options
        if option.origin is Origin.CHALLENGE and option.id not in added
    ]


def _check_added_marked(review: Review, screened: Screen) -> list[Finding]:
    """An option that came in by the side door should still meet what the others had to meet."""
    return [
        note(
            Where(table="options", item=row.option.id),
            f"{row.option.title} was added to the short list and is not marked on any criterion.",
            "Hold it to the criteria that the others were held to.",
            code="options.added_not_marked",
        )
        for row in screened.options
        if row.standing is Standing.ADDED and review.criteria and not any(cell.mark for cell in row.cells)
    ]


def _check_hybrids(review: Review, screened: Screen) -> list[Finding]:
    gathered = {feature.into for feature in review.features}
    empty = [
        warning(
            Where(table="options", item=option.id),
            f"{option.title} is made from others, but no feature says what it takes from which.",
            "Add its features, each with the option or place it was found in.",
            code="options.hybrid_without_features",
        )
        for option in review.options
        if option.origin is Origin.MADE_FROM_OTHERS and option.id not in gathered
    ]
    nowhere = [
        warning(
            Where(table="features", item=feature.id),
            f"“{feature.title}” does not say where it was found.",
            "Name the option or the reference site.",
            code="options.feature_without_origin",
        )
        for feature in review.features
        if not feature.from_option and not feature.from_site
    ]
    return [*empty, *nowhere]


def _check_withheld(case: Case) -> list[Finding]:
    withheld = sum(item.kind in {"options", "screen_marks", "challenges"} for item in case.withheld)
    if not withheld:
        return []
    return [
        note(
            Where(table="screen_marks"),
            f"{withheld} rows of the screen are withheld from this extract: those who see them may see another result.",
            code="options.withheld",
        )
    ]


def _listed(names: Iterable[str]) -> str:
    given = list(names)
    return given[0] if len(given) == 1 else f"{', '.join(given[:-1])} and {given[-1]}"


CHECKS: Sequence[Callable[[Review, Screen], list[Finding]]] = (
    _check_unknown,
    _check_decision_against_marks,
    _check_marked_or_explained,
    _check_dropped_with_reason,
    _check_disputed_cells,
    _check_marks_missing,
    _check_business_as_usual,
    _check_short_list_size,
    _check_counts,
    _check_objectives_tested,
    _check_not_published,
    _check_challenges,
    _check_added_by_challenge,
    _check_added_marked,
    _check_hybrids,
)
