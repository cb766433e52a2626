"""Small cases for the tests of this package: rows of one proposal, and documents it may change."""

from datetime import UTC, date, datetime

from concordat.domain.kernel.case import Case, Document, Fact

SENT = date(2027, 1, 4)
EFFECT = date(2027, 4, 1)


def at(day: int) -> datetime:
    return datetime(2027, 1, day, tzinfo=UTC)


def proposal(kind: str, **values: object) -> Fact:
    said = {"title": "It", "kind": kind, "says": "That it be so.", "takes_effect": EFFECT, "sent_out": SENT, **values}
    return Fact("proposals", "p", said, organisation="ash")


def body(council: str, **values: object) -> Fact:
    said = {"proposal": "p", "council": council, "body": "Cabinet", "route": "executive", "power": "x", **values}
    return Fact("proposal_bodies", council, said, organisation=council)


def resolved(council: str, outcome: str = "agreed", **values: object) -> Fact:
    said = {"proposal": "p", "body": council, "outcome": outcome, **values}
    return Fact("resolutions", f"r-{council}", said, organisation=council)


def member(council: str, role: str = "full-partner", **values: object) -> Fact:
    return Fact("memberships", council, {"partner": council, "role": role, **values}, organisation=council)


def position(council: str, stance: str, *, service: str = "waste", id: str = "", **values: object) -> Fact:
    return Fact(
        "positions",
        id or f"{council}-{service}",
        {"service": service, "stance": stance, **values},
        organisation=council,
    )


def earlier(council: str, day: date, *, source: str = "Minute 12", **values: object) -> Fact:
    said = {"title": "Shared since 2020", "decided_on": day, **values}
    return Fact("earlier_decisions", f"e-{council}", said, organisation=council, source=source)


def scheme(ash: str, beech: str, *, kind: str = "recharge_scheme", version: int = 1, owner: str = "ash") -> Document:
    """One cost shared by two councils at stated per cents."""
    content = {
        "title": "Waste",
        "lead": "ash",
        "partner": [{"id": "ash", "name": "Ash"}, {"id": "beech", "name": "Beech"}],
        "key": [{"id": "agreed", "title": "Agreed", "shares": {"ash": ash, "beech": beech}}],
        "pool": [{"id": "waste", "title": "Waste", "service": "waste", "key": "agreed"}],
    }
    return Document(kind, "waste", content, organisation=owner, version=version)


def cost(pounds: int) -> Fact:
    said = {"pool": "waste", "financial_year": "2026/27", "kind": "budget", "amount": pounds * 100}
    return Fact("recharge_costs", "c", said, organisation="ash")


def case(*rows: Fact, documents: tuple[Document, ...] = ()) -> Case:
    return Case("c", "C", documents=documents, facts=rows)
