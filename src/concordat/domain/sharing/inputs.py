"""What sharing reads from a case: partners, services, positions, baselines. Money is whole pence a year.

Whose a position or a baseline is, is the row's organisation: nobody else can write it. A value nobody gave is None.
Reading raises nothing: what is wrong with the rows is for `checks`.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from math import hypot

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.organisations import Role

LAYERS = ("management", "specialist", "administrative", "other_direct", "overheads")
LAYER_TITLES = {
    "management": "Management",
    "specialist": "Specialist",
    "administrative": "Administrative",
    "other_direct": "Other direct",
    "overheads": "Overheads",
}
REASONS = ("sovereignty", "local_knowledge", "member_interest", "contract_end", "system_renewal")
MOST_TO_RETAIN = 4 * len(REASONS)
_DECIDING = {Role.LEAD, Role.FULL_PARTNER, Role.CLIENT_COUNCIL}


class Stance(StrEnum):
    """How far a council would go with a service (the three degrees of West Oxfordshire 2015, paras 3.18 and 3.36)."""

    RETAIN = "retain"
    SHARE_MANAGEMENT = "share management"
    SHARE_SERVICE = "share the service"
    ALREADY_SHARED = "already shared"


# How deep sharing may go: 0 not at all, 1 the management, 2 the whole service.
DEPTH = {Stance.RETAIN: 0, Stance.SHARE_MANAGEMENT: 1, Stance.SHARE_SERVICE: 2, Stance.ALREADY_SHARED: 2}


@dataclass(frozen=True)
class Partner:
    """`easting` and `northing` in metres on the National Grid; None where nobody gave them."""

    id: str
    title: str
    population: int | None = None
    area: Decimal | None = None
    easting: int | None = None
    northing: int | None = None

    def kilometres_to(self, other: "Partner") -> float | None:
        places = (self.easting, self.northing, other.easting, other.northing)
        if None in places:
            return None
        east, north, other_east, other_north = (float(place) for place in places if place is not None)
        return hypot(east - other_east, north - other_north) / 1000


@dataclass(frozen=True)
class Service:
    id: str
    title: str
    group: str = ""
    moves_with: tuple[str, ...] = ()
    national_numbers: tuple[str, ...] = ()
    outturn_line: str = ""


@dataclass(frozen=True)
class Position:
    """Where a council stands on a service from a day on (None: from the beginning)."""

    council: str
    service: str
    stance: Stance
    from_date: date | None
    fact: Fact = field(repr=False)
    pace: str = ""
    shared_with: tuple[str, ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()  # named reason, 0 to 4; only those that were scored
    not_before: date | None = None
    never_with: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    reason: str = ""

    @property
    def score_to_retain(self) -> int | None:
        """The sum of the named reasons, 0 to `MOST_TO_RETAIN`; None where none was scored."""
        return sum(score for _, score in self.reasons) if self.reasons else None

    @property
    def illustrative(self) -> bool:
        return self.fact.illustrative


@dataclass(frozen=True)
class BaselineRow:
    """One service of one council in one year. `layers` in pence, only those given."""

    council: str
    service: str
    financial_year: str
    price_base: str
    layers: dict[str, int]
    fact: Fact = field(repr=False)
    income: int | None = None
    posts: Decimal | None = None
    volume: Decimal | None = None
    volume_unit: str = ""
    quality: Decimal | None = None
    quality_measure: str = ""
    cost_basis: str = ""
    system: str = ""
    confidence: str = "not graded"

    @property
    def gross(self) -> int:
        """Before income, whole pence."""
        return sum(self.layers.values())

    @property
    def net(self) -> int:
        return self.gross - (self.income or 0)


@dataclass(frozen=True)
class SharingCase:
    """Everything the methods of this package read, in the order the case holds it."""

    case: Case = field(repr=False)
    partners: tuple[Partner, ...]
    services: tuple[Service, ...]
    positions: tuple[Position, ...]
    baseline: tuple[BaselineRow, ...]

    @cached_property
    def partner_titles(self) -> dict[str, str]:
        return {partner.id: partner.title for partner in self.partners}

    @cached_property
    def service_titles(self) -> dict[str, str]:
        return {service.id: service.title for service in self.services}

    @cached_property
    def _paths(self) -> dict[tuple[str, str], tuple[Position, ...]]:
        paths: dict[tuple[str, str], list[Position]] = {}
        for position in self.positions:
            paths.setdefault((position.council, position.service), []).append(position)
        return {
            key: tuple(sorted(path, key=lambda position: position.from_date or date.min)) for key, path in paths.items()
        }

    def path(self, council: str, service: str) -> tuple[Position, ...]:
        """The council's positions on the service, earliest first; empty where it gave none."""
        return self._paths.get((council, service), ())

    def position_on(self, council: str, service: str, day: date) -> Position | None:
        held = [position for position in self.path(council, service) if (position.from_date or date.min) <= day]
        return held[-1] if held else None

    @cached_property
    def latest_baseline(self) -> dict[tuple[str, str], BaselineRow]:
        """For each council and service the row of the latest year."""
        latest: dict[tuple[str, str], BaselineRow] = {}
        for row in self.baseline:
            key = (row.council, row.service)
            if key not in latest or latest[key].financial_year <= row.financial_year:
                latest[key] = row
        return latest


def read_sharing(case: Case) -> SharingCase:
    """Partners, services, positions and baseline of the case, each in the order of its rows."""
    partners = read_partners(case)
    return SharingCase(
        case,
        partners,
        read_services(case),
        tuple(_position(fact) for fact in case.rows("positions")),
        read_baseline(case),
    )


def read_baseline(case: Case) -> tuple[BaselineRow, ...]:
    return tuple(_baseline_row(fact) for fact in case.rows("baseline"))


def read_partners(case: Case) -> tuple[Partner, ...]:
    """Those who decide: the lead, full partners and client councils; without memberships, whoever owns positions."""
    members = [
        str(fact.get("partner", ""))
        for fact in case.rows("memberships")
        if str(fact.get("role", "")) in {role.value for role in _DECIDING}
    ]
    owners = [fact.organisation for table in ("positions", "baseline") for fact in case.rows(table)]
    ids = dict.fromkeys(members or [owner for owner in owners if owner])
    return tuple(_partner(case, id) for id in ids)


def _partner(case: Case, id: str) -> Partner:
    fact = case.row("organisations", id)
    if fact is None:
        return Partner(id, id.replace("-", " ").title())
    return Partner(
        id,
        str(fact.get("short_name") or fact.get("name") or id),
        fact.get("population"),
        fact.get("area"),
        fact.get("easting"),
        fact.get("northing"),
    )


def read_services(case: Case) -> tuple[Service, ...]:
    given = tuple(
        Service(
            fact.id,
            str(fact.get("title", fact.id)),
            str(fact.get("group", "")),
            _names(fact, "moves_with"),
            _names(fact, "national_numbers"),
            str(fact.get("outturn_line", "")),
        )
        for fact in case.rows("services")
    )
    known = {service.id for service in given}
    named = [str(fact.get("service", "")) for table in ("positions", "baseline") for fact in case.rows(table)]
    others = [Service(id, id.replace("-", " ").capitalize()) for id in dict.fromkeys(named) if id and id not in known]
    return (*given, *others)


def _names(fact: Fact, column: str) -> tuple[str, ...]:
    value = fact.get(column, ())
    return tuple(value) if isinstance(value, tuple) else tuple(filter(None, (str(value),)))


def _position(fact: Fact) -> Position:
    said = str(fact.get("stance", ""))
    reasons = tuple((name, int(value)) for name in REASONS if isinstance(value := fact.values.get(name), int))
    return Position(
        council=fact.organisation,
        service=str(fact.get("service", "")),
        stance=Stance(said) if said in {stance.value for stance in Stance} else Stance.RETAIN,
        from_date=fact.get("from_date"),
        fact=fact,
        pace=str(fact.get("pace", "")),
        shared_with=_names(fact, "shared_with"),
        reasons=reasons,
        not_before=fact.get("not_before"),
        never_with=_names(fact, "never_with"),
        only_with=_names(fact, "only_with"),
        only_after=_names(fact, "only_after"),
        reason=str(fact.get("reason", "")),
    )


def _baseline_row(fact: Fact) -> BaselineRow:
    layers = {name: value for name in LAYERS if isinstance(value := fact.values.get(name), int)}
    year = str(fact.get("financial_year", ""))
    return BaselineRow(
        council=fact.organisation,
        service=str(fact.get("service", "")),
        financial_year=year,
        price_base=str(fact.get("price_base", "") or year),
        layers=layers,
        fact=fact,
        income=fact.get("income"),
        posts=fact.get("posts"),
        volume=fact.get("volume"),
        volume_unit=str(fact.get("volume_unit", "")),
        quality=fact.get("quality"),
        quality_measure=str(fact.get("quality_measure", "")),
        cost_basis=str(fact.get("cost_basis", "")),
        system=str(fact.get("system", "")),
        confidence=str(fact.get("confidence", "not graded")),
    )
