"""The XmR chart as NHS England's Making Data Count draws it: what is noise, what is a change.

Rules, in this order of precedence: a point outside the limits; a run of seven rising or falling; two of three beyond the
near limit on the same side; seven in a row on one side of the mean. Limits are mean ± 2.66 × the mean moving range.
(NHS-R Community, NHSRplotthedots; Wheeler, Understanding Variation.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LIMIT = 2.66
NEAR = 2 * LIMIT / 3
SCREEN = 3.267
RUN = 7
FEWEST_FOR_FIRM_LIMITS = 13


class PointKind(StrEnum):
    COMMON = "common cause"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    HIGH = "special cause, high"  # where neither way is better
    LOW = "special cause, low"


class Assurance(StrEnum):
    PASSES = "will pass"
    FAILS = "will fail"
    EITHER = "may pass or fail"
    NO_TARGET = "no target"


@dataclass(frozen=True, slots=True)
class Point:
    label: str
    value: float
    mean: float
    low: float
    high: float
    kind: PointKind
    rule: str  # "outside the limits", "trend of seven", "two of three near a limit", "seven on one side", or ""


@dataclass(frozen=True)
class Chart:
    """The points with their limits. `provisional`: too few points for firm limits. `stretches` start where figures break."""

    points: tuple[Point, ...]
    assurance: Assurance
    provisional: bool
    stretches: tuple[int, ...] = (0,)

    @property
    def latest(self) -> Point:
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Limits:
    mean: float
    moving_range: float
    low: float
    high: float

    @property
    def near(self) -> float:
        return NEAR * self.moving_range


def limits(values: Sequence[float], *, fix_after: int | None = None, screen: bool = True) -> Limits:
    """Limits from the values, or from the first `fix_after` of them. Screening leaves out moving ranges above 3.267 × their
    mean and takes the mean again: the NHS R package does, its spreadsheet does not."""
    used = list(values[:fix_after] if fix_after else values)
    mean = sum(used) / len(used)
    ranges = [abs(later - earlier) for earlier, later in zip(used, used[1:], strict=False)]
    average = sum(ranges) / len(ranges) if ranges else 0.0
    if screen and ranges:
        kept = [one for one in ranges if one < SCREEN * average] or ranges
        average = sum(kept) / len(kept)
    return Limits(mean, average, mean - LIMIT * average, mean + LIMIT * average)


def chart(
    values: Sequence[float],
    *,
    labels: Sequence[str] | None = None,
    polarity: str = "higher",
    target: float | None = None,
    fix_after: int | None = None,
    screen: bool = True,
    breaks: Sequence[int] = (),
) -> Chart:
    """Judge every point. `breaks` are the places at which a new stretch starts with limits of its own."""
    starts = sorted({0, *(place for place in breaks if 0 < place < len(values))})
    points: list[Point] = []
    found = Limits(0, 0, 0, 0)
    for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
        stretch = list(values[start:end])
        found = limits(stretch, fix_after=fix_after, screen=screen)
        rules = signals(stretch, found)
        for place, (value, (side, rule)) in enumerate(zip(stretch, rules, strict=True), start):
            label = labels[place] if labels else str(place + 1)
            points.append(Point(label, value, found.mean, found.low, found.high, _kind(side, polarity), rule))
    fewest = min(end - start for start, end in zip(starts, [*starts[1:], len(values)], strict=True))
    return Chart(tuple(points), assurance(found, target, polarity), fewest < FEWEST_FOR_FIRM_LIMITS, tuple(starts))


def signals(values: Sequence[float], found: Limits) -> list[tuple[int, str]]:
    """For each value the side that is special (1 high, −1 low, 0 neither) and the first rule that says so."""
    outside = [(v > found.high) - (v < found.low) for v in values]
    trend = trends(values)
    near = two_of_three(values, found)
    side = sides(values, found.mean)
    rules = (
        (outside, "outside the limits"),
        (trend, "trend of seven"),
        (near, "two of three near a limit"),
        (side, "seven on one side"),
    )
    return [next(((rule[place], name) for rule, name in rules if rule[place]), (0, "")) for place in range(len(values))]


def trends(values: Sequence[float]) -> list[int]:
    """Seven points each above (or below) the one before: all seven are marked. A tie ends the run."""
    steps = [0, *((b > a) - (b < a) for a, b in zip(values, values[1:], strict=False))]
    marked = [0] * len(values)
    for end in range(RUN - 1, len(values)):
        run = steps[end - RUN + 2 : end + 1]
        if run[0] and all(step == run[0] for step in run):
            marked[end - RUN + 1 : end + 1] = [run[0]] * RUN
    return marked


def sides(values: Sequence[float], mean: float) -> list[int]:
    """Seven points or more on one side of the mean: all of them are marked."""
    side = [(value > mean) - (value < mean) for value in values]
    marked = [0] * len(values)
    for end in range(RUN - 1, len(values)):
        run = side[end - RUN + 1 : end + 1]
        if run[0] and all(one == run[0] for one in run):
            marked[end - RUN + 1 : end + 1] = [run[0]] * RUN
    return marked


def two_of_three(values: Sequence[float], found: Limits) -> list[int]:
    """Of three points on the same side of the mean, two or more beyond the near limit: those two or three are marked."""
    side = [(value > found.mean) - (value < found.mean) for value in values]
    close = [
        (value > found.mean + found.near) - (value < found.mean - found.near) if found.near else 0 for value in values
    ]
    marked = [0] * len(values)
    for start in range(len(values) - 2):
        trio = range(start, start + 3)
        way = side[start]
        if way and all(side[place] == way for place in trio) and sum(close[place] == way for place in trio) >= 2:
            for place in trio:
                marked[place] = way if close[place] == way else marked[place]
    return marked


def assurance(found: Limits, target: float | None, polarity: str) -> Assurance:
    """Would the process as it is pass its target every time, never, or by luck?"""
    if target is None or polarity == "band":
        return Assurance.NO_TARGET
    if target > found.high:
        return Assurance.FAILS if polarity == "higher" else Assurance.PASSES
    if target < found.low:
        return Assurance.PASSES if polarity == "higher" else Assurance.FAILS
    return Assurance.EITHER


def _kind(side: int, polarity: str) -> PointKind:
    if side == 0:
        return PointKind.COMMON
    if polarity == "band":
        return PointKind.HIGH if side > 0 else PointKind.LOW
    return PointKind.IMPROVEMENT if (side > 0) == (polarity == "higher") else PointKind.CONCERN
