"""From what was recommended to the clause it became: nothing recommended gets lost at the table without a word."""

from collections.abc import Iterable

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.negotiation.inputs import Negotiation, read_negotiations
from concordat.domain.negotiation.results import PointStanding, Settled, Trace, TraceRow
from concordat.domain.negotiation.settled import inputs_of, standing_of
from concordat.domain.options import Review, read_recommendations, read_review
from concordat.domain.options.inputs import Feature, Taken
from concordat.domain.options.recommendation import Recommendation

# The furthest a recommended thing has come: one clause is enough, a point given up counts only where nothing else is left.
_FURTHEST = (
    Settled.IN_CONTRACT,
    Settled.AGREED,
    Settled.DIFFERS,
    Settled.SAID_BY_SOME,
    Settled.OPEN,
    Settled.GIVEN_UP,
)
NOT_RAISED = "not raised"


def trace_of(case: Case) -> Trace | None:
    """Of the latest recommendation and the features gathered for it; None where nothing is being negotiated."""
    negotiations = read_negotiations(case)
    if not negotiations:
        return None
    review, latest = read_review(case), _recommendation(case, negotiations)
    points = [point for one in negotiations for point in standing_of(one).points]
    rows = tuple(_rows(review, latest, points))
    used = [item for one in negotiations for item in inputs_of(one)]
    if latest is not None:
        used.append(InputUsed.of_document(latest.document, latest.label))
    used += [InputUsed.of_fact(feature.fact, feature.title) for feature in _gathered(review)]
    provenance = Provenance.of(
        "negotiation.trace",
        "Each answer and clause of the recommendation and each feature gathered, the points that carry it out, and how far "
        "it has come towards a clause.",
        used,
    )
    told = [(row.kind, row.id, row.stands) for row in rows]
    return Trace(
        latest.title if latest else "",
        rows,
        tuple(point for point in points if not _carries(point)),
        provenance,
        result_hash(told, provenance),
    )


def _recommendation(case: Case, negotiations: Iterable[Negotiation]) -> Recommendation | None:
    named = next((one.recommendation for one in negotiations if one.recommendation), None)
    versions = read_recommendations(case, name=named)
    return versions[-1] if versions else None


def _gathered(review: Review) -> list[Feature]:
    return [feature for feature in review.features if feature.taken in {Taken.TAKEN, Taken.MAY_BE}]


def _rows(review: Review, latest: Recommendation | None, points: list[PointStanding]) -> Iterable[TraceRow]:
    if latest is not None:
        for area in latest.areas:
            title = (
                review.area_by_id[area.service_area].title
                if area.service_area in review.area_by_id
                else area.service_area
            )
            said = " ".join(part for part in (review.option_title(area.option), area.answer) if part)
            carry = [one for one in points if area.service_area in one.point.service_areas]
            # A service area whose answer names no option is left as it is: there is nothing to bring to the table.
            yield _row("service area", area.service_area, title, said, bool(area.option), carry)
        for clause in latest.clauses:
            carry = [one for one in points if clause.id in one.point.clauses]
            yield _row("clause", clause.id, clause.title or clause.id, clause.says, True, carry)
    for feature in _gathered(review):
        carry = [one for one in points if feature.id in one.point.features]
        yield _row("feature", feature.id, feature.title, feature.meaning, feature.taken is Taken.TAKEN, carry)


def _row(kind: str, id: str, title: str, says: str, must: bool, points: list[PointStanding]) -> TraceRow:
    settled = {point.settled for point in points}
    furthest = next((one.value for one in _FURTHEST if one in settled), NOT_RAISED)
    return TraceRow(kind, id, title, says, must, tuple(points), furthest)


def _carries(point: PointStanding) -> bool:
    return bool(point.point.features or point.point.clauses or point.point.service_areas)
