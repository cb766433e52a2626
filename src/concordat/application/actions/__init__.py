"""Writes. One keyword-only function is one transaction and one audit entry; `by` is who acts."""

from concordat.application.actions.appraisal import save_own_view, start_appraisal
from concordat.application.actions.approvals import accept, resolve
from concordat.application.actions.cases import import_case, start_partnership_from_case
from concordat.application.actions.documents import save_document
from concordat.application.actions.facts import RowGiven, append_facts
from concordat.application.actions.freezes import freeze_decision
from concordat.application.actions.partnerships import add_member, give_role, start_partnership
from concordat.application.actions.payments import FiguresTaken, issue_payment, take_figures
from concordat.application.actions.proposals import take_effect
from concordat.application.actions.releases import publish_document, publish_rows, release_inputs
from concordat.application.actions.statements import answer_statement

__all__ = [
    "FiguresTaken",
    "RowGiven",
    "accept",
    "add_member",
    "answer_statement",
    "append_facts",
    "freeze_decision",
    "give_role",
    "import_case",
    "issue_payment",
    "publish_document",
    "publish_rows",
    "release_inputs",
    "resolve",
    "save_document",
    "save_own_view",
    "start_appraisal",
    "start_partnership",
    "start_partnership_from_case",
    "take_effect",
    "take_figures",
]
