"""Working time as tables: how many seconds have counted up to any moment, and when so many will have.

No engine's date functions are used. A moment is whole seconds since 1970 in universal time; a calendar becomes one row a
day with the seconds counted before it and the windows in it, so that every engine adds the same whole numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate

import holidays

from concordat.domain.kernel.periods import LONDON
from concordat.domain.performance.inputs import NATIONS, Clock, Suspension

DAY = 86400
Window = tuple[int, int]  # from (in) to (out), seconds


@lru_cache(maxsize=64)
def bank_holidays(nation: str, first_year: int, last_year: int) -> frozenset[date]:
    """The nation's bank holidays, those proclaimed for one year included, in whole years."""
    found = holidays.country_holidays("GB", subdiv=NATIONS[nation], years=range(first_year, last_year + 1))
    return frozenset(found)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


@lru_cache(maxsize=20_000)
def start_of_day(day: date) -> int:
    """London midnight at the start of the day."""
    return seconds(datetime.combine(day, time(), tzinfo=LONDON))


def month_of(moment: int) -> int:
    """The London month of a moment, such as 202604."""
    day = datetime.fromtimestamp(moment, LONDON)
    return day.year * 100 + day.month


def counted_days(clock: Clock, first: date, last: date) -> list[bool]:
    """For each day from first to last: does it count? Every day on a calendar-days clock."""
    days = [first + timedelta(place) for place in range((last - first).days + 1)]
    if clock.calendar in {"calendar days", "all hours"}:
        return [True] * len(days)
    closed = bank_holidays(clock.nation, first.year, last.year)
    return [day.weekday() in clock.weekdays and day not in closed for day in days]


def open_windows(clock: Clock, first: date, last: date, suspended: Sequence[Window] = ()) -> list[Window]:
    """When the clock runs: disjoint windows in order, those suspended cut out."""
    if clock.calendar == "working hours":
        opens, closes = time.fromisoformat(clock.opens), time.fromisoformat(clock.closes)
        windows = [
            (
                seconds(datetime.combine(first + timedelta(place), opens, tzinfo=LONDON)),
                seconds(datetime.combine(first + timedelta(place), closes, tzinfo=LONDON)),
            )
            for place, counts in enumerate(counted_days(clock, first, last))
            if counts
        ]
    else:
        windows = [(start_of_day(first), start_of_day(last + timedelta(1)))]
    return _without(windows, sorted(suspended))


def _without(windows: Iterable[Window], cuts: Sequence[Window]) -> list[Window]:
    kept = list(windows)
    for cut_from, cut_to in cuts:
        kept = [
            piece
            for start, end in kept
            for piece in ((start, min(end, cut_from)), (max(start, cut_to), end))
            if piece[0] < piece[1]
        ]
    return sorted(set(kept))


def suspended_windows(suspensions: Iterable[Suspension], area: str | None) -> list[Window]:
    """The windows that hold for the area; None asks for those that hold everywhere."""
    return [
        (seconds(item.start), seconds(item.end))
        for item in suspensions
        if not item.areas or (area is not None and area in item.areas)
    ]


@dataclass(frozen=True)
class DayTable:
    """One row for each universal day: seconds counted before it and up to `pieces` windows within it."""

    first: int  # the first day's number since 1970
    before: tuple[int, ...]
    windows: tuple[tuple[Window, ...], ...]  # in seconds of the day

    @property
    def pieces(self) -> int:
        return max((len(found) for found in self.windows), default=0)


def day_table(windows: Sequence[Window], first: date, last: date) -> DayTable:
    start, end = start_of_day(first) // DAY, start_of_day(last + timedelta(1)) // DAY
    held: list[list[Window]] = [[] for _ in range(end - start + 1)]
    for opened, closed in windows:
        for day in range(opened // DAY, (closed - 1) // DAY + 1):
            if start <= day <= end:
                held[day - start].append((max(opened - day * DAY, 0), min(closed - day * DAY, DAY)))
    lengths = [sum(c - o for o, c in found) for found in held]
    return DayTable(start, tuple([0, *accumulate(lengths)][:-1]), tuple(tuple(found) for found in held))


@dataclass(frozen=True)
class DueTable:
    """When so many seconds will have counted: one row for each `width` counted seconds.

    Within a row the moment is the count plus an offset; the offset changes at each break, where a window ends. A count
    that ends exactly with a window is due when it closes, not when the next one opens.
    """

    width: int
    offsets: tuple[int, ...]
    breaks: tuple[tuple[tuple[int, int], ...], ...]  # (count at which, more offset)

    @property
    def pieces(self) -> int:
        return max((len(found) for found in self.breaks), default=0)


def due_table(windows: Sequence[Window]) -> DueTable:
    """`(T − 1) // width` finds the row; the last second of a window belongs to it."""
    if not windows:
        return DueTable(DAY, (), ())
    lengths = [closed - opened for opened, closed in windows]
    total = sum(lengths)
    width = min(DAY, max(3600, sorted(lengths)[len(lengths) // 2]))
    rows = total // width + 1
    starts = [0, *accumulate(lengths)]
    offsets: list[int] = []
    breaks: list[list[tuple[int, int]]] = [[] for _ in range(rows)]
    place = 0
    for row in range(rows):
        while place + 1 < len(windows) and starts[place + 1] <= row * width:
            place += 1
        offsets.append(windows[place][0] - starts[place])
        ahead = place + 1
        while ahead < len(windows) and starts[ahead] < (row + 1) * width:
            more = (windows[ahead][0] - starts[ahead]) - (windows[ahead - 1][0] - starts[ahead - 1])
            breaks[row].append((starts[ahead], more))
            ahead += 1
    return DueTable(width, tuple(offsets), tuple(tuple(found) for found in breaks))


@dataclass(frozen=True)
class DatesTable:
    """For each universal day: the London month and the number of counted days before and after London's midnight in it."""

    first: int
    switch: tuple[int, ...]  # the second of the day at which London's next day begins (0 in winter)
    month_before: tuple[int, ...]  # 202604
    month_after: tuple[int, ...]
    counted_before: tuple[int, ...]
    counted_after: tuple[int, ...]
    ends: tuple[int, ...]  # the moment at which the n-th counted day ends; place 0 is the first day's start


def dates_table(first: date, last: date, counts: Sequence[bool]) -> DatesTable:
    """`counts` says for each London day from first to last whether it counts."""
    numbers = list(accumulate(int(one) for one in counts))
    month = [(first + timedelta(place)).year * 100 + (first + timedelta(place)).month for place in range(len(counts))]
    starts = [start_of_day(first + timedelta(place)) for place in range(len(counts) + 1)]
    first_number = starts[0] // DAY
    by_day: dict[int, int] = {moment // DAY: place for place, moment in enumerate(starts[:-1])}
    rows: list[tuple[int, int, int]] = []  # second of the switch, place before it, place after it
    for number in range(first_number, starts[-2] // DAY + 1):
        place = by_day.get(number)
        if place is None:  # the Sunday on which summer time ends: London's Monday begins with the next universal day
            rows.append((DAY, rows[-1][2], rows[-1][2]))
        else:
            rows.append((starts[place] - number * DAY, max(place - 1, 0), place))
    return DatesTable(
        first=first_number,
        switch=tuple(switch for switch, _, _ in rows),
        month_before=tuple(month[before] for _, before, _ in rows),
        month_after=tuple(month[after] for _, _, after in rows),
        counted_before=tuple(
            numbers[before] if before != after or switch == DAY else 0 for switch, before, after in rows
        ),
        counted_after=tuple(numbers[after] for _, _, after in rows),
        ends=(starts[0], *(starts[place + 1] for place, one in enumerate(counts) if one)),
    )
