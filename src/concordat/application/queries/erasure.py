"""Before a person is erased: in which rows of their own organisation their name or address was typed."""

import json
from collections import Counter
from dataclasses import dataclass

from concordat.application.actor import Actor
from concordat.application.erasure import is_erased
from concordat.application.queries.accounts import colleague_row
from concordat.data.files import load_catalogue
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system


@dataclass(frozen=True, slots=True)
class Mention:
    """So many entries of one kind in one partnership hold the name or the address. What they say is not told here."""

    partnership: str
    what: str
    count: int


@dataclass(frozen=True, slots=True)
class ToErase:
    code: str
    name: str
    email: str
    open: bool
    erased: bool
    mentions: tuple[Mention, ...]


def person_to_erase(by: Actor, person: str) -> ToErase:
    """For an administrator of the person's organisation. Another organisation's rows are not looked at."""
    row = colleague_row(by, person)
    words = tuple(word.lower() for word in (row.name, row.email) if word and not is_erased(row))
    with as_the_system():
        found = _mentions(words, by.organisation) if words else Counter()
    mentions = tuple(Mention(*key, count) for key, count in sorted(found.items()))
    return ToErase(row.code, row.name, row.email, row.is_active, is_erased(row), mentions)


def _mentions(words: tuple[str, ...], organisation: str) -> Counter[tuple[str, str]]:
    def holds(*texts: str) -> bool:
        return any(word in text.lower() for text in texts for word in words)

    titles = {table.name: table.title for table in load_catalogue()}
    found: Counter[tuple[str, str]] = Counter()
    own = {"organisation": organisation}
    facts = models.Fact.objects.filter(**own).select_related("partnership")
    for fact in facts.iterator(chunk_size=2000):
        if holds(fact.source, *(value for value in fact.values.values() if isinstance(value, str))):
            found[fact.partnership.title, titles.get(fact.table, fact.table)] += 1
    for version in models.DocumentVersion.objects.filter(**own).select_related("partnership"):
        if holds(version.text):
            found[version.partnership.title, f"Document: {version.kind}"] += 1
    for file in models.StoredFile.objects.filter(**own).select_related("partnership"):
        if holds(file.name):
            found[file.partnership.title, "Names of files"] += 1
    for job in models.Job.objects.filter(**own).select_related("partnership"):
        if holds(job.title, json.dumps(job.arguments, ensure_ascii=False)):
            found[job.partnership.title, "Long work"] += 1
    return found
