"""The committee report: the headings councils use, filled with what the case holds, and what it does not hold said."""

from collections.abc import Callable
from datetime import date

from concordat.domain.kernel.audience import Reach
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.provenance import engine_version
from concordat.presentation.report.consultation_part import consultation, settled_in_talks
from concordat.presentation.report.financial_part import financial
from concordat.presentation.report.held import Held, read_held
from concordat.presentation.report.parts import Block, Report, Section, paragraph, says
from concordat.presentation.report.recommendation_part import recommendations
from concordat.presentation.report.review_part import background, background_papers, options, purpose, risk
from concordat.presentation.words import date_in_words, listed

TITLES = {
    "purpose": "Purpose",
    "recommendations": "Recommendations",
    "background": "Background",
    "options": "Options considered and why rejected",
    "financial": "Financial implications",
    "legal": "Legal implications",
    "human_resources": "Human resources implications",
    "risk": "Risk",
    "consultation": "Consultation",
    "equality": "Equality implications",
    "background_papers": "Background papers",
}


_SUBJECTS = {
    "purpose": "the purpose",
    "recommendations": "what is recommended",
    "background": "the background",
    "options": "the options",
    "financial": "the financial implications",
    "legal": "the legal implications",
    "human_resources": "the human resources implications",
    "risk": "risk",
    "consultation": "consultation",
    "equality": "the equality implications",
    "background_papers": "background papers",
}


def committee_report(
    case: Case, *, open_version: bool = False, on: date | None = None, organisation: str = ""
) -> Report:
    """The report of a case as its viewer may see it.

    `open_version` leaves out what is exempt under Schedule 12A to the Local Government Act 1972 and says that it did.
    `on` is the day conditions are judged against; without it the report's own date, so that the same case gives the same
    report everywhere and on every day. `organisation` is whose own words
    stand in it, where several councils wrote theirs.
    """
    held = read_held(case, on=on, organisation=organisation)
    sections, withheld = [], []
    for heading, title in TITLES.items():
        part = held.own.of(heading)
        if part.exempt and open_version:
            withheld.append(title)
            sections.append(
                Section(title, (paragraph(_exempt_words(part.exempt), quiet=True),), part.exempt, is_empty=False)
            )
            continue
        own = [paragraph(says(text, illustrative=held.own.illustrative)) for text in part.paragraphs]
        if own and part.source:
            own.append(paragraph(f"Source: {part.source}.", quiet=True))
        blocks: list[Block] = [*own, *_BLOCKS.get(heading, _nothing_more)(held)]
        empty = not blocks
        if empty:
            said = f"Nothing is held about {_SUBJECTS[heading]} yet. It must be written before the report is used."
            blocks = [paragraph(said, quiet=True)]
        sections.append(Section(title, tuple(blocks), part.exempt, is_empty=empty))
    latest = held.latest
    dated = held.own.meeting_on or (latest.date if latest else None)
    facts = (
        ("Meeting", held.own.committee),
        ("Date", date_in_words(dated) if dated else ""),
        ("Report of", held.own.author or (latest.by if latest else "")),
        ("Version", _version(sections, withheld)),
    )
    return Report(
        title=held.own.title or (latest.title if latest else case.title),
        subtitle=case.title,
        facts=tuple((name, value) for name, value in facts if value),
        sections=tuple(sections),
        sources=held.sources.listed,
        case_hash=case.open_to(*(_EVERYBODY if open_version else _PARTNERS)).hash,
        hash_covers="what everybody may see" if open_version else "what every partner sees",
        engine=engine_version(),
        dated=dated,
        withheld=tuple(withheld),
        names={row.id: str(row.get("name", row.id)) for row in case.rows("organisations")},
    )


# Whose eyes a report is for: its hash covers what they can look up, and tells nothing of what its maker keeps to itself.
_EVERYBODY = (Reach.PUBLIC,)
_PARTNERS = (Reach.PARTNERS, Reach.PARTNERS_AND_CONTRACTOR, Reach.PUBLIC)


def _version(sections: list[Section], withheld: list[str]) -> str:
    if withheld:
        return "Open version: exempt parts are left out"
    exempt = [f"{section.title} ({section.exempt})" for section in sections if section.exempt]
    return f"Full version, not for publication: {listed(exempt)}" if exempt else "Full version; no part is exempt"


def _exempt_words(exempt: str) -> str:
    return (
        f"This part is exempt under {exempt} of Part 1 of Schedule 12A to the Local Government Act 1972 and is in the "
        "full version only."
    )


def _nothing_more(held: Held) -> list[Block]:
    return []


_BLOCKS: dict[str, Callable[[Held], list[Block]]] = {
    "purpose": purpose,
    "recommendations": lambda held: [*recommendations(held), *settled_in_talks(held)],
    "background": background,
    "options": options,
    "financial": financial,
    "risk": risk,
    "consultation": consultation,
    "background_papers": background_papers,
}
