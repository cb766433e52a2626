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
    """No line of a telephone ends between a minus and its pounds."""
    return words.true_minus(text)
