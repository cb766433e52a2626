"""Change the vehicle, and say which lines moved and by how much."""

from dataclasses import dataclass

from concordat.domain.business_case.inputs import BusinessCase, Line
from concordat.domain.business_case.ledgers import Ledgers, Step
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.vehicle import Vehicle, vehicle_called


@dataclass(frozen=True, slots=True)
class MovedLine:
    """One line under the first vehicle and under the second: its cash over the case and its present value."""

    line: Line
    partner: str
    cash_before: int
    cash_after: int
    value_before: int
    value_after: int

    @property
    def cash_moved(self) -> int:
        return self.cash_after - self.cash_before

    @property
    def value_moved(self) -> int:
        return self.value_after - self.value_before


@dataclass(frozen=True)
class VehicleChange:
    before: Vehicle | None
    after: Vehicle | None
    moved: tuple[MovedLine, ...]
    stayed: int
    net_present_value: tuple[int, int]
    cash: tuple[int, int]
    cash_by_partner: tuple[tuple[str, int, int], ...]

    @property
    def hinge(self) -> MovedLine | None:
        """The line that moved most in cash."""
        return max(self.moved, key=lambda row: abs(row.cash_moved), default=None)


def change_vehicle(before: BusinessCase, after: BusinessCase) -> VehicleChange:
    """`after` is the same case read for another vehicle. Lines are matched by identifier and owner."""
    first, second = open_ledgers(before), open_ledgers(after)
    ours, theirs = _totals(first), _totals(second)
    rows = []
    for key in dict.fromkeys((*ours, *theirs)):
        line, cash, value = ours.get(key, (None, 0, 0))
        other, cash_after, value_after = theirs.get(key, (None, 0, 0))
        shown = line or other
        if shown is not None:
            rows.append(MovedLine(shown, before.name_of(shown.partner), cash, cash_after, value, value_after))
    moved = tuple(row for row in rows if row.cash_moved or row.value_moved)
    return VehicleChange(
        vehicle_called(before.assumptions.vehicle, before.reference),
        vehicle_called(after.assumptions.vehicle, after.reference),
        tuple(sorted(moved, key=lambda row: (-abs(row.cash_moved), row.line.id))),
        len(rows) - len(moved),
        (sum(first.by_year(Step.ECONOMIC)), sum(second.by_year(Step.ECONOMIC))),
        (sum(first.by_year(Step.FINANCIAL)), sum(second.by_year(Step.FINANCIAL))),
        tuple(
            (
                before.name_of(partner),
                sum(first.by_year(Step.FINANCIAL, partner=partner)),
                sum(second.by_year(Step.FINANCIAL, partner=partner)) if partner in second.partners else 0,
            )
            for partner in first.partners
        ),
    )


def _totals(ledgers: Ledgers) -> dict[tuple[str, str], tuple[Line, int, int]]:
    cash, value = ledgers.line_totals(Step.FINANCIAL), ledgers.line_totals(Step.ECONOMIC)
    return {
        (line.id, line.fact.organisation if line.fact else ""): (line, int(cash[place]), int(value[place]))
        for place, line in enumerate(ledgers.lines)
    }
