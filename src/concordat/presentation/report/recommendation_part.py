"""What is recommended and what it rests on."""

from itertools import count

from concordat.domain.options import condition_standings
from concordat.domain.options.recommendation import Recommendation
from concordat.presentation.report.held import Held
from concordat.presentation.report.parts import Block, Table, bullets, paragraph, says


def recommendations(held: Held) -> list[Block]:
    """Numbered R1, R2 … throughout, so that minutes and amendments can name each."""
    latest = held.latest
    if latest is None:
        return []
    made_up, numbers = latest.document.illustrative, count(1)
    blocks: list[Block] = []
    if latest.summary:
        blocks.append(paragraph(says(latest.summary, strong=True, illustrative=made_up)))
    if latest.areas:
        rows = tuple(
            (
                says(f"R{next(numbers)}"),
                says(_area(held, answer.service_area), illustrative=made_up),
                says(held.review.option_title(answer.option) if answer.option else answer.answer),
                says(answer.says),
            )
            for answer in latest.areas
        )
        blocks.append(
            Table("What is recommended, service by service", ("No.", "Service area", "Answer", "In words"), rows)
        )
    if latest.clauses:
        blocks.append(paragraph("Whatever the service, the approach is to hold:"))
        blocks.append(
            bullets(
                [
                    (
                        says(f"R{next(numbers)}. {clause.title.rstrip('.')}. ", strong=True),
                        says(clause.says, illustrative=made_up),
                    )
                    for clause in latest.clauses
                ]
            )
        )
    if latest.reviews:
        blocks.append(paragraph("It is to be looked at again:"))
        blocks.append(
            bullets(
                [
                    (says(f"R{next(numbers)}. ", strong=True), says(review.says, illustrative=made_up))
                    for review in latest.reviews
                ]
            )
        )
    return blocks + _conditions(held, latest)


def _area(held: Held, id: str) -> str:
    return held.review.area_by_id[id].title if id in held.review.area_by_id else id


def _conditions(held: Held, latest: Recommendation) -> list[Block]:
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
