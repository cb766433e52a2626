"""Purpose, background, options, risk and papers: what a review held before anything was decided."""

from concordat.domain.kernel.money import format_pounds
from concordat.domain.options import set_side_by_side
from concordat.domain.options.inputs import Objective
from concordat.domain.options.results import ScreenedOption
from concordat.presentation.report.held import Held
from concordat.presentation.report.parts import Block, Heading, Table, bullets, paragraph, says
from concordat.presentation.words import count_of, date_in_words, listed


def purpose(held: Held) -> list[Block]:
    purpose = str(held.case.header.get("purpose", ""))
    blocks: list[Block] = [paragraph(purpose)] if purpose else []
    if held.review.objectives:
        blocks.append(paragraph("The review has these objectives:"))
        blocks.append(
            bullets([says(_objective(item), illustrative=item.fact.illustrative) for item in held.review.objectives])
        )
    return blocks


def _objective(item: Objective) -> str:
    said = f"{item.title.rstrip('.')}. {item.description}".strip()
    if not item.least_annual_saving or "£" in said:  # most objectives say their figure in words already
        return said
    return f"{said} At least {format_pounds(item.least_annual_saving)} a year."


def background(held: Held) -> list[Block]:
    blocks: list[Block] = _partners(held)
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


def _partners(held: Held) -> list[Block]:
    names = {row.id: str(row.get("name", row.id)) for row in held.case.rows("organisations")}
    rows = held.case.rows("memberships")
    if not rows:
        return []
    said = [
        says(
            f"{names.get(partner, partner)}: {str(row.get('role', 'role not stated')).replace('-', ' ')}",
            illustrative=row.illustrative,
        )
        for row in rows
        for partner in [str(row.get("partner", row.organisation))]
    ]
    return [paragraph("Those who take part:"), bullets(said)]


def options(held: Held) -> list[Block]:
    if not held.screen.options:
        return []
    counts = held.screen.counts
    sentence = f"{count_of(counts.listed, 'option').capitalize()} were listed"
    if counts.not_published:
        sentence += f", of which {counts.not_published} are not named in what was published"
    stands = [
        f"{counts.short_list or 'none'} on the short list"
        + (f" (with {counts.added} that a challenge added to those listed)" if counts.added else ""),
        f"{counts.dropped or 'none'} dropped",
        *([f"{counts.not_decided} not decided"] if counts.not_decided else []),
    ]
    sentence += f". They stand thus: {listed(stands)}."
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


def _side_by_side(held: Held) -> list[Block]:
    compared = set_side_by_side(held.review, screen=held.screen)
    blocks: list[Block] = []
    for one in compared.arguments:
        if one.pros or one.cons:
            points = [point for point in held.review.points if point.option == one.option.id]
            blocks.append(Heading(one.option.title))
            blocks.append(
                bullets(
                    [
                        says(f"{word}: {point.statement}", illustrative=point.fact.illustrative)
                        for kind, word in (("pro", "For"), ("con", "Against"))
                        for point in points
                        if point.kind.value == kind
                    ]
                )
            )
    return blocks


def _challenges(held: Held) -> list[Block]:
    if not held.review.challenges:
        return []
    bodies = {body.id: body.title for body in held.review.taking_part}
    rows = tuple(
        (
            says(held.review.option_title(item.option), illustrative=item.fact.illustrative),
            says(
                f"{bodies.get(item.raised_by, item.raised_by)}{', ' + date_in_words(item.raised_on) if item.raised_on else ''}"
            ),
            says(item.ground),
            says(f"{item.outcome.value.capitalize()}. {item.outcome_reason}".strip()),
        )
        for item in held.review.challenges
    )
    return [Table("Challenges to the short list", ("Option", "Raised by", "Ground", "Outcome"), rows)]


def risk(held: Held) -> list[Block]:
    against = [point for point in held.review.points if point.kind.value == "con"]
    chosen = {answer.option for answer in held.latest.areas} if held.latest else set()
    named = [point for point in against if point.option in chosen]
    if not named:
        return []
    return [
        paragraph("What speaks against the options that are recommended:"),
        bullets(
            [
                says(
                    f"{held.review.option_title(point.option)}: {point.statement}", illustrative=point.fact.illustrative
                )
                for point in named
            ]
        ),
    ]


def background_papers(held: Held) -> list[Block]:
    """The papers ``case.toml`` names (`published_as`, `background_papers`); where it names none, what documents rest on."""
    header = held.case.header
    listed_there = header.get("background_papers", [])
    papers = [str(header.get("published_as", "")), *map(str, listed_there if isinstance(listed_there, list) else [])]
    if not any(papers):
        papers = [str(doc.content.get("source", "")) for doc in held.case.documents if not doc.illustrative]
    named = [paper for paper in dict.fromkeys(papers) if paper]
    return [bullets(named)] if named else []
