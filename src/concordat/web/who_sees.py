"""Who can see what a page is made of, in one sentence: every page says it."""

from collections import Counter
from collections.abc import Iterable

from concordat.domain.kernel.audience import Audience
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.web.naming import name_of


def audience_in_words(audience: Audience, owner: str) -> str:
    """With the names of those it is open to."""
    others = tuple(name_of(other) for other in audience.organisations)
    return audience.in_words(owner=name_of(owner) if owner else "its owner", others=others)


def who_sees(case: Case, *tables: str, documents: Iterable[str] = ()) -> str:
    """Of the rows of some tables and the documents of some kinds; of everything in the case where none is named."""
    kinds = set(documents)
    rows: list[Fact | Document] = [
        row for table in (tables or (() if kinds else case.table_names)) for row in case.rows(table)
    ]
    rows += [item for item in case.documents if item.kind in kinds or not (tables or kinds)]
    counted = Counter(audience_in_words(row.audience, row.organisation) for row in rows)
    if not counted:
        return "Nothing is here yet. Whoever enters something says who can see it."
    if len(counted) == 1:
        return f"{next(iter(counted))}."
    parts = [f"{words[:1].lower()}{words[1:]} ({number})" for words, number in counted.most_common()]
    return f"It depends on the row: {'; '.join(parts)}. You see the rows that you may."
