"""How the pages of recharge statements and payment statements say where a statement stands."""

from collections.abc import Callable

from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.statement import Says, Statement, StatementState

COLOURS = {
    StatementState.DRAFT: "grey",
    StatementState.ISSUED: "blue",
    StatementState.AGREED: "green",
    StatementState.DISPUTED: "red",
    StatementState.CORRECTED: "yellow",
}
SAID = {
    Says.ISSUED: "issued the statement",
    Says.AGREED: "agreed",
    Says.DISPUTED: "disputed",
    Says.RESOLVED: "resolved",
    Says.CORRECTED: "corrected",
}


def due_in_words(statement: Statement, name_of: Callable[[str], str]) -> tuple[str, str, str]:
    """(who pays, how much, to whom) so that no amount below nought has to be read: ``("West Devon is paid back", "£27,600.00",
    "by South Hams")``."""
    amount = format_pounds(abs(statement.total), show_pence=True)
    payer, other = statement.payer, statement.issuer if statement.payer == statement.recipient else statement.recipient
    if payer == other:
        return f"{name_of(payer)} bears", amount, "itself"
    if statement.total < 0:
        return f"{name_of(payer)} is paid back", amount, f"by {name_of(other)}"
    return f"{name_of(payer)} pays", amount, f"to {name_of(other)}"
