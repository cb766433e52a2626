"""Who was asked, what people said under which theme, what that changed, who disagrees; and what talks have settled since."""

from datetime import date

from concordat.domain.consultation import Consultation, outcome_of
from concordat.domain.consultation.results import HeardComment, ThemeHeard
from concordat.domain.negotiation import read_negotiations, standing_of
from concordat.domain.negotiation.figures import in_unit
from concordat.domain.options import compare
from concordat.presentation.report.held import Held
from concordat.presentation.report.parts import Block, Table, Words, bullets, paragraph, says
from concordat.presentation.words import count_of, date_in_words, listed


def consultation(held: Held) -> list[Block]:
    found = outcome_of(held.case)
    if not (found.comments or found.rounds or found.dissents):
        return []
    blocks = [*_asked(found), *_themes(found, held)]
    if found.comments:
        rows = tuple(_comment(one) for one in found.comments)
        blocks.append(Table("What people said, and the answer", ("Who", "What they said", "Answer"), rows))
    return [*blocks, *_what_changed(held), *_dissent(found)]


def _asked(found: Consultation) -> list[Block]:
    return [
        paragraph(
            says(f"{one.title}: {listed(one.asked) or 'it is not said who was'} {'were' if one.asked else ''} asked, "
                 f"{_days(one.opened_on, one.closed_on)}.".replace("  ", " "), illustrative=one.fact.illustrative)
        )
        for one in found.rounds
    ]  # fmt: skip


def _days(opened: date | None, closed: date | None) -> str:
    begun = f"from {date_in_words(opened)}" if opened else "from a day that is not recorded"
    return f"{begun} to {date_in_words(closed)}" if closed else f"{begun}; when it closed is not recorded"


def _themes(found: Consultation, held: Held) -> list[Block]:
    if not found.themes:
        return []
    source = held.sources.cite("Comments by theme, and what they changed", found.provenance, found.hash)
    rows = tuple(_theme(one, source) for one in found.every)
    return [Table("By theme", ("Theme", "Said", "The reply", "What came of it"), rows, frozenset({1}))]


def _theme(one: ThemeHeard, source: tuple[int, ...]) -> tuple[Words, ...]:
    count = says(str(len(one.comments)), sources=source)
    if one.theme is None:
        return (says("Under no theme"), count, says(f"{one.answered} answered"), says("Not said"))
    versions = dict.fromkeys(f"version {effect.version}" for effect in one.effects)
    came = ". ".join(part.rstrip(".") for part in (one.theme.outcome.capitalize(), one.theme.changed) if part)
    return (
        says(one.theme.title, illustrative=one.theme.fact.illustrative),
        count,
        says(one.theme.answer or f"{one.answered} of {len(one.comments)} answered"),
        says(f"{came}{f' ({listed(versions)})' if versions else ''}."),
    )


def _comment(one: HeardComment) -> tuple[Words, ...]:
    item = one.heard.comment
    who = item.given_by or one.heard.from_group.capitalize() or "Nobody named"
    return (
        says(
            f"{who}{', ' + date_in_words(item.given_on) if item.given_on else ''}", illustrative=item.fact.illustrative
        ),
        says(item.says or item.title),
        says(one.answer or "Not answered yet"),
    )


def _dissent(found: Consultation) -> list[Block]:
    rows = tuple(
        (
            says(
                f"{one.body}{', ' + date_in_words(one.given_on) if one.given_on else ''}",
                illustrative=one.fact.illustrative,
            ),
            says(one.says),
            says(one.answer or "Not answered yet"),
        )
        for one in found.dissents
    )
    return [Table("Who disagrees", ("Body", "What it says", "What it was told"), rows)] if rows else []


def settled_in_talks(held: Held) -> list[Block]:
    """What every party had agreed by the day of the report: never what one of them would settle for."""
    rows: list[tuple[Words, ...]] = []
    for negotiation in read_negotiations(held.case):
        standing = standing_of(negotiation)
        for point in standing.points:
            term = point.term
            if term is None or not _by(held.on, [one.agreed_on for one in point.point.terms]):
                continue
            cited = held.sources.cite(f"What was agreed: {negotiation.title}", standing.provenance, standing.hash)
            figure = in_unit(term.value, point.point.unit) if term.value is not None else ""
            rows.append(
                (
                    says(point.point.title, illustrative=any(one.fact.illustrative for one in point.point.terms)),
                    says(". ".join(part for part in (figure, term.says) if part) or "Agreed", sources=cited),
                    says(point.clause or "Not drafted yet"),
                )
            )
    return [Table("What talks have settled", ("Point", "Agreed by every party", "Clause"), tuple(rows))] if rows else []


def _by(on: date | None, days: list[date | None]) -> bool:
    """Agreed by the day of the report; a report without a day tells all that was agreed."""
    return on is None or all(day is not None and day <= on for day in days)


def _what_changed(held: Held) -> list[Block]:
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
    return f"Moved by {listed([f'“{title}”' for title in titles])}." if titles else "No comment is named as the reason."
