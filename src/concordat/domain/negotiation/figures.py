"""A figure with its unit as people read it. Exact: never finer or coarser than it was written."""

from decimal import Decimal

from concordat.domain.kernel.hashing import decimal_text
from concordat.domain.kernel.money import format_pounds, pence_from_pounds


def in_unit(value: Decimal, unit: str) -> str:
    """``£1,250,000 a year``, ``12.5%``, ``6 months``; a figure alone where there is no unit."""
    unit = unit.strip()
    if unit.startswith("£"):
        pence = pence_from_pounds(value)
        whole = pence % 100 == 0
        return f"{format_pounds(pence, show_pence=not whole)}{' ' + rest if (rest := unit[1:].strip()) else ''}"
    if unit.startswith("%"):
        return f"{decimal_text(value)}{unit}"
    return f"{decimal_text(value)} {unit}".strip()
