"""What authors write themselves: the document kind ``committee_report``, one text for each heading.

Content::

    title, committee, author, source   text
    date                               the day of the meeting
    [sections.<heading>]               heading: purpose, background, financial, legal, human_resources, risk,
                                       consultation, equality, background_papers
    says                               paragraphs, with an empty line between two
    source                             what these words rest on
    exempt                             why it is exempt, such as "paragraph 3"; leave out where it is open

Whatever stands at `exempt`, other than false or nothing, keeps the part out of the open version: a slip of the pen must not
publish it. `check_own_words` says what was not understood.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.findings import Finding, Where, error, warning

KIND = "committee_report"
HEADINGS = (
    "purpose",
    "recommendations",
    "background",
    "options",
    "financial",
    "legal",
    "human_resources",
    "risk",
    "consultation",
    "equality",
    "background_papers",
)


@dataclass(frozen=True)
class OwnPart:
    """What stands under one heading. `exempt` is the paragraph of Schedule 12A, empty where it is open."""

    text: str = ""
    source: str = ""
    exempt: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(" ".join(part.split()) for part in self.text.split("\n\n") if part.strip())


@dataclass(frozen=True)
class OwnWords:
    title: str = ""
    committee: str = ""
    author: str = ""
    meeting_on: date | None = None
    illustrative: bool = False
    sections: Mapping[str, OwnPart] = field(default_factory=dict)

    def of(self, heading: str) -> OwnPart:
        return self.sections.get(heading, OwnPart())


def read_own_words(case: Case, *, organisation: str = "") -> OwnWords:
    """The organisation's own words; where it wrote none or is not named, those the case holds first."""
    document = _of(case, organisation)
    if document is None:
        return OwnWords()
    content = document.content
    said = content.get("sections")
    sections = said if isinstance(said, Mapping) else {}
    day = content.get("date")
    return OwnWords(
        title=_text(content, "title"),
        committee=_text(content, "committee"),
        author=_text(content, "author"),
        meeting_on=day if isinstance(day, date) else None,
        illustrative=document.illustrative,
        sections={
            str(name): OwnPart(_text(part, "says"), _text(part, "source"), _exempt(part.get("exempt")))
            for name, part in sections.items()
            if isinstance(part, Mapping)
        },
    )


def _of(case: Case, organisation: str) -> Document | None:
    """The latest version. Each council that decides may write its own report, under the same name as another's."""
    held = [document for document in case.documents if document.kind == KIND]
    first = next((document for document in held if document.organisation == organisation), held[0] if held else None)
    if first is None:
        return None
    same = [item for item in held if (item.organisation, item.name) == (first.organisation, first.name)]
    return max(same, key=lambda document: document.version)


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key)
    return str(value) if value is not None else ""


def _exempt(given: Any) -> str:
    """The paragraph of Part 1 of Schedule 12A; ``a paragraph not named`` where something else stands there."""
    if given is None or given is False or given == "":
        return ""
    return given.strip() if isinstance(given, str) and given.strip() else "a paragraph not named"


def check_own_words(case: Case) -> list[Finding]:
    """Headings nobody prints, parts of the wrong shape, and exemptions that name no paragraph of Schedule 12A."""
    latest: dict[tuple[str, str], Document] = {}
    for document in case.documents:
        key = (document.organisation, document.name)
        if document.kind == KIND and (key not in latest or latest[key].version <= document.version):
            latest[key] = document
    return [finding for document in latest.values() for finding in _check(document)]


def _check(document: Document) -> list[Finding]:
    found: list[Finding] = []
    sections = document.content.get("sections", {})
    if not isinstance(sections, Mapping):
        return [
            _wrong(
                document.name, "sections", "“sections” is not a table.", "Write [sections.legal], and says below it."
            )
        ]
    for heading, part in sections.items():
        found += _check_part(document.name, str(heading), part)
    for key in document.content:
        if key not in _KEYS:
            found.append(
                _wrong(
                    document.name, key, f"“{key}” is not printed.", f"Use one of: {', '.join(_KEYS)}.", serious=False
                )
            )
    return found


_KEYS = ("title", "committee", "author", "source", "date", "sections")


def _check_part(name: str, heading: str, part: Any) -> list[Finding]:
    column = f"sections.{heading}"
    if heading not in HEADINGS:
        return [_wrong(name, column, f"The report has no heading “{heading}”.", f"Use one of: {', '.join(HEADINGS)}.")]
    if not isinstance(part, Mapping):
        return [
            _wrong(name, column, f"“{heading}” holds no “says”.", f"Write [sections.{heading}], and says below it.")
        ]
    found: list[Finding] = []
    if not isinstance(part.get("says", ""), str):
        found.append(_wrong(name, f"{column}.says", "“says” is not text.", "Put the words between quotation marks."))
    exempt = part.get("exempt")
    if _exempt(exempt) and not (
        isinstance(exempt, str) and re.fullmatch(r"paragraphs? [1-7](, [1-7])*( and [1-7])?", exempt)
    ):
        found.append(
            _wrong(
                name,
                f"{column}.exempt",
                f"“{exempt}” names no paragraph of Part 1 of Schedule 12A. The part is kept out of the open version.",
                'Write "paragraph 3", or one of 1 to 7.',
                serious=False,
            )
        )
    return found


def _wrong(name: str, column: str, message: str, fix: str, *, serious: bool = True) -> Finding:
    where = Where(table=f"document {KIND}", column=column, item=name)
    return (error if serious else warning)(where, message, fix, code="committee_report.own_words")
