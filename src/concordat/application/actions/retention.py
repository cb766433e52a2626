"""Carry out what is due for one organisation: one transaction, one entry in its trail with the numbers."""

from datetime import date

from django.db import transaction

from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record
from concordat.application.erasure import erase
from concordat.application.retention import RULES, remove
from concordat.data.records import models


@transaction.atomic
def keep_no_longer(*, by: Actor, on: date) -> dict[str, int]:
    """Delete or erase what is beyond its time for the actor's organisation. Returns kind → how many; empty: nothing."""
    counts = {}
    for rule in RULES:
        due = [one for one in rule.due(on) if one.organisation == by.organisation]
        if rule.done == "deleted":
            counts[rule.name] = remove(rule.name, due)
        elif rule.done == "erased":
            for row in models.Person.objects.filter(code__in=[one.number for one in due]):
                erase(row)
            counts[rule.name] = len(due)
    counts = {name: count for name, count in counts.items() if count}
    if counts:
        record(
            by=by, act="retention.carried-out", about=_in_words(counts), chain=organisation_chain(by), details=counts
        )
    return counts


def _in_words(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('-', ' ')}" for name, count in counts.items())
