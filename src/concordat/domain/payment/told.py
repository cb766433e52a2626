"""One heading of a mechanism's explanation, and the turns of phrase its parts share."""

from dataclasses import dataclass

from concordat.domain.payment.in_words import number
from concordat.domain.payment.inputs import Band, Mechanism


@dataclass(frozen=True, slots=True)
class Told:
    """One heading of the explanation with its sentences; `about` is what a line of a statement names."""

    heading: str
    sentences: tuple[str, ...]
    about: str = ""


def span(band: Band) -> str:
    return f"above {number(band.above)}" if band.to is None else f"{number(band.above)} to {number(band.to)}"


def measures_named(names: tuple[str, ...], m: Mechanism) -> str:
    return ", ".join(found.title for name in names if (found := m.measure(name)))


def charges_named(names: tuple[str, ...], lot: str, m: Mechanism) -> str:
    """``the month's charges`` or those of the lines or the lot that count."""
    lines = [line.title for line in m.prices if line.id in names]
    if lines:
        return f"the month's charges for {', '.join(lines)}"
    lots = [one.title for one in m.lots if one.id == lot]
    return f"the month's charges of {lots[0]}" if lots else "the month's charges"


def last_month(m: Mechanism) -> str:
    """The month with which its contract years end: ``August``."""
    return f"{m.first_year.last_day:%B}"


def months(count: int) -> str:
    return "1 month" if abs(count) == 1 else f"{count} months"


def change_said(change: int) -> str:
    """``12 months more``, ``1 month fewer``, ``no change``."""
    return "no change" if not change else f"{months(abs(change))} {'more' if change > 0 else 'fewer'}"


def years(count: int) -> str:
    whole, rest = divmod(count, 12)
    said = "1 year" if whole == 1 else f"{whole} years"
    if not whole:
        return months(rest)
    return said + (f" and {months(rest)}" if rest else "")
