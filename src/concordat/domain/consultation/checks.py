"""What a court, a scrutiny committee or somebody who answered would ask about a consultation.

The four tests are those of R v Brent London Borough Council, ex parte Gunning (1985) 84 LGR 168, affirmed in R (Moseley) v
Haringey [2014] UKSC 56: at a formative stage, with enough reasons, with adequate time, and the answers taken into account.
"""

from collections.abc import Callable
from datetime import date

from concordat.domain.consultation.inputs import Round
from concordat.domain.consultation.outcome import outcome_of
from concordat.domain.consultation.results import Consultation, HeardComment
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.options import Recommendation, read_recommendations


def check_consultation(case: Case) -> list[Finding]:
    found = outcome_of(case)
    versions = read_recommendations(case)
    bodies = {row.id for row in case.rows("proposals")}
    return [
        *(finding for one in found.rounds for check in _ROUNDS for finding in check(one, versions)),
        *(finding for one in found.comments for finding in _comment(one, found)),
        *_themes(found),
        *_unanswered(found, versions),
        *_dissent(found, versions, bodies),
    ]


def _days(one: Round, versions: tuple[Recommendation, ...]) -> list[Finding]:
    if one.opened_on is None or one.closed_on is None or one.opened_on <= one.closed_on:
        return []
    return [
        error(
            _where(one, "closed_on"),
            f"“{one.title}” closed on {day_in_words(one.closed_on)}, before it opened on {day_in_words(one.opened_on)}.",
            "Check both days.",
            code="consultation.days",
        )
    ]


def _formative(one: Round, versions: tuple[Recommendation, ...]) -> list[Finding]:
    """Asked after a final recommendation: nothing people say could still form it."""
    final = next((version.date for version in versions if version.status == "final" and version.date), None)
    if final is None or one.opened_on is None or one.opened_on < final:
        return []
    return [
        warning(
            _where(one, "opened_on"),
            f"“{one.title}” opened on {day_in_words(one.opened_on)}; the recommendation was final on {day_in_words(final)}.",
            "People must be asked while what they say can still change it. Take advice.",
            code="consultation.not_formative",
        )
    ]


def _time_to_think(one: Round, versions: tuple[Recommendation, ...]) -> list[Finding]:
    """Closed on or after the day the version that should hear it was final."""
    final = [version.date for version in versions if version.status == "final" and version.date]
    if one.closed_on is None or not final or one.closed_on < final[0]:
        return []
    return [
        warning(
            _where(one, "closed_on"),
            f"“{one.title}” closed on {day_in_words(one.closed_on)}, and the recommendation was final on "
            f"{day_in_words(final[0])}: what came in last cannot have been considered.",
            "Leave time between the two, or say how late comments were considered. Take advice.",
            code="consultation.no_time",
        )
    ]


def _version(one: Round, versions: tuple[Recommendation, ...]) -> list[Finding]:
    if one.version is None or any(version.version == one.version for version in versions):
        return []
    return [
        error(
            _where(one, "recommendation_version"),
            f"There is no version {one.version} of the recommendation.",
            "Name the version that people were shown.",
            code="consultation.unknown",
        )
    ]


def _asked(one: Round, versions: tuple[Recommendation, ...]) -> list[Finding]:
    if one.asked:
        return []
    return [
        note(
            _where(one, "asked"),
            f"“{one.title}” does not say who was asked.",
            "List the groups and bodies, so that who was not asked can be seen too.",
            code="consultation.nobody_asked",
        )
    ]


_ROUNDS: tuple[Callable[[Round, tuple[Recommendation, ...]], list[Finding]], ...] = (
    _days,
    _formative,
    _time_to_think,
    _version,
    _asked,
)


def _comment(one: HeardComment, found: Consultation) -> list[Finding]:
    heard, comment = one.heard, one.heard.comment
    rounds = {item.id: item for item in found.rounds}
    themes = {item.theme.id for item in found.themes if item.theme is not None}
    told = []
    for column, value, known in (("consultation", heard.round, set(rounds)), ("theme", heard.theme, themes)):
        if value and value not in known:
            told.append(
                error(
                    Where(table="comments", item=heard.id, column=column),
                    f"“{value}” is not in the case.",
                    "Add it, or correct the identifier.",
                    code="consultation.unknown",
                )
            )
    closed = rounds[heard.round].closed_on if heard.round in rounds else None
    if closed is not None and comment.given_on is not None and comment.given_on > closed:
        told.append(
            note(
                Where(table="comments", item=heard.id, column="given_on"),
                f"“{comment.title}” came after the consultation had closed.",
                "Say in the answer whether it was considered. Treat all late comments alike.",
                code="consultation.late",
            )
        )
    return [*told, *_moved_before(one)]


def _moved_before(one: HeardComment) -> list[Finding]:
    given = one.heard.comment.given_on
    return [
        warning(
            Where(table="comments", item=one.heard.id, column="given_on"),
            f"“{one.heard.comment.title}” is said to have moved version {effect.version} of {day_in_words(effect.date)}, "
            f"and was given on {day_in_words(given)}.",
            "Check the day, or name it in a later version.",
            code="consultation.moved_before",
        )
        for effect in one.effects[:1]
        if given is not None and effect.date is not None and given > effect.date
    ]


def _themes(found: Consultation) -> list[Finding]:
    told = []
    if found.themes and found.ungrouped.comments:
        count = len(found.ungrouped.comments)
        told.append(
            warning(
                Where(table="comments", column="theme"),
                f"{count} {'comment is' if count == 1 else 'comments are'} under no theme.",
                "Put each under the theme it belongs to, or make one for it.",
                code="consultation.ungrouped",
            )
        )
    for one in found.themes:
        assert one.theme is not None
        where = Where(table="comment_themes", item=one.theme.id)
        if not one.comments:
            told.append(
                note(
                    where,
                    f"No comment stands under “{one.theme.title}”.",
                    "Put comments under it, or withdraw it.",
                    code="consultation.empty_theme",
                )
            )
        if one.theme.outcome == "changed the recommendation" and not one.effects:
            told.append(
                warning(
                    where,
                    f"“{one.theme.title}” is said to have changed the recommendation, and no version names its comments.",
                    "Name the comments under “because” in the version that changed.",
                    code="consultation.change_not_found",
                )
            )
        if one.theme.outcome == "changed nothing" and one.effects:
            told.append(
                warning(
                    where,
                    f"“{one.theme.title}” is said to have changed nothing, and version {one.effects[0].version} names its "
                    "comments.",
                    "Say what it changed.",
                    code="consultation.change_denied",
                )
            )
    return told


def _unanswered(found: Consultation, versions: tuple[Recommendation, ...]) -> list[Finding]:
    """Once a final recommendation is out, a comment without an answer looks unread."""
    open_ones = [one for one in found.comments if not one.answer]
    if not open_ones or not any(version.status == "final" for version in versions):
        return []
    titles = ", ".join(f"“{one.heard.comment.title}”" for one in open_ones[:5])
    more = f" and {len(open_ones) - 5} more" if len(open_ones) > 5 else ""
    return [
        warning(
            Where(table="comments", column="answer"),
            f"The recommendation is final, and {len(open_ones)} of {len(found.comments)} comments have no answer: "
            f"{titles}{more}.",
            "Answer each, or its theme: conscientious consideration must be shown. Take advice.",
            code="consultation.unanswered",
        )
    ]


def _dissent(found: Consultation, versions: tuple[Recommendation, ...], proposals: set[str]) -> list[Finding]:
    told = []
    for one in found.dissents:
        unknown_version = one.version is not None and all(version.version != one.version for version in versions)
        if unknown_version or (one.proposal and one.proposal not in proposals):
            told.append(
                error(
                    Where(table="dissents", item=one.id),
                    f"What {one.body} disagrees with is not in the case.",
                    "Name the version of the recommendation or the proposal.",
                    code="consultation.unknown",
                )
            )
        if one.version is None and not one.proposal:
            told.append(
                warning(
                    Where(table="dissents", item=one.id),
                    f"The dissent of {one.body} does not say what it is about.",
                    "Name the version of the recommendation or the proposal.",
                    code="consultation.dissent_about",
                )
            )
    return told


def _where(one: Round, column: str) -> Where:
    return Where(table="consultations", item=one.id, column=column)


def days_between(opened: date | None, closed: date | None) -> int | None:
    """Whole days people had, both counted; None where a day is not known."""
    return None if opened is None or closed is None else (closed - opened).days + 1
