"""What each side says about a statement: issue, agree, dispute, resolve. Each is a row that nothing takes back."""

import secrets
from typing import Final

from django.db import transaction

from concordat.application.actions.facts import RowGiven, append_facts
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotAllowed
from concordat.application.permissions import require
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.findings import Where, error
from concordat.domain.kernel.statement import Says, Statement, StatementState

TABLE: Final = "statement_answers"
_BY_ISSUER = frozenset({Says.ISSUED, Says.RESOLVED})


@transaction.atomic
def answer_statement(
    *, by: Actor, statement: Statement, says: Says, line: str = "", pence: int | None = None, reason: str = ""
) -> Fact:
    """Record what the actor's organisation says. The issuer issues and resolves; the recipient agrees and disputes.

    A dispute needs a reason and nothing but a draft can be issued again. Raises `NotAllowed` or `NotAccepted`.
    """
    require(by, "statement.answer")
    side = statement.issuer if says in _BY_ISSUER else statement.recipient
    if by.organisation != side:
        raise NotAllowed(f"Only people acting for {side} may do this: {_IN_WORDS[says]}.")
    _check(statement, says, line, reason)
    values = {
        "statement": statement.id,
        "says": says.value,
        "line": line or None,
        "amount": pence,
        "reason": reason or None,
        "statement_hash": statement.figures_hash,
    }
    row = RowGiven(f"{statement.id}-{says.value}-{secrets.token_hex(4)}", values)
    return append_facts(by=by, table=TABLE, rows=[row])[0]


def _check(statement: Statement, says: Says, line: str, reason: str) -> None:
    if line:
        statement.line(line)
    if says in {Says.AGREED, Says.DISPUTED} and statement.state is StatementState.DRAFT:
        raise _refused(statement, "The statement has not been issued yet.", "Ask its issuer to issue it.")
    if says in {Says.DISPUTED, Says.RESOLVED} and not reason.strip():
        raise _refused(statement, "There is no reason.", "Say in a sentence why, so that the other side can answer it.")


def _refused(statement: Statement, message: str, fix: str) -> NotAccepted:
    return NotAccepted([error(Where(table=statement.title, item=statement.id), message, fix, code="statement.refused")])


_IN_WORDS = {
    Says.ISSUED: "issue the statement",
    Says.RESOLVED: "resolve a dispute",
    Says.AGREED: "agree the statement",
    Says.DISPUTED: "dispute a line",
}
