"""What authors write themselves: the document kind ``committee_report``, one text for each heading.

Content::

    title, committee, author, source   text
    date                               the day of the meeting
    [sections.<heading>]               heading: purpose, background, financial, legal, human_resources, risk,
                                       consultation, equality, background_papers
    says                               paragraphs, with an empty line between two
    exempt                             why it is exempt, such as "paragraph 3"; leave out where it is open
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from concordat.domain.kernel.case import Case

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
class OwnWords:
    title: str = ""
    committee: str = ""
    author: str = ""
    meeting_on: date | None = None
    illustrative: bool = False
    sections: Mapping[str, tuple[str, str]] | None = None  # heading → (text, exempt)

    def of(self, heading: str) -> tuple[tuple[str, ...], str]:
        """The paragraphs under a heading, and why they are exempt."""
        text, exempt = (self.sections or {}).get(heading, ("", ""))
        return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip()), exempt


def read_own_words(case: Case) -> OwnWords:
    document = case.document(KIND)
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
            str(name): (_text(part, "says"), _text(part, "exempt"))
            for name, part in sections.items()
            if isinstance(part, Mapping)
        },
    )


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key)
    return str(value) if value is not None else ""
