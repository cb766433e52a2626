"""The years of a contract in words: which one a month lies in, and what is agreed for a whole one."""

from concordat.domain.kernel.periods import MONTHS, day_in_words
from concordat.domain.payment.inputs import FIRST_YEARS, Mechanism
from concordat.domain.performance.periods import Month

TERM = "months of term"


def month_of_year(mechanism: Mechanism, month: Month) -> int:
    """1 for the month with which its contract year begins, 12 for the one with which it ends."""
    return (month.number - mechanism.year_begins) % 12 + 1


def year_in_words(mechanism: Mechanism, month: Month) -> str:
    """``September 2025 to August 2026, month 3 of 12``."""
    return f"{mechanism.contract_year(month)}, month {month_of_year(mechanism, month)} of 12"


def years_run(m: Mechanism) -> str:
    """``Contract years run from 1 September to 31 August.``, and of a short first year how it counts."""
    last = m.first_year.last_day
    said = (
        f"Contract years run from 1 {MONTHS[m.year_begins - 1]} to "
        f"{'the last day of February' if last.month == 2 else f'{last.day} {last:%B}'}."
    )
    short, yearly = m.months_of(m.first_year), agreed_by_the_year(m)
    if short == 12:
        return said
    said += f" The first year is shorter and ends on {day_in_words(last)}."
    if not yearly:
        return said
    named = f"What is agreed for a year ({', '.join(yearly)}) counts in it"
    if m.short_first_year != FIRST_YEARS[1]:
        return f"{said} {named} in full."
    whole = ", months of term to the nearest whole one" if yearly[-1] == TERM else ""
    saved = "; savings are guaranteed as they are written" if m.gain_share else ""
    return f"{said} {named} by {short} twelfths{whole}{saved}."


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
    return [*lines, *(one.title for one in mechanism.rewards), *([TERM] if awarded else [])]
