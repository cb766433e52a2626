"""The baseline: what each service costs each council today, reconciled, mapped for gaps and compared.

It stands in this package because nothing is decided about sharing without it. Money is whole pence a year. A council's
latest year for a service is the one that counts; rows of another year are kept for comparison.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.money import round_to_pence
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.sharing.inputs import LAYERS, BaselineRow, SharingCase
from concordat.domain.sharing.neighbours import TABLE, neighbour_of, pairs_of, partner_codes

FIGURES = ("posts", "volume", "quality", "income")


@dataclass(frozen=True)
class MapCell:
    """One service of one council: what is known of it, how surely, and whether it is stale."""

    council: str
    service: str
    row: BaselineRow | None
    stale: bool
    missing: tuple[str, ...]  # of `FIGURES`, and layers nobody gave

    @property
    def state(self) -> str:
        """``missing``, ``stale`` or the confidence grade."""
        if self.row is None:
            return "missing"
        return "stale" if self.stale else self.row.confidence

    @property
    def illustrative(self) -> bool:
        return self.row is not None and self.row.fact.illustrative


@dataclass(frozen=True)
class Reconciliation:
    """Baseline + explained differences + unexplained difference = budget book total, for one council and year."""

    council: str
    year: str
    baseline: int
    total: int
    explained: tuple[tuple[str, int], ...]
    facts: tuple[Fact, ...]

    @property
    def difference(self) -> int:
        """What the budget book has beyond the baseline."""
        return self.total - self.baseline

    @property
    def unexplained(self) -> int:
        return self.difference - sum(amount for _, amount in self.explained)

    @property
    def is_reconciled(self) -> bool:
        return self.unexplained == 0


@dataclass(frozen=True)
class UnitCost:
    """Cost of one unit, pence. `differs` says in what it is not comparable with the reference; empty where it is."""

    who: str
    is_partner: bool
    year: str
    pence: int
    volume_unit: str
    cost_basis: str
    differs: tuple[str, ...]
    illustrative: bool
    neighbour_of: tuple[str, ...] = ()  # titles of the partners like it; always empty for a partner


@dataclass(frozen=True)
class UnitCosts:
    """A service's unit costs, partners first. `reference` is the definition most partners use."""

    service: str
    reference: str
    costs: tuple[UnitCost, ...]

    @property
    def comparable(self) -> tuple[UnitCost, ...]:
        return tuple(cost for cost in self.costs if not cost.differs)


@dataclass(frozen=True)
class AgainstOutturn:
    """A council's net baseline on one line of the national outturn, beside what was published."""

    council: str
    line: str
    title: str
    year: str
    published: int
    baseline: int
    baseline_years: tuple[str, ...]
    services: tuple[str, ...]

    @property
    def difference(self) -> int:
        return self.published - self.baseline

    @property
    def same_year(self) -> bool:
        return self.baseline_years == (self.year,)


@dataclass(frozen=True)
class Baseline:
    cells: tuple[MapCell, ...]
    newest: str  # the latest year anybody gave
    reconciliations: tuple[Reconciliation, ...]
    without_total: tuple[str, ...]  # councils with a baseline and no budget book total
    unit_costs: tuple[UnitCosts, ...]
    outturn: tuple[AgainstOutturn, ...]
    provenance: Provenance
    hash: str

    @cached_property
    def by_place(self) -> dict[tuple[str, str], MapCell]:
        return {(cell.service, cell.council): cell for cell in self.cells}

    @property
    def gaps(self) -> tuple[MapCell, ...]:
        return tuple(cell for cell in self.cells if cell.row is None)

    @property
    def stale(self) -> tuple[MapCell, ...]:
        return tuple(cell for cell in self.cells if cell.row is not None and cell.stale)


def read_the_baseline(sharing: SharingCase) -> Baseline:
    """Everything this page and command show, from one reading of the case."""
    newest = max((row.financial_year for row in sharing.baseline), default="")
    cells = tuple(
        _cell(sharing, partner.id, service.id, newest) for service in sharing.services for partner in sharing.partners
    )
    reconciliations = reconcile(sharing)
    totals = sharing.case.rows("budget_totals")
    provenance = Provenance.of(
        "sharing.baseline",
        "What each service costs each council in the latest year it gave, and how far that can be relied on.",
        [
            *(InputUsed.of_fact(row.fact) for row in sharing.baseline),
            *(InputUsed.of_fact(fact) for fact in totals),
            *(
                InputUsed.of_fact(fact)
                for table in ("unit_costs", "national_outturn")
                for fact in sharing.case.rows(table)
            ),
            *(InputUsed.of_fact(fact) for fact in _pairs_used(sharing)),
        ],
    )
    figures = [
        [(cell.council, cell.service, cell.state, cell.row.gross if cell.row else None) for cell in cells],
        [(one.council, one.year, one.unexplained) for one in reconciliations],
    ]
    councils_with = {row.council for row in sharing.baseline}
    with_total = {one.council for one in reconciliations}
    return Baseline(
        cells,
        newest,
        reconciliations,
        tuple(p.id for p in sharing.partners if p.id in councils_with - with_total),
        unit_costs(sharing),
        against_outturn(sharing),
        provenance,
        result_hash(figures, provenance),
    )


def _pairs_used(sharing: SharingCase) -> tuple[Fact, ...]:
    codes = {str(fact.get("ons_code", "")) for fact in sharing.case.rows("unit_costs")}
    own = set(partner_codes(sharing.case).values())
    return tuple(
        fact
        for code in sorted(codes)
        for fact in pairs_of(sharing.case, code=code)
        if fact.get("authority_code") in own
    )


def _cell(sharing: SharingCase, council: str, service: str, newest: str) -> MapCell:
    row = sharing.latest_baseline.get((council, service))
    if row is None:
        return MapCell(council, service, None, False, ())
    missing = [name for name in LAYERS if name not in row.layers and not _excused(name, row)]
    missing += [name for name in FIGURES if getattr(row, name) is None]
    return MapCell(council, service, row, row.financial_year < newest, tuple(missing))


def _excused(layer: str, row: BaselineRow) -> bool:
    return layer == "overheads" and row.cost_basis == "direct cost"


def reconcile(sharing: SharingCase) -> tuple[Reconciliation, ...]:
    """For each council and year with a budget book total. Several totals of one year add up."""
    found = []
    facts = sharing.case.rows("budget_totals")
    keys = dict.fromkeys(
        (fact.organisation, str(fact.get("financial_year", "")))
        for fact in facts
        if fact.get("kind") == "budget book total"
    )
    for council, year in keys:
        own = [f for f in facts if f.organisation == council and str(f.get("financial_year", "")) == year]
        totals = [f for f in own if f.get("kind") == "budget book total"]
        explained = [f for f in own if f.get("kind") == "explained difference"]
        rows = [row for row in sharing.baseline if row.council == council and row.financial_year == year]
        found.append(
            Reconciliation(
                council,
                year,
                sum(row.gross for row in rows),
                sum(int(f.get("amount", 0)) for f in totals),
                tuple((str(f.get("title", f.id)), int(f.get("amount", 0))) for f in explained),
                tuple(own),
            )
        )
    return tuple(found)


def unit_cost(row: BaselineRow) -> int | None:
    """Gross cost of one unit, pence, rounded once; None without a volume."""
    return round_to_pence(Decimal(row.gross) / row.volume) if row.volume else None


def unit_costs(sharing: SharingCase) -> tuple[UnitCosts, ...]:
    """Services with a unit cost of at least one partner and of one other council, or of two partners."""
    found = []
    for service in sharing.services:
        own = [
            (partner, row, cost)
            for partner in sharing.partners
            if (row := sharing.latest_baseline.get((partner.id, service.id))) is not None
            and (cost := unit_cost(row)) is not None
        ]
        others = [fact for fact in sharing.case.rows("unit_costs") if fact.get("service") == service.id]
        if not own or len(own) + len(others) < 2:
            continue
        reference, basis = _most(row.volume_unit for _, row, _ in own), _most(row.cost_basis for _, row, _ in own)
        year = max(row.financial_year for _, row, _ in own)
        costs = [
            UnitCost(
                partner.title,
                True,
                row.financial_year,
                cost,
                row.volume_unit,
                row.cost_basis,
                _differs(row.volume_unit, row.cost_basis, row.financial_year, reference, basis, year),
                row.fact.illustrative,
            )
            for partner, row, cost in own
        ]
        costs += [_elsewhere(sharing, fact, reference, basis, year) for fact in others]
        found.append(UnitCosts(service.id, reference, tuple(costs)))
    return tuple(found)


def _most(said: Iterable[str]) -> str:
    counted = Counter(word for word in said if word)
    return str(counted.most_common(1)[0][0]) if counted else ""


def _elsewhere(sharing: SharingCase, fact: Fact, reference: str, basis: str, year: str) -> UnitCost:
    unit, cost_basis = str(fact.get("volume_unit", "")), str(fact.get("cost_basis", ""))
    own_year = str(fact.get("financial_year", ""))
    alike = neighbour_of(sharing.case, fact, sharing.partner_titles)
    differs = _differs(unit, cost_basis, own_year, reference, basis, year)
    return UnitCost(
        str(fact.get("authority", fact.id)),
        False,
        own_year,
        int(fact.get("unit_cost", 0)),
        unit,
        cost_basis,
        differs if alike or not sharing.case.rows(TABLE) else (*differs, "not a nearest neighbour of anybody here"),
        fact.illustrative,
        tuple(sharing.partner_titles[id] for id in alike),
    )


def _differs(unit: str, basis: str, year: str, reference: str, usual: str, newest: str) -> tuple[str, ...]:
    said = []
    if unit.strip().casefold() != reference.strip().casefold():
        said.append(f"counts {unit or 'something that is not said'}, not {reference}")
    if basis and usual and basis != usual:
        said.append(f"{basis}, not {usual}")
    if year != newest:
        said.append(f"{year}, not {newest}")
    return tuple(said)


def against_outturn(sharing: SharingCase) -> tuple[AgainstOutturn, ...]:
    """Each imported line to which services of the case belong, beside the net baseline of those services."""
    found = []
    known = set(sharing.partner_titles)
    for fact in sharing.case.rows("national_outturn"):
        council, line = str(fact.get("authority", "")), str(fact.get("line", ""))
        services = [service.id for service in sharing.services if service.outturn_line == line]
        rows = [row for id in services if (row := sharing.latest_baseline.get((council, id))) is not None]
        if council in known and rows:
            found.append(
                AgainstOutturn(
                    council,
                    line,
                    str(fact.get("title", line)),
                    str(fact.get("financial_year", "")),
                    int(fact.get("amount", 0)),
                    sum(row.net for row in rows),
                    tuple(sorted({row.financial_year for row in rows})),
                    tuple(row.service for row in rows),
                )
            )
    return tuple(found)
