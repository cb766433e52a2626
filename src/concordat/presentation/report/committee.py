"""The committee report: the headings councils use, filled with what the case holds, and what it does not hold said."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from concordat.domain.business_case.annual_savings import AnnualSavings, OptionSavings, SavingsRange, savings_by_option
from concordat.domain.business_case.annual_savings_checks import check_annual_savings
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Severity, worst_first
from concordat.domain.kernel.provenance import engine_version
from concordat.domain.options import (
    compare,
    condition_standings,
    read_recommendations,
    read_review,
    screen_options,
    set_side_by_side,
)
from concordat.domain.options.inputs import Review
from concordat.domain.options.recommendation import Recommendation
from concordat.domain.options.results import Screen, ScreenedOption
from concordat.presentation.charts import savings_chart
from concordat.presentation.report.own_words import OwnWords, read_own_words
from concordat.presentation.report.parts import (
    Block,
    Heading,
    Picture,
    Report,
    Section,
    Sources,
    Table,
    bullets,
    paragraph,
    says,
)
from concordat.presentation.words import count_of, date_in_words, listed

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


@dataclass(frozen=True)
class _Held:
    """Everything the sections draw on, read once."""

    case: Case
    review: Review
    screen: Screen
    savings: AnnualSavings
    versions: tuple[Recommendation, ...]
    own: OwnWords
    sources: Sources
    on: date | None

    @property
    def latest(self) -> Recommendation | None:
        return self.versions[-1] if self.versions else None

    def screen_source(self) -> tuple[int, ...]:
        return self.sources.cite("The screen of the long list", self.screen.provenance, self.screen.hash)

    def savings_source(self, one: OptionSavings | None = None) -> tuple[int, ...]:
        if one is None:
            return self.sources.cite("Savings by option", self.savings.provenance, self.savings.hash)
        return self.sources.cite(f"Savings: {one.option.title}", one.provenance, f"{self.savings.hash}:{one.option.id}")


def committee_report(case: Case, *, open_version: bool = False, on: date | None = None) -> Report:
    """The report of a case as its viewer may see it.

    `open_version` leaves out what is exempt under Schedule 12A to the Local Government Act 1972 and says that it did.
    `on` is the day conditions are judged against; without it nothing is called overdue.
    """
    review = read_review(case)
    held = _Held(
        case,
        review,
        screen_options(review),
        savings_by_option(case),
        read_recommendations(case),
        read_own_words(case),
        Sources(),
        on,
    )
    sections, withheld = [], []
    for heading, title in TITLES.items():
        paragraphs, exempt = held.own.of(heading)
        if exempt and open_version:
            withheld.append(title)
            sections.append(Section(title, (paragraph(_exempt_words(exempt), quiet=True),), exempt, is_empty=False))
            continue
        own = [paragraph(says(text, illustrative=held.own.illustrative)) for text in paragraphs]
        blocks: list[Block] = [*own, *_BLOCKS.get(heading, _nothing_more)(held)]
        empty = not blocks
        if empty:
            blocks = [
                paragraph("Nothing is held about this yet. It must be written before the report is used.", quiet=True)
            ]
        sections.append(Section(title, tuple(blocks), exempt, is_empty=empty))
    latest = held.latest
    dated = held.own.meeting_on or (latest.date if latest else None)
    facts = (
        ("Meeting", held.own.committee),
        ("Date", date_in_words(dated) if dated else ""),
        ("Report of", held.own.author or (latest.by if latest else "")),
        ("Version", "Open version: exempt parts are left out" if open_version and withheld else "Full version"),
    )
    return Report(
        title=held.own.title or (latest.title if latest else case.title),
        subtitle=case.title,
        facts=tuple((name, value) for name, value in facts if value),
        sections=tuple(sections),
        sources=held.sources.listed,
        case_hash=case.hash,
        engine=engine_version(),
        dated=dated,
        withheld=tuple(withheld),
    )


def _exempt_words(exempt: str) -> str:
    return (
        f"This part is exempt under {exempt} of Part 1 of Schedule 12A to the Local Government Act 1972 and is in the "
        "full version only."
    )


def _nothing_more(held: _Held) -> list[Block]:
    return []


def _purpose(held: _Held) -> list[Block]:
    purpose = str(held.case.header.get("purpose", ""))
    blocks: list[Block] = [paragraph(purpose)] if purpose else []
    if held.review.objectives:
        blocks.append(paragraph("The review has these objectives:"))
        blocks.append(
            bullets(
                [
                    says(f"{item.title.rstrip('.')}. {item.description}".strip(), illustrative=item.fact.illustrative)
                    for item in held.review.objectives
                ]
            )
        )
    return blocks


def _recommendations(held: _Held) -> list[Block]:
    latest = held.latest
    if latest is None:
        return []
    blocks: list[Block] = [paragraph(says(latest.summary, strong=True))] if latest.summary else []
    if latest.areas:
        rows = tuple(
            (
                says(_area(held, answer.service_area)),
                says(held.review.option_title(answer.option) if answer.option else answer.answer),
                says(answer.says),
            )
            for answer in latest.areas
        )
        blocks.append(Table("What is recommended, service by service", ("Service area", "Answer", "In words"), rows))
    if latest.clauses:
        blocks.append(paragraph("Whatever the service, the approach is to hold:"))
        blocks.append(
            bullets(
                [(says(f"{clause.title.rstrip('.')}. ", strong=True), says(clause.says)) for clause in latest.clauses]
            )
        )
    if latest.reviews:
        blocks.append(paragraph("It is to be looked at again:"))
        blocks.append(bullets([review.says for review in latest.reviews]))
    return blocks + _conditions(held, latest)


def _area(held: _Held, id: str) -> str:
    return held.review.area_by_id[id].title if id in held.review.area_by_id else id


def _conditions(held: _Held, latest: Recommendation) -> list[Block]:
    resting = [item for item in held.review.conditions if item.id in latest.conditions]
    if not resting:
        return []
    standing = condition_standings(resting, on=held.on)
    source = held.sources.cite("The conditions a recommendation rests on", standing.provenance, standing.hash)
    rows = tuple(
        (
            says(tested.condition.statement, illustrative=tested.condition.fact.illustrative),
            says(tested.condition.how_tested or "Nobody has said how"),
            says(tested.state.value.capitalize() + (" and overdue" if tested.overdue else ""), sources=source),
        )
        for tested in standing.conditions
    )
    return [Table("What the recommendation rests on", ("Condition", "How it is tested", "Stands"), rows)]


def _background(held: _Held) -> list[Block]:
    blocks: list[Block] = []
    in_scope = [service.title for service in held.review.services if service.in_scope.value == "yes"]
    later = [service.title for service in held.review.services if service.in_scope.value == "later"]
    if in_scope:
        blocks.append(paragraph(f"In scope: {listed(in_scope)}."))
    if later:
        blocks.append(paragraph(f"To be considered later: {listed(later)}."))
    if held.review.phases:
        blocks.append(
            bullets(
                [
                    (says(f"{phase.title}. ", strong=True), says(phase.purpose, illustrative=phase.fact.illustrative))
                    for phase in held.review.phases
                ],
                numbered=True,
            )
        )
    return blocks


def _options(held: _Held) -> list[Block]:
    if not held.screen.options:
        return []
    counts = held.screen.counts
    sentence = f"{count_of(counts.listed, 'option').capitalize()} were listed"
    if counts.not_published:
        sentence += f", of which {counts.not_published} are not named in what was published"
    sentence += f"; {counts.short_list} stand on the short list and {counts.dropped} were dropped."
    blocks: list[Block] = [paragraph(says(sentence, sources=held.screen_source()))]
    rows = tuple(
        (
            says(_named(one), illustrative=one.option.fact.illustrative),
            says(one.standing.value.capitalize()),
            says(" ".join(one.because)),
        )
        for one in held.screen.options
    )
    blocks.append(Table("Every option, and why it stands where it does", ("Option", "Stands", "Why"), rows))
    return blocks + _side_by_side(held) + _challenges(held)


def _named(one: ScreenedOption) -> str:
    several = f" ({one.option.stands_for} options)" if one.option.stands_for > 1 else ""
    return f"{one.option.title}{several}"


def _side_by_side(held: _Held) -> list[Block]:
    compared = set_side_by_side(held.review, screen=held.screen)
    blocks: list[Block] = []
    for one in compared.arguments:
        if one.pros or one.cons:
            blocks.append(Heading(one.option.title))
            blocks.append(
                bullets([*[f"For: {point}" for point in one.pros], *[f"Against: {point}" for point in one.cons]])
            )
    return blocks


def _challenges(held: _Held) -> list[Block]:
    if not held.review.challenges:
        return []
    rows = tuple(
        (
            says(held.review.option_title(item.option), illustrative=item.fact.illustrative),
            says(f"{item.raised_by}{', ' + date_in_words(item.raised_on) if item.raised_on else ''}"),
            says(item.ground),
            says(f"{item.outcome.value.capitalize()}. {item.outcome_reason}".strip()),
        )
        for item in held.review.challenges
    )
    return [Table("Challenges to the short list", ("Option", "Raised by", "Ground", "Outcome"), rows)]


def _financial(held: _Held) -> list[Block]:
    found = held.savings
    if not found.options:
        return []
    source = held.savings_source()
    chart = savings_chart(found)
    blocks: list[Block] = [Picture(chart, source)] if chart is not None else []
    rows = [
        (
            says((row.source or "No source of saving given").capitalize() + _kind(row.kind.value)),
            *(says(_range(row.ranges.get(one.option.id))) for one in found.options),
        )
        for row in found.by_source
    ]
    rows.append(
        (
            says("Total", strong=True),
            *(
                says(
                    one.total.words,
                    sources=held.savings_source(one),
                    illustrative=one.provenance.illustrative,
                    strong=True,
                )
                for one in found.options
            ),
        )
    )
    headings = ("Source of saving", *(one.option.short_title for one in found.options))
    blocks.append(
        Table(
            "Savings a year, low to high", headings, tuple(rows), frozenset(range(1, len(headings))), last_is_total=True
        )
    )
    blocks += _thresholds(found)
    doubts = [item for item in worst_first(check_annual_savings(held.case)) if item.severity is not Severity.NOTE]
    if doubts:
        blocks.append(paragraph("What is doubtful about these figures:"))
        blocks.append(bullets([f"{item.message} {item.fix}" for item in doubts]))
    return blocks


def _kind(kind: str) -> str:
    return "" if kind == "saving" else f" ({kind})"


def _range(found: SavingsRange | None) -> str:
    return "–" if found is None else found.words


def _thresholds(found: AnnualSavings) -> list[Block]:
    return (
        [bullets([f"{one.option.title}: {test.words}." for one in found.options for test in one.tests])]
        if any(one.tests for one in found.options)
        else []
    )


def _consultation(held: _Held) -> list[Block]:
    if not held.review.comments:
        return []
    rows = tuple(
        (
            says(
                f"{item.given_by or 'Nobody named'}{', ' + date_in_words(item.given_on) if item.given_on else ''}",
                illustrative=item.fact.illustrative,
            ),
            says(item.says or item.title),
            says(item.answer or "Not answered yet"),
        )
        for item in held.review.comments
    )
    return [Table("What people said, and the answer", ("Who", "What they said", "Answer"), rows), *_what_changed(held)]


def _what_changed(held: _Held) -> list[Block]:
    if len(held.versions) < 2:
        return []
    before, after = held.versions[-2:]
    comparison = compare(before, after, review=held.review)
    source = held.sources.cite(
        "What changed between two versions of the recommendation", comparison.provenance, comparison.hash
    )
    blocks: list[Block] = [
        paragraph(
            says(
                f"After consultation {count_of(len(comparison.changes), 'part')} of the recommendation changed between "
                f"“{before.title}” and “{after.title}”.",
                sources=source,
            )
        )
    ]
    blocks.append(
        bullets(
            [
                (
                    says(f"{change.kind.value.capitalize()}: {change.title.rstrip('.')}. ", strong=True),
                    says(_because([comment.title for comment in change.because])),
                )
                for change in comparison.changes
            ]
        )
    )
    return blocks


def _because(titles: list[str]) -> str:
    return f"Moved by: {listed(titles)}." if titles else ""


def _risk(held: _Held) -> list[Block]:
    against = [point for point in held.review.points if point.kind.value == "con"]
    chosen = {answer.option for answer in held.latest.areas} if held.latest else set()
    named = [point for point in against if point.option in chosen]
    if not named:
        return []
    return [
        paragraph("What speaks against the options that are recommended:"),
        bullets([f"{held.review.option_title(point.option)}: {point.statement}" for point in named]),
    ]


def _background_papers(held: _Held) -> list[Block]:
    papers = dict.fromkeys(
        [
            str(held.case.header.get("published_as", "")),
            *(str(doc.content.get("source", "")) for doc in held.case.documents),
        ]
    )
    named = [paper for paper in papers if paper]
    return [bullets(named)] if named else []


_BLOCKS: dict[str, Callable[[_Held], list[Block]]] = {
    "purpose": _purpose,
    "recommendations": _recommendations,
    "background": _background,
    "options": _options,
    "financial": _financial,
    "risk": _risk,
    "consultation": _consultation,
    "background_papers": _background_papers,
}
