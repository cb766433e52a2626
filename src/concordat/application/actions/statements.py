"""What each side says about a statement: issue, agree, dispute, withdraw, resolve. Each is a row that nothing takes back."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from concordat.application.actions.facts import RowGiven, add_rows
from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, take_turn
from concordat.application.errors import NotAccepted, NotAllowed
from concordat.application.permissions import require
from concordat.application.queries.cases import visible_facts
from concordat.application.queries.partnerships import organisation_names
from concordat.application.stored import facts_from
from concordat.domain.kernel.audience import PARTNERS, PARTNERS_AND_CONTRACTOR
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.findings import Where, error
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.statement import Says, Statement, StatementState
from concordat.domain.kernel.tables import Value
from concordat.domain.payment.statement import PAYMENT
from concordat.domain.payment.working import VAT

TABLE: Final = "statement_answers"
_BEGINNING = datetime.min.replace(tzinfo=UTC)


@transaction.atomic
def answer_statement(
    *, by: Actor, statement: Statement, says: Says, line: str = "", pence: int | None = None, reason: str = ""
) -> Fact:
    """Record what the actor's organisation says. The issuer issues and resolves; the recipient agrees, disputes
    and withdraws what it disputed.

    A dispute needs a reason and is of a part of one line, or of all of it. Only what is in dispute is withdrawn or resolved:
    at an amount (`pence`, with the sign of the line) between the line as issued and the line without the disputed part. The
    whole is not agreed while a part is disputed. The same thing is said once. Raises `NotAllowed` or `NotAccepted`.
    """
    require(by, "statement.answer")
    if says is Says.CORRECTED:
        raise NotAllowed("Nobody says that a statement is corrected: it follows from issuing the next revision.")
    if not statement.may_say(says, by.organisation):
        side = statement.issuer if says.is_the_issuers else statement.recipient
        name = organisation_names(by).get(side, side)
        raise NotAllowed(f"Only people acting for {name} may do this: {_IN_WORDS[says]}.")
    _check(statement, says, line, pence, reason)
    values = {
        "statement": statement.id,
        "says": says.value,
        "line": line or None,
        "amount": pence,
        "reason": reason or None,
        "statement_hash": statement.figures_hash,
    }
    take_turn(organisation_chain(by))  # of a form sent twice, the second waits for the first and finds it said
    _say_it_once(by, statement, values)
    between = PARTNERS_AND_CONTRACTOR if statement.kind == PAYMENT else PARTNERS
    row = RowGiven(f"{statement.id}-{says.value}-{secrets.token_hex(4)}", values, audience=between)
    return add_rows(by=by, table=TABLE, rows=[row])[0]


def _check(statement: Statement, says: Says, line: str, pence: int | None, reason: str) -> None:
    if says in {Says.AGREED, Says.DISPUTED} and statement.state is StatementState.DRAFT:
        raise _refused(statement, "The statement has not been issued yet.", "Ask its issuer to issue it.")
    if says in {Says.DISPUTED, Says.RESOLVED} and not reason.strip():
        raise _refused(statement, "There is no reason.", "Say in a sentence why, so that the other side can answer it.")
    if says is Says.DISPUTED:
        _check_disputed(statement, line, pence)
    if says in {Says.WITHDRAWN, Says.RESOLVED} and not any(said.line in {line, ""} for said in statement.open_disputes):
        raise _refused(statement, "It is not in dispute.", "What is wrong in it is put right in the next statement.")
    if says is Says.RESOLVED:
        _check_resolved(statement, line, pence)
    if says is Says.AGREED:
        _check_agreed(statement, line)


def _check_disputed(statement: Statement, line: str, pence: int | None) -> None:
    if not line:
        raise _refused(statement, "No line is named.", "Dispute the lines that are wrong, each with its reason.")
    if statement.kind == PAYMENT and statement.line(line).group == VAT:
        raise _refused(
            statement,
            "VAT follows from the other lines, so that it cannot be disputed by itself.",
            "Dispute the line that is wrong: the VAT of what is corrected is corrected with it.",
        )
    held = statement.line(line).pence
    if not held:
        raise _refused(
            statement,
            "The line comes to £0.00, so that no part of it can be disputed.",
            "Dispute a line that holds money. What is left out altogether is put right in the next statement.",
        )
    if pence == 0:
        raise _refused(statement, "A dispute of £0.00 disputes nothing.", _HOW_MUCH)
    if pence is not None and not min(held, 0) <= pence <= max(held, 0):
        raise _refused(statement, f"That is more than the line holds: {_pounds(held)}.", _HOW_MUCH)


_HOW_MUCH = "Name the part of it that you dispute, or leave the amount empty for all of it."


def _check_resolved(statement: Statement, line: str, pence: int | None) -> None:
    stated = statement.line(line).pence if line else statement.total
    claimed = (
        statement.claimed_pence_of(line) if line else stated - sum(map(statement.disputed_pence_of, _ids(statement)))
    )
    said = _without_minus if line and stated < 0 else _pounds
    limits = f"between {said(stated)}, as issued, and {said(claimed)}, as claimed by whoever disputes it"
    if pence is None:
        raise _refused(statement, "There is no amount.", f"Say what the line comes to: {limits}.")
    if not min(stated, claimed) <= pence <= max(stated, claimed):
        raise _refused(statement, f"{said(pence)} is not {limits}.", "Name an amount from the one to the other.")


def _ids(statement: Statement) -> list[str]:
    return [line.id for line in statement.lines]


def _check_agreed(statement: Statement, line: str) -> None:
    standing = [said.line for said in statement.open_disputes if said.line == line or not line]
    if standing:
        named = ", ".join(f"“{statement.line(one).title}”" if one else "the whole statement" for one in standing)
        raise _refused(
            statement,
            f"You still dispute {named}.",
            "Withdraw the dispute, or wait until it is resolved; then agree. Nothing you dispute is dropped by the way.",
        )


def _pounds(pence: int) -> str:
    return format_pounds(pence, show_pence=True)


def _without_minus(pence: int) -> str:
    """Of a line that is money taken off, as its form asks for it."""
    return _pounds(-pence)


def _say_it_once(by: Actor, statement: Statement, values: Mapping[str, Value]) -> None:
    """Refuse what the last answer about the same line says already, word for word and of the same figures; and issuing the
    same figures again, which would begin the conversation anew and end every dispute."""
    given = visible_facts(by).filter(table=TABLE, values__statement=statement.id)
    said = [fact for fact in facts_from(given) if not values["line"] or fact.get("line") in {None, values["line"]}]
    if values["says"] == Says.ISSUED.value:
        said = [fact for fact in said if fact.get("says") == Says.ISSUED.value]
    last = max(said, key=lambda fact: fact.entered_at or _BEGINNING, default=None)
    if last is None or last.organisation != by.organisation:
        return
    if all(last.get(name) == value for name, value in values.items()):
        raise _refused(statement, "You have said so already.", "There is nothing more to do.")


def _refused(statement: Statement, message: str, fix: str) -> NotAccepted:
    return NotAccepted([error(Where(table=statement.title, item=statement.id), message, fix, code="statement.refused")])


_IN_WORDS = {
    Says.ISSUED: "issue the statement",
    Says.RESOLVED: "resolve a dispute",
    Says.AGREED: "agree the statement",
    Says.DISPUTED: "dispute a line",
    Says.WITHDRAWN: "withdraw a dispute",
}
