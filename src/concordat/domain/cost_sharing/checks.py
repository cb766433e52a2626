"""What a person should know about a question of who pays what before anybody decides on it."""

from concordat.domain.cost_sharing.inputs import SplitQuestion
from concordat.domain.cost_sharing.results import Comparison
from concordat.domain.kernel.findings import Finding, Where, note, warning


def check_question(question: SplitQuestion) -> list[Finding]:
    return [*_check_worth_it(question), *_check_today(question), *_check_adjustments(question)]


def check_comparison(comparison: Comparison) -> list[Finding]:
    return [*_check_core(comparison), *_check_chosen(comparison)]


def _check_worth_it(question: SplitQuestion) -> list[Finding]:
    alone = sum(question.game.alone)
    if question.is_gain or question.game.total <= alone:
        return []
    return [
        warning(
            Where(item=question.name),
            f"Together costs {question.unit.words(question.game.total)}; apart costs {question.unit.words(alone)}.",
            "No split can make everybody better off: look for the cost that sharing adds, or share with fewer.",
            code="split.dearer_together",
        )
    ]


def _check_today(question: SplitQuestion) -> list[Finding]:
    needs = question.adjust.phase_years or question.adjust.collar is not None or question.adjust.no_more_than_today
    if not needs or question.today is not None:
        return []
    return [
        warning(
            Where(item=question.name, column="today"),
            "The adjustments start from what each council pays today, and that was not entered.",
            "Enter today = … for each council; until then these adjustments do nothing.",
            code="split.no_today",
        )
    ]


def _check_adjustments(question: SplitQuestion) -> list[Finding]:
    if (question.adjust.tolerance is None) == (question.adjust.agreed is None):
        return []
    return [
        warning(
            Where(item=question.name),
            "A tolerance needs the agreed shares it is measured from, and agreed shares need a tolerance.",
            'Enter agreed = "…%" for each council and tolerance_points = … under [adjust].',
            code="split.half_tolerance",
        )
    ]


def _check_core(comparison: Comparison) -> list[Finding]:
    overpays = comparison.core.least_overpayment
    if comparison.core.exists is not False or overpays is None:
        return []
    return [
        warning(
            Where(item=comparison.question.name),
            "No stable split exists: however the cost is shared, some group pays at least "
            f"{comparison.unit.words(overpays)} more than it would by itself.",
            "Agree why the partners stay together all the same, or look again at who should share.",
            code="split.no_stable_split",
        )
    ]


def _check_chosen(comparison: Comparison) -> list[Finding]:
    chosen = comparison.of(comparison.question.chosen)
    if chosen is None or chosen.stability.is_stable:
        return []
    worst = chosen.stability.leaving[0]
    names = " and ".join(comparison.game.name(member) for member in worst.members)
    return [
        note(
            Where(item=comparison.question.name),
            f"Under the chosen rule {names} would pay {comparison.unit.words(worst.gain)} less without the others.",
            "See the page's other splits, or record why they stay.",
            code="split.chosen_unstable",
        )
    ]
