"""Scores and statements of one person: kept to themselves until they submit; and what was agreed in a round."""

from collections.abc import Sequence

from django.db import transaction

from concordat.application.actions.documents import save_document
from concordat.application.actions.facts import RowGiven, append_facts
from concordat.application.actor import Actor
from concordat.application.permissions import require
from concordat.data.files.definitions import definition_text
from concordat.domain.appraisal import KIND
from concordat.domain.kernel.case import Document


@transaction.atomic
def save_own_view(*, by: Actor, scores: Sequence[RowGiven], statements: Sequence[RowGiven]) -> int:
    """Rows of one person's scores and statements about weights. Returns how many were saved."""
    require(by, "facts.append")
    if scores:
        append_facts(by=by, table="scores", rows=scores)
    if statements:
        append_facts(by=by, table="weight_statements", rows=statements)
    return len(scores) + len(statements)


def start_appraisal(*, by: Actor, ready_set: str, name: str = "options") -> Document:
    """An appraisal of the options by the criteria of a ready set; its owner goes on from there."""
    text = f'ready_set = "{ready_set}"\n{definition_text("criteria", ready_set)}'
    return save_document(by=by, kind=KIND, name=name, text=text)
