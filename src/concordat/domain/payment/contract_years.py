"""The years of a contract in words: which one a month lies in, and what is agreed for a whole one."""

from concordat.domain.payment.inputs import Mechanism
from concordat.domain.performance.periods import Month


def month_of_year(mechanism: Mechanism, month: Month) -> int:
    """1 for the month with which its contract year begins, 12 for the one with which it ends."""
    return (month.number - mechanism.year_begins) % 12 + 1


def year_in_words(mechanism: Mechanism, month: Month) -> str:
    """``September 2025 to August 2026, month 3 of 12``."""
    return f"{mechanism.contract_year(month)}, month {month_of_year(mechanism, month)} of 12"


def agreed_by_the_year(mechanism: Mechanism) -> list[str]:
    """Titles of what is agreed for a whole year, and so must say how it counts in a shorter one.

    Lump sums go by twelfths anyhow, and savings are guaranteed year by year as they are written.
    """
    lines = [
        line.title
        for line in mechanism.prices
        if line.kind == "volume bands" or (line.kind == "target cost" and line.assessed == "year end")
    ]
    awarded = mechanism.extension is not None and mechanism.extension.assessed_from == 1
    return [*lines, *(one.title for one in mechanism.rewards), *(["months of term"] if awarded else [])]
