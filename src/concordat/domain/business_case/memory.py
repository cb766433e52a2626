"""Versions of a business case and the bridge from one to the next, by line and by cause; actuals beside forecasts.

A version is its document and the rows as they were known when the document was written, so an old version can be worked
out again for ever. The bridge changes one group of columns after another, in the order of `Cause`, for all lines at once;
each line's differences add up to the penny, and so do the causes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from concordat.domain.business_case.inputs import KIND, BusinessCase, Line, ReferenceData
from concordat.domain.business_case.ledgers import Ledgers, Step
from concordat.domain.business_case.opening import open_ledgers, plan_of
from concordat.domain.business_case.reading import names_of_partners, read_business_case
from concordat.domain.business_case.timing import month_after
from concordat.domain.business_case.vehicle import MADE_BY
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.periods import FinancialYear


class Cause(StrEnum):
    """Why the value changed, in the order in which the causes are worked out."""

    NEW_LINE = "new line"
    LINE_GONE = "line left out"
    AMOUNT = "amount"
    TIMING = "timing"
    PRICES = "prices"
    EVIDENCE = "evidence and bias"
    TREATMENT = "treatment"
    VEHICLE = "vehicle"
    ASSUMPTIONS = "assumptions"


_COLUMNS = {
    Cause.AMOUNT: ("low", "likely", "high"),
    Cause.TIMING: ("timing", "recurring"),
    Cause.PRICES: ("price_base", "price_index"),
    Cause.EVIDENCE: ("evidence_grade", "correction", "bias_type", "probability"),
}


@dataclass(frozen=True)
class BridgeLine:
    """One line's way from the earlier version to the later. Pence of present value, signed."""

    id: str
    title: str
    partner: str
    before: int
    after: int
    by_cause: dict[Cause, int]

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Bridge:
    before_stage: str
    after_stage: str
    before: int
    after: int
    lines: tuple[BridgeLine, ...]

    @property
    def by_cause(self) -> dict[Cause, int]:
        """Only causes that moved anything."""
        sums = {cause: sum(line.by_cause.get(cause, 0) for line in self.lines) for cause in Cause}
        return {cause: moved for cause, moved in sums.items() if moved}


def versions(case: Case, *, reference: ReferenceData) -> tuple[BusinessCase, ...]:
    """Every version of the case's business case, oldest first, each as it was known when it was written."""
    latest = case.document(KIND)
    if latest is None:
        return ()
    documents = sorted((d for d in case.documents if d.kind == KIND and d.name == latest.name), key=lambda d: d.version)
    names = names_of_partners(case)
    return tuple(
        replace(
            read_business_case(
                case.known_at(document.entered_at) if document.entered_at else case,
                reference=reference,
                name=document.name,
                version=document.version,
            ),
            partner_names=names,  # what a council is called may have been entered after the first version
        )
        for document in documents
    )


def bridge(before: BusinessCase, after: BusinessCase) -> Bridge:
    """From the earlier to the later version's net present value at the likely figures."""
    before, after = with_planned_starts(before), with_planned_starts(after)
    earlier, later = open_ledgers(before), open_ledgers(after)
    stages = list(_stages(before, after))
    totals = [_by_line(earlier), *(_by_line(open_ledgers(stage)) for _, stage in stages), _by_line(later)]
    causes: list[Cause | None] = [*(cause for cause, _ in stages), None]
    titles = {
        _key(line): (line, business_case)
        for business_case, ledgers in ((before, earlier), (after, later))
        for line in ledgers.lines
    }
    lines = []
    for key, (line, business_case) in titles.items():
        at = [total.get(key, 0) for total in totals]
        moved: dict[Cause, int] = {}
        for cause, (was, now) in zip(causes, zip(at, at[1:], strict=False), strict=True):
            if now != was:
                named = cause or (Cause.VEHICLE if line.made_by == MADE_BY else Cause.ASSUMPTIONS)
                moved[named] = moved.get(named, 0) + now - was
        lines.append(BridgeLine(line.id, line.title, business_case.name_of(line.partner), at[0], at[-1], moved))
    return Bridge(
        before.assumptions.stage,
        after.assumptions.stage,
        sum(totals[0].values()),
        sum(totals[-1].values()),
        tuple(sorted(lines, key=lambda row: (-abs(row.change), row.id))),
    )


def with_planned_starts(business_case: BusinessCase) -> BusinessCase:
    """The case with the plan's dates written on the lines, so that a plan that slips is a cause of timing."""
    reached = plan_of(business_case).reached
    lines = tuple(
        replace(line, timing=replace(line.timing, start=month_after(reached[line.timing.milestone]), milestone=""))
        if line.timing.start is None and line.timing.milestone in reached
        else line
        for line in business_case.lines
    )
    return replace(business_case, lines=lines)


def _stages(before: BusinessCase, after: BusinessCase) -> Iterable[tuple[Cause, BusinessCase]]:
    """The case after each group of changes, still under the earlier assumptions."""
    ours = {_key(line): line for line in before.lines}
    theirs = {_key(line): line for line in after.lines}
    held = before
    lines = ours | {key: line for key, line in theirs.items() if key not in ours}
    yield Cause.NEW_LINE, replace(held, lines=tuple(lines.values()))
    lines = {key: line for key, line in lines.items() if key in theirs}
    yield Cause.LINE_GONE, replace(held, lines=tuple(lines.values()))
    for cause, columns in _COLUMNS.items():
        if cause is Cause.PRICES:
            held = replace(held, own_indices=after.own_indices)
        if cause is Cause.EVIDENCE:
            held = replace(held, mitigations=after.mitigations)
        for key in lines:
            changed = {column: getattr(theirs[key], column) for column in columns}
            lines[key] = replace(lines[key], **changed)
        yield cause, replace(held, lines=tuple(lines.values()))
    yield Cause.TREATMENT, replace(held, lines=tuple(theirs[key] for key in lines))


def _key(line: Line) -> tuple[str, str]:
    return line.id, line.fact.organisation if line.fact else ""


def _by_line(ledgers: Ledgers) -> dict[tuple[str, str], int]:
    totals = ledgers.line_totals(Step.ECONOMIC)
    return {_key(line): int(totals[place]) for place, line in enumerate(ledgers.lines)}


@dataclass(frozen=True, slots=True)
class ActualBeside:
    """One line in one year that is over: what was forecast, what came, and the cash that now counts."""

    line: Line
    year: FinancialYear
    forecast: int
    actual: int

    @property
    def difference(self) -> int:
        return self.actual - self.forecast


def actuals_beside_forecasts(ledgers: Ledgers) -> tuple[ActualBeside, ...]:
    """Signed cash. An actual of a line or year that the case does not hold is left out, and `checks` says so."""
    place_of = {line.id: place for place, line in enumerate(ledgers.lines)}
    cells = ledgers.cells(Step.FINANCIAL)
    return tuple(
        ActualBeside(
            ledgers.lines[place_of[item.line]],
            item.year,
            int(cells[place_of[item.line], ledgers.years.index(item.year)]),
            item.amount * ledgers.lines[place_of[item.line]].sign,
        )
        for item in ledgers.business_case.actuals
        if item.line in place_of and item.year in ledgers.years
    )


def cash_with_actuals(ledgers: Ledgers) -> tuple[int, ...]:
    """The net cash of each year with actuals in the place of forecasts."""
    net = list(ledgers.by_year(Step.FINANCIAL))
    for row in actuals_beside_forecasts(ledgers):
        net[ledgers.years.index(row.year)] += row.difference
    return tuple(net)
