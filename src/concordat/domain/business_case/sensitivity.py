"""What would have to change before the answer does, and what is left where things go otherwise."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from concordat.domain.business_case.annual_savings import LineKind
from concordat.domain.business_case.inputs import BusinessCase, Line, Nature
from concordat.domain.business_case.ledgers import Ledgers, Step
from concordat.domain.business_case.opening import open_ledgers, plan_of
from concordat.domain.business_case.results import Scenario, SwitchingValue
from concordat.domain.business_case.timing import month_after
from concordat.domain.business_case.value import switching_value
from concordat.domain.kernel.money import round_to_pence
from concordat.domain.kernel.periods import day_in_words

LEAVES_IN = 3  # the year, counted from 0, from whose beginning a partner has left


def switching_values(ledgers: Ledgers) -> tuple[SwitchingValue, ...]:
    """For all benefits, all costs, set-up cost and each line: the change that makes the net present value nought.
    Nearest first; what could never do it comes last."""
    totals = [int(total) for total in ledgers.line_totals(Step.ECONOMIC)]
    net = sum(totals)
    rows = [
        _switching("All savings and income", net, sum(total for total in totals if total > 0)),
        _switching("All costs", net, sum(total for total in totals if total < 0)),
    ]
    set_up = sum(total for total, line in zip(totals, ledgers.lines, strict=True) if line.nature is Nature.SET_UP)
    rows.append(_switching("Set-up cost", net, set_up))
    rows += [
        _switching(line.title, net, total, line) for line, total in zip(ledgers.lines, totals, strict=True) if total
    ]
    known = [row for row in rows if row.change is not None]
    return tuple(sorted(known, key=lambda row: (abs(row.change or 0), row.title)))


def _switching(title: str, net: int, part: int, line: Line | None = None) -> SwitchingValue:
    return SwitchingValue(title, part, switching_value(net, part), line)


@dataclass(frozen=True, slots=True)
class _Change:
    title: str
    why: str
    apply: Callable[[Line], Line | None]


def scenarios(ledgers: Ledgers) -> tuple[Scenario, ...]:
    """The usual things that go otherwise, one at a time, beside the case as planned."""
    business_case = ledgers.business_case
    base, cash = sum(ledgers.by_year(Step.ECONOMIC)), sum(ledgers.by_year(Step.FINANCIAL))
    found = []
    for change in _changes(business_case):
        lines = tuple(moved for line in business_case.lines if (moved := change.apply(line)) is not None)
        changed = open_ledgers(replace(business_case, lines=lines))
        value, left = sum(changed.by_year(Step.ECONOMIC)), sum(changed.by_year(Step.FINANCIAL))
        found.append(Scenario(change.title, change.why, value, value - base, left, left - cash))
    return tuple(found)


def _changes(business_case: BusinessCase) -> Iterator[_Change]:
    base = business_case.assumptions.base_year
    yield _Change(
        "A quarter less is saved",
        "Every saving and income is 25% lower.",
        lambda line: _times(line, "0.75", benefit=True),
    )
    yield _Change(
        "Savings come a year later",
        "Every saving and income starts twelve months later; costs do not.",
        lambda line: _a_year_later(line, business_case),
    )
    yield _Change(
        "Set-up costs twice as much",
        "Every set-up line is doubled: systems cost up to three times their first estimate (optimism bias for equipment and development, 200%).",
        lambda line: _times(line, "2", nature=Nature.SET_UP),
    )
    yield _Change(
        "More people leave",
        "Redundancy and pension strain are half as much again.",
        lambda line: _times(_times(line, "1.5", nature=Nature.REDUNDANCY), "1.5", nature=Nature.PENSION_STRAIN),
    )
    if len(business_case.partners) < 2:
        return
    leaving = base.later(LEAVES_IN).first_day
    for partner in business_case.partners:
        yield from _without(partner, business_case.name_of(partner), leaving)


def _without(partner: str, name: str, leaving: date) -> Iterator[_Change]:
    def never(line: Line) -> Line | None:
        return None if line.partner == partner else line

    def until_then(line: Line) -> Line | None:
        return _until(line, leaving) if line.partner == partner else line

    yield _Change(f"{name} never joins", "Its lines are left out; joint lines stay as they are.", never)
    when = f"Its lines end before {day_in_words(leaving)}; what leaving costs is not in this."
    yield _Change(f"{name} leaves in year {LEAVES_IN}", when, until_then)


def _times(line: Line, factor: str, *, benefit: bool = False, nature: Nature | None = None) -> Line:
    if (benefit and line.kind is LineKind.COST) or (nature and line.nature is not nature):
        return line
    by = Decimal(factor)
    scaled = [None if amount is None else round_to_pence(amount * by) for amount in (line.low, line.likely, line.high)]
    return replace(line, low=scaled[0], likely=scaled[1], high=scaled[2])


def _a_year_later(line: Line, business_case: BusinessCase) -> Line:
    if line.kind is LineKind.COST:
        return line
    start = line.timing.start or _planned(line, business_case)
    later = date(start.year + 1, start.month, 1)
    return replace(line, timing=replace(line.timing, start=later, milestone=""))


def _planned(line: Line, business_case: BusinessCase) -> date:
    reached = plan_of(business_case).reached.get(line.timing.milestone) if line.timing.milestone else None
    return business_case.assumptions.first_day if reached is None else month_after(reached)


def _until(line: Line, day: date) -> Line | None:
    """The line with its end in the month before `day`."""
    if line.timing.start and line.timing.start >= day:
        return None
    last = date(day.year - 1, 12, 1) if day.month == 1 else date(day.year, day.month - 1, 1)
    end = min(line.timing.end, last) if line.timing.end else last
    return replace(line, timing=replace(line.timing, end=end))
