"""What is doubtful about a negotiation, in what everybody at the table may read. Mandates have checks of their own."""

from collections.abc import Callable, Iterable

from concordat.domain.kernel.audience import Reach
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.negotiation.inputs import Negotiation, Point, read_negotiations
from concordat.domain.negotiation.results import PointStanding, Settled
from concordat.domain.negotiation.settled import standing_of
from concordat.domain.negotiation.trace import NOT_RAISED, trace_of


def check_negotiations(case: Case) -> list[Finding]:
    negotiations = read_negotiations(case)
    found = [finding for one in negotiations for check in _CHECKS for finding in check(one)]
    for negotiation in negotiations:
        for point in standing_of(negotiation).points:
            found += [*_differs(point), *_ended_open(negotiation, point)]
    return [*found, *_lost(case), *_unheard(case), *_shown_to_all(case, negotiations)]


def _parties(negotiation: Negotiation) -> list[Finding]:
    if len(set(negotiation.parties)) > 1:
        return []
    return [
        error(
            Where(table="negotiations", item=negotiation.id, column="parties"),
            f"“{negotiation.title}” names {len(set(negotiation.parties))} party.",
            "Name every organisation at the table: a point is agreed when each of them says the same.",
            code="negotiation.parties",
        )
    ]


def _authority(negotiation: Negotiation) -> list[Finding]:
    where = Where(table="negotiations", item=negotiation.id, column="authority_from")
    if not negotiation.authority_from:
        return [
            warning(
                where,
                f"Nobody is named who gave authority for “{negotiation.title}”.",
                "Enter the body and the day. Authority may be published; what one would settle for never is.",
                code="negotiation.no_authority",
            )
        ]
    given, opened = negotiation.authority_on, negotiation.opened_on
    if given is None or opened is None or given <= opened:
        return []
    return [
        warning(
            where,
            f"Talks began on {day_in_words(opened)}, and authority was given on {day_in_words(given)}.",
            "Check both days, or say what covered the time before.",
            code="negotiation.before_authority",
        )
    ]


def _by_others(negotiation: Negotiation) -> list[Finding]:
    return [
        error(
            Where(table="agreed_terms", item=term.fact.id, column="organisation"),
            f"{term.party or 'Nobody'} is not at the table and says what was agreed on “{point.title}”, so it does not count.",
            "Each party enters for itself what it agreed to. Name the party, if it is one.",
            code="negotiation.not_a_party",
        )
        for point in negotiation.points
        for term in point.by_others
    ]


def _given_up(negotiation: Negotiation) -> list[Finding]:
    return [
        warning(
            Where(table="negotiation_points", item=point.id, column="given_up_because"),
            f"“{point.title}” was given up, and nobody says why.",
            "Say why: those who recommended it will ask.",
            code="negotiation.given_up",
        )
        for point in negotiation.points
        if point.given_up and not point.given_up_because
    ]


def _units(negotiation: Negotiation) -> list[Finding]:
    return [
        warning(
            Where(table="negotiation_points", item=point.id, column="unit"),
            f"A figure was agreed on “{point.title}”, and it has no unit.",
            "Enter what it is counted in, such as £ a year.",
            code="negotiation.no_unit",
        )
        for point in negotiation.points
        if not point.unit and any(term.value is not None for term in point.terms)
    ]


_CHECKS: tuple[Callable[[Negotiation], list[Finding]], ...] = (_parties, _authority, _by_others, _given_up, _units)


def _differs(standing: PointStanding) -> list[Finding]:
    if standing.settled is not Settled.DIFFERS:
        return []
    return [
        error(
            Where(table="agreed_terms", item=standing.point.id),
            f"The parties say different things about “{standing.point.title}”: {', '.join(standing.differs)}.",
            "Look at both side by side, agree on one, and let each party enter it.",
            code="negotiation.differs",
        )
    ]


def _ended_open(negotiation: Negotiation, standing: PointStanding) -> list[Finding]:
    over = negotiation.outcome == "agreed" or negotiation.closed_on is not None
    if not over or negotiation.outcome == "broken off":
        return []
    if standing.settled.is_agreed or standing.settled is Settled.GIVEN_UP:
        return []
    return [
        error(
            Where(table="negotiation_points", item=standing.point.id),
            f"“{negotiation.title}” is over, and “{standing.point.title}” is {standing.settled}.",
            "Enter what was agreed for every party, or say that it was given up and why.",
            code="negotiation.ended_open",
        )
    ]


def _lost(case: Case) -> list[Finding]:
    """Recommended, and on nobody's list at the table: it would be lost without a word."""
    trace = trace_of(case)
    if trace is None:
        return []
    return [
        warning(
            Where(table="negotiation_points"),
            f"The {row.kind} “{row.title}” was recommended, and no point carries it out.",
            "Add a point for it, or name it in the point that covers it.",
            code="negotiation.not_raised",
        )
        for row in trace.rows
        if row.must and row.stands == NOT_RAISED
    ]


def _unheard(case: Case) -> list[Finding]:
    """References to points, negotiations, features and clauses that are not there."""
    negotiations = {row.id for row in case.rows("negotiations")}
    points = {row.id for row in case.rows("negotiation_points")}
    named: list[tuple[Fact, str, str, set[str]]] = [
        *(
            (row, "negotiation", str(row.get("negotiation", "")), negotiations)
            for row in case.rows("negotiation_points")
        ),
        *((row, "point", str(row.get("point", "")), points) for row in case.rows("agreed_terms")),
    ]
    return [
        error(
            Where(table=row.table, item=row.id, column=column),
            f"“{value}” is not in the case.",
            "Add it, or correct the identifier.",
            code="negotiation.unknown",
        )
        for row, column, value, known in named
        if value not in known
    ]


_CONTRACTORS = {"contractor", "company"}


def _shown_to_all(case: Case, negotiations: Iterable[Negotiation]) -> list[Finding]:
    """A point or term that a party at the table cannot see, because its audience stops at the partners."""
    kinds = {row.id: str(row.get("kind", "")) for row in case.rows("organisations")}
    found = []
    for negotiation in negotiations:
        outside = [party for party in negotiation.parties if kinds.get(party) in _CONTRACTORS]
        for fact in _facts(negotiation) if outside else ():
            if fact.audience.reach in {Reach.PARTNERS_AND_CONTRACTOR, Reach.PUBLIC} or not _hides(fact, outside):
                continue
            found.append(
                note(
                    Where(table=fact.table, item=fact.id, column="audience"),
                    f"{', '.join(outside)} sits at the table and cannot see this row.",
                    "Publish it to every partner and the contractor, once it is meant for the table.",
                    code="negotiation.not_shown",
                )
            )
    return found


def _facts(negotiation: Negotiation) -> list[Fact]:
    return [negotiation.fact, *(fact for point in negotiation.points for fact in _of_point(point))]


def _of_point(point: Point) -> list[Fact]:
    return [point.fact, *(term.fact for term in point.terms)]


def _hides(fact: Fact, outside: list[str]) -> bool:
    return any(party != fact.organisation and party not in fact.audience.organisations for party in outside)
