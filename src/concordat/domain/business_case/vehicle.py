"""Lines that follow from the delivery vehicle: change the vehicle and they move.

What a vehicle brings (staff who move, VAT of its own, corporation tax, a pension bond, a client team) is dated data in
``definitions/vehicle_costs``; how much that comes to is worked out for each council from the table “What moves with the
vehicle” and dated rates. Every amount is whole pence, half a penny rounded away from zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from concordat.domain.business_case.annual_savings import LineKind
from concordat.domain.business_case.inputs import Line, Nature, ReferenceData, Timing
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.money import format_pounds, round_to_pence, split_by_largest_remainder
from concordat.domain.kernel.parameters import NoValueOnThatDay

MADE_BY = "vehicle"
TABLE = "vehicle_bases"


@dataclass(frozen=True, slots=True)
class Vehicle:
    id: str
    title: str
    staff_move: bool
    pension_premium: bool
    own_vat_registration: bool
    corporation_tax: bool
    bond: bool
    client_team: bool
    outsourced: bool
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class VatTest:
    """The exempt input tax of one council or company held against its limit, in pence a year."""

    exempt: int
    limit: int
    recovered: bool
    lost: int
    words: str


def vehicles(reference: ReferenceData) -> tuple[Vehicle, ...]:
    return tuple(_vehicle(given) for given in reference.vehicles.get("vehicles", ()))


def vehicle_called(id: str, reference: ReferenceData) -> Vehicle | None:
    return next((vehicle for vehicle in vehicles(reference) if vehicle.id == id), None)


def _vehicle(given: Mapping[str, Any]) -> Vehicle:
    return Vehicle(
        given["id"],
        given["title"],
        given["staff_move"],
        given["pension_premium"],
        given["own_vat_registration"],
        given["corporation_tax"],
        given["bond"],
        given["client_team"],
        given["outsourced"],
        given["why"],
        given["source"],
    )


def vehicle_lines(vehicle: Vehicle, bases: tuple[Fact, ...], *, on: date, reference: ReferenceData) -> tuple[Line, ...]:
    """The lines the vehicle brings for every council that has a base; lines of nought are left out."""
    rates = Rates(on, reference)
    taxes = _tax_by_base(bases, rates) if vehicle.corporation_tax else [0] * len(bases)
    return tuple(
        line
        for base, tax in zip(bases, taxes, strict=True)
        for line in _lines_of(vehicle, base, rates, tax)
        if line.likely
    )


def _tax_by_base(bases: tuple[Fact, ...], rates: "Rates") -> list[int]:
    """The tax on the vehicle's whole surplus, because its limits hold for the whole, shared in proportion to the surplus."""
    surpluses = [max(0, base.get("surplus", 0)) for base in bases]
    tax = corporation_tax(sum(surpluses), rates)
    return list(split_by_largest_remainder(tax, surpluses)) if tax else [0] * len(bases)


@dataclass(frozen=True, slots=True)
class Rates:
    on: date
    reference: ReferenceData

    def __call__(self, id: str) -> Decimal:
        """A dated rate; nought where none held on the day (there was no marginal relief before 2023, for instance)."""
        try:
            return Decimal(self.reference.parameters[id].on(self.on).value)
        except (KeyError, NoValueOnThatDay):
            return Decimal(0)


def _lines_of(vehicle: Vehicle, base: Fact, rates: Rates, tax: int) -> Iterator[Line]:
    pay = base.get("pay_moved", 0)
    if vehicle.staff_move:
        moved = base.get("on_cost_rate_moved")
        if moved is not None and base.get("on_cost_rate") is not None:
            yield _line(base, "on-costs", "On-costs at the new employer", pay * (moved - base.get("on_cost_rate")))
        posts = base.get("posts_lost", Decimal(0))
        yield _line(
            base,
            "redundancy",
            "Redundancy payments",
            posts * base.get("redundancy_per_post", 0),
            once=True,
            nature=Nature.REDUNDANCY,
        )
        yield _line(
            base,
            "strain",
            "Pension strain",
            posts * base.get("strain_per_post", 0),
            once=True,
            nature=Nature.PENSION_STRAIN,
        )
    if vehicle.pension_premium:
        yield _line(
            base, "pension-premium", "Pension premium on transferred staff", pay * rates("pension_premium.share_of_pay")
        )
    if vehicle.bond:
        rate = base.get("bond_rate")
        yield _line(
            base,
            "bond",
            "Pension bond",
            base.get("bond_amount", 0) * (rate if rate is not None else rates("pension_bond.rate")),
        )
    if vehicle.client_team:
        share = base.get("client_team_share")
        yield _line(
            base,
            "client-team",
            "Client team",
            base.get("contract_value", 0) * (share if share is not None else rates("client_team.share_of_contract")),
        )
    test = vat_test(vehicle, base, rates)
    yield _line(base, "vat", "VAT that cannot be recovered", Decimal(test.lost), nature=Nature.TAX, basis=test.words)
    if tax:
        yield _line(base, "corporation-tax", "Corporation tax on the surplus", Decimal(tax), nature=Nature.TAX)


def vat_test(vehicle: Vehicle, base: Fact, rates: Rates) -> VatTest:
    """A council recovers its exempt input tax while it is insignificant: at most £625 a month on average or 5% of all VAT
    incurred, whichever is greater; past that all of it is lost, what it incurs already included. A company under normal
    partial exemption recovers it only within £625 a month and half of its input tax."""
    rate = rates("vat.standard_rate")
    bought = base.get("inputs_bought", 0) * rate
    exempt = round_to_pence(bought * base.get("exempt_share", Decimal(0)))
    floor = round_to_pence(rates("vat.exempt_limit.month") * 100 * 12)
    if vehicle.own_vat_registration:
        within = exempt <= floor and exempt <= bought * rates("vat.partial_exemption.share")
        words = "A body of its own: normal partial exemption, £625 a month and half of its input tax."
        return VatTest(exempt, floor, within, 0 if within else exempt, words)
    now = base.get("exempt_vat_now", 0)
    limit = max(floor, round_to_pence(base.get("vat_incurred", 0) * rates("vat.exempt_limit.share")))
    within = now + exempt <= limit
    lost = 0 if within else exempt + (now if now <= limit else 0)
    side = "within" if within else "over"
    words = f"Exempt input tax of {format_pounds(now + exempt)} a year is {side} the 5% test’s limit of {format_pounds(limit)}."
    return VatTest(now + exempt, limit, within, lost, words)


def corporation_tax(surplus: int, rates: Rates) -> int:
    """Pence of tax on a year's surplus in pence: small profits rate, marginal relief or main rate. None on a loss."""
    if surplus <= 0:
        return 0
    lower, upper = rates("corporation_tax.lower_limit") * 100, rates("corporation_tax.upper_limit") * 100
    if not upper or surplus >= upper:
        return round_to_pence(surplus * rates("corporation_tax.main_rate"))
    if surplus <= lower:
        return round_to_pence(surplus * rates("corporation_tax.small_rate"))
    relief = (upper - surplus) * rates("corporation_tax.marginal_fraction")
    return round_to_pence(surplus * rates("corporation_tax.main_rate") - relief)


def _line(
    base: Fact,
    kind: str,
    title: str,
    amount: Decimal | int,
    *,
    once: bool = False,
    nature: Nature = Nature.RUNNING,
    basis: str = "",
) -> Line:
    pence = round_to_pence(Decimal(amount))
    partner = str(base.get("partner", "") or base.organisation)
    start = base.get("from_date")
    return Line(
        id=f"vehicle-{kind}-{partner}",
        title=title,
        kind=LineKind.COST if pence >= 0 else LineKind.SAVING,
        low=abs(pence),
        likely=abs(pence),
        high=abs(pence),
        recurring=not once,
        partner=partner,
        source_of_saving="delivery vehicle",
        nature=nature,
        timing=Timing(start=start if isinstance(start, date) else None),
        cashable="cash-releasing",
        transfer=nature is not Nature.RUNNING,
        basis=basis,
        made_by=MADE_BY,
        fact=base,
    )
