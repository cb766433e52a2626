"""The questions a careful signatory asks of a mechanism: cliffs, double jeopardy, what costs nothing, coasting."""

from collections.abc import Sequence
from decimal import Decimal

from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.money import format_pounds
from concordat.domain.payment.bench_setting import (
    NOUGHT,
    Cliff,
    Setting,
    YearOfBench,
    at_level,
    contractors_measures,
    groups_of,
    month_pays,
)
from concordat.domain.payment.evidence_types import Evidence
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
    """Each measure moved from well below its minimum to above its target in small steps, all others at target."""
    found = []
    for rule in contractors_measures(setting.mechanism):
        if rule.per_failure:
            continue
        levels = [Decimal(step) / STEPS * 2 - Decimal("0.75") for step in range(STEPS + 1)]
        values = sorted({at_level(rule, level): level for level in levels}.items())
        paid = [(value, month_pays(setting, {rule.id: level})) for value, level in values]
        found += [
            Cliff(rule.id, rule.title, low, high, abs(after - before))
            for (low, before), (high, after) in zip(paid, paid[1:], strict=False)
            if after != before
        ]
    return tuple(sorted(found, key=lambda cliff: -cliff.pence))


def on_cliffs(setting: Setting, cliffs: Sequence[Cliff]) -> list[Finding]:
    """Where one step of a figure moves more than a hundredth of a month's pay."""
    month = max(1, month_pays(setting, {}))
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


def double_jeopardy(setting: Setting) -> list[Finding]:
    """One failure that is paid for in more than one part of the mechanism."""
    mechanism = setting.mechanism
    best = groups_of(setting, {})
    found = []
    for rule in contractors_measures(mechanism):
        worse = groups_of(setting, {rule.id: Decimal("-0.5")})
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


def cannot_fail(mechanism: Mechanism, recorded: Evidence | None) -> list[Finding]:
    """A minimum at the end of the scale, or a measure that met its target in every recorded month."""
    found = []
    for rule in contractors_measures(mechanism):
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


def costs_nothing(mechanism: Mechanism, failing: Sequence[tuple[str, str, int]]) -> list[Finding]:
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
