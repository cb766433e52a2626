"""How values read on a page. The words themselves are in `presentation.words`."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template

from concordat.domain.kernel.audience import Audience
from concordat.domain.kernel.findings import Finding, Where
from concordat.domain.kernel.hashing import short_hash
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.provenance import Provenance
from concordat.domain.kernel.tables import Column, ColumnType, Value
from concordat.presentation.words import cell_in_words, date_in_words, days_in_words, moment_in_words, pounds_short
from concordat.web.naming import name_of
from concordat.web.who_sees import audience_in_words

register = template.Library()
_HASH = re.compile(r"[0-9a-f]{64}")


@register.filter
def pounds(pence: int | None) -> str:
    return "" if pence is None else format_pounds(pence)


@register.filter
def whole_pounds(pence: int | None) -> str:
    """An estimate to the pound: its pennies tell nobody anything."""
    return "" if pence is None else format_pounds(pence, show_pence=False)


@register.filter
def day(value: date | datetime | None) -> str:
    return "" if value is None else date_in_words(value)


@register.filter
def days(text: str) -> str:
    return days_in_words(text)


@register.filter
def moment(value: datetime | None) -> str:
    return "" if value is None else moment_in_words(value)


@register.filter
def short(value: str) -> str:
    return short_hash(value)


@register.filter
def said(value: Value, column: Column) -> str:
    words = cell_in_words(value, column)
    return capital(words) if column.type is ColumnType.CHOICE else words


@register.filter
def hash_begins(words: str) -> str:
    """The digits of a hash by which people tell it; anything else as it is. The row's own page has all of them."""
    return short_hash(words) if _HASH.fullmatch(words) else words


@register.filter
def place(where: Where) -> str:
    """Where in a file a finding is; nothing where its message already names the thing."""
    return str(where) if where.file or where.row is not None else ""


@register.filter
def made_up(provenance: Provenance) -> str:
    """``all`` where everything that went in is illustrative, ``some`` where a part is, otherwise nothing."""
    if not provenance.illustrative:
        return ""
    return "all" if all(used.illustrative for used in provenance.inputs if used.kind == "fact") else "some"


@register.filter
def item(mapping: Any, key: Any) -> Any:
    return mapping.get(key) if mapping else None


@register.filter
def limits_of(cell: Any, titles: Any) -> tuple[str, ...]:
    """What a council ruled out for a service, with the names of councils and services."""
    limits: tuple[str, ...] = cell.limits(titles)
    return limits


@register.filter
def who_can_see(audience: Audience, owner: str) -> str:
    return audience_in_words(audience, owner)


@register.filter
def named(organisation: str) -> str:
    """The name of an organisation at the table."""
    return name_of(organisation)


@register.filter
def held(tables: Any) -> list[Any]:
    """Those of a stage's tables that hold a row."""
    return [entry for entry in tables or () if entry["count"]]


@register.filter
def empty_ones(tables: Any) -> list[Any]:
    return [entry for entry in tables or () if not entry["count"]]


@register.filter
def with_article(noun: str) -> str:
    """``an option``, ``a mark``."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


@register.filter
def capital(text: Any) -> str:
    words = str(text)
    return words[:1].upper() + words[1:]


@register.filter
def uncapital(text: Any) -> str:
    words = str(text)
    return words[:1].lower() + words[1:]


@register.filter
def short_pounds(pence: int | None) -> str:
    """``£5.07m``: for a headline; the exact figure stands on the same page."""
    return "" if pence is None else pounds_short(pence)


@register.filter
def less(whole: int, part: int) -> int:
    return whole - part


@register.filter
def decimals(value: Any, places: int) -> str:
    return f"{float(value):.{places}f}"


SHOWN_FINDINGS = 8


@register.filter
def said_once(findings: Iterable[Finding]) -> dict[str, list[tuple[Finding, int]]]:
    """Findings of one wording as one with how often it holds; the `first` are read at once, the `rest` on demand."""
    counts: Counter[tuple[Any, ...]] = Counter()
    first_of: dict[tuple[Any, ...], Finding] = {}
    for finding in findings:
        key = (finding.severity, place(finding.where), finding.message, finding.fix)
        first_of.setdefault(key, finding)
        counts[key] += 1
    told = [(finding, counts[key]) for key, finding in first_of.items()]
    shown = SHOWN_FINDINGS if len(told) > SHOWN_FINDINGS + 2 else len(told)
    return {"first": told[:shown], "rest": told[shown:]}


@register.filter
def told_apart(form: Any) -> list[tuple[str, str]]:
    """What is wrong with each field, with the element it leads to. A message that several share names its field first."""
    found = [(field, str(message)) for field in form for message in field.errors]
    often = Counter(message for _, message in found)
    return [
        (
            f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id,
            f"{field.label.removesuffix(' (optional)')}: {message}" if often[message] > 1 else message,
        )
        for field, message in found
    ]
