"""The questions of who pays what that a viewer may see, answered by every rule. Plain values; kept by what went in."""

from functools import lru_cache

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.domain.cost_sharing.comparison import compare_splits
from concordat.domain.cost_sharing.from_case import KIND, question_from
from concordat.domain.cost_sharing.reading import QuestionRead
from concordat.domain.cost_sharing.results import Comparison
from concordat.domain.kernel.case import Document


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
