"""The questions of who pays what that a viewer may see, answered by every rule. Plain values; kept by what went in."""

from functools import lru_cache

from concordat.application.actor import Actor
from concordat.application.errors import NotFound
from concordat.application.queries.cases import case_for
from concordat.domain.cost_sharing.comparison import compare_splits
from concordat.domain.cost_sharing.from_case import KIND, question_from
from concordat.domain.cost_sharing.game import TooManyPartners
from concordat.domain.cost_sharing.reading import QuestionRead
from concordat.domain.cost_sharing.results import Comparison
from concordat.domain.kernel.case import Document
from concordat.domain.sharing.assumptions import KIND as ASSUMPTIONS
from concordat.domain.sharing.assumptions import AssumptionMistake, read_assumptions
from concordat.domain.sharing.inputs import read_sharing
from concordat.domain.sharing.split_question import services_to_split, split_question


def questions_for(by: Actor) -> tuple[tuple[Document, QuestionRead], ...]:
    return tuple((document, question_from(document)) for document in case_for(by).documents_of(KIND))


def comparison_of(document: Document) -> Comparison | None:
    """The comparison, or None where the document has an error. One version of a document is worked out once."""
    return _compared(_Held(document))


class _Held:
    """A document that is the same as another where everything said of it and about it is the same."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._key = (
            document.hash,
            document.organisation,
            document.author,
            document.entered_at,
            document.version,
            document.illustrative,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=64)
def _compared(held: _Held) -> Comparison | None:
    question = question_from(held.document).question
    return None if question is None else compare_splits(question)


def services_for(by: Actor) -> dict[str, str]:
    """Services whose group costs can be worked out from the baseline: identifier → title. None without savings rates."""
    case = case_for(by)
    sharing = read_sharing(case)
    held = services_to_split(sharing) if case.document(ASSUMPTIONS) is not None else {}
    return {service: sharing.service_titles.get(service, service) for service in held}


def comparison_for_service(by: Actor, *, service: str) -> Comparison | str:
    """Every council that has a baseline of it; a sentence where it cannot be worked out. Raises `NotFound`."""
    case = case_for(by)
    sharing = read_sharing(case)
    councils = services_to_split(sharing).get(service)
    try:
        assumptions = read_assumptions(case)
        if councils is None or assumptions is None:
            raise NotFound("There is no such service with a baseline of two councils.")
        return compare_splits(split_question(sharing, assumptions, service=service, councils=councils))
    except (AssumptionMistake, TooManyPartners) as problem:
        return str(problem)
