"""The questions of who pays what that a case holds: each a document of kind ``cost_game``, one for each service or plan."""

from dataclasses import replace

from concordat.domain.cost_sharing.inputs import SplitQuestion
from concordat.domain.cost_sharing.reading import QuestionRead, read_question
from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.provenance import InputUsed

KIND = "cost_game"


def questions_in(case: Case) -> tuple[QuestionRead, ...]:
    """In the order the documents stand in the case; each with its document as the input it rests on."""
    return tuple(question_from(document) for document in case.documents_of(KIND))


def question_from(document: Document) -> QuestionRead:
    read = read_question(document.content, name=document.name, file=f"{KIND}/{document.name}")
    if read.question is None:
        return read
    return QuestionRead(_with_source(read.question, document), read.findings)


def _with_source(question: SplitQuestion, document: Document) -> SplitQuestion:
    used = InputUsed.of_document(document)
    illustrative = document.illustrative or question.illustrative
    return replace(question, illustrative=illustrative, inputs=(replace(used, illustrative=illustrative),))
