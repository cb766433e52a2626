"""The test bench: what a mechanism does to good, average, failing and gaming contractors before anybody signs it.

Contractors are made up: their figures lie at levels between the least that is acceptable (0) and the target (1) of each
measure, with seeded noise. Prices are those of the mechanism, or of the recorded months where there are any.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from concordat.domain.kernel.seeds import generator
from concordat.domain.payment.bench_questions import (
    cannot_fail,
    coasting,
    cost_of_failing,
    costs_nothing,
    double_jeopardy,
    find_cliffs,
    on_cliffs,
    rewards_the_wrong,
    too_little,
)
from concordat.domain.payment.bench_setting import (
    NOUGHT,
    ONE,
    Bench,
    Setting,
    YearOfBench,
    first_whole_year,
    flat,
    month_at,
    prices_of,
)
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.extension import term_of
from concordat.domain.payment.inputs import MeasureRule, Mechanism
from concordat.domain.payment.month import work_out_month
from concordat.domain.payment.score import composite
from concordat.domain.payment.working import INDEX, PRICE, Carried

# Level of each kind of contractor on the scale from minimum (0) to target (1), and how far it wavers.
KINDS: Mapping[str, tuple[float, float]] = {
    "good": (1.15, 0.10),
    "average": (0.65, 0.30),
    "failing": (-0.50, 0.40),
}


BEST = Decimal(100)  # a level so far above the target that every figure is as good as its scale allows
MONTHLY = 10_000_000  # pence of each price line paid by records, where none are recorded


def try_out(
    mechanism: Mechanism,
    *,
    runs: int,
    years: int,
    seed: int,
    recorded: Evidence | None = None,
    price: int = MONTHLY,
    progress: Callable[[int, int], None] | None = None,
) -> Bench:
    """So many contracts of so many years for each kind of contractor, then the questions a careful signatory asks.

    `price` is the monthly sum, in pence, of each price line that is paid by records, where none are recorded. `progress`
    hears after each contract how many are done and how many are wanted; what it raises ends the trial.
    """
    bench = Setting(flat(mechanism), prices_of(mechanism, recorded, price=price))
    failing = cost_of_failing(bench)
    gaming = _gaming(mechanism, failing)
    contracts = [(kind, run) for kind in (*KINDS, "gaming") for run in range(runs)]
    found: list[YearOfBench] = []
    for done, (kind, run) in enumerate(contracts, start=1):
        found += _contract(bench, kind, run, years, seed, gaming)
        if progress is not None:
            progress(done, len(contracts))
    most = _contract(bench, "best", 0, years, seed, gaming)
    cliffs = find_cliffs(bench)
    findings = [
        *on_cliffs(bench, cliffs),
        *double_jeopardy(bench),
        *cannot_fail(mechanism, recorded),
        *costs_nothing(bench, failing),
        *too_little(bench),
        *coasting(bench, years),
        *rewards_the_wrong(found),
    ]
    return Bench(mechanism, tuple(found), cliffs, failing, tuple(findings), tuple(most))


def _gaming(mechanism: Mechanism, failing: Sequence[tuple[str, str, int]]) -> dict[str, Decimal]:
    """Does exactly what pays: neglects what costs nothing, and aims at the edge of the target in the rest."""
    free = {measure for measure, _, pence in failing if pence == 0}
    return {
        rule.id: Decimal("-0.5") if rule.id in free else ONE for rule in mechanism.measures if rule.side == "contractor"
    }


def _contract(
    setting: Setting, kind: str, run: int, years: int, seed: int, gaming: Mapping[str, Decimal]
) -> list[YearOfBench]:
    mechanism = setting.mechanism
    draw = generator(seed, "bench", kind, str(run))
    measures = [rule for rule in mechanism.measures if rule.side == "contractor"]
    noise = draw.standard_normal((years * 12, max(1, len(measures))))
    start = first_whole_year(mechanism)
    carried, found, scores = Carried(), [], []
    for year in range(years):
        paid = charges = 0
        sums = dict.fromkeys((rule.id for rule in measures), NOUGHT)
        for number in range(12):
            month = start.later(year * 12 + number)
            levels = _levels(kind, measures, noise[year * 12 + number], gaming, last=year == years - 1)
            evidence = month_at(setting, levels, month)
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
        found.append(YearOfBench(kind, run, year + 1, paid, charges, score.counted, term.months if term else None))
    return found


def _levels(
    kind: str, measures: Sequence[MeasureRule], noise: Sequence[float], gaming: Mapping[str, Decimal], *, last: bool
) -> dict[str, Decimal]:
    if kind == "best":
        return {rule.id: BEST for rule in measures}
    if kind == "gaming":
        drop = Decimal("-0.5") if last else None  # coasts when there is nothing more to earn
        return {rule.id: drop if drop is not None else gaming.get(rule.id, ONE) for rule in measures}
    middle, spread = KINDS[kind]
    return {
        rule.id: Decimal(str(round(middle + spread * float(noise[place]), 4))) for place, rule in enumerate(measures)
    }
