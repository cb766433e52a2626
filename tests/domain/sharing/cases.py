"""Small partnerships made by hand, and at random from a seed."""

from datetime import date
from typing import Any

import numpy as np

from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.sharing.assumptions import Assumptions, assumptions_from
from concordat.domain.sharing.inputs import SharingCase, read_sharing

COUNCILS = ("ash", "birch", "cedar", "dale")
RATES = [
    {"layer": layer, "teams": teams, "low": low, "likely": likely, "high": high}
    for layer, teams, low, likely, high in (
        ("management", 2, "0.1", "0.2", "0.3"),
        ("management", 3, "0.2", "0.3", "0.4"),
        ("specialist", 2, "0", "0.03", "0.06"),
        ("administrative", 2, "0.05", "0.1", "0.15"),
    )
]


def fact(table: str, id: str, organisation: str = "", **values: Any) -> Fact:
    return Fact(table, id, values, organisation, source="A paper")


def position(council: str, service: str, stance: str, **more: Any) -> Fact:
    suffix = f"-{more['from_date']}" if more.get("from_date") else ""
    return fact("positions", f"{council}-{service}{suffix}", council, service=service, stance=stance, **more)


def baseline(council: str, service: str, pounds: int = 100_000, **more: Any) -> Fact:
    """A quarter management, half specialists, a quarter administration."""
    values = {"management": pounds * 25, "specialist": pounds * 50, "administrative": pounds * 25}
    said = {"financial_year": "2025/26", "cost_basis": "direct cost", "confidence": "medium", **values, **more}
    return fact("baseline", f"{council}-{service}-{said['financial_year']}", council, service=service, **said)


def organisation(council: str, at: int = 0) -> Fact:
    return fact(
        "organisations", council, council, name=council.title(), easting=at * 20_000, northing=0, population=100_000
    )


def assumptions(**said: Any) -> Document:
    from decimal import Decimal

    content: dict[str, Any] = {
        "title": "What sharing saves",
        "years": 5,
        "discount_rate": Decimal("0.035"),
        "savings_rates": [
            {k: v if k == "layer" or k == "teams" else Decimal(v) for k, v in rate.items()} for rate in RATES
        ],
        "waves": [
            {"id": "first", "title": "First", "starts": date(2026, 4, 1)},
            {"id": "second", "title": "Second", "starts": date(2027, 4, 1)},
        ],
        "one_off": {"management": {"per_group": 1000}, "service": {"per_group": 3000, "per_council": 1000}},
        **said,
    }
    return Document("groupings", "assumptions", content)


def make(
    *facts: Fact, councils: tuple[str, ...] = COUNCILS[:3], services: tuple[str, ...] = ("waste",), **said: Any
) -> tuple[SharingCase, Assumptions]:
    document = assumptions(**said)
    held = (
        *(organisation(council, at) for at, council in enumerate(councils)),
        *(fact("memberships", council, council, partner=council, role="full-partner") for council in councils),
        *(fact("services", service, title=service.capitalize(), group="One") for service in services),
        *facts,
    )
    return read_sharing(Case("small", "Small", documents=(document,), facts=held)), assumptions_from(document)


def at_random(seed: int, *, councils: int = 3, services: int = 2) -> tuple[SharingCase, Assumptions]:
    """Positions, costs, systems and limits drawn at random: small enough to try every plan."""
    draw = np.random.default_rng(seed)
    names = COUNCILS[:councils]
    ids = tuple(f"service-{at}" for at in range(services))
    facts: list[Fact] = []
    for council in names:
        for service in ids:
            stance = str(draw.choice(["retain", "share management", "share the service"], p=[0.2, 0.3, 0.5]))
            more: dict[str, Any] = {}
            if draw.random() < 0.15:
                more["not_before"] = date(2027, 4, 1)
            if draw.random() < 0.1:
                more["never_with"] = (str(draw.choice([c for c in names if c != council])),)
            if draw.random() < 0.1:
                more["only_with"] = (str(draw.choice([c for c in names if c != council])),)
            if draw.random() < 0.2 and service != ids[0]:
                more["only_after"] = (ids[0],)
            facts.append(position(council, service, stance, **more))
            if stance == "share management" and draw.random() < 0.5:
                facts.append(position(council, service, "share the service", from_date=date(2027, 4, 1)))
            facts.append(
                baseline(
                    council, service, int(draw.integers(20, 300)) * 1000, system=str(draw.choice(["one", "two", ""]))
                )
            )
    waves = [
        {
            "id": name,
            "title": name,
            "starts": starts,
            "one_off_budget": int(draw.integers(5, 40)) * 1000,
            "changes_per_council": int(draw.integers(1, 4)),
        }
        for name, starts in (("first", date(2026, 4, 1)), ("second", date(2027, 4, 1)))
    ]
    return make(
        *facts,
        councils=names,
        services=ids,
        waves=waves,
        largest_group=int(draw.integers(2, councils + 1)),
        minimum_gain=int(draw.choice([0, 0, 5_000])),
        gains=str(draw.choice(["in proportion to baseline", "equal"])),
        yearly_costs={
            "client_side_per_council": 500,
            "difference_per_extra_system": 2000,
            "difference_per_kilometre": 20,
        },
    )
