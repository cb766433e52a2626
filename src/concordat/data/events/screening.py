"""Personal data kept out: names, e-mail addresses and telephone numbers do not enter the store."""

import re

from concordat.domain.kernel.tables import Column, ColumnType

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A British number of 10 or 11 digits, or +44 …; not a bare run inside a longer number.
_TELEPHONE = re.compile(r"(?<![\w.])(?:\+44[\s().-]*|\(?0)(?:\d[\s().-]*){9,10}(?![\w])")
_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor)\.?\s+(?:[A-Z]\.?\s+)?[A-Z][a-z'’-]+(?:\s+[A-Z][a-z'’-]+)?"
)
_REMOVED = ((_EMAIL, "[e-mail removed]"), (_TELEPHONE, "[telephone number removed]"), (_NAME, "[name removed]"))
_PERSON_HEADINGS = re.compile(
    r"(?:customer|caller|contact|resident|officer|inspector|operative|driver|complainant|member|reported by|raised by name)"
    r"[\s_]*(?:name)?$|(?:first|last|full|sur)[\s_]?name|e-?mail|tele?phone|mobile|^name$",
    re.IGNORECASE,
)
_NEVER = frozenset({"usrn", "uprn", "asset_id", "superseded_by", "remedial_of", "invoices", "orders", "enquiries"})


def is_screened(column: Column, *, key: str) -> bool:
    """Text a person may have typed into; identifiers keep their digits."""
    return (
        column.type in {ColumnType.TEXT, ColumnType.LONG_TEXT, ColumnType.LIST}
        and column.name != key
        and column.name not in _NEVER
    )


def screened(text: str) -> tuple[str, int]:
    """The text with what looks personal taken out, and how many pieces were."""
    removed = 0
    for pattern, instead in _REMOVED:
        text, found = pattern.subn(instead, text)
        removed += found
    return text, removed


def names_a_person(heading: str) -> bool:
    """Does the heading say that the column holds a person's name, e-mail address or telephone number?"""
    return bool(_PERSON_HEADINGS.search(heading.strip()))
