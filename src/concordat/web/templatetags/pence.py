"""Amounts with their pence, for statements: ``{% load pence %}``."""

from django import template

from concordat.domain.kernel.money import format_pounds
from concordat.presentation import words

register = template.Library()


@register.filter
def pence(amount: int | None) -> str:
    return "" if amount is None else words.true_minus(format_pounds(amount, show_pence=True))


@register.filter
def true_minus(text: str) -> str:
    """Amounts in a sentence with a minus sign. Where none may stand alone at a line's end, the template says no wrap."""
    return words.true_minus(text)
