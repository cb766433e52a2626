"""A mechanism told back in plain English, rule by rule: what a member, a manager and a lawyer can check against the contract."""

from collections.abc import Iterator

from concordat.domain.kernel.periods import day_in_words
from concordat.domain.payment.contract_years import years_run
from concordat.domain.payment.explain_measures import tell_deductions, tell_measures
from concordat.domain.payment.explain_prices import tell_availability, tell_indexation, tell_prices
from concordat.domain.payment.explain_terms import tell_rewards, tell_term
from concordat.domain.payment.in_words import percent
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.told import Told

__all__ = ["Told", "explain"]


def explain(mechanism: Mechanism) -> tuple[Told, ...]:
    """In the order in which a month is worked out, from the price to what is payable, then term and ratings."""
    return (
        Told("Who pays whom", tuple(_parties(mechanism))),
        *tell_prices(mechanism),
        *tell_indexation(mechanism),
        *tell_availability(mechanism),
        *tell_measures(mechanism),
        *tell_deductions(mechanism),
        *tell_rewards(mechanism),
        *tell_term(mechanism),
        Told("Disputes and corrections", tuple(_disputes(mechanism))),
    )


def _parties(m: Mechanism) -> Iterator[str]:
    yield (
        f"{m.name_of(m.client)} pays {m.name_of(m.contractor)} once a month from {day_in_words(m.starts)}, never before the "
        f"month has ended. {years_run(m)}"
    )
    if m.applies_from is not None:
        yield (f"These terms rule from {day_in_words(m.applies_from)}; earlier months keep the terms that ruled them.")
    if m.lots:
        lots = ", ".join(
            lot.title + (f" (“{lot.record}” in the job records)" if lot.record and lot.record != lot.title else "")
            for lot in m.lots
        )
        yield f"The contract has {len(m.lots)} lots: {lots}."
    if m.cap is not None:
        yield (
            f"Deductions for performance together never take more than {percent(m.cap)} of a month's charges, those named "
            "first going first; deductions for availability lie outside this limit."
        )
    if m.availability or m.deductions:
        yield (
            "Deductions never take a month's payment below nought; what they could not take "
            + ("is carried to the next month." if m.carry_below_nought else "falls away.")
        )
    if m.vat:
        yield f"VAT of {percent(m.vat)} is added at the end."
    yield "Every line is rounded once to a whole penny, half a penny away from nought; the total is the sum of the rounded lines."


def _disputes(m: Mechanism) -> Iterator[str]:
    stand = "stands until the dispute is over" if m.disputed_deductions_stand else "is paid until the dispute is over"
    yield (
        f"The contractor disputes line by line, and only the disputed part waits. A disputed deduction {stand}. "
        f"{m.name_of(m.client)} has {m.answer_within} days to answer."
    )
    yield (
        "A statement that was issued never changes. What becomes known later (an index revised, a figure restated, a dispute "
        "resolved) is put right in the next statement, line by line."
    )
