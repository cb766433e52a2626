"""What the test bench came to, in words: who the made-up contractors are, what the rules do to them, what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from concordat.domain.kernel.findings import Finding, worst_first
from concordat.domain.kernel.money import format_pounds
from concordat.domain.payment.bench_results import ContractorTried, Tried
from concordat.domain.payment.told import change_said
from concordat.presentation.words import count_of

WHO = {
    "good": "Above its targets nearly always",
    "average": "About two thirds of the way from the least that is acceptable to the target",
    "failing": "Below the least that is acceptable",
    "gaming": "At the target where it pays, careless where failing costs nothing, and in the last year careless everywhere",
}
# What the bench looks for: its name on the page, what it means, and the findings that tell of it.
LOOKED_FOR = (
    (
        "Failing or gaming that pays",
        "A contractor that games or fails is paid as much as a good one.",
        ("bench.gaming", "bench.no_effect"),
    ),
    ("Cliffs", "The smallest step of one figure moves more than a hundredth of a month's pay.", ("bench.cliff",)),
    ("Double jeopardy", "One failure is paid for under two rules.", ("bench.double",)),
    (
        "Measures nobody can fail",
        "Everybody meets them, or chance could always explain a miss.",
        ("bench.cannot_fail",),
    ),
    (
        "Failure that costs nothing",
        "A service or a measure whose failure moves no money, though a right may follow from it.",
        (
            "bench.service_free",
            "bench.right_alone",
            "bench.service_unmeasured",
            "bench.measure_free",
            "bench.too_little",
        ),
    ),
    (
        "The end of the term",
        "Whether effort still pays when no month of term can be earned any more.",
        ("bench.coasting", "bench.never_taken", "bench.no_term"),
    ),
)


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing looked for, and what was found of it, the worst first."""

    title: str
    means: str
    findings: tuple[Finding, ...]


def looked_for(findings: Iterable[Finding]) -> tuple[Looked, ...]:
    given = tuple(findings)
    return tuple(
        Looked(title, means, worst_first(one for one in given if one.code in codes))
        for title, means, codes in LOOKED_FOR
    )


def share_said(share: Decimal | None) -> str:
    return "–" if share is None else f"{share * 100:.1f}%"


def score_said(score: Decimal | None) -> str:
    return "–" if score is None else f"{score:.3f}"


def term_said(term: Decimal | None) -> str:
    return "–" if term is None else f"{term:.0f}"


def signed_term(one: ContractorTried, initial: int | None) -> str:
    """``+42`` months against the term first agreed."""
    if one.term is None or initial is None:
        return "–"
    earned = int(f"{one.term:.0f}") - initial
    return f"{earned:+}".replace("-", "−") if earned else "0"


def earned_said(one: ContractorTried, initial: int | None) -> str:
    """``42 months more`` than first agreed; nothing where the term does not depend on performance."""
    if one.term is None or initial is None:
        return ""
    return change_said(int(f"{one.term:.0f}") - initial)


def in_a_sentence(found: Tried) -> str:
    """What the rules make of it all, with the gap between a good and a failing contractor."""
    known = {one.kind: one for one in found.contractors}
    good, failing = known["good"], known["failing"]
    gap = good.paid - failing.paid
    if good.of_most is None or failing.of_most is None:
        return (
            f"A good contractor is paid {format_pounds(good.paid)} a year, a failing one {format_pounds(failing.paid)}."
        )
    if gap <= 0:
        return "A failing contractor is paid as much as a good one: these rules move no money with performance."
    return (
        f"A good contractor is paid {share_said(good.of_most)} of the most it could be, a failing one "
        f"{share_said(failing.of_most)}: {format_pounds(gap)} a year lie between them."
    )


def how_tried(found: Tried) -> str:
    trial = found.trial
    contracts = count_of(trial.contracts, "contract")
    return f"{contracts} of {count_of(trial.years, 'year')} for each of four kinds of contractor, seed {trial.seed}"
