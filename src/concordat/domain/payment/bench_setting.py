"""What a mechanism is tried on: made-up months at base prices, and what such a month pays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from concordat.domain.kernel.findings import Finding
from concordat.domain.payment.evidence_types import Entry, Evidence, Figure
from concordat.domain.payment.inputs import MeasureRule, Mechanism
from concordat.domain.payment.month import work_out_month
from concordat.domain.payment.orders import pays_entry
from concordat.domain.payment.working import Made
from concordat.domain.performance.periods import Month

NOUGHT, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class YearOfBench:
    """Of one contract year of one contractor, in pence. `term` is None where it does not depend on performance."""

    kind: str
    run: int
    year: int
    paid: int
    charges: int
    score: Decimal | None
    term: int | None


@dataclass(frozen=True, slots=True)
class Cliff:
    """A jump in what a month pays where a figure (or a count of failures) moves by the smallest step: the edge, and the money."""

    measure: str
    title: str
    below: Decimal
    above: Decimal
    pence: int


@dataclass(frozen=True)
class Bench:
    mechanism: Mechanism
    years: tuple[YearOfBench, ...]
    cliffs: tuple[Cliff, ...]
    cost_of_failing: tuple[tuple[str, str, int], ...]  # measure, service, pence a month of failing it alone
    findings: tuple[Finding, ...]
    most: tuple[YearOfBench, ...]  # one contract in which every figure is as good as its scale allows

    def mean(self, kind: str, what: str) -> Decimal:
        return self.mean_of(kind, what) or NOUGHT

    def mean_of(self, kind: str, what: str) -> Decimal | None:
        """None where no year has it: a mechanism without a score has no mean score."""
        given = (getattr(year, what) for year in self.years if year.kind == kind)
        values = [Decimal(value) for value in given if value is not None]
        return sum(values, NOUGHT) / len(values) if values else None

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(year.kind for year in self.years))


@dataclass(frozen=True, slots=True)
class Setting:
    mechanism: Mechanism
    prices: tuple[Entry, ...]  # of one month; the same each month


def flat(mechanism: Mechanism) -> Mechanism:
    """At base prices and without bedding-in or suspensions: what is tried is the rule itself."""
    return replace(
        mechanism,
        indexation=(),
        prices=tuple(replace(line, indexed_by="") for line in mechanism.prices),
        measures=tuple(replace(rule, starts=None, suspended=()) for rule in mechanism.measures),
        vat=NOUGHT,
        document=None,
    )


def recorded_until(evidence: Evidence, last: Month | None) -> Evidence | None:
    """The recorded months up to and with the last one wanted; None where nothing is recorded in them."""
    figures = tuple(one for one in evidence.figures if last is None or one.month <= last)
    entries = tuple(one for one in evidence.entries if last is None or one.month <= last)
    return Evidence(figures, entries) if figures or entries else None


def prices_of(mechanism: Mechanism, recorded: Evidence | None, *, price: int) -> tuple[Entry, ...]:
    """What a usual month holds for each price line that is paid by records: the mean of the recorded months."""
    found: list[Entry] = []
    first = Month(2001, 1)
    for line in mechanism.prices:
        kind = {"orders": "orders", "schedule of rates": "quantity", "volume bands": "quantity"}.get(line.kind, "cost")
        if line.kind == "lump sum":
            continue
        held = [
            e
            for e in (recorded.entries if recorded else ())
            if e.kind == kind
            and e.about in {line.id, line.service}
            and (kind != "orders" or pays_entry(mechanism, line, about=e.about, lot=e.unit))
        ]
        months = {entry.month for entry in held}
        if months:
            mean = sum((entry.quantity for entry in held), NOUGHT) / len(months)
            found.append(Entry(kind, line.id, first, mean, held[0].item))
        elif line.kind == "schedule of rates":
            found += [Entry(kind, line.id, first, Decimal(100), rate.item) for rate in line.rates]
        elif line.kind == "volume bands":
            found.append(Entry(kind, line.id, first, (line.minimum or Decimal(1200)) / 12))
        else:
            found.append(Entry(kind, line.id, first, Decimal(line.pence or price * 12) / 12))
    return tuple(found)


def at_level(rule: MeasureRule, level: Decimal) -> Decimal:
    """The figure at a level from the minimum (0) to the target (1); a percentage stays between 0 and 100."""
    low, high = rule.minimum, rule.target
    if low is None or high is None:
        edges = [edge for edge, _ in rule.points if edge is not None]
        high = high if high is not None else (edges[0] if edges else Decimal(100))
        worse = -5 if rule.polarity == "higher" else 5
        low = low if low is not None else (edges[-1] if len(edges) > 1 else high + worse)
    value = low + level * (high - low)
    value = min(value, Decimal(100)) if max(low, high) <= 100 else value
    return max(NOUGHT, value).quantize(Decimal("0.01"))


def failures_at(mechanism: Mechanism, rule: MeasureRule, level: Decimal) -> Decimal:
    """How many single failures a level stands for: at nought as many as bring the points to the last edge of what they cost."""
    edges = [
        edge
        for deduction in mechanism.deductions
        if rule.id in deduction.measures
        for edge in (*(points for points, _ in deduction.steps), *(band.above for band in deduction.bands))
    ]
    scale = max(Decimal(100), max(edges, default=NOUGHT) / (rule.per_failure or ONE))
    return max(NOUGHT, ((ONE - level) * scale).to_integral_value())


def month_at(setting: Setting, levels: Mapping[str, Decimal], month: Month) -> Evidence:
    figures = tuple(
        Figure(rule.id, month, at_level(rule, levels.get(rule.id, ONE)))
        for rule in setting.mechanism.measures
        if not rule.per_failure
    )
    failures = tuple(
        Entry("failure", rule.id, month, failures_at(setting.mechanism, rule, levels.get(rule.id, ONE)))
        for rule in setting.mechanism.measures
        if rule.per_failure and levels.get(rule.id, ONE) < 1
    )
    entries = tuple(Entry(e.kind, e.about, month, e.quantity, e.item) for e in setting.prices)
    return Evidence(figures, (*entries, *failures))


def first_whole_year(mechanism: Mechanism) -> Month:
    """The first month of the first contract year that has all its twelve months."""
    first = mechanism.first_year
    year = first if mechanism.months_of(first) == 12 else first.later(1)
    return Month(year.first_day.year, year.first_day.month)


def usual_month(mechanism: Mechanism) -> Month:
    """One in which no year begins or ends."""
    return first_whole_year(mechanism).later(13)


def month_pays(setting: Setting, levels: Mapping[str, Decimal]) -> int:
    month = usual_month(setting.mechanism)
    return work_out_month(setting.mechanism, month_at(setting, levels, month), month=month).total


def contractors_measures(mechanism: Mechanism) -> list[MeasureRule]:
    return [rule for rule in mechanism.measures if rule.side == "contractor"]


def groups_of(setting: Setting, levels: Mapping[str, Decimal]) -> dict[str, int]:
    return _pays_by(setting, levels, lambda line: line.group)


def rules_of(setting: Setting, levels: Mapping[str, Decimal]) -> dict[str, int]:
    """What each rule of the mechanism moves: a deduction, a fee, a bonus each by its own name."""
    return _pays_by(setting, levels, lambda line: "/".join(line.id.split("/")[:2]))


def _pays_by(setting: Setting, levels: Mapping[str, Decimal], key: Callable[[Made], str]) -> dict[str, int]:
    month = usual_month(setting.mechanism)
    result = work_out_month(setting.mechanism, month_at(setting, levels, month), month=month)
    found: dict[str, int] = {}
    for line in result.lines:
        found[key(line)] = found.get(key(line), 0) + line.pence
    return found
