"""Amounts with their pence, for statements: ``{% load pence %}``."""

from django import template

from concordat.domain.kernel.money import format_pounds

register = template.Library()


@register.filter
def pence(amount: int | None) -> str:
    return "" if amount is None else format_pounds(amount, show_pence=True)
