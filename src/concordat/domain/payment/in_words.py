"""Figures as sentences of a statement and of an explanation write them; the sums use all their places."""

from decimal import Decimal

from concordat.domain.kernel.money import format_pounds, round_to_pence


def number(value: Decimal) -> str:
    text = f"{value:,.6f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_pounds(pence: Decimal) -> str:
    return format_pounds(round_to_pence(pence), show_pence=True)


def percent(share: Decimal) -> str:
    return f"{number(share * 100)}%"


def rate_in_pounds(pence: Decimal) -> str:
    pounds = pence / 100
    text = f"{pounds:,.4f}".rstrip("0")
    whole, _, part = text.partition(".")
    return f"£{whole}.{part.ljust(2, '0')}"
