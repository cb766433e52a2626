"""The questions a careful signatory asks of a mechanism: cliffs, double jeopardy, what costs nothing, coasting."""

from collections.abc import Sequence
from decimal import Decimal

from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.money import format_pounds
from concordat.domain.payment.bench_rights import rights_of
from concordat.domain.payment.bench_setting import (
    NOUGHT,
    Cliff,
    Setting,
    YearOfBench,
    at_level,
    contractors_measures,
    failures_at,
    groups_of,
    month_pays,
    rules_of,
)
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.in_words import number, percent
from concordat.domain.payment.inputs import MeasureRule, Mechanism
from concordat.domain.payment.working import PRICE

STEPS = 60


def cost_of_failing(setting: Setting) -> tuple[tuple[str, str, int], ...]:
    """What one month of failing one measure alone costs, all others at their targets."""
    best = month_pays(setting, {})
    return tuple(
        (rule.id, rule.service, best - month_pays(setting, {rule.id: Decimal("-0.5")}))
        for rule in contractors_measures(setting.mechanism)
    )


def find_cliffs(setting: Setting) -> tuple[Cliff, ...]:
    """Each measure moved from well below its minimum to above its target, all others at target: where pay jumps.

    A stretch in which pay moves is halved until the figure's smallest step is left: what a straight line moves in that
    step is next to nothing, what a jump moves is all of it.
    """
    least = max(1, month_pays(setting, {}) // 500)
    found = []
    for rule in contractors_measures(setting.mechanism):
        levels = [Decimal(step) / STEPS * 2 - Decimal("0.75") for step in range(STEPS + 1)]
        at = {_figure(setting, rule, level): level for level in levels}
        paid = [(level, month_pays(setting, {rule.id: level})) for _, level in sorted(at.items())]
        for one, after in zip(paid, paid[1:], strict=False):
            if abs(after[1] - one[1]) >= least:
                found.append(_edge(setting, rule, one, after))
    return tuple(sorted((c for c in found if c.pence >= least), key=lambda cliff: -cliff.pence))


def _figure(setting: Setting, rule: MeasureRule, level: Decimal) -> Decimal:
    return failures_at(setting.mechanism, rule, level) if rule.per_failure else at_level(rule, level)


def _edge(setting: Setting, rule: MeasureRule, low: tuple[Decimal, int], high: tuple[Decimal, int]) -> Cliff:
    """The jump within a stretch, by halving it; `low` and `high` are levels with what each pays."""
    for _ in range(40):
        middle = (low[0] + high[0]) / 2
        figure = _figure(setting, rule, middle)
        if figure in {_figure(setting, rule, low[0]), _figure(setting, rule, high[0])}:
            below, above = _figure(setting, rule, low[0]), _figure(setting, rule, high[0])
            if abs(above - below) <= (1 if rule.per_failure else Decimal("0.01")):
                break
        pays = month_pays(setting, {rule.id: middle})
        low, high = ((middle, pays), high) if abs(high[1] - pays) >= abs(pays - low[1]) else (low, (middle, pays))
    return Cliff(
        rule.id, rule.title, _figure(setting, rule, low[0]), _figure(setting, rule, high[0]), abs(high[1] - low[1])
    )


def on_cliffs(setting: Setting, cliffs: Sequence[Cliff]) -> list[Finding]:
    """Where the smallest step of a figure moves more than a hundredth of a month's pay."""
    month = max(1, month_pays(setting, {}))
    failures = {rule.id for rule in setting.mechanism.measures if rule.per_failure}
    return [
        warning(
            Where(setting.mechanism.name, item=cliff.measure),
            f"A cliff: {cliff.title} from {number(cliff.below)} to {number(cliff.above)}"
            f"{' failures' if cliff.measure in failures else ''} moves {format_pounds(cliff.pence)} in one month.",
            "Pay pro rata between the edges, or make more and smaller steps: a cliff invites argument about one job.",
            code="bench.cliff",
        )
        for cliff in cliffs
        if cliff.pence * 100 > month
    ]


def double_jeopardy(setting: Setting) -> list[Finding]:
    """One failure that is paid for under more than one rule of the mechanism."""
    mechanism = setting.mechanism
    best = rules_of(setting, {})
    titles = {
        f"{part}/{rule.id}": rule.title
        for part, rules in (
            ("performance", mechanism.deductions), ("fee", mechanism.profit), ("bonus", mechanism.measures),
        )
        for rule in rules
    }  # fmt: skip
    found = []
    for rule in contractors_measures(mechanism):
        worse = rules_of(setting, {rule.id: Decimal("-0.5")})
        hit = {
            titles.get(part, part): best.get(part, 0) - worse.get(part, 0)
            for part in {*best, *worse}
            if best.get(part, 0) > worse.get(part, 0)
        }
        if len(hit) > 1:
            said = ", ".join(
                f"{part[:1].lower()}{part[1:]} {format_pounds(pence)}" for part, pence in sorted(hit.items())
            )
            found.append(
                warning(
                    Where(mechanism.name, item=rule.id),
                    f"Double jeopardy: failing {rule.title} alone for a month costs in {len(hit)} places: {said}.",
                    "Decide whether that is meant; otherwise let only one of them follow from the measure.",
                    code="bench.double",
                )
            )
    return [*found, *_lost_and_failed(mechanism)]


def _lost_and_failed(mechanism: Mechanism) -> list[Finding]:
    """Availability and single failures side by side, and nothing that keeps one failure from being both."""
    if not mechanism.availability:
        return []
    return [
        warning(
            Where(mechanism.name, item=rule.id),
            f"Double jeopardy: a failure of {rule.title} that also makes a place unavailable is deducted twice.",
            f"Write not_with = “{mechanism.availability[0].id}”, and give such failures the number of the lost session.",
            code="bench.double",
        )
        for rule in contractors_measures(mechanism)
        if rule.per_failure and not rule.not_with
    ]


def cannot_fail(mechanism: Mechanism, recorded: Evidence | None) -> list[Finding]:
    """A target or minimum at the end of the scale, or records in which nobody ever failed or nothing could be assessed."""
    found = []
    for rule in contractors_measures(mechanism):
        why = _why_never_fails(rule) or (_why_not_recorded(rule, recorded) if recorded is not None else "")
        if why:
            fix = "Judge it over a longer time or on more work, so that a miss can be told from chance."
            raised = "Raise the target, or measure something that could go wrong."
            found.append(_nobody(Where(mechanism.name, item=rule.id), rule, why, fix if "chance" in why else raised))
    return found


def _why_never_fails(rule: MeasureRule) -> str:
    higher = rule.polarity == "higher"
    if rule.target is not None and (rule.target <= 0 if higher else rule.target >= 100):
        return "its target is nought or less" if higher else "its target is 100 or more"
    if rule.gate and rule.minimum is not None and (rule.minimum <= 0 if higher else rule.minimum >= 100):
        return "its minimum is at the end of the scale, so the gate never shuts"
    if rule.points and not any(points for _, points in rule.points):
        return "every band gives no points"
    return ""


def _why_not_recorded(rule: MeasureRule, recorded: Evidence) -> str:
    figures = [f for f in recorded.figures if f.measure == rule.id and not f.unit]
    if len(figures) >= 12 and not any(f.assessable for f in figures):
        return f"in all {len(figures)} recorded months chance alone could explain the figure"
    values = [f.value for f in figures if f.value is not None]
    if rule.target is None or len(values) < 12:
        return ""
    met = [v >= rule.target if rule.polarity == "higher" else v <= rule.target for v in values]
    return f"all {len(met)} recorded months met it" if all(met) else ""


def _nobody(where: Where, rule: MeasureRule, why: str, fix: str) -> Finding:
    return warning(
        where,
        f"Nobody can fail {rule.title}: {why}.",
        fix,
        code="bench.cannot_fail",
    )


def costs_nothing(setting: Setting, failing: Sequence[tuple[str, str, int]]) -> list[Finding]:
    """Measures, and whole services, whose failure moves no money: what does follow from it, or that nothing does."""
    mechanism = setting.mechanism
    by_service: dict[str, list[tuple[str, int]]] = {}
    for measure, service, pence in failing:
        by_service.setdefault(service, []).append((measure, pence))
    free = [service for service, costs in by_service.items() if not any(pence for _, pence in costs)]
    found = [_service_free(setting, service, [measure for measure, _ in by_service[service]]) for service in free]
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
    return found + [
        _measure_free(setting, measure) for measure, service, pence in failing if pence == 0 and service not in free
    ]


def _service_free(setting: Setting, service: str, measures: Sequence[str]) -> Finding:
    where = Where(setting.mechanism.name, item=service or "all services")
    if rights := rights_of(setting, measures):
        return warning(
            where,
            f"Failing every measure of {service or 'the contract'} moves no money; it leads to a right alone: {' '.join(rights)}",
            "Decide whether the right is enough: until it is reached, and where nobody uses it, failing costs nothing.",
            code="bench.right_alone",
        )
    return error(
        where,
        f"Failing every measure of {service or 'the contract'} costs nothing.",
        "Give one of its measures points or weight: what costs nothing is what slips.",
        code="bench.service_free",
    )


def _measure_free(setting: Setting, measure: str) -> Finding:
    where = Where(setting.mechanism.name, item=measure)
    title = next(rule.title for rule in setting.mechanism.measures if rule.id == measure)
    if rights := rights_of(setting, [measure]):
        return note(
            where,
            f"Failing {title} alone moves no money; it leads to a right: {' '.join(rights)}",
            "Leave it so, or give it points, weight or a gate too.",
            code="bench.right_alone",
        )
    return note(
        where,
        f"Failing {title} alone costs nothing.",
        "Leave it as information, or give it points, weight or a gate.",
        code="bench.measure_free",
    )


def too_little(setting: Setting) -> list[Finding]:
    """Failing everything at once costs something, and so little that nobody would mind."""
    bad = {rule.id: Decimal("-0.5") for rule in contractors_measures(setting.mechanism)}
    lost, charges = month_pays(setting, {}) - month_pays(setting, bad), groups_of(setting, {}).get(PRICE, 0)
    if not lost or lost * 100 >= charges:
        return []
    return [
        warning(
            Where(setting.mechanism.name),
            f"Failing everything for a month costs {format_pounds(lost)}, {percent(Decimal(lost) / charges)} of its charges.",
            "Ask whether that is enough for anybody to mind; raise what a failure costs, or put part of the fee at risk.",
            code="bench.too_little",
        )
    ]


def coasting(setting: Setting, years: int) -> list[Finding]:
    """What a poor last year costs, compared with the same year in the middle of the term."""
    mechanism = setting.mechanism
    bad = {rule.id: Decimal("-0.5") for rule in contractors_measures(mechanism)}
    lost = (month_pays(setting, {}) - month_pays(setting, bad)) * 12
    where = Where(mechanism.name, item="extension")
    if mechanism.extension is None:
        return [
            note(where, "The term does not depend on performance.", "Link it, or rely on money alone to the last day.",
                 code="bench.no_term")
        ]  # fmt: skip
    rule = mechanism.extension
    takes_away = any(award.months < 0 for award in rule.awards)
    pays = groups_of(setting, {}).get(PRICE, 0) * 12
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


def rewards_the_wrong(years: Sequence[YearOfBench]) -> list[Finding]:
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
