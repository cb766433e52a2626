"""What the operator runs every night: which records are beyond their time, and, when asked, carrying that out."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from concordat.application.actions.retention import keep_no_longer
from concordat.application.actor import OPERATOR, Actor
from concordat.application.retention import NOBODYS, RULES, delete_what_is_nobodys


def due(on: date) -> Iterator[dict[str, Any]]:
    """One line for each kind and organisation. Names of people are in none; of partnerships that ended, theirs."""
    for rule in RULES:
        found = rule.due(on)
        told = {"kind": rule.name, "title": rule.title, "days": rule.days(on), "done": rule.done}
        for organisation, count in sorted(Counter(one.organisation for one in found).items()):
            oldest = min(one.since for one in found if one.organisation == organisation)
            names = [one.number for one in found] if rule.done == "told" else []
            yield {**told, "organisation": organisation, "count": count, "oldest": oldest.isoformat(), "names": names}
        if not found:
            yield {**told, "organisation": NOBODYS, "count": 0, "oldest": None, "names": []}


def carry_out(on: date) -> Iterator[dict[str, Any]]:
    """Each organisation in a transaction of its own, with an entry in its trail."""
    organisations = {one.organisation for rule in RULES if rule.done != "told" for one in rule.due(on)} - {NOBODYS}
    for organisation in sorted(organisations):
        yield {"organisation": organisation, "gone": keep_no_longer(by=Actor(OPERATOR, organisation), on=on)}
    yield {"organisation": NOBODYS, "gone": delete_what_is_nobodys(on)}
