"""The implementation plan: earliest and latest dates, and the critical path, by the critical path method.

A milestone starts on the day after the last of what it waits for is reached, and not before its own earliest start; it is
reached `days` calendar days after it starts (0 days: on the day it starts). Slack is how many days it may slip without
moving the last milestone of the plan; the critical path has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from concordat.domain.business_case.inputs import Milestone


@dataclass(frozen=True, slots=True)
class PlannedMilestone:
    milestone: Milestone
    starts: date
    reached: date  # the day it is done: the actual day where it has been reached
    latest: date
    slack: int
    critical: bool
    lines: tuple[str, ...]  # lines of the case that wait for it

    @property
    def late_by(self) -> int:
        """Days after the promised day; nought or less where it is in time or nothing was promised."""
        return (self.reached - self.milestone.due).days if self.milestone.due else 0


@dataclass(frozen=True)
class Plan:
    milestones: tuple[PlannedMilestone, ...]
    in_circle: tuple[str, ...] = ()

    @property
    def critical_path(self) -> tuple[PlannedMilestone, ...]:
        return tuple(item for item in self.milestones if item.critical)

    @property
    def reached(self) -> dict[str, date]:
        return {item.milestone.id: item.reached for item in self.milestones}


def plan_milestones(milestones: Sequence[Milestone], *, first_day: date, waiting: Mapping[str, Sequence[str]]) -> Plan:
    """Plan from `first_day`, in order of start. `waiting` names the lines that wait for each milestone. Those in a circle
    are left out and named."""
    every = {item.id: item for item in milestones}
    order, circle = _in_order(every)
    starts: dict[str, date] = {}
    ends: dict[str, date] = {}
    for id in order:
        item = every[id]
        after = [ends[other] + timedelta(days=1) for other in item.waits_for if other in ends]
        starts[id] = max([item.starts or first_day if not after else item.starts or after[0], *after])
        ends[id] = item.reached or starts[id] + timedelta(days=item.days)
    latest = _latest(every, order, starts, ends)
    planned = [
        PlannedMilestone(
            every[id],
            starts[id],
            ends[id],
            latest[id],
            (latest[id] - ends[id]).days,
            latest[id] <= ends[id],
            tuple(waiting.get(id, ())),
        )
        for id in order
    ]
    planned.sort(key=lambda item: (item.starts, item.reached))
    return Plan(tuple(planned), circle)


def _in_order(every: Mapping[str, Milestone]) -> tuple[list[str], tuple[str, ...]]:
    """What is waited for before what waits; and those that wait for each other."""
    left, order = dict(every), list[str]()
    while left:
        ready = [id for id, item in left.items() if not any(other in left for other in item.waits_for)]
        if not ready:
            return order, tuple(left)
        for id in ready:
            order.append(id)
            del left[id]
    return order, ()


def _latest(
    every: Mapping[str, Milestone], order: Sequence[str], starts: Mapping[str, date], ends: Mapping[str, date]
) -> dict[str, date]:
    """The latest day each may be reached. A wait is one day, as in the forward pass."""
    if not order:
        return {}
    last = max(ends.values())
    latest: dict[str, date] = {}
    for id in reversed(order):
        followers = [other for other in order if id in every[other].waits_for]
        limits = [latest[other] - (ends[other] - starts[other]) - timedelta(days=1) for other in followers]
        latest[id] = min(limits, default=last)
    return latest
