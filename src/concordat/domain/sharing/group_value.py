"""What a group of councils gains by running one service together: exact, whole pence, every line shown.

A group begins by sharing the management in one wave and may share the whole service in that or a later wave. Each
layer's saving is a declared share of its cost, by the number of teams that become one; councils that share already
are one team. From it go the client side, the cost of being different and what change costs once. A line is rounded to
the penny once for a year, and the present value once for each year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from concordat.domain.kernel.money import round_to_pence
from concordat.domain.sharing.assumptions import LIKELY, Assumptions
from concordat.domain.sharing.inputs import LAYERS, SharingCase


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a group's yearly value, in pence: a saving is positive, a cost negative."""

    name: str
    pence: int


@dataclass(frozen=True)
class GroupValue:
    """`yearly_management` while only the management is shared, `yearly_service` once the whole service is. Pence."""

    services: tuple[str, ...]
    councils: tuple[str, ...]
    teams: int
    kilometres: float
    management_lines: tuple[Line, ...]
    service_lines: tuple[Line, ...]
    once_management: int
    once_service: int

    @property
    def yearly_management(self) -> int:
        return sum(line.pence for line in self.management_lines)

    @property
    def yearly_service(self) -> int:
        return sum(line.pence for line in self.service_lines)

    def present_value(self, assumptions: Assumptions, *, wave: int, service_wave: int | None) -> int:
        """Over the declared years, less what change costs once; each year rounded to the penny."""
        by_year = self.yearly_net(assumptions, wave=wave, service_wave=service_wave)
        return sum(
            round_to_pence(amount * assumptions.discount_factor(year)) for year, amount in enumerate(by_year) if amount
        )

    def yearly_net(self, assumptions: Assumptions, *, wave: int, service_wave: int | None) -> tuple[int, ...]:
        """Year by year before discounting, pence: the first year begins with the first wave."""
        begun = assumptions.years_of_benefit(wave)
        whole = assumptions.years_of_benefit(service_wave) if service_wave is not None else (Decimal(0),) * len(begun)
        once = [0] * assumptions.years
        for at, cost in ((wave, self.once_management), (service_wave, self.once_service)):
            if at is not None:
                once[min(int(assumptions.offset_years(at)), assumptions.years - 1)] += cost
        return tuple(
            round_to_pence((part - full) * self.yearly_management + full * self.yearly_service) - cost
            for part, full, cost in zip(begun, whole, once, strict=True)
        )


def group_value(
    sharing: SharingCase,
    assumptions: Assumptions,
    *,
    services: Sequence[str],
    councils: Sequence[str],
    teams: int,
    which: str = LIKELY,
) -> GroupValue:
    """The value of the councils sharing the services (one, or several that move together) at one end of the range."""
    rows = [
        sharing.latest_baseline[key]
        for service in services
        for council in councils
        if (key := (council, service)) in sharing.latest_baseline
    ]
    saved = {
        layer: sum(
            round_to_pence(row.layers[layer] * assumptions.rate(layer, teams, which))
            for row in rows
            if layer in row.layers
        )
        for layer in LAYERS
    }
    extra = sum(extra_systems(sharing, service, councils) for service in services)
    kilometres = greatest_distance(sharing, councils)
    count = len(services)
    client = -assumptions.client_side_per_council * len(councils) * count
    different = -assumptions.difference_per_extra_system * extra
    distance = -round_to_pence(Fraction(assumptions.difference_per_kilometre) * Fraction(str(kilometres)) * count)
    management, service = assumptions.management_once, assumptions.service_once
    return GroupValue(
        services=tuple(services),
        councils=tuple(councils),
        teams=teams,
        kilometres=kilometres,
        management_lines=(Line("management", saved["management"]), Line("client side", client)),
        service_lines=(
            *(Line(layer, amount) for layer, amount in saved.items() if amount),
            Line("client side", client),
            Line("different systems", different),
            Line("distance", distance),
        ),
        once_management=(management.per_group + management.per_council * len(councils)) * count
        + management.per_extra_system * extra,
        once_service=(service.per_group + service.per_council * len(councils)) * count
        + service.per_extra_system * extra,
    )


def extra_systems(sharing: SharingCase, service: str, councils: Sequence[str]) -> int:
    """How many systems more than one the councils run for the service. One nobody named is not counted."""
    named = {
        row.system.strip().casefold()
        for council in councils
        if (row := sharing.latest_baseline.get((council, service))) is not None and row.system.strip()
    }
    return max(0, len(named) - 1)


def greatest_distance(sharing: SharingCase, councils: Sequence[str]) -> float:
    """Kilometres between the two members farthest apart, to 0.1; 0 where places are not given."""
    members = [partner for partner in sharing.partners if partner.id in set(councils)]
    found = [
        apart
        for place, one in enumerate(members)
        for other in members[place + 1 :]
        if (apart := one.kilometres_to(other)) is not None
    ]
    return round(max(found, default=0.0), 1)


def shared_out(value: int, councils: Sequence[str], bases: Sequence[int], *, equally: bool) -> tuple[int, ...]:
    """A group's value divided by the declared linear rule; whole pence that add up to it."""
    from concordat.domain.kernel.money import split_by_largest_remainder

    weights = [1] * len(councils) if equally or not any(bases) else list(bases)
    return split_by_largest_remainder(value, weights)
