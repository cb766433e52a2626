"""Columns a solver chose → a plan in whole pence, with its ranges and what it uses of the limits."""

from collections.abc import Sequence

from concordat.domain.sharing.assumptions import EQUAL, HIGH, LIKELY, LOW, Assumptions
from concordat.domain.sharing.columns import Column
from concordat.domain.sharing.group_value import GroupValue, group_value, shared_out
from concordat.domain.sharing.inputs import SharingCase
from concordat.domain.sharing.programme import NOT_AT_ALL, Programme
from concordat.domain.sharing.results import Grouping, Plan


def plan_of(sharing: SharingCase, assumptions: Assumptions, programme: Programme, columns: Sequence[Column]) -> Plan:
    """Groupings in the order of the services; sums of their rounded parts."""
    ordered = sorted(columns, key=lambda column: (column.item, column.group))
    groupings = tuple(grouping_of(sharing, assumptions, programme, column) for column in ordered)
    waves = range(len(assumptions.waves))
    gains = dict.fromkeys(programme.councils, 0)
    changes = {council: [0 for _ in waves] for council in programme.councils}
    once = [0 for _ in waves]
    for grouping in groupings:
        for council, gain in grouping.gains.items():
            gains[council] += gain
        begun = [(grouping.wave, grouping.value.once_management)]
        if grouping.service_wave is not None:
            begun.append((grouping.service_wave, grouping.value.once_service))
        for wave, paid in begun:
            once[wave] += paid
            for council in grouping.councils:
                changes[council][wave] += len(grouping.services)
    return Plan(
        groupings,
        sum(grouping.low for grouping in groupings),
        sum(grouping.likely for grouping in groupings),
        sum(grouping.high for grouping in groupings),
        gains,
        tuple(once),
        {council: tuple(steps) for council, steps in changes.items()},
    )


def grouping_of(sharing: SharingCase, assumptions: Assumptions, programme: Programme, column: Column) -> Grouping:
    """What a column of the plan means to people: who shares what from which wave, and what that is worth.

    Low, likely and high in pence, present value.
    """
    item = programme.items[column.item]
    councils = tuple(programme.councils[c] for c in sorted(c for team in column.group for c in item.teams[team]))
    service_wave = None if column.widened == NOT_AT_ALL else column.widened

    def worth(which: str) -> tuple[GroupValue, int]:
        value = group_value(
            sharing, assumptions, services=item.services, councils=councils, teams=len(column.group), which=which
        )
        return value, value.present_value(assumptions, wave=column.wave, service_wave=service_wave)

    (_, low), (value, likely), (_, high) = worth(LOW), worth(LIKELY), worth(HIGH)
    bases = [
        sum(row.gross for s in item.services if (row := sharing.latest_baseline.get((council, s))) is not None)
        for council in councils
    ]
    shares = shared_out(likely, councils, bases, equally=assumptions.gains == EQUAL)
    titles = [sharing.service_titles.get(service, service) for service in item.services]
    return Grouping(
        item.services,
        " and ".join(titles) if len(titles) < 3 else f"{', '.join(titles[:-1])} and {titles[-1]}",
        councils,
        column.wave,
        service_wave,
        value,
        low,
        likely,
        high,
        dict(zip(councils, shares, strict=True)),
    )
