"""Negotiations, their points and what each party says was agreed: frozen rows everybody at the table may read."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from concordat.domain.kernel.case import Case, Fact


@dataclass(frozen=True)
class Term:
    """What one party says was agreed on a point. `value` is in the point's unit, None where only words were agreed."""

    party: str
    value: Decimal | None
    says: str
    contract: str
    clause: str
    agreed_on: date | None
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Point:
    """`terms` are the latest of each party at the table; what others entered is in `by_others` and does not count."""

    id: str
    title: str
    asks: str
    unit: str
    features: tuple[str, ...]
    clauses: tuple[str, ...]
    service_areas: tuple[str, ...]
    given_up: bool
    given_up_because: str
    terms: tuple[Term, ...]
    by_others: tuple[Term, ...]
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Negotiation:
    id: str
    title: str
    about: str
    parties: tuple[str, ...]
    recommendation: str
    authority_from: str
    authority_says: str
    authority_on: date | None
    opened_on: date | None
    closed_on: date | None
    outcome: str
    proposal: str
    points: tuple[Point, ...]
    fact: Fact = field(repr=False)


def read_negotiations(case: Case) -> tuple[Negotiation, ...]:
    """Every negotiation with its points; empty where the case has none."""
    return tuple(_negotiation(case, fact) for fact in case.rows("negotiations"))


def _negotiation(case: Case, fact: Fact) -> Negotiation:
    parties = tuple(fact.get("parties", ()))
    points = [row for row in case.rows("negotiation_points") if row.get("negotiation") == fact.id]
    return Negotiation(
        id=fact.id,
        title=_text(fact, "title") or fact.id,
        about=_text(fact, "about"),
        parties=parties,
        recommendation=_text(fact, "recommendation"),
        authority_from=_text(fact, "authority_from"),
        authority_says=_text(fact, "authority_says"),
        authority_on=fact.get("authority_on"),
        opened_on=fact.get("opened_on"),
        closed_on=fact.get("closed_on"),
        outcome=_text(fact, "outcome") or "open",
        proposal=_text(fact, "proposal"),
        points=tuple(_point(case, row, parties) for row in points),
        fact=fact,
    )


def _point(case: Case, row: Fact, parties: tuple[str, ...]) -> Point:
    said = [_term(one) for one in case.rows("agreed_terms") if one.get("point") == row.id]
    latest = {term.party: term for term in said if term.party in parties}
    return Point(
        id=row.id,
        title=_text(row, "title") or row.id,
        asks=_text(row, "asks"),
        unit=_text(row, "unit"),
        features=tuple(row.get("features", ())),
        clauses=tuple(row.get("clauses", ())),
        service_areas=tuple(row.get("service_areas", ())),
        given_up=bool(row.get("given_up", False)),
        given_up_because=_text(row, "given_up_because"),
        terms=tuple(latest[party] for party in parties if party in latest),
        by_others=tuple(term for term in said if term.party not in parties),
        fact=row,
    )


def _term(row: Fact) -> Term:
    value = row.get("value")
    return Term(
        party=row.organisation,
        value=None if value is None else Decimal(value),
        says=_text(row, "says"),
        contract=_text(row, "contract"),
        clause=_text(row, "clause"),
        agreed_on=row.get("agreed_on"),
        fact=row,
    )


def _text(fact: Fact, column: str) -> str:
    return str(fact.get(column, "")).strip()
