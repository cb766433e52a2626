"""Where each point of a negotiation stands: agreed only when every party says the same."""

import re
from collections.abc import Callable

from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.negotiation.inputs import Negotiation, Point, Term
from concordat.domain.negotiation.results import NegotiationStanding, PointStanding, Settled


def standing_of(negotiation: Negotiation) -> NegotiationStanding:
    """Each point as the parties' own terms leave it, from what everybody at the table may read."""
    points = tuple(_point(point, negotiation.parties) for point in negotiation.points)
    provenance = Provenance.of(
        "negotiation.settled",
        "A point is agreed when every party at the table says the same figure and words of it.",
        inputs_of(negotiation),
    )
    figures = [(one.point.id, one.settled, one.clause) for one in points]
    return NegotiationStanding(negotiation, points, _sentence(points), provenance, result_hash(figures, provenance))


def inputs_of(negotiation: Negotiation) -> list[InputUsed]:
    """What every party may read of it, and nothing else."""
    used = [InputUsed.of_fact(negotiation.fact, negotiation.title)]
    for point in negotiation.points:
        used.append(InputUsed.of_fact(point.fact, point.title))
        used += [InputUsed.of_fact(term.fact, term.says) for term in point.terms]
    return used


def _point(point: Point, parties: tuple[str, ...]) -> PointStanding:
    said = {term.party for term in point.terms}
    waiting = tuple(party for party in parties if party not in said)
    differs = _differs(point.terms)
    if point.given_up:
        return PointStanding(point, Settled.GIVEN_UP, None, (), ())
    if not point.terms:
        return PointStanding(point, Settled.OPEN, None, waiting, ())
    if differs:
        return PointStanding(point, Settled.DIFFERS, None, waiting, differs)
    if waiting or len(parties) < 2:
        return PointStanding(point, Settled.SAID_BY_SOME, None, waiting, ())
    term = point.terms[0]
    drafted = all(_plain(one.clause) for one in point.terms) and not _unlike(point.terms, lambda one: one.clause)
    return PointStanding(point, Settled.IN_CONTRACT if drafted else Settled.AGREED, term, (), ())


_PARTS: tuple[tuple[str, Callable[[Term], object]], ...] = (
    ("figure", lambda term: term.value),
    ("words", lambda term: term.says),
)


def _differs(terms: tuple[Term, ...]) -> tuple[str, ...]:
    """On which parts; a clause that only one party has named yet is no difference, two different ones are."""
    found = [name for name, part in _PARTS if _unlike(terms, part)]
    named = tuple(term for term in terms if term.clause)
    return (*found, "clause") if _unlike(named, lambda term: (term.contract, term.clause)) else tuple(found)


def _unlike(terms: tuple[Term, ...], part: Callable[[Term], object]) -> bool:
    return len({_plain(part(term)) for term in terms}) > 1


def _plain(value: object) -> object:
    """Spacing, capitals and closing stops are no difference; nor is 5 against 5.00."""
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    return re.sub(r"\s+", " ", value).strip(" .,;:").lower() if isinstance(value, str) else value


def _sentence(points: tuple[PointStanding, ...]) -> str:
    if not points:
        return "No point is entered yet."
    counted = [one for one in points if one.settled is not Settled.GIVEN_UP]
    agreed = sum(one.settled.is_agreed for one in counted)
    drafted = sum(one.settled is Settled.IN_CONTRACT for one in counted)
    up = len(points) - len(counted)
    given_up = f" {up} {'was' if up == 1 else 'were'} given up." if up else ""
    if not counted:
        return f"Every point was given up: {up}."
    return f"{agreed} of {len(counted)} points are agreed, {drafted} of them stand in the contract.{given_up}"
