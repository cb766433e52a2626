"""The test bench: what a mechanism does to good, average, failing and gaming contractors before anybody signs it.

Contractors are made up: their figures lie at levels between the least that is acceptable (0) and the target (1) of each
measure, with seeded noise. Prices are those of the mechanism, or of the recorded months where there are any.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.seeds import generator
from concordat.domain.payment.extension import term_of
from concordat.domain.payment.inputs import Entry, Evidence, Figure, MeasureRule, Mechanism
from concordat.domain.payment.month import INDEX, PRICE, Carried, work_out_month
from concordat.domain.payment.score import composite
from concordat.domain.performance.periods import Month

NOUGHT, ONE = Decimal(0), Decimal(1)
# Level of each kind of contractor on the scale from minimum (0) to target (1), and how far it wavers.
KINDS: Mapping[str, tuple[float, float]] = {
    "good": (1.15, 0.10),
    "average": (0.65, 0.30),
    "failing": (-0.50, 0.40),
}
STEPS = 60


@dataclass(frozen=True, slots=True)
class YearOfBench:
    """Of one contract year of one contractor, in pence; `lost` is against meeting every target."""

    kind: str
    run: int
    year: int
    paid: int
    charges: int
    lost: int
    score: Decimal | None
    term: int


@dataclass(frozen=True, slots=True)
class Cliff:
    """A step in what a month pays where a figure moves by the smallest step: the edge, and the money on it."""

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

    def mean(self, kind: str, what: str) -> Decimal:
        values = [Decimal(getattr(year, what) or 0) for year in self.years if year.kind == kind]
        return sum(values, NOUGHT) / len(values) if values else NOUGHT

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(year.kind for year in self.years))


def try_out(
    mechanism: Mechanism, *, runs: int, years: int, seed: int, recorded: Evidence | None = None, price: int = 10_000_000
) -> Bench:
    """So many contracts of so many years for each kind of contractor, then the questions a careful signatory asks.

    `price` is the monthly sum, in pence, of each price line that is paid by records, where none are recorded.
    """
    bench = _Setting(flat(mechanism), prices_of(mechanism, recorded, price=price))
    failing = cost_of_failing(bench)
    gaming = _gaming(mechanism, failing)
    found = [
        year
        for kind in (*KINDS, "gaming")
        for run in range(runs)
        for year in _contract(bench, kind, run, years, seed, gaming)
    ]
    cliffs = find_cliffs(bench)
    findings = [
        *_on_cliffs(bench, cliffs),
        *_double_jeopardy(bench),
        *_cannot_fail(mechanism, recorded),
        *_costs_nothing(mechanism, failing),
        *_coasting(bench, years),
        *_rewards_the_wrong(found),
    ]
    return Bench(mechanism, tuple(found), cliffs, failing, tuple(findings))


@dataclass(frozen=True, slots=True)
class _Setting:
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


def prices_of(mechanism: Mechanism, recorded: Evidence | None, *, price: int) -> tuple[Entry, ...]:
    """What a usual month holds for each price line that is paid by records: the mean of the recorded months."""
    found: list[Entry] = []
    first = Month(2001, 1)
    for line in mechanism.prices:
        kind = {"orders": "orders", "schedule of rates": "quantity", "volume bands": "quantity"}.get(line.kind, "cost")
        if line.kind == "lump sum":
            continue
        held = (
            [e for e in recorded.entries if e.kind == kind and e.about in {line.id, line.service}] if recorded else []
        )
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


# Contractors


def at_level(rule: MeasureRule, level: Decimal) -> Decimal:
    """The figure at a level from the minimum (0) to the target (1); a percentage stays between 0 and 100."""
    low, high = rule.minimum, rule.target
    if low is None or high is None:
        edges = [edge for edge, _ in rule.points if edge is not None]
        high = high if high is not None else (edges[0] if edges else Decimal(100))
        low = low if low is not None else (edges[-1] if len(edges) > 1 else high - 5)
    value = low + level * (high - low)
    value = min(value, Decimal(100)) if max(low, high) <= 100 else value
    return max(NOUGHT, value).quantize(Decimal("0.01"))


def _month_of(setting: _Setting, levels: Mapping[str, Decimal], month: Month) -> Evidence:
    figures = tuple(
        Figure(rule.id, month, at_level(rule, levels.get(rule.id, ONE)))
        for rule in setting.mechanism.measures
        if not rule.per_failure
    )
    failures = tuple(
        Entry("failure", rule.id, month, Decimal(max(0, round((ONE - levels.get(rule.id, ONE)) * 100))))
        for rule in setting.mechanism.measures
        if rule.per_failure and levels.get(rule.id, ONE) < 1
    )
    entries = tuple(Entry(e.kind, e.about, month, e.quantity, e.item) for e in setting.prices)
    return Evidence(figures, (*entries, *failures))


def _gaming(mechanism: Mechanism, failing: Sequence[tuple[str, str, int]]) -> dict[str, Decimal]:
    """Does exactly what pays: neglects what costs nothing, and aims at the edge of the target in the rest."""
    free = {measure for measure, _, pence in failing if pence == 0}
    return {
        rule.id: Decimal("-0.5") if rule.id in free else ONE for rule in mechanism.measures if rule.side == "contractor"
    }


def _contract(
    setting: _Setting, kind: str, run: int, years: int, seed: int, gaming: Mapping[str, Decimal]
) -> list[YearOfBench]:
    mechanism = setting.mechanism
    draw = generator(seed, "bench", kind, str(run))
    measures = [rule for rule in mechanism.measures if rule.side == "contractor"]
    noise = draw.standard_normal((years * 12, max(1, len(measures))))
    start = Month(mechanism.first_month.year + (mechanism.first_month.number > 4), 4)
    carried, found, scores = Carried(), [], []
    for year in range(years):
        paid = charges = 0
        sums = dict.fromkeys((rule.id for rule in measures), NOUGHT)
        for number in range(12):
            month = start.later(year * 12 + number)
            levels = _levels(kind, measures, noise[year * 12 + number], gaming, last=year == years - 1)
            evidence = _month_of(setting, levels, month)
            result = work_out_month(mechanism, evidence, month=month, before=carried)
            carried = result.carried
            paid += result.total
            charges += result.total_of(PRICE) + result.total_of(INDEX)
            for rule in measures:
                figure = evidence.figure(rule.id, month)
                sums[rule.id] += figure.value if figure is not None and figure.value is not None else NOUGHT
        values = {rule.id: sums[rule.id] / 12 for rule in measures if not rule.per_failure}
        score = composite(measures, values, scoring=mechanism.scoring)
        scores.append((mechanism.contract_year(start.later(year * 12)), score))
        term = term_of(mechanism.extension, starts=start.first_day, scores=scores) if mechanism.extension else None
        found.append(
            YearOfBench(kind, run, year + 1, paid, charges, 0, score.counted, term.months if term else years * 12)
        )
    return found


def _levels(
    kind: str, measures: Sequence[MeasureRule], noise: Sequence[float], gaming: Mapping[str, Decimal], *, last: bool
) -> dict[str, Decimal]:
    if kind == "gaming":
        drop = Decimal("-0.5") if last else None  # coasts when there is nothing more to earn
        return {rule.id: drop if drop is not None else gaming.get(rule.id, ONE) for rule in measures}
    middle, spread = KINDS[kind]
    return {
        rule.id: Decimal(str(round(middle + spread * float(noise[place]), 4))) for place, rule in enumerate(measures)
    }


# The questions


def _month_pays(setting: _Setting, levels: Mapping[str, Decimal]) -> int:
    month = Month(setting.mechanism.first_month.year + 1, 5)
    return work_out_month(setting.mechanism, _month_of(setting, levels, month), month=month).total


def _contractors(mechanism: Mechanism) -> list[MeasureRule]:
    return [rule for rule in mechanism.measures if rule.side == "contractor"]


def cost_of_failing(setting: _Setting) -> tuple[tuple[str, str, int], ...]:
    """What one month of failing one measure alone costs, all others at their targets."""
    best = _month_pays(setting, {})
    return tuple(
        (rule.id, rule.service, best - _month_pays(setting, {rule.id: Decimal("-0.5")}))
        for rule in _contractors(setting.mechanism)
    )


def find_cliffs(setting: _Setting) -> tuple[Cliff, ...]:
    """Each measure moved from well below its minimum to above its target in small steps, all others at target."""
    found = []
    for rule in _contractors(setting.mechanism):
        if rule.per_failure:
            continue
        levels = [Decimal(step) / STEPS * 2 - Decimal("0.75") for step in range(STEPS + 1)]
        values = sorted({at_level(rule, level): level for level in levels}.items())
        paid = [(value, _month_pays(setting, {rule.id: level})) for value, level in values]
        found += [
            Cliff(rule.id, rule.title, low, high, abs(after - before))
            for (low, before), (high, after) in zip(paid, paid[1:], strict=False)
            if after != before
        ]
    return tuple(sorted(found, key=lambda cliff: -cliff.pence))


def _on_cliffs(setting: _Setting, cliffs: Sequence[Cliff]) -> list[Finding]:
    """Where one step of a figure moves more than a hundredth of a month's pay."""
    month = max(1, _month_pays(setting, {}))
    return [
        warning(
            Where(setting.mechanism.name, item=cliff.measure),
            f"A cliff: {cliff.title} from {cliff.below} to {cliff.above} moves {format_pounds(cliff.pence)} in one month.",
            "Pay pro rata between the edges, or make more and smaller steps: a cliff invites argument about one job.",
            code="bench.cliff",
        )
        for cliff in cliffs
        if cliff.pence * 100 > month
    ]


def _double_jeopardy(setting: _Setting) -> list[Finding]:
    """One failure that is paid for in more than one part of the mechanism."""
    mechanism = setting.mechanism
    best = _lines(setting, {})
    found = []
    for rule in _contractors(mechanism):
        worse = _lines(setting, {rule.id: Decimal("-0.5")})
        hit = {
            part: best.get(part, 0) - worse.get(part, 0)
            for part in {*best, *worse}
            if best.get(part, 0) > worse.get(part, 0)
        }
        if len(hit) > 1:
            said = ", ".join(f"{part.lower()} {format_pounds(pence)}" for part, pence in sorted(hit.items()))
            found.append(
                warning(
                    Where(mechanism.name, item=rule.id),
                    f"Double jeopardy: failing {rule.title} alone for a month costs in {len(hit)} places: {said}.",
                    "Decide whether that is meant; otherwise let only one of them follow from the measure.",
                    code="bench.double",
                )
            )
    return found


def _lines(setting: _Setting, levels: Mapping[str, Decimal]) -> dict[str, int]:
    month = Month(setting.mechanism.first_month.year + 1, 5)
    result = work_out_month(setting.mechanism, _month_of(setting, levels, month), month=month)
    found: dict[str, int] = {}
    for line in result.lines:
        found[line.group] = found.get(line.group, 0) + line.pence
    return found


def _cannot_fail(mechanism: Mechanism, recorded: Evidence | None) -> list[Finding]:
    """A minimum at the end of the scale, or a measure that met its target in every recorded month."""
    found = []
    for rule in _contractors(mechanism):
        where = Where(mechanism.name, item=rule.id)
        if rule.target is not None and rule.polarity == "higher" and rule.target <= 0:
            found.append(_nobody(where, rule, "its target is nought or less"))
        elif rule.target is not None and rule.polarity == "lower" and rule.target >= 100:
            found.append(_nobody(where, rule, "its target is 100 or more"))
        elif recorded is not None and rule.target is not None:
            values = [f.value for f in recorded.figures if f.measure == rule.id and f.value is not None]
            met = [v >= rule.target if rule.polarity == "higher" else v <= rule.target for v in values]
            if len(met) >= 12 and all(met):
                found.append(_nobody(where, rule, f"all {len(met)} recorded months met it"))
    return found


def _nobody(where: Where, rule: MeasureRule, why: str) -> Finding:
    return warning(
        where,
        f"Nobody can fail {rule.title}: {why}.",
        "Raise the target, or measure something that could go wrong.",
        code="bench.cannot_fail",
    )


def _costs_nothing(mechanism: Mechanism, failing: Sequence[tuple[str, str, int]]) -> list[Finding]:
    """Measures, and whole services, whose failure moves no money."""
    by_service: dict[str, list[int]] = {}
    for _, service, pence in failing:
        by_service.setdefault(service, []).append(pence)
    found = [
        error(
            Where(mechanism.name, item=service or "all services"),
            f"Failing every measure of {service or 'the contract'} costs nothing.",
            "Give one of its measures points or weight: what costs nothing is what slips.",
            code="bench.service_free",
        )
        for service, costs in by_service.items()
        if not any(costs)
    ]
    priced = {line.service for line in mechanism.prices if line.service}
    found += [
        warning(
            Where(mechanism.name, item=service),
            f"{service.capitalize()} is paid for and no measure looks at it.",
            "Add a measure of the service.",
            code="bench.service_unmeasured",
        )
        for service in sorted(priced - set(by_service))
    ]
    titles = {rule.id: rule.title for rule in mechanism.measures}
    found += [
        note(
            Where(mechanism.name, item=measure),
            f"Failing {titles[measure]} alone costs nothing.",
            "Leave it as information, or give it points, weight or a gate.",
            code="bench.measure_free",
        )
        for measure, service, pence in failing
        if pence == 0 and any(by_service[service])
    ]
    return found


def _coasting(setting: _Setting, years: int) -> list[Finding]:
    """What a poor last year costs, compared with the same year in the middle of the term."""
    mechanism = setting.mechanism
    bad = {rule.id: Decimal("-0.5") for rule in _contractors(mechanism)}
    lost = (_month_pays(setting, {}) - _month_pays(setting, bad)) * 12
    where = Where(mechanism.name, item="extension")
    if mechanism.extension is None:
        return [
            note(where, "The term does not depend on performance.", "Link it, or rely on money alone to the last day.",
                 code="bench.no_term")
        ]  # fmt: skip
    rule = mechanism.extension
    takes_away = any(award.months < 0 for award in rule.awards)
    pays = _lines(setting, {}).get(PRICE, 0) * 12
    share = Decimal(lost) / pays if pays else NOUGHT
    said = f"In the last year, when no month of term can be earned or lost, failing everything costs {share * 100:.1f}% of the year's charges"
    if share < Decimal("0.05"):
        return [
            warning(
                where,
                f"Coasting pays at the end of the term: {said[:1].lower()}{said[1:]}.",
                "Raise the part at risk in the last years, hold a retention, or let final assessments still cost.",
                code="bench.coasting",
            )
        ]
    found = [note(where, f"{said}.", "Decide whether that is enough to keep effort up.", code="bench.coasting")]
    if not takes_away and rule.every_measure is None:
        found.append(
            warning(
                where,
                "Months once earned are never taken away, so effort pays only until the cap is reached.",
                "Let a poor year take months away, down to the floor.",
                code="bench.never_taken",
            )
        )
    return found


def _rewards_the_wrong(years: Sequence[YearOfBench]) -> list[Finding]:
    """A gaming contractor must not be paid as much as a good one."""

    def paid(kind: str) -> Decimal:
        found = [Decimal(year.paid) / year.charges for year in years if year.kind == kind and year.charges]
        return sum(found, NOUGHT) / len(found) if found else NOUGHT

    good, gaming, failing = paid("good"), paid("gaming"), paid("failing")
    found = []
    if gaming >= good:
        found.append(
            error(
                Where(item="gaming"),
                f"A gaming contractor is paid {gaming:.4f} of its charges, a good one {good:.4f}.",
                "Close what it uses: measures that cost nothing, targets without stretch, the last year.",
                code="bench.gaming",
            )
        )
    if failing >= good:
        found.append(
            error(
                Where(item="failing"),
                f"A failing contractor is paid as much as a good one ({failing:.4f} and {good:.4f} of charges).",
                "The mechanism moves no money with performance.",
                code="bench.no_effect",
            )
        )
    return found
