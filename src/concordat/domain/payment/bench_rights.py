"""What follows from failing where no money does: the rights under limits over months, found by failing until they do."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from concordat.domain.payment.bench_setting import Setting, month_at, usual_month
from concordat.domain.payment.explain_terms import rights_told
from concordat.domain.payment.month import work_out_month
from concordat.domain.payment.thresholds import reached
from concordat.domain.payment.working import Carried, MonthResult

WORST = Decimal(-10_000)  # a level so far below the minimum that every figure is as bad as its scale allows


def rights_of(setting: Setting, failing: Collection[str]) -> tuple[str, ...]:
    """Each right, in a sentence, that failing these measures as badly as can be gives in the end, all others at their targets,
    and that a contractor at every target does not give."""
    worst, best = _passed(setting, dict.fromkeys(failing, WORST)), _passed(setting, {})
    mechanism = setting.mechanism
    told = [sentence for limit in mechanism.thresholds for sentence in rights_told(limit, mechanism)]
    return tuple(said for said, now, anyway in zip(told, worst, best, strict=True) if now and not anyway)


def _passed(setting: Setting, levels: Mapping[str, Decimal]) -> list[bool]:
    """Of every window of every limit, after as many such months as the longest is long."""
    windows = [window for limit in setting.mechanism.thresholds for window in limit.windows]
    results: list[MonthResult] = []
    carried, month = Carried(), usual_month(setting.mechanism)
    for _ in range(max((window.months for window in windows), default=0)):
        results.append(work_out_month(setting.mechanism, month_at(setting, levels, month), month=month, before=carried))
        carried, month = results[-1].carried, month.later(1)
    return [one.passed for one in reached(setting.mechanism, results)]
